import { expect, test } from 'vitest';
import { untilFrom } from '../../src/bots/grant-deeds.ts';
import { delegate, delegationsBy, undelegate } from '../../src/workflow/delegations.ts';
import { noGroups } from '../../src/workflow/groups.ts';
import { sqliteRecords } from '../../src/workflow/local/records.ts';
import type { Grant, Mapping, Records } from '../../src/workflow/ports.ts';
import type { Instant } from '../../src/workflow/request.ts';
import type { Roster } from '../../src/workflow/roster.ts';
import {
  grantRole,
  grantsOf,
  listGrants,
  listMappings,
  mapChannel,
  reviewersOf,
  revokeGrant,
  unmapChannel,
} from '../../src/workflow/roster.ts';
import { aStanding, at, email, policyDigest } from './builders.ts';
import { aDatabase } from './local/a-folder.ts';

const [ian, dora] = [email('ian'), email('dora')];
const role = 'InformationGovernance';
const later = at('2098-01-01T00:00:00Z');

/** Ian reviews; a second passes with each question. Records whose key is told to `fill` can no longer be written. */
const office = async ({
  at: begun = '2026-11-02T09:00:00Z',
  ...policy
}: Partial<Pick<Roster, 'timeZone' | 'unseenDays'>> & { at?: string } = {}) => {
  let now = Date.parse(begun);
  const clock = () => {
    now += 1000;
    return new Date(now).toISOString() as Instant;
  };
  const full = new Set<string>();
  const kept = sqliteRecords<Grant>(aDatabase(), 'grants');
  const grants: Records<Grant> = {
    list: kept.list,
    write: async (grant) => {
      if (full.has(grant.key)) throw new Error('the item is too large');
      return kept.write(grant);
    },
  };
  const roster: Roster = {
    grants,
    mappings: sqliteRecords<Mapping>(aDatabase(), 'mappings'),
    groups: noGroups,
    clock,
    policyDigest,
    roles: [role, 'AResearchLead'],
    egressManagerRole: 'EgressManager',
    timeZone: 'Europe/London',
    confirmAdminGrants: false,
    ...policy,
  };
  const ada = () => aStanding('ada', [], { admin: true, asOf: clock(), channel: 'C01ADMINS' });
  const standing = async () => aStanding('ian', [], { asOf: clock(), channel: 'C01IGREVIEW', grants: await grantsOf(roster, ian) });
  await grantRole(roster, ada(), { person: ian, role, project: '*' });
  return {
    roster,
    standing,
    ada,
    pass: async (until = later) => delegate(roster, await standing(), { to: dora, until }),
    back: async () => undelegate(roster, await standing(), { to: dora }),
    grant: () => grantRole(roster, ada(), { person: dora, role, project: '*' }),
    revoke: () => revokeGrant(roster, ada(), { person: dora, role, project: '*' }),
    fill: (key: string) => full.add(key),
    passed: async () => (await kept.list({ partition: 'grants' })).find(({ delegatedBy }) => delegatedBy === ian),
    holds: async () => (await grantsOf(roster, dora)).length > 0 || (await listGrants(roster)).some(({ person }) => person === dora),
  };
};

test('what is passed on once more as it is appends nothing; another end does', async () => {
  const { pass, passed, back } = await office();
  expect(await pass()).toMatchObject({ ok: true, value: { grants: [{ person: dora }], news: [{ person: dora }] } });
  for (let n = 0; n < 5; n += 1) expect(await pass()).toMatchObject({ ok: true, value: { grants: [{ person: dora }], news: [] } });
  expect((await passed())?.events).toHaveLength(1);
  expect(await pass(at('2097-01-01T00:00:00Z'))).toMatchObject({ value: { news: [{}] } });
  await back();
  expect(await pass(at('2097-01-01T00:00:00Z'))).toMatchObject({ value: { news: [{}] } });
  expect((await passed())?.events).toHaveLength(4);
});

test('what is passed on is changed a hundred times at the most, and can be taken back then as ever', async () => {
  const { pass, passed, back, holds } = await office();
  for (let n = 0; n < 100; n += 1) expect((await pass(new Date(Date.parse(later) + n * 1000).toISOString() as Instant)).ok).toBe(true);
  expect(await pass()).toEqual({ ok: false, refusal: { kind: 'delegated-enough', who: dora } });
  expect((await passed())?.events).toHaveLength(100);
  expect((await back()).ok).toBe(true);
  expect(await holds()).toBe(false);
});

test('roles are passed on together or not at all: where one can be changed no more, none is', async () => {
  const { roster, pass, standing } = await office();
  for (let n = 0; n < 100; n += 1) await pass(new Date(Date.parse(later) + n * 1000).toISOString() as Instant);
  const ada = aStanding('ada', [], { admin: true, asOf: roster.clock() });
  await grantRole(roster, ada, { person: ian, role: 'AResearchLead', project: '*' });
  const until = at('2097-01-01T00:00:00Z');
  expect(await delegate(roster, await standing(), { to: dora, until })).toEqual({
    ok: false,
    refusal: { kind: 'delegated-enough', who: dora },
  });
  expect((await grantsOf(roster, dora)).map((grant) => grant.role)).toEqual([role]);
  expect(await delegate(roster, await standing(), { to: dora, role: 'AResearchLead', until })).toMatchObject({ ok: true });
});

test.each([{ own: true }, { own: false }])(
  'I4: a role is taken back though what was passed on can no longer be written (their own, too: $own)',
  async ({ own }) => {
    const { roster, pass, passed, grant, revoke, holds, fill } = await office();
    if (own) await grant();
    await pass();
    fill((await passed())?.key ?? '');
    expect(await revoke()).toMatchObject({ ok: true, value: { person: dora, state: 'revoked' } });
    expect(await holds()).toBe(false);
    expect(await delegationsBy(roster, ian)).toEqual([]);
    expect(await revoke()).toMatchObject({ ok: false, refusal: { kind: 'no-such-grant' } });
    await grant();
    expect((await grantsOf(roster, dora)).map(({ delegatedBy }) => delegatedBy)).toEqual([undefined]);
  },
);

test('what was passed on ends for good when its delegator loses the role, and is not said to go on', async () => {
  const { roster, ada, pass } = await office();
  await pass();
  expect(await delegationsBy(roster, ian)).toHaveLength(1);
  await revokeGrant(roster, ada(), { person: ian, role, project: '*' });
  expect(await delegationsBy(roster, ian)).toEqual([]);
  await grantRole(roster, ada(), { person: ian, role, project: '*' });
  expect(await delegationsBy(roster, ian)).toEqual([]);
});

test('what is passed on after the role was taken back holds again', async () => {
  const { pass, revoke, holds } = await office();
  await pass();
  await revoke();
  expect(await holds()).toBe(false);
  expect(await pass()).toMatchObject({ ok: true, value: { news: [{}] } });
  expect(await holds()).toBe(true);
});

const endOf = (timeZone: string, day: string): Instant => {
  const until = untilFrom({ core: { clock: () => at('2026-01-01T00:00:00Z') }, timeZone }, day);
  if (!until.ok) throw new Error(`${day} is no day`);
  return until.value;
};

test.each([
  ['Pacific/Auckland', '2026-09-01T10:30:00Z', '2026-09-30'],
  // Clocks go forward on 27 September there, and back on 1 November here.
  ['Pacific/Auckland', '2026-09-01T11:30:00Z', '2026-10-01'],
  ['America/Los_Angeles', '2026-10-05T07:30:00Z', '2026-11-02'],
  ['America/Los_Angeles', '2026-10-05T08:30:00Z', '2026-11-03'],
])(
  'I4: by the clocks of %s at %s, %s is the last day on which what is passed on for 30 days at most ends',
  async (timeZone, begun, latest) => {
    const { pass } = await office({ at: begun, timeZone, unseenDays: 30 });
    const next = new Date(Date.parse(latest) + 86_400_000).toISOString().slice(0, 10);
    expect(await pass(endOf(timeZone, next))).toEqual({ ok: false, refusal: { kind: 'delegation-too-long', days: 30, latest } });
    expect(await pass(endOf(timeZone, latest))).toMatchObject({ ok: true });
  },
);

test('I4: a grant that was changed without end can still be taken back', async () => {
  const { roster, grant, revoke, holds } = await office();
  let n = 0;
  for (; n < 1000 && (await grant()).ok; n += 1);
  expect(n).toBe(300);
  expect(await grant()).toEqual({ ok: false, refusal: { kind: 'changed-enough', of: 'grants' } });
  // DynamoDB: an item holds 400 KB.
  expect(JSON.stringify(await roster.grants.list({ partition: 'grants' })).length).toBeLessThan(300_000);
  expect((await revoke()).ok).toBe(true);
  expect(await holds()).toBe(false);
});

test('a mapping that was changed without end can still be taken away', async () => {
  const { roster, ada } = await office();
  const mapping = {
    channel: { platform: 'slack', tenant: 'T01', id: 'C01IGREVIEW' },
    channelName: 'ig-review',
    role,
    project: '*',
  } as const;
  let n = 0;
  for (; n < 1000 && (await mapChannel(roster, ada(), mapping)).ok; n += 1);
  expect(n).toBe(300);
  expect(await mapChannel(roster, ada(), mapping)).toEqual({ ok: false, refusal: { kind: 'changed-enough', of: 'mappings' } });
  expect(await listMappings(roster)).toHaveLength(1);
  expect((await unmapChannel(roster, ada(), mapping)).ok).toBe(true);
  expect(await listMappings(roster)).toEqual([]);
});

test('I4: whoever stands in for somebody whose roles rest is not among those who act in the role', async () => {
  const { roster, pass } = await office();
  await pass();
  const held = { role, project: 'proj-1' };
  expect(await reviewersOf(roster, held)).toEqual([dora, ian].toSorted());
  expect(await reviewersOf({ ...roster, dormantAmong: async () => new Set([ian]) }, held)).toEqual([]);
});

test('I12: the record says in which channel a role was granted, passed on and taken back', async () => {
  const { roster, pass, back, grant, revoke } = await office();
  await pass();
  await back();
  await grant();
  await revoke();
  const events = (await roster.grants.list({ partition: 'grants' })).flatMap((each) => each.events);
  expect(events.map(({ fact, actor }) => [fact.kind, actor.kind === 'person' && actor.channel]).toSorted()).toEqual([
    ['delegated', 'C01IGREVIEW'],
    ['granted', 'C01ADMINS'],
    ['granted', 'C01ADMINS'],
    ['revoked', 'C01ADMINS'],
    ['revoked', 'C01IGREVIEW'],
  ]);
});
