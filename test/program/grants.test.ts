import { expect, test } from 'vitest';
import { aPolicyText, aProgram } from '../an-installation.ts';
import { grantsContract } from '../contract/grants.ts';
import { cutOffChat, cutOffMail } from '../cut-off.ts';
import { slackDesk } from '../slack-desk.ts';
import { teamsDesk } from '../teams-desk.ts';

grantsContract('Slack', async (options = {}) => {
  const program = await aProgram(options);
  return { program, desk: slackDesk(program) };
});
grantsContract('Teams', async (options = {}) => {
  const program = await aProgram({ ...options, platforms: ['teams'] });
  return { program, desk: teamsDesk(program) };
});

test('a proposal waits though the other admins cannot be written to, and whoever made it is told to tell one', async () => {
  const admins = { admins: ['ada@example.ac.uk', 'gareth@example.ac.uk'], confirmAdminGrants: true };
  const program = await aProgram({ policy: await aPolicyText((policy) => Object.assign(policy, admins)) });
  const desk = slackDesk(program);
  cutOffMail(program);
  cutOffChat(program);
  const said = await desk.say('ada', 'grant @tomasz admin');
  expect(said).toContain('Another admin has to confirm');
  expect(said).toContain('Not every other admin could be told');
  expect(await desk.say('gareth', 'confirm-grant @tomasz')).toContain('wants to make tomasz@example.ac.uk an admin');
});
