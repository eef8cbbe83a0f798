import { expect, test } from 'vitest';
import { actionsOf } from '../../src/sandbox/teams/inputs.ts';
import type { PersonId } from '../../src/workflow/request.ts';
import { O, privatelyTo, typeLine } from '../a-teams-tenant.ts';
import { aProgram, U } from '../an-installation.ts';
import { wordsOn } from '../bots/teams/a-tenant.ts';
import { refusalsOf } from '../contract/offices.ts';
import { rosterContract } from '../contract/roster.ts';
import { slackDesk } from '../slack-desk.ts';
import { teamsDesk } from '../teams-desk.ts';

test('Teams: a form with something to mend comes back as it was filled in', async () => {
  const { teams } = await aProgram({ platforms: ['teams'] });
  const card = await typeLine(teams, 'ada', { text: 'grant' });
  const form = actionsOf(Object(card)).find(({ data }) => data['do'] === 'grant');
  const conversation = teams.personalConversation(O.ada) ?? '';
  const at = { conversation, message: privatelyTo(teams, 'ada').at(-1)?.id ?? '', data: form?.data ?? {} };
  const inputs = { 'grant-person-address': 'nobody@example.ac.uk', 'grant-role': 'ResearchIT', 'grant-other-project': 'proj-7' };
  const again = await teams.execute(O.ada, { ...at, inputs });
  if (again.kind === 'failed' || !again.card) throw new Error('the form was not answered');
  const shown = actionsOf(again.card)[0]?.inputs ?? [];
  expect(Object.fromEntries(shown.map(({ id, value }) => [id, value]))).toMatchObject(inputs);
  expect(wordsOn([again.card])[0]).toContain('nobody@example.ac.uk');
});

test('Teams: where no channel is known, map says what to type, and the list offers no form that nobody could send', async () => {
  const { teams } = await aProgram({ platforms: ['teams'], setUp: false });
  expect(wordsOn([await typeLine(teams, 'ada', { text: 'map' })])[0]).toContain('Type this in the channel');
  const list = await typeLine(teams, 'ada', { text: 'mappings' });
  expect(wordsOn([list])[0]).toContain('No channel is mapped yet');
  expect(actionsOf(Object(list))).toEqual([]);
});

test('Slack, I3: a channel that is shared with others is refused at its field, nothing is posted there, and the attempt is on record', async () => {
  const program = await aProgram();
  const desk = slackDesk(program);
  const dialog = await desk.fill('ada', 'map');
  const shared = { channel: 'C09SHARED', role: 'ResearchIT' };
  expect(await dialog.submit(shared)).toBe(
    '#shared is shared with another organisation, so no request may be shown there. Choose a channel of your own organisation alone.',
  );
  expect(program.slack.modal(U.ada)?.submit).toBe('Map it');
  expect(program.slack.messages('C09SHARED')).toEqual([]);
  expect((await refusalsOf({ program })).at(-1)).toEqual(['ada', 'map', 'external-channel']);
});

test('of more grants than a form can list, it says how the others are typed', async () => {
  const program = await aProgram();
  const { grants } = program.installation.adapters;
  for (let n = 0; n < 100; n += 1) {
    const person = `person-${n}@example.ac.uk` as PersonId;
    const held = { partition: 'grants', key: `${encodeURIComponent(person)}#ResearchIT#*`, version: 1, events: [] } as const;
    await grants.write({ ...held, person, role: 'ResearchIT', project: '*', state: 'active' });
  }
  const dialog = await slackDesk(program).fill('ada', 'revoke-grant');
  expect(dialog.told).toMatch(/Only the first 100 of 104 can be chosen here; type for the others: .*revoke-grant @person ROLE/);
});

rosterContract('Slack', async () => {
  const program = await aProgram();
  return { program, desk: slackDesk(program) };
});
rosterContract('Teams', async () => {
  const program = await aProgram({ platforms: ['teams'] });
  return { program, desk: teamsDesk(program) };
});
