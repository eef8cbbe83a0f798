/** What approving and rejecting in chat promises, whatever the platform: the same scenarios for each. */
import { describe, expect, test } from 'vitest';
import type { RequestId } from '../../src/workflow/request.ts';
import type { Program } from '../an-installation.ts';

export type Who = 'rosa' | 'ines' | 'gareth' | 'tomasz' | 'mei' | 'ada' | 'oliver' | 'gita';
export type Place = 'ig' | 'it' | 'desk' | 'admins';
export type Verdict = 'approve' | 'reject' | 'ask';
export type Answers = Readonly<Record<string, string | boolean>>;

/** A dialog that somebody has before them. */
export type Opened = {
  /** What it says. */
  readonly told: string;
  /** The value of the choice whose label has this in it. */
  readonly option: (field: string, label: string) => string;
  /** Sends it in, and reads what the person is told; `forged` when a changed client sends what the dialog does not offer. */
  readonly submit: (answers?: Answers, how?: { readonly forged?: boolean }) => Promise<string>;
};

/** One platform's people and channels, acted for by tests. */
export type Desk = {
  readonly platform: 'Slack' | 'Teams';
  /** Everything that the newest copy of the request's card says in the channel to those who may only read it. */
  readonly card: (place: Place, id: RequestId) => string;
  /** How many copies of the request's card hang in the channel. */
  readonly copies: (place: Place, id: RequestId) => number;
  /** Whether this person can decide on the card as it is shown to them. */
  readonly offersDecision: (who: Who, at: { readonly place: Place; readonly id: RequestId }) => Promise<boolean>;
  /** Begins to decide on what the card shows now; what is returned submits it, and reads what the person is told. */
  readonly begin: (
    who: Who,
    at: { readonly place: Place; readonly id: RequestId; readonly verdict: Verdict },
  ) => Promise<{ readonly told: string; readonly submit: (answers?: Answers) => Promise<string> }>;
  /** Presses a button of the card that decides nothing, and reads the private answer. */
  readonly press: (
    who: Who,
    at: { readonly place: Place; readonly id: RequestId; readonly action: 'claim' | 'files' | 'link' },
  ) => Promise<string>;
  /** Presses a button of the newest private message that has one such, and reads the private answer. */
  readonly pressPrivately: (who: Who, action: 'retry' | 'link' | 'replay' | 'confirm-grant') => Promise<string>;
  /** Presses a button of the newest private message whose form has a field for a reason, sends that in, and reads what is said then. */
  readonly giveReason: (who: Who, form: { readonly action: 'discard' | 'abort'; readonly reason: string }) => Promise<string>;
  /** Opens the form that the newest private message has which offers it; what is returned submits it. */
  readonly beginPrivately: (who: Who, form: 'answer' | 'approve') => Promise<(answers: Answers) => Promise<string>>;
  /** Types a command line, and reads the private answer. */
  readonly say: (who: Who, words: string) => Promise<string>;
  /** Types a command line that is answered with a dialog, or with a list whose button opens one. */
  readonly fill: (who: Who, words: string, button?: string) => Promise<Opened>;
  /** The same for a list with a button for each entry: the one whose label has this in it. */
  readonly fillEntry: (who: Who, words: string, label: string) => Promise<Opened>;
  /** How a dialog's answer names a channel, or one that does not exist. */
  readonly channel: (place: Place | 'nowhere') => string;
  /** How a dialog's answer names a person. */
  readonly person: (who: Who) => string;
  /** All private messages of the bot to this person. */
  readonly told: (who: Who) => string;
  /** How many messages everybody in the channel can see. */
  readonly posts: (place: Place) => number;
  /** What stands in the thread of the newest copy. */
  readonly thread: (place: Place, id: RequestId) => string;
};

export type Office = { readonly program: Program; readonly desk: Desk };

const reason = 'Table 2 has counts below ten.';

/** Runs the suite; `open` starts a program whose roles and channels are on the desk's platform. */
export const approvalsContract = (name: string, open: (options?: { readonly policy?: string }) => Promise<Office>): void => {
  const waiting = async (submitted: Parameters<Program['submit']>[0] = {}) => {
    const office = await open();
    const id = await office.program.submit(submitted);
    await office.program.settle();
    return { ...office, id };
  };
  const decide = async (
    { desk }: Office,
    who: Who,
    at: { readonly place: Place; readonly id: RequestId; readonly verdict?: Verdict; readonly answers?: Answers },
  ): Promise<string> => (await desk.begin(who, { place: at.place, id: at.id, verdict: at.verdict ?? 'approve' })).submit(at.answers);

  describe(`${name} approvals`, () => {
    test('the card tells an approver what they need, and only those whose turn it is may decide on it', async () => {
      const { desk, id } = await waiting();
      const card = desk.card('ig', id);
      for (const told of ['Information Governance review', 'Stage', '3 files', 'proj-1', 'Ward 7 outcomes', 'rosa@example.ac.uk'])
        expect(card).toContain(told);
      for (const told of ['results/table.csv', '0 of 1', id, 'EgressRequests']) expect(card).toContain(told);
      expect(await desk.offersDecision('ines', { place: 'ig', id })).toBe(true);
      expect(desk.copies('ig', id)).toBe(1);
      expect(desk.copies('it', id)).toBe(0);
    });

    test('two stages are approved, every copy says so, and the manager is sent the link privately', async () => {
      const office = await waiting();
      const { desk, program, id } = office;
      expect(await decide(office, 'ines', { place: 'ig', id, answers: { comment: 'Checked twice.' } })).toContain('is recorded');
      await program.settle();
      expect(desk.card('ig', id)).toContain('Inés Okafor');
      expect(desk.card('ig', id)).toContain('Checked twice.');
      expect(await decide(office, 'tomasz', { place: 'it', id })).toContain('is recorded');
      await program.settle();
      expect((await program.read(id)).status.kind).toBe('released');
      for (const place of ['ig', 'it'] as const) {
        expect(desk.card(place, id)).toContain('Tomasz Nowak');
        expect(await desk.offersDecision('ines', { place, id })).toBe(false);
        expect(desk.thread(place, id)).toContain('approved');
      }
      expect(desk.told('mei')).toContain('ready to download');
      expect(desk.told('rosa')).toContain(id.slice(0, 8));
    });

    test('a rejection needs a category and a reason, ends the request, and tells requester and reviewers why', async () => {
      const office = await waiting();
      const { desk, program, id } = office;
      await decide(office, 'ines', { place: 'ig', id });
      await program.settle();
      await decide(office, 'tomasz', { place: 'it', id, verdict: 'reject', answers: { category: 'small-counts', reason: 'no' } });
      expect((await program.read(id)).status.kind).toBe('in-review');
      expect(
        await decide(office, 'tomasz', { place: 'it', id, verdict: 'reject', answers: { category: 'small-counts', reason } }),
      ).toContain('Your rejection of');
      await program.settle();
      expect((await program.read(id)).status).toEqual({ kind: 'rejected', stage: 1 });
      for (const place of ['ig', 'it'] as const) {
        expect(desk.card(place, id)).toContain(reason);
        expect(desk.card(place, id)).toContain('Small counts');
        expect(desk.thread(place, id)).toContain('rejected');
      }
      expect(desk.told('rosa')).toContain(reason);
      expect(desk.told('ines')).toContain('which you reviewed');
    });

    test('I4: wrong people are refused privately, told who can act, and recorded apart; nothing is decided', async () => {
      const { desk, program, id } = await waiting();
      const posts = desk.posts('ig');
      const attempt = async (who: Who): Promise<string> => {
        const begun = await desk.begin(who, { place: 'ig', id, verdict: 'approve' });
        return `${begun.told} ${await begun.submit().catch(() => '')}`;
      };
      expect(await attempt('oliver')).toMatch(/Only people who hold the role Information Governance.*Who can: .*ines@example.ac.uk/);
      expect(await attempt('rosa')).toContain('somebody else has to decide');
      expect(await attempt('gita')).toContain('guest');
      await program.settle();
      const request = await program.read(id);
      expect(request.decisions).toEqual([]);
      expect(desk.posts('ig')).toBe(posts);
      const day = new Date().toISOString().slice(0, 10);
      const kinds = (await program.installation.adapters.refusals.list({ partition: day })).map(({ refusal }) => refusal);
      expect(new Set(kinds)).toEqual(new Set(['wrong-role', 'own-request', 'untrusted-account']));
    });

    test('I4: a role that is taken back while somebody is about to decide no longer decides', async () => {
      const { desk, program, id } = await waiting();
      const begun = await desk.begin('ines', { place: 'ig', id, verdict: 'approve' });
      expect(await desk.say('ada', 'revoke-grant ines@example.ac.uk InformationGovernance')).toContain('Role taken back');
      expect(await begun.submit()).toContain('Only people who hold the role');
      expect((await program.read(id)).decisions).toEqual([]);
    });

    test('I1: twice by one person, and late by a colleague, is one decision, and both are told whose', async () => {
      const { desk, program, id } = await waiting();
      const first = await desk.begin('ines', { place: 'ig', id, verdict: 'approve' });
      const late = await desk.begin('gareth', { place: 'ig', id, verdict: 'reject' });
      const told = await Promise.all([first.submit(), first.submit()]);
      expect(told.some((each) => each.includes('is recorded'))).toBe(true);
      expect(await late.submit({ category: 'other', reason })).toMatch(/already decided.*Inés Okafor/);
      await program.settle();
      expect((await program.read(id)).decisions).toHaveLength(1);
    });

    test('I16: what is submitted once the deadline has ended the request decides nothing, and every copy says it expired', async () => {
      const { desk, program, id } = await waiting();
      const begun = await desk.begin('ines', { place: 'ig', id, verdict: 'approve' });
      program.wait(30 * 86_400);
      await program.installation.runTask('expire', { id });
      await program.installation.followUp(id);
      expect(await begun.submit()).toMatch(/cannot be done now|out of date/);
      const request = await program.read(id);
      expect(request.decisions).toEqual([]);
      expect(request.status.kind).toBe('expired');
      await program.settle();
      expect(desk.card('ig', id)).toContain('Nobody decided before the deadline');
      expect(await desk.offersDecision('ines', { place: 'ig', id })).toBe(false);
    });

    test('a claim is shown to everybody and binds nobody; files are shown privately', async () => {
      const office = await waiting();
      const { desk, program, id } = office;
      expect(await desk.press('ines', { place: 'ig', id, action: 'claim' })).toContain('you are reviewing');
      await program.settle();
      expect(desk.card('ig', id)).toContain('Reviewing now');
      expect(await desk.press('gareth', { place: 'ig', id, action: 'files' })).toContain('results/figure.txt');
      expect(await desk.press('ines', { place: 'ig', id, action: 'claim' })).toContain('you are reviewing');
      program.wait(5);
      expect(await desk.press('ines', { place: 'ig', id, action: 'claim' })).toContain('no longer reviewing');
      await program.settle();
      expect(desk.card('ig', id)).not.toContain('Reviewing now');
      expect(await desk.say('ines', `history ${id.slice(0, 8)}`)).toContain('No longer reviewing');
      expect(await decide(office, 'gareth', { place: 'ig', id })).toContain('is recorded');
    });

    test('I8: a name that was changed to be safe stands beside the one that was submitted', async () => {
      const office = await open();
      const { desk, program } = office;
      const id = await program.submit({ files: { 'a/CON.txt': 'x', 'a//b?.csv': 'y', 'plain.csv': 'z' } });
      await program.settle();
      const files = await desk.press('gareth', { place: 'ig', id, action: 'files' });
      expect(files).toMatch(/a\/_CON\.txt .*submitted as ?.a?\/?CON\.txt/);
      expect(files).toContain('a//b?.csv');
      expect(files.split('submitted as')).toHaveLength(3);
    });

    test('I10: a link is asked for by word and by button, answered privately, counted, and refused to others', async () => {
      const office = await waiting();
      const { desk, program, id } = office;
      for (const [who, place] of [
        ['ines', 'ig'],
        ['tomasz', 'it'],
      ] as const) {
        await decide(office, who, { place, id });
        await program.settle();
      }
      expect(await desk.press('oliver', { place: 'desk', id, action: 'link' })).toMatch(
        /Only people who hold the role Egress manager ?for project/,
      );
      expect(await desk.press('mei', { place: 'desk', id, action: 'link' })).toMatch(/Link 2 of 3|privately/);
      expect(await desk.say('mei', `link ${id.slice(0, 8)}`)).toContain('Link 3 of 3');
      expect(await desk.say('mei', `link ${id.slice(0, 8)}`)).toContain('there is none left');
      await program.settle();
      expect((await program.read(id)).links).toHaveLength(3);
      expect(desk.card('desk', id)).not.toContain('/download');
      for (const told of [desk.card('desk', id), await desk.say('mei', `history ${id.slice(0, 8)}`)]) {
        expect(told).toContain('Mei Chen');
        expect(told).not.toContain('mei@example.ac.uk');
      }
    });

    test('I13: hostile names and reasons are shown literally', async () => {
      const hostile = '<!channel> <@U01> [click](https://evil.example) **bold** \u202Egnp.exe {{DATE(2026-01-01T00:00:00Z)}}';
      const office = await waiting({ files: { '[x](https://evil.example).csv': 'a' }, changes: { egress_store_name: hostile } });
      const { desk, program, id } = office;
      expect(desk.card('ig', id)).toContain('[click](https://evil.example)');
      expect(desk.card('ig', id)).not.toContain('\u202E');
      await decide(office, 'ines', { place: 'ig', id, verdict: 'reject', answers: { category: 'other', reason: hostile } });
      await program.settle();
      expect(desk.card('ig', id)).toContain('**bold**');
    });

    test('I14: a request of very many files still fits a card that can be decided on', async () => {
      const files = Object.fromEntries(Array.from({ length: 400 }, (_, n) => [`${'long folder name/'.repeat(12)}file ${n}.csv`, 'a']));
      const office = await waiting({ files });
      expect(office.desk.card('ig', office.id)).toMatch(/and \d+ more/);
      expect(await decide(office, 'ines', { place: 'ig', id: office.id })).toContain('is recorded');
    });

    test('words answer privately: help, whoami, pending, status, history, verify; an unknown word names the nearest', async () => {
      const { desk, id } = await waiting();
      expect(await desk.say('ines', 'help')).toContain('pending');
      const offered = async (who: Who) => {
        const told = await desk.say(who, 'help');
        return ['answer ID', 'ask ID question', 'delegate @', 'link ID', 'revoke ID', 'grant @'].filter((usage) =>
          told.includes(` ${usage}`),
        );
      };
      expect(await offered('rosa')).toEqual(['answer ID']);
      expect(await offered('ines')).toEqual(['answer ID', 'ask ID question', 'delegate @']);
      expect(await offered('mei')).toEqual(['answer ID', 'link ID', 'revoke ID']);
      expect(await offered('ada')).toEqual(['answer ID', 'revoke ID', 'grant @']);
      expect(await desk.say('ines', 'whoami')).toContain('Information Governance');
      expect(await desk.say('ines', 'pending')).toContain(id.slice(0, 8));
      expect(await desk.say('ines', `status ${id.slice(0, 8)}`)).toContain('Ward 7 outcomes');
      expect(await desk.say('ines', `history ${id.slice(0, 8)}`)).toContain('events');
      expect(await desk.say('ines', `verify ${id.slice(0, 8)}`)).toContain('events hold');
      expect(await desk.say('ines', 'pendign')).toContain('Did you mean');
      expect(await desk.say('gita', 'pending')).toContain('guest');
    });
  });
};
