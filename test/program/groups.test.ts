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

const bySlackGroup = (change: (policy: Record<string, unknown>) => void = () => {}) =>
  aPolicyText((policy) => {
    Object(policy['roles']).InformationGovernance.groups = { slack: [{ teamId: 'T01SANDBOX', id: 'S0REVIEW' }] };
    change(policy);
  });
/** Longer than a click waits. */
const slowly = { method: 'usergroups.users.list', kind: 'delay', milliseconds: 2000, times: 1 } as const;

test('I17: a group that takes seconds to read is waited for before anybody is reminded, or the admins are told that nobody can decide', async () => {
  const program = await aProgram({ policy: await bySlackGroup((policy) => delete Object(policy['organisation'])['workingHours']) });
  const desk = slackDesk(program);
  program.slack.setUserGroup('S0REVIEW', [U.oliver]);
  for (const who of ['ines', 'gareth']) await desk.say('ada', `revoke-grant @${who} InformationGovernance`);
  program.wait(41);
  const id = await program.submit();
  await program.settle();
  program.wait(9 * 3600);
  // Over while the admins would be told.
  program.slack.fault({ ...slowly, milliseconds: 2500 });
  program.slack.fault({ method: 'users.info', kind: 'delay', milliseconds: 1200, times: 1 });
  await program.installation.lookAtTheTime();
  await program.settle();
  expect((await program.read(id)).events.map(({ fact }) => fact.kind)).toContain('reminded');
  expect(desk.told('oliver')).toContain('You can decide on it');
  expect(desk.told('ada')).not.toContain('Nobody can decide');
  expect(desk.told('ada')).not.toContain('could not be read');
}, 30_000);

test.each([
  { about: 'takes seconds to read', fault: slowly, again: false },
  {
    about: 'could not be read at first',
    fault: { method: 'usergroups.users.list', kind: 'error', code: 'internal_error', times: 1 },
    again: true,
  },
] as const)(
  'the daily check notes the members of a group that $about as seen for the first time',
  async ({ fault, again }) => {
    const program = await aProgram({
      policy: await bySlackGroup((policy) => Object.assign(Object(policy['organisation']), { unseenDays: 30 })),
    });
    program.slack.setUserGroup('S0REVIEW', [U.oliver]);
    program.wait(5 * 86_400);
    program.slack.fault(fault);
    const look = async (): Promise<'whole' | 'in part'> => {
      const looked = await program.installation.lookAtTheTime().then(
        () => 'whole' as const,
        () => 'in part' as const,
      );
      await program.settle();
      return looked;
    };
    const seen = async () => (await program.installation.adapters.sightings.list({ partition: 'sightings' })).map(({ person }) => person);
    expect(await look()).toBe(again ? 'in part' : 'whole');
    if (again) {
      expect(await seen()).not.toContain('oliver@example.ac.uk');
      program.wait(3601);
      expect(await look()).toBe('whole');
    }
    expect(await seen()).toContain('oliver@example.ac.uk');
  },
  30_000,
);

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
