import { expect, onTestFinished, test } from 'vitest';
import { mostMembers } from '../../../src/bots/groups.ts';
import { slackGroups } from '../../../src/bots/slack/groups.ts';
import type { SlackSeed } from '../../../src/sandbox/slack/state.ts';
import { slackWorkspace } from '../../../src/sandbox/slack/workspace.ts';
import { allow, seed, standingClock } from './program.ts';

const group = { kind: 'slack', teamId: 'T0TRE', id: 'S0REVIEW' } as const;

const aGroup = async (users: readonly string[], changes: Partial<SlackSeed> = {}) => {
  const slack = await slackWorkspace({ seed: { ...seed, userGroups: [{ id: group.id, users }], ...changes } });
  onTestFinished(() => slack.close());
  const { clock, advance } = standingClock();
  const read = slackGroups({ botToken: seed.bot.token, apiUrl: slack.apiUrl }, { allow, clock });
  return { slack, read, advance };
};

const ines = { identity: { platform: 'slack', tenant: 'T0TRE', user: 'U01INES' }, email: 'ines@example.ac.uk' };

test('I3: of a user group only confirmed full members of a served workspace count, whoever else is in it', async () => {
  const { read, slack } = await aGroup([...seed.users.map(({ id }) => id), 'U99NOBODY']);
  expect(await read(group)).toEqual([ines]);
  expect(slack.calls()[0]).toMatchObject({ method: 'usergroups.users.list', params: { usergroup: 'S0REVIEW', team_id: 'T0TRE' } });
});

test('who is in it is asked each time, and a profile that is known not again for half a minute', async () => {
  const { read, slack, advance } = await aGroup(['U01INES']);
  expect(await read(group)).toHaveLength(1);
  slack.setUserGroup(group.id, []);
  expect(await read(group)).toEqual([]);
  slack.setUserGroup(group.id, ['U01INES']);
  slack.changeUser('U01INES', { isDeactivated: true });
  expect(await read(group)).toHaveLength(1);
  advance(30);
  expect(await read(group)).toEqual([]);
});

test('I4: of a large group the profiles that are known longest are asked for first, no more than Slack allows', async () => {
  const users = Array.from({ length: 50 }, (_, n) => ({ id: `U1${n}`, handle: `p${n}`, name: `P ${n}`, email: `p${n}@example.ac.uk` }));
  const ids = users.map(({ id }) => id);
  const { read, slack, advance } = await aGroup(ids, { users: [...seed.users, ...users] });
  const asked = (): number => slack.calls().filter(({ method }) => method === 'users.info').length;
  expect(await read(group)).toHaveLength(50);
  slack.changeUser('U149', { isDeactivated: true });
  const found: number[] = [];
  for (let n = 0; n < 3; n += 1) {
    const before = asked();
    advance(40);
    found.push((await read(group)).length);
    expect(asked() - before).toBeLessThanOrEqual(20);
  }
  expect(found).toEqual([50, 50, 49]);
});

test('I3: what cannot be read is no empty group, and is not tried twice', async () => {
  const { read, slack } = await aGroup(['U01INES']);
  await expect(read({ ...group, id: 'S0OTHER' })).rejects.toMatchObject({ code: 'no_such_subteam' });
  slack.fault({ method: 'usergroups.users.list', kind: 'rate-limit', retryAfter: 1 });
  await expect(read(group)).rejects.toMatchObject({ code: 'rate_limited' });
  slack.fault({ method: 'usergroups.users.list', kind: 'http', status: 503 });
  await expect(read(group)).rejects.toMatchObject({ code: 'http_503' });
  slack.fault({ method: 'users.info', kind: 'error', code: 'internal_error' });
  await expect(read(group)).rejects.toMatchObject({ code: 'internal_error' });
  const free = await aGroup([]);
  free.slack.fault({ method: 'usergroups.users.list', kind: 'error', code: 'plan_upgrade_required' });
  await expect(free.read(group)).rejects.toMatchObject({ code: 'plan_upgrade_required' });
  await expect(read({ kind: 'entra', id: 'x' })).rejects.toThrow('not a group of Slack');
});

test('I3: a group of more people than a role has is not read', async () => {
  const { read } = await aGroup(Array.from({ length: mostMembers + 1 }, (_, index) => `U1${index}`));
  await expect(read(group)).rejects.toMatchObject({ name: 'GroupTooLargeError' });
});
