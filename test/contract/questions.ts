/** What reviewers and requesters ask and answer promises the same on every platform. */
import { describe, expect, test } from 'vitest';
import { questionsOf } from '../../src/workflow/questions.ts';
import type { ChatIdentity } from '../../src/workflow/request.ts';
import { findRecordFault } from '../../src/workflow/transitions.ts';
import { O, teamsSeed } from '../a-teams-tenant.ts';
import type { Program } from '../an-installation.ts';
import { U } from '../an-installation.ts';
import { inEnglish } from '../in-english.ts';
import type { Office, Who } from './approvals.ts';

const question = 'Which wards are in table 2?';
const answer = 'Wards 7 and 9, both over ten patients.';

const identityOf = ({ platform }: Office['desk'], who: Who): ChatIdentity =>
  platform === 'Slack'
    ? { platform: 'slack', tenant: 'T01SANDBOX', user: U[who] }
    : { platform: 'teams', tenant: teamsSeed.tenant.id, user: O[who] };

/** Runs the suite; `open` starts a program whose roles and channels are on the desk's platform. */
export const questionsContract = (name: string, open: (options?: { readonly policy?: string }) => Promise<Office>): void => {
  const waiting = async (submitted: Parameters<Program['submit']>[0] = {}) => {
    const office = await open();
    const id = await office.program.submit(submitted);
    await office.program.settle();
    return { ...office, id };
  };
  const asked = async () => {
    const office = await waiting();
    expect(await office.desk.say('ines', `ask ${office.id} ${question}`)).toContain('Question sent');
    await office.program.settle();
    return office;
  };
  const refusalsOf = async ({ installation }: Program): Promise<readonly (readonly string[])[]> => {
    const today = new Date().toISOString().slice(0, 10);
    return (await installation.adapters.refusals.list({ partition: today })).map(({ person = '', attempted, refusal }) => [
      person.replace(/@.*/, ''),
      attempted,
      refusal,
    ]);
  };

  describe(`${name}: questions`, () => {
    test('a reviewer asks, the requester is told privately and answers, and everybody who needs it reads the answer', async () => {
      const { desk, program, id } = await asked();
      const posts = desk.posts('ig');
      expect(desk.told('rosa')).toContain(question);
      expect(desk.card('ig', id)).toContain('no answer yet');
      expect(desk.thread('ig', id)).toContain(question);
      expect(await desk.say('rosa', `answer ${id.slice(0, 8)} ${answer}`)).toContain('Answer recorded');
      await program.settle();
      expect(desk.card('ig', id)).toContain(answer);
      expect(desk.card('ig', id)).not.toContain('no answer yet');
      expect(desk.thread('ig', id)).toContain(answer);
      expect(desk.told('ines')).toMatch(new RegExp(`${answer}.*Contents: ?3 files.*Project: ?proj-1`, 's'));
      expect(desk.told('gareth')).not.toContain(answer);
      expect(desk.posts('ig')).toBe(posts);
      const request = await program.read(id);
      expect(questionsOf(request)).toMatchObject([
        { number: 1, text: question, asker: { id: 'ines@example.ac.uk' }, answer: { text: answer, person: { id: 'rosa@example.ac.uk' } } },
      ]);
      expect(findRecordFault(request)).toBeUndefined();
      expect(await desk.say('ines', `history ${id}`)).toContain(answer);
    });

    test('I17: lists and Home say that the answer is waited for, to reviewer and requester, until it is there', async () => {
      const { desk, program, id } = await asked();
      const short = id.slice(0, 8);
      expect(await desk.say('ines', 'pending')).toMatch(/asked the requester, .*, no answer yet, deadline at the latest /);
      expect(await desk.say('ines', 'home')).toMatch(/Waits for the requester’s answer.*, deadline at the latest /);
      expect(desk.card('ig', id)).toContain('Now waiting for the requester’s answer; Information Governance can still decide.');
      const home = await desk.say('rosa', 'home');
      expect(home).toMatch(
        new RegExp(`Waiting for your answer.*${short}.*Inés Okafor.*${question.replace('?', '.')}.*Your requests.*Waits for your answer`),
      );
      expect(await desk.say('ines', 'home')).not.toContain('Waiting for your answer');
      await desk.say('rosa', `answer ${short} ${answer}`);
      await program.settle();
      const pending = await desk.say('ines', 'pending');
      expect(pending).toContain(short);
      expect(pending).not.toContain('asked the requester');
      expect(await desk.say('rosa', 'home')).not.toContain('your answer');
    });

    test('the requester answers from Home, which asks no more once it is answered', async () => {
      const { desk, program, id } = await asked();
      const answering = await desk.fill('rosa', 'home', 'answer');
      expect(await answering.submit({ text: answer })).toContain('is recorded');
      await program.settle();
      expect(questionsOf(await program.read(id))).toMatchObject([{ text: question, answer: { text: answer } }]);
      expect(await desk.say('rosa', 'home')).not.toContain('Waiting for your answer');
    });

    test('the question says until when the clock stands still, and the command is named only where there is no button', async () => {
      const { desk } = await asked();
      expect(desk.told('rosa')).toMatch(/Please answer by .*, so that the review goes on/);
      expect(desk.told('rosa')).not.toContain('your answer');
    });

    test('while the clock stands still, the requester is reminded of the question, once an hour, and whoever can decide is left alone', async () => {
      const { desk, program, id } = await asked();
      const timesTold = () => desk.told('rosa').split(question).length - 1;
      const before = timesTold();
      expect(await desk.say('gareth', `remind ${id}`)).toContain('is reminded of the question');
      await program.settle();
      expect(timesTold()).toBe(before * 2);
      expect(desk.told('ines')).not.toContain('still waits');
      expect(desk.thread('ig', id)).toContain('reminded the requester of the question');
      expect(await desk.say('ines', `history ${id}`)).toContain('Reminded (question 1)');
      expect(await desk.say('ines', `remind ${id}`)).toContain('give them an hour');
      expect(await desk.say('rosa', `answer ${id} ${answer}`)).toContain('Answer recorded');
      await program.settle();
      await expect(desk.beginPrivately('rosa', 'answer')).rejects.toThrow('no form');
      expect(await desk.say('ines', `remind ${id}`)).toContain('are reminded');
      expect(findRecordFault(await program.read(id))).toBeUndefined();
    });

    test('question and answer are given with the buttons of card and message, to exactly what they show', async () => {
      const { desk, program, id } = await waiting();
      const asking = await desk.begin('ines', { place: 'ig', id, verdict: 'ask' });
      expect(await asking.submit({ question })).toContain('is recorded');
      await program.settle();
      const answering = await desk.beginPrivately('rosa', 'answer');
      expect(await answering({ text: answer })).toContain('is recorded');
      await program.settle();
      expect(questionsOf(await program.read(id))).toMatchObject([{ text: question, answer: { text: answer } }]);
    });

    test('I12: what somebody types is on record as they typed it, with names and quotes', async () => {
      const { desk, program, id } = await waiting();
      await desk.say('ines', `ask ${id} Did @gareth check "Table 2"?`);
      await program.settle();
      await desk.say('rosa', `answer ${id} Not by @gareth, but “in part”   by me.`);
      const [said] = questionsOf(await program.read(id));
      expect(said?.text).toMatch(/^Did @gareth check "Table 2"\?$|^Did @Gareth .+ check "Table 2"\?$/);
      expect(said?.answer?.text).toMatch(/^Not by @(gareth|Gareth .+), but “in part” {3}by me\.$/);
    });

    test('I4: an answer is not told to an asker whose role was taken back, until they hold one again', async () => {
      const { desk, program, id } = await asked();
      await desk.say('ada', 'revoke-grant @ines InformationGovernance');
      await desk.say('rosa', `answer ${id} ${answer}`);
      await program.settle();
      const heard = async () => {
        const mails = await program.installation.mailer.sent();
        return desk.told('ines').includes(answer) || mails.some(({ body, to }) => body.includes(answer) && to.join().includes('ines@'));
      };
      expect(await heard()).toBe(false);
      await desk.say('ada', 'grant @ines ResearchIT');
      await program.installation.followUp(id);
      expect(await heard()).toBe(true);
    });

    test.each(['answered', 'rejected'] as const)('I14: once the request is %s, nobody is offered to answer any more', async (ended) => {
      const { desk, program, id } = await asked();
      await desk.beginPrivately('rosa', 'answer');
      if (ended === 'answered') await desk.say('rosa', `answer ${id} ${answer}`);
      else
        await (await desk.begin('gareth', { place: 'ig', id, verdict: 'reject' })).submit({
          category: 'other',
          reason: 'Nobody could say which wards these are.',
        });
      await program.settle();
      await expect(desk.beginPrivately('rosa', 'answer')).rejects.toThrow('no form');
      expect(desk.told('rosa')).toContain(ended === 'answered' ? answer : 'no longer needs an answer');
      const late = { do: 'answer', request: id, question: 1, text: 'Too late.' } as const;
      const told = await program.installation.conversation.submit({ identity: identityOf(desk, 'rosa') }, { answer: late });
      expect(inEnglish(told)).toContain(`status ${id.slice(0, 8)}`);
    });

    test.each<{ who: Who; told: RegExp; refusal: string }>([
      { who: 'oliver', told: /Only people who hold the role Information Governance/, refusal: 'wrong-role' },
      { who: 'rosa', told: /somebody else has to decide/, refusal: 'own-request' },
      { who: 'gita', told: /guest/, refusal: 'untrusted-account' },
    ])('I4, I5: the button is refused to $who, privately, and the attempt is on record', async ({ who, told, refusal }) => {
      const { desk, program, id } = await waiting();
      const begun = await desk.begin(who, { place: 'ig', id, verdict: 'ask' });
      expect(`${begun.told} ${await begun.submit({ question }).catch(() => '')}`).toMatch(told);
      await program.settle();
      expect(questionsOf(await program.read(id))).toEqual([]);
      expect((await refusalsOf(program)).map(([, attempted, kind]) => [attempted, kind])).toContainEqual(['ask', refusal]);
    });

    test('nobody but the requester gets at the form for the answer, whatever their client sends', async () => {
      const { desk, program, id } = await asked();
      const { conversation } = program.installation;
      const speaker = { identity: identityOf(desk, 'ines') };
      const command = { do: 'answer', request: id, question: 1 } as const;
      expect(inEnglish(await conversation.press(speaker, command))).toContain('Only the person who asked');
      expect(inEnglish(await conversation.submit(speaker, { answer: { ...command, text: answer } }))).toContain(
        'Only the person who asked',
      );
      expect(questionsOf(await program.read(id))[0]?.answer).toBeUndefined();
      expect((await refusalsOf(program)).filter((each) => each.join() === 'ines,answer,not-asked')).toHaveLength(2);
    });

    test.each<{ who: Who; told: RegExp; refusal: string }>([
      { who: 'oliver', told: /There is no request/, refusal: 'unreadable-request' },
      { who: 'tomasz', told: /Only people who hold the role Information Governance/, refusal: 'wrong-role' },
      { who: 'ada', told: /Only people who hold the role Information Governance/, refusal: 'wrong-role' },
      { who: 'rosa', told: /somebody else has to decide/, refusal: 'own-request' },
      { who: 'gita', told: /guest/, refusal: 'untrusted-account' },
    ])('I4, I5: $who may not ask, is told why privately, and the attempt is on record', async ({ who, told, refusal }) => {
      const { desk, program, id } = await waiting();
      const posts = desk.posts('ig');
      expect(await desk.say(who, `ask ${id} ${question}`)).toMatch(told);
      await program.settle();
      expect(questionsOf(await program.read(id))).toEqual([]);
      expect(desk.posts('ig')).toBe(posts);
      expect((await refusalsOf(program)).map(([, attempted, kind]) => [attempted, kind])).toContainEqual(['/egress ask', refusal]);
    });

    test.each<{ who: Who; told: RegExp; refusal: string }>([
      { who: 'ines', told: /Only the person who asked for this egress/, refusal: 'not-asked' },
      { who: 'ada', told: /Only the person who asked for this egress/, refusal: 'not-asked' },
      { who: 'oliver', told: /There is no request/, refusal: 'unreadable-request' },
      { who: 'gita', told: /guest/, refusal: 'untrusted-account' },
    ])('nobody answers for the requester: $who is told why privately, and the attempt is on record', async ({ who, told, refusal }) => {
      const { desk, program, id } = await asked();
      expect(await desk.say(who, `answer ${id} ${answer}`)).toMatch(told);
      expect(questionsOf(await program.read(id))[0]?.answer).toBeUndefined();
      expect((await refusalsOf(program)).map(([, attempted, kind]) => [attempted, kind])).toContainEqual(['/egress answer', refusal]);
    });

    test('one question waits at a time, and an answer is given once', async () => {
      const { desk, program, id } = await asked();
      expect(await desk.say('gareth', `ask ${id} And table 3?`)).toMatch(/Inés Okafor.*already waits/);
      expect(await desk.say('rosa', `answer ${id} ${answer}`)).toContain('Answer recorded');
      expect(await desk.say('rosa', `answer ${id} Something else.`)).toContain('No question about this request waits');
      expect(await desk.say('gareth', `ask ${id} And table 3?`)).toContain('Question sent');
      await program.settle();
      expect(desk.card('ig', id)).toContain('Latest of 2 questions');
      expect(questionsOf(await program.read(id))).toMatchObject([
        { number: 1, answer: { text: answer } },
        { number: 2, text: 'And table 3?' },
      ]);
    });

    test('a question without words, or with more than can be read, is not sent', async () => {
      const { desk, program, id } = await waiting();
      expect(await desk.say('ines', `ask ${id}`)).toMatch(/needs what you want to say.*ask ID question/);
      expect(await desk.say('ines', `ask ${id} ${'ab '.repeat(400)}`)).toContain('1 to 1,000 characters');
      expect(questionsOf(await program.read(id))).toEqual([]);
    });

    test('the end of a long answer reaches the asker and the card: nobody decides on half of it', async () => {
      const { desk, program, id } = await asked();
      const end = 'Table 9 still has numbers of patients.';
      await desk.say('rosa', `answer ${id} ${'Table 1 has no small cells. '.repeat(30)}${end}`);
      await program.settle();
      expect(desk.told('ines')).toContain(end);
      expect(desk.card('ig', id)).toContain(end);
    });

    test('whoever begins to decide is told of the question without an answer, and of a colleague who is reviewing', async () => {
      const { desk, program, id } = await asked();
      await desk.press('ines', { place: 'ig', id, action: 'claim' });
      await program.settle();
      const others = (await desk.begin('gareth', { place: 'ig', id, verdict: 'approve' })).told;
      for (const said of [`“${question}” It has no answer yet.`, 'Inés Okafor is reviewing'])
        expect(others.replaceAll(/\s+/g, ' ')).toContain(said);
      const own = (await desk.begin('ines', { place: 'ig', id, verdict: 'reject' })).told;
      expect(own).toContain('It has no answer yet');
      expect(own).not.toContain('is reviewing.');
      await desk.say('rosa', `answer ${id} ${answer}`);
      await program.settle();
      expect((await desk.begin('gareth', { place: 'ig', id, verdict: 'approve' })).told).not.toContain('It has no answer yet');
    });

    test('the dialog of a later stage says who approved before, with their comment, as well where the card is not seen', async () => {
      const { desk, program, id } = await asked();
      await desk.say('rosa', `answer ${id} ${answer}`);
      await program.settle();
      await (await desk.begin('gareth', { place: 'ig', id, verdict: 'approve' })).submit({ comment: 'Counts are fine' });
      await program.settle();
      const { told } = await desk.begin('tomasz', { place: 'it', id, verdict: 'approve' });
      expect(told).toMatch(/Approved by ?Gareth .* for Information Governance.*“Counts are fine”/);
      if (desk.platform === 'Slack') for (const said of [question, answer]) expect(told).toContain(said);
    });

    test('I14: whoever asked decides right where they read the answer, and is offered it no longer once it is decided', async () => {
      const { desk, program, id } = await asked();
      await desk.say('rosa', `answer ${id} ${answer}`);
      await program.settle();
      const deciding = await desk.beginPrivately('ines', 'approve');
      expect(await deciding({})).toContain('is recorded');
      await program.settle();
      expect((await program.read(id)).status).toMatchObject({ kind: 'in-review', stage: 1 });
      expect(desk.told('ines')).toContain(answer);
      await expect(desk.beginPrivately('ines', 'approve')).rejects.toThrow('no form');
    });

    test('I14: a reminder is acted on where it is read, and says so once it does not wait any more', async () => {
      const { desk, program, id } = await waiting();
      await desk.say('rosa', `remind ${id}`);
      await program.settle();
      expect(desk.told('gareth')).toContain('You can decide on it.');
      expect(await (await desk.beginPrivately('ines', 'approve'))({})).toContain('is recorded');
      await program.settle();
      for (const who of ['ines', 'gareth'] as const) {
        expect(desk.told(who)).not.toMatch(/still waits|can decide/);
        await expect(desk.beginPrivately(who, 'approve')).rejects.toThrow('no form');
      }
      expect(desk.told('ines')).toContain('You have decided on it.');
      expect(desk.told('gareth')).toContain('It no longer waits for Information Governance.');
      expect(desk.told('gareth')).toContain('Research IT review');
    });

    test('I14: a reminder offers nothing to whoever lost the role since, and again once they hold it', async () => {
      const { desk, program, id } = await waiting();
      await desk.say('rosa', `remind ${id}`);
      await program.settle();
      await desk.beginPrivately('gareth', 'approve');
      await desk.say('ada', 'revoke-grant @gareth InformationGovernance');
      await program.settle();
      expect(desk.told('gareth')).toContain('It waits for Information Governance; you cannot decide on it now.');
      await expect(desk.beginPrivately('gareth', 'approve')).rejects.toThrow('no form');
      expect(desk.told('ines')).toContain('You can decide on it.');
      await desk.say('ada', 'grant @gareth InformationGovernance');
      await program.settle();
      await desk.beginPrivately('gareth', 'approve');
    });

    test('nobody waits for an answer to be able to decide', async () => {
      const { desk, program, id } = await asked();
      expect(await (await desk.begin('gareth', { place: 'ig', id, verdict: 'approve' })).submit()).toContain('is recorded');
      await program.settle();
      expect((await program.read(id)).status).toMatchObject({ kind: 'in-review', stage: 1 });
      expect(await desk.say('rosa', `answer ${id} ${answer}`)).toContain('Answer recorded');
      await program.settle();
      expect(desk.told('ines')).toContain(answer);
      expect(desk.card('it', id)).toContain(answer);
    });

    test('as long as a question can be answered, the requester’s Home asks it, with a date where the clock stands still', async () => {
      const { desk, program, id } = await asked();
      expect(await desk.say('rosa', 'home')).toMatch(/Waiting for your answer.*Please answer by .*, so that the review goes on/);
      await (await desk.begin('gareth', { place: 'ig', id, verdict: 'approve' })).submit();
      await program.settle();
      const late = await desk.say('rosa', 'home');
      for (const said of [question, 'You can still answer; the review does not wait for it.']) expect(late).toContain(said);
      expect(late).not.toContain('so that the review goes on');
      expect(desk.told('rosa')).toContain('You can still answer');
      expect(await (await desk.fill('rosa', 'home', 'answer')).submit({ text: answer })).toContain('is recorded');
      await program.settle();
      expect(await desk.say('rosa', 'home')).not.toContain(question);
    });

    test('a requester whom chat does not know is asked by e-mail, with whom to write to', async () => {
      const { program, desk, id } = await waiting({
        changes: { created_by_email: 'nobody@example.ac.uk', updated_by_email: 'nobody@example.ac.uk' },
      });
      await desk.say('ines', `ask ${id} ${question}`);
      await program.settle();
      const mails = await program.installation.mailer.sent();
      expect(mails.filter(({ body }) => body.includes(question)).map(({ to, cc }) => [to, cc])).toEqual([[['nobody@example.ac.uk'], []]]);
      const body = mails.find(({ body }) => body.includes(question))?.body;
      for (const said of ['ines@example.ac.uk', `answer ${id.slice(0, 8)} your answer`]) expect(body).toContain(said);
    });

    test('where Service Workbench names nobody, nobody can be asked', async () => {
      const { program, desk, id } = await waiting({ changes: { created_by_email: undefined, updated_by_email: undefined } });
      expect(await desk.say('ines', `ask ${id} ${question}`)).toContain('named no address');
      expect(questionsOf(await program.read(id))).toEqual([]);
    });

    test('I13: hostile questions and answers are shown literally', async () => {
      const hostile = '<!channel> [click](https://evil.example) **bold** \u202Egnp.exe';
      const { desk, program, id } = await waiting();
      await desk.say('ines', `ask ${id} ${hostile}`);
      await program.settle();
      await desk.say('rosa', `answer ${id} ${hostile}`);
      await program.settle();
      for (const shown of [desk.card('ig', id), desk.told('rosa'), desk.told('ines'), desk.thread('ig', id)]) {
        expect(shown).toContain('[click](https://evil.example) **bold**');
        expect(shown).not.toContain('\u202E');
      }
    });
  });
};
