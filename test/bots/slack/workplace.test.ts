import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { judgeUser } from '../../../src/bots/slack/profile.ts';
import { slackWebClient } from '../../../src/bots/slack/web-client.ts';
import { slackWorkplace } from '../../../src/bots/slack/workplace.ts';
import type { SlackWorkspace } from '../../../src/sandbox/slack/workspace.ts';
import { slackWorkspace } from '../../../src/sandbox/slack/workspace.ts';
import { allow, seed } from './program.ts';

let slack: SlackWorkspace;
beforeAll(async () => {
  slack = await slackWorkspace({ seed });
});
afterAll(() => slack.close());

const workplace = (allowed = allow) =>
  slackWorkplace({ client: slackWebClient({ token: seed.bot.token, apiUrl: slack.apiUrl }), allow: allowed });
const identity = (user: string, tenant = 'T0TRE') => ({ platform: 'slack', tenant, user }) as const;
const grid = { teamIds: ['T0TRE'], enterpriseIds: ['E0ORG'] };

describe('I3: only a confirmed full member of an allowed workspace is somebody', () => {
  test('a member has their address in lower case', async () => {
    expect(await workplace().profile(identity('U01INES'))).toEqual({ kind: 'member', email: 'ines@example.ac.uk', name: 'Inés Okafor' });
  });
  test.each([
    ['U02GITA', 'guest'],
    ['U03ONE', 'guest'],
    ['U04FAR', 'external'],
    ['U05BOT', 'bot'],
    ['U06GONE', 'deactivated'],
    ['U07MUTE', 'no-email'],
    ['U08NEW', 'no-email'],
    ['W09GRID', 'external'],
    ['U99NOBODY', 'unknown'],
  ])('%s is nobody: %s', async (user, why) => {
    expect(await workplace().profile(identity(user))).toEqual({ kind: 'not-member', why });
  });
  test('of another workspace is nobody, and Slack is not even asked', async () => {
    const before = slack.calls().length;
    expect(await workplace().profile(identity('U01INES', 'T0FAR'))).toEqual({ kind: 'not-member', why: 'external' });
    expect(slack.calls()).toHaveLength(before);
  });
  test('of an allowed Grid organisation is somebody, whichever workspace of it they are in', async () => {
    expect(await workplace(grid).profile(identity('W09GRID', 'E0ORG'))).toMatchObject({ kind: 'member', email: 'grid@example.ac.uk' });
  });
  test('trouble at Slack is no verdict on a person', async () => {
    slack.fault({ method: 'users.info', kind: 'error', code: 'internal_error' });
    await expect(workplace().profile(identity('U01INES'))).rejects.toMatchObject({ code: 'internal_error' });
  });
});

describe('a user object', () => {
  const good = { id: 'U1', team_id: 'T0TRE', name: 'x', profile: { email: 'a@b.org', real_name: 'A\u202E B\n' } };
  const cases: readonly (readonly [string, unknown, object])[] = [
    ['has its name cleaned', good, { kind: 'member', name: 'A B' }],
    ['without a team is external', { ...good, team_id: undefined }, { why: 'external' }],
    ['that is a stranger is external', { ...good, is_stranger: true }, { why: 'external' }],
    ['with `is_stranger: false` of another team is external still', { ...good, team_id: 'T0FAR', is_stranger: false }, { why: 'external' }],
    ['with an address that is none has none', { ...good, profile: { email: 'a b' } }, { why: 'no-email' }],
    ['that was only invited has no confirmed address', { ...good, is_invited_user: true }, { why: 'no-email' }],
    ['of Slackbot is a bot', { ...good, id: 'USLACKBOT' }, { why: 'bot' }],
    ['of a workflow is a bot', { ...good, is_workflow_bot: true }, { why: 'bot' }],
    ['of another shape is unknown', { id: 5 }, { why: 'unknown' }],
    ['that is missing is unknown', undefined, { why: 'unknown' }],
  ];
  test.each(cases)('%s', (_, user, expected) => expect(judgeUser(user, allow)).toMatchObject(expected));
});

describe('a channel', () => {
  const channel = (id: string, tenant = 'T0TRE') => ({ platform: 'slack', tenant, id }) as const;
  test.each([
    ['C01IG', { name: 'ig-review', external: false, archived: false }],
    ['C02OLD', { archived: true }],
    ['C03SHARED', { external: true }],
    ['C04PENDING', { external: true }],
    ['C05ORG', { external: true }],
  ])('%s is %j', async (id, expected) => expect(await workplace().channel(channel(id))).toMatchObject({ id, ...expected }));
  test('shared within an allowed organisation is internal', async () => {
    expect(await workplace(grid).channel(channel('C05ORG'))).toMatchObject({ external: false });
  });
  test.each(['C07SECRET', 'C99NONE', 'D01INES'])('%s cannot be used', async (id) =>
    expect(await workplace().channel(channel(id))).toBeUndefined(),
  );
  test('of another workspace cannot be used', async () => expect(await workplace().channel(channel('C01IG', 'T0FAR'))).toBeUndefined());
});
