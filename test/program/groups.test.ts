import { expect, test } from 'vitest';
import { groupReading } from '../../src/handlers/group-readers.ts';
import { readPolicy } from '../../src/handlers/policy-file.ts';
import type { Instant } from '../../src/workflow/request.ts';
import { aPolicyText, aProgram, U } from '../an-installation.ts';
import type { Desk } from '../contract/approvals.ts';
import { groupsContract } from '../contract/groups.ts';
import { slackDesk } from '../slack-desk.ts';
import { teamsDesk } from '../teams-desk.ts';

groupsContract('Slack', async (options) => {
  const program = await aProgram(options);
  return { program, desk: slackDesk(program) };
});
groupsContract('Teams', async (options) => {
  const program = await aProgram({ ...options, platforms: ['teams'] });
  return { program, desk: teamsDesk(program) };
});

test('I5: a member of a Slack user group holds the role in Teams as well, and is the same person there', async () => {
  const program = await aProgram({
    platforms: ['slack', 'teams'],
    policy: await aPolicyText((policy) => {
      Object(policy['roles']).InformationGovernance.groups = { slack: [{ teamId: 'T01SANDBOX', id: 'S0REVIEW' }] };
      Object.assign(policy, { defaults: { stages: [{ role: 'InformationGovernance', approvals: 2 }] }, projects: {} });
    }),
  });
  program.slack.setUserGroup('S0REVIEW', [U.oliver]);
  program.wait(41);
  const id = await program.submit();
  await program.settle();
  const approve = async (desk: Desk): Promise<string> => {
    const begun = await desk.begin('oliver', { place: 'ig', id, verdict: 'approve' });
    const said = `${begun.told} ${await begun.submit().catch(() => '')}`;
    await program.settle();
    return said;
  };
  expect(await approve(teamsDesk(program))).toContain('is recorded');
  expect(await approve(slackDesk(program))).toContain('already recorded');
  expect((await program.read(id)).decisions).toMatchObject([{ person: { id: 'oliver@example.ac.uk' }, identity: { platform: 'teams' } }]);
});

test('I3: the program does not start with a group of a platform that is not set up', async () => {
  const policy = await aPolicyText((changed) => {
    Object(changed['roles']).ResearchIT.groups = { entra: [{ id: '33333333-3333-4333-8333-333333333333' }] };
  });
  const wired = { policy: readPolicy(policy), clock: () => '2026-11-27T09:00:00.000Z' as Instant, log: () => {} };
  expect(() => groupReading({ slack: { botToken: 'xoxb-1', signingSecret: 'secret' } }, wired)).toThrow(
    'no Entra groups, because Teams is not set up',
  );
  expect(groupReading({}, { ...wired, policy: readPolicy(await aPolicyText()) }).readers).toEqual({});
});
