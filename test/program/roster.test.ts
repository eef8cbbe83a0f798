import { expect, test } from 'vitest';
import { actionsOf } from '../../src/sandbox/teams/inputs.ts';
import { O, privatelyTo, typeLine } from '../a-teams-tenant.ts';
import { aProgram } from '../an-installation.ts';
import { wordsOn } from '../bots/teams/a-tenant.ts';
import { rosterContract } from '../contract/roster.ts';
import { slackDesk } from '../slack-desk.ts';
import { teamsDesk } from '../teams-desk.ts';

test('Teams: a form with something to mend comes back as it was filled in', async () => {
  const { teams } = await aProgram({ platforms: ['teams'] });
  const card = await typeLine(teams, 'ada', { text: 'grant' });
  const form = actionsOf(Object(card)).find(({ data }) => data['do'] === 'grant');
  const conversation = teams.personalConversation(O.ada) ?? '';
  const at = { conversation, message: privatelyTo(teams, 'ada').at(-1)?.id ?? '', data: form?.data ?? {} };
  const inputs = { 'grant-person': 'nobody@example.ac.uk', 'grant-role': 'ResearchIT', 'grant-other-project': 'proj-7' };
  const again = await teams.execute(O.ada, { ...at, inputs });
  if (again.kind === 'failed' || !again.card) throw new Error('the form was not answered');
  const shown = actionsOf(again.card)[0]?.inputs ?? [];
  expect(Object.fromEntries(shown.map(({ id, value }) => [id, value]))).toMatchObject(inputs);
  expect(wordsOn([again.card])[0]).toContain('nobody@example.ac.uk');
});

test('Teams: where no channel is known, map says what to type, and the list offers no form that nobody could send', async () => {
  const { teams } = await aProgram({ platforms: ['teams'], setUp: false });
  expect(wordsOn([await typeLine(teams, 'ada', { text: 'map' })])[0]).toContain('Type it in the channel');
  const list = await typeLine(teams, 'ada', { text: 'mappings' });
  expect(wordsOn([list])[0]).toContain('No channel is mapped yet');
  expect(actionsOf(Object(list))).toEqual([]);
});

rosterContract('Slack', async () => {
  const program = await aProgram();
  return { program, desk: slackDesk(program) };
});
rosterContract('Teams', async () => {
  const program = await aProgram({ platforms: ['teams'] });
  return { program, desk: teamsDesk(program) };
});
