import { expect, test } from 'vitest';
import type { Program } from '../an-installation.ts';
import { aProgram, U } from '../an-installation.ts';
import { homeContract } from '../contract/home.ts';
import { release, wordsOf } from '../people.ts';
import { slackDesk } from '../slack-desk.ts';
import { teamsDesk } from '../teams-desk.ts';
import { until } from '../until.ts';

homeContract('Slack', async () => {
  const program = await aProgram();
  return { program, desk: slackDesk(program) };
});
homeContract('Teams', async () => {
  const program = await aProgram({ platforms: ['teams'] });
  return { program, desk: teamsDesk(program) };
});

/** Opens the tab, and reads what it shows then. */
const tabOf = async ({ slack }: Program, user: string): Promise<string> => {
  const before = slack.home(user);
  await slack.openHome(user);
  await until(() => slack.home(user) !== before, 'a Home tab');
  return wordsOf(slack.home(user));
};

/** Presses a button of the tab; the dialog that it brings, and the tab once it is drawn anew. */
const pressed = async ({ slack }: Program, user: string, actionId: string) => {
  const before = slack.home(user);
  await slack.pressHome(user, { actionId });
  await until(() => slack.home(user) !== before, 'a Home tab drawn anew');
  return { dialog: wordsOf(slack.modal(user)?.blocks), tab: wordsOf(slack.home(user)) };
};

test('I10: Slack’s Home tab gives the egress manager a link, once for each press, and shows how many are left', async () => {
  const program = await aProgram();
  const id = await program.submit();
  await release(program, id);
  expect(await tabOf(program, U.mei)).toContain('2 of 3 links left');
  const { dialog, tab } = await pressed(program, U.mei, 'egress:link');
  expect(dialog).toContain('Link 2 of 3, for you only');
  expect(tab).toContain('1 of 3 links left');
  expect(JSON.stringify(program.slack.home(U.mei))).not.toContain('/download');
  expect((await program.read(id)).links).toHaveLength(2);
});

test('I4: a decision is taken from Slack’s Home tab, and is no longer offered there', async () => {
  const program = await aProgram();
  const id = await program.submit();
  await program.settle();
  const tab = await tabOf(program, U.ines);
  expect(tab).toContain('Waiting for your decision');
  await program.slack.pressHome(U.ines, { actionId: 'egress:approve' });
  await until(() => program.slack.modal(U.ines) !== undefined, 'a dialog');
  const before = program.slack.home(U.ines);
  expect(await program.slack.submit(U.ines, { comment: 'Read it all.' })).toEqual({ kind: 'updated' });
  await until(() => program.slack.home(U.ines) !== before, 'a Home tab drawn anew');
  expect(wordsOf(program.slack.home(U.ines))).toContain('Nothing waits for you');
  expect((await program.read(id)).decisions).toMatchObject([{ person: { id: 'ines@example.ac.uk' }, text: 'Read it all.' }]);
});

test('an admin has what failed tried again, and opens the dialogs of mappings and grants, from Slack’s Home tab', async () => {
  const program = await aProgram();
  const id = await program.submit({ changes: { egress_store_object_list_location: 'arn:aws:s3:::notifications/later.json' } });
  await program.settle();
  expect(await tabOf(program, U.ada)).toContain('Failed');
  expect((await pressed(program, U.ada, 'egress:retry')).dialog).toContain('goes on from the step that failed');
  await program.settle();
  expect((await program.read(id)).events.map(({ fact }) => fact.kind)).toContain('retried');
  await program.slack.pressHome(U.ada, { actionId: 'egress:grant' });
  await until(() => program.slack.modal(U.ada)?.title === 'Grant a role', 'the dialog');
});

test('I3: a guest’s Home tab in Slack says only why, and a role that is gone is gone from there', async () => {
  const program = await aProgram();
  const id = await program.submit();
  await program.settle();
  expect(await tabOf(program, U.gita)).toContain('it is a guest account');
  expect(wordsOf(program.slack.home(U.gita))).not.toContain('proj-1');
  const today = new Date().toISOString().slice(0, 10);
  const refused = await program.installation.adapters.refusals.list({ partition: today });
  expect(refused.map(({ attempted, refusal }) => [attempted, refusal])).toContainEqual(['home', 'untrusted-account']);
  expect(await tabOf(program, U.ines)).toContain(id.slice(0, 8));
  await slackDesk(program).say('ada', 'revoke-grant @ines InformationGovernance');
  // What the tab still shows decides nothing.
  await program.slack.pressHome(U.ines, { actionId: 'egress:approve' });
  await until(() => wordsOf(program.slack.modal(U.ines)?.blocks).includes('Only people who hold the role'), 'a refusal');
  expect((await program.read(id)).decisions).toEqual([]);
});
