/** One request, people in Slack and people in Teams. */
import { expect, test } from 'vitest';
import { actionsOf } from '../../src/sandbox/teams/inputs.ts';
import type { RequestId } from '../../src/workflow/request.ts';
import { O, privatelyTo, T, typeLine } from '../a-teams-tenant.ts';
import type { Program } from '../an-installation.ts';
import { aProgram, C, U } from '../an-installation.ts';
import { wordsOn } from '../bots/teams/a-tenant.ts';
import { approveFirst, decide } from '../people.ts';
import { slackDesk } from '../slack-desk.ts';
import { teamsDesk } from '../teams-desk.ts';

const both = async () => {
  const program = await aProgram({ platforms: ['slack', 'teams'] });
  const id = await program.submit();
  await program.settle();
  return { program, id, slack: slackDesk(program), teams: teamsDesk(program) };
};

const reason = 'Table 2 has counts below ten.';

test('a request is shown on both, and what is decided on one is seen on the other', async () => {
  const { program, id, slack, teams } = await both();
  expect(slack.copies('ig', id)).toBe(1);
  expect(teams.copies('ig', id)).toBe(1);
  await approveFirst(program, id);
  await program.settle();
  for (const desk of [slack, teams]) {
    expect(desk.card('ig', id)).toContain('Inés Okafor');
    expect(desk.card('ig', id)).toContain('in Slack');
    expect(desk.thread('ig', id)).toContain('approved');
    expect(desk.copies('it', id)).toBe(1);
  }
  expect(await teams.offersDecision('gareth', { place: 'ig', id })).toBe(false);
  const second = await teams.begin('tomasz', { place: 'it', id, verdict: 'reject' });
  expect(await second.submit({ category: 'small-counts', reason })).toContain('Your rejection of');
  await program.settle();
  for (const desk of [slack, teams])
    for (const place of ['ig', 'it'] as const) {
      expect(desk.card(place, id)).toContain(reason);
      expect(desk.card(place, id)).toContain('in Teams');
    }
  expect(await slack.offersDecision('tomasz', { place: 'it', id })).toBe(false);
});

test('I5: one person with an account on each platform is one person', async () => {
  const { program, id, teams } = await both();
  await approveFirst(program, id);
  await program.settle();
  await typeLine(program.teams, 'ada', { conversation: T.admins, text: 'grant @Inés Okafor ResearchIT', mentions: ['ines'] });
  const again = await teams.begin('ines', { place: 'it', id, verdict: 'approve' });
  expect(again.told).toMatch(/already|before/i);
  await again.submit();
  const { decisions } = await program.read(id);
  expect(decisions.map(({ person }) => person.id)).toEqual(['ines@example.ac.uk']);
  expect(await teams.begin('rosa', { place: 'it', id, verdict: 'approve' }).then(({ told }) => told)).toMatch(/Only people|somebody else/);
});

/** 25 people of one role, each with an account on both platforms, all about to decide. */
const crowd = async (program: Program, id: RequestId) => {
  const { teams, slack } = program;
  const { manifest } = await program.read(id);
  const message = teams.messages(T.ig).findLast(({ card }) => JSON.stringify(card ?? '').includes(id))?.id ?? '';
  const data = (verdict: string) => ({ do: verdict, request: id, stage: 0, digest: manifest?.digest });
  return { teams, slack, message, data };
};

test('I1: 25 clicks in Slack and 25 in Teams are one decision, and all cards agree', async () => {
  const { program, id, slack, teams } = await both();
  const { message, data } = await crowd(program, id);
  const inSlack = await Promise.all((['ines', 'gareth'] as const).map((who) => slack.begin(who, { place: 'ig', id, verdict: 'approve' })));
  const clicks = Array.from({ length: 25 }, (_, n) => [
    () => inSlack[n % 2]?.submit() ?? Promise.resolve(''),
    () => {
      const verdict = n % 3 === 0 ? 'reject' : 'approve';
      const inputs: Record<string, string> = verdict === 'reject' ? { 'reject-category': 'other', 'reject-reason': reason } : {};
      const pressed = { conversation: T.ig, message, data: data(verdict), inputs, forged: true };
      return program.teams.execute(O[n % 2 === 0 ? 'gareth' : 'ines'], pressed).then((done) => wordsOn([done.card]).join(' '));
    },
  ]).flat();
  const told = await Promise.all(clicks.map((click) => click().catch(String)));
  for (const each of told) expect(each).toMatch(/Your (approval|rejection) of|already/);
  await program.settle();
  const { decisions, status, events } = await program.read(id);
  expect(decisions).toHaveLength(1);
  expect(events.filter(({ fact }) => fact.kind === 'approved' || fact.kind === 'rejected')).toHaveLength(1);
  const [decision] = decisions;
  expect(status.kind).toBe(decision?.verdict === 'approve' ? 'in-review' : 'rejected');
  const where = decision?.identity.platform === 'slack' ? 'in Slack' : 'in Teams';
  for (const desk of [slack, teams]) {
    expect(desk.card('ig', id)).toContain(decision?.person.name);
    expect(desk.card('ig', id)).toContain(where);
    expect(desk.copies('ig', id)).toBe(1);
    expect(desk.copies('it', id)).toBe(decision?.verdict === 'approve' ? 1 : 0);
  }
}, 60_000);

test('I4: those whose turn it is are shown their buttons without asking; everybody else sees none', async () => {
  const { program, id } = await both();
  const { teams } = program;
  // Inés and Gareth are met in Teams once, and the card is painted again with that knowledge.
  await typeLine(teams, 'ines', { text: 'whoami' });
  await program.installation.conversation.press(
    { identity: { platform: 'slack', tenant: 'T01SANDBOX', user: U.gareth }, channel: C.ig },
    { do: 'claim', request: id, stage: 0 },
  );
  await program.settle();
  const message = teams.messages(T.ig).findLast(({ card }) => JSON.stringify(card ?? '').includes(id))?.id ?? '';
  await teams.look(O.ines, T.ig);
  await teams.look(O.oliver, T.ig);
  const offered = (who: 'ines' | 'oliver') =>
    actionsOf(teams.viewOf(O[who], T.ig, message) ?? { type: 'AdaptiveCard' }).map(({ data }) => data['do']);
  expect(offered('ines')).toEqual(['approve', 'reject', 'ask', 'files', 'claim']);
  expect(offered('oliver')).toEqual(['look']);
});

test('an admin maps the channel that they type in, and unmaps it there, in Teams', async () => {
  const { program } = await both();
  const { teams } = program;
  const said = async (text: string, conversation?: string) =>
    wordsOn([await typeLine(teams, 'ada', { text, ...(conversation === undefined ? {} : { conversation }) })]).join(' ');
  expect(await said('map ResearchIT proj-1', T.admins)).toContain('is mapped');
  expect(wordsOn([teams.messages(T.admins).at(-1)?.card]).join(' ')).toContain('From now on this channel shows');
  expect(await said('map EgressManager', T.admins)).toContain('is mapped');
  expect(JSON.stringify(teams.messages(T.admins).map(({ card }) => wordsOn([card])))).toContain('shows the releases of all projects');
  await said('unmap here EgressManager', T.admins);
  expect(await said('mappings')).toMatch(/admins in Teams: Research IT , project proj-1/);
  expect(await said('unmap here ResearchIT proj-1', T.admins)).toContain('removed');
  expect(await said('mappings')).not.toContain('admins in Teams');
  expect(await said('map ResearchIT')).toContain('Type this in the channel');
  expect(await said('map here ResearchIT proj-1', T.admins)).toContain('unmap here ResearchIT proj-1');
});

test('a role is granted to somebody who is mentioned in Teams, and they can act in Slack', async () => {
  const { program, id } = await both();
  await typeLine(program.teams, 'ada', {
    conversation: T.admins,
    text: 'grant @Oliver Finch InformationGovernance',
    mentions: ['oliver'],
  });
  expect(await decide(program, U.oliver, { id, channel: C.ig })).toContain('is recorded');
});

test('I10: a link that is asked for in Teams is given in Teams, and counted with those of Slack', async () => {
  const { program, id, teams, slack } = await both();
  await approveFirst(program, id);
  await program.settle();
  await (await teams.begin('tomasz', { place: 'it', id, verdict: 'approve' })).submit();
  await program.settle();
  expect(await slack.say('mei', `link ${id.slice(0, 8)}`)).toContain('Link 2 of 3');
  expect(await teams.press('mei', { place: 'desk', id, action: 'link' })).toContain('Sent to you privately');
  const card = JSON.stringify(privatelyTo(program.teams, 'mei').at(-1)?.card);
  expect(card).toContain('Link 3 of 3');
  const [url] = card.match(/http:\/\/127\.0\.0\.1[^"]+\/download[^"]*/) ?? [];
  expect(url).toBeDefined();
  for (const place of Object.values(T)) expect(JSON.stringify(program.teams.messages(place))).not.toContain('/download');
});

test('a command in a Teams channel is understood with its mention typed out, and without', async () => {
  const program = await aProgram({ platforms: ['teams'] });
  for (const text of ['@Sallyport whoami', 'whoami'])
    expect(JSON.stringify(await typeLine(program.teams, 'ada', { conversation: T.ig, text }))).toContain('Who you are here');
});

test.each(['Teams', 'Slack'] as const)('what an admin asks for in %s comes to them there, and not on the other platform', async (asked) => {
  const { program, slack, teams } = await both();
  const [here, there] = asked === 'Teams' ? [teams, slack] : [slack, teams];
  const today = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/London' }).format(new Date());
  for (const words of [`export ${today} ${today}`, `digest ${today.slice(0, 7)}`]) await here.say('ada', words);
  await program.settle();
  for (const made of ['is ready', 'in figures']) {
    expect(here.told('ada')).toContain(made);
    expect(there.told('ada')).not.toContain(made);
  }
});
