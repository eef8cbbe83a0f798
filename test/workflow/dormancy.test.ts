import { describe, expect, test } from 'vitest';
import type { Dormancy, Sighting } from '../../src/workflow/dormancy.ts';
import { asItConcerns, dormancyOf, dormantAmong, noteSeen } from '../../src/workflow/dormancy.ts';
import { sqliteRecords } from '../../src/workflow/local/records.ts';
import type { RosterFact } from '../../src/workflow/ports.ts';
import type { Instant } from '../../src/workflow/request.ts';
import { aGrant, at, email, policyDigest, system } from './builders.ts';
import { aDatabase } from './local/a-folder.ts';

const grantedAt = (time: string, kind: 'granted' | 'confirmed' | 'delegated' = 'granted') => {
  const held = { person: email('ines'), role: 'ResearchIT', project: '*' };
  const fact: RosterFact =
    kind === 'delegated' ? { ...held, kind, delegatedBy: email('tomasz'), until: at('2099-01-01T00:00:00Z') } : { ...held, kind };
  return aGrant('ines', 'ResearchIT', {
    events: [{ seq: 1, at: at(time), actor: system, policyDigest, fact, previous: policyDigest, hash: policyDigest }],
  });
};

const aDormancy = (changes: Partial<Dormancy> = {}) => {
  let now: Instant = at('2026-01-01T00:00:00Z');
  const ports: Dormancy = {
    sightings: sqliteRecords<Sighting>(aDatabase(), 'sightings'),
    clock: () => now,
    unseenDays: 30,
    confirmAdminGrants: false,
    exempt: [],
    ...changes,
  };
  return { ports, on: (date: string) => (now = at(`${date}T00:00:00Z`)) };
};

describe('dormancy', () => {
  test.each([
    {
      what: 'so many days after the note, which stands for its whole day',
      on: '2026-01-31',
      granted: '2025-01-01T00:00:00Z',
      dormant: false,
    },
    { what: 'so many days after the end of its day', on: '2026-02-01', granted: '2025-01-01T00:00:00Z', dormant: true },
    { what: 'when an admin granted something since', on: '2026-02-01', granted: '2026-01-20T00:00:00Z', dormant: false },
    { what: 'when another admin confirmed it since', on: '2026-02-01', granted: '2026-01-20T00:00:00Z', kind: 'confirmed', dormant: false },
    {
      what: 'when a colleague passed something on since',
      on: '2026-02-01',
      granted: '2026-01-20T00:00:00Z',
      kind: 'delegated',
      dormant: true,
    },
  ] as const)('$what: $dormant', async ({ on, granted, dormant, ...rest }) => {
    const { ports, on: goTo } = aDormancy();
    await noteSeen(ports, email('ines'));
    goTo(on);
    const grants = [grantedAt(granted, 'kind' in rest ? rest.kind : 'granted')];
    expect((await dormancyOf(ports, email('ines'), grants)) !== undefined).toBe(dormant);
    expect([...(await dormantAmong(ports, grants))]).toEqual(dormant ? ['ines@example.ac.uk'] : []);
  });

  test('nobody rests before the full days have passed since their last act of a day', async () => {
    const { ports, on } = aDormancy({ unseenDays: 7 });
    for (const time of ['2026-11-02T00:01:00Z', '2026-11-02T23:59:00Z']) await noteSeen({ ...ports, clock: () => at(time) }, email('ines'));
    on('2026-11-09');
    expect(await dormancyOf(ports, email('ines'), [])).toBeUndefined();
    on('2026-11-10');
    expect(await dormancyOf(ports, email('ines'), [])).toEqual({ seen: at('2026-11-02T00:01:00Z'), days: 7 });
  });

  test.each([
    { what: 'another role', role: 'ResearchIT', kind: 'granted', dormant: true },
    { what: 'admin, by one word', role: 'admin', kind: 'granted', dormant: true },
    { what: 'admin, confirmed', role: 'admin', kind: 'confirmed', dormant: false },
  ] as const)(
    'where admins are confirmed, one who rests is dormant after the grant of $what: $dormant',
    async ({ role, kind, dormant }) => {
      const { ports, on } = aDormancy({ confirmAdminGrants: true });
      await noteSeen(ports, email('ines'));
      on('2026-02-01');
      const grants = [
        { ...grantedAt('2025-01-01T00:00:00Z', 'confirmed'), role: 'admin' },
        { ...grantedAt('2026-01-20T00:00:00Z', kind), role },
      ];
      expect((await dormancyOf(ports, email('ines'), grants)) !== undefined).toBe(dormant);
    },
  );

  test('an old grant alone makes nobody dormant: the days begin with the first note, so that no upgrade locks anybody out', async () => {
    const { ports, on } = aDormancy();
    on('2026-11-01');
    const grants = [grantedAt('2020-01-01T00:00:00Z')];
    expect(await dormancyOf(ports, email('ines'), grants)).toBeUndefined();
    expect([...(await dormantAmong(ports, grants))]).toEqual([]);
  });

  test('neither an admin of the policy file nor, without the setting, anybody', async () => {
    for (const changes of [{ exempt: [email('ines')] }, { unseenDays: undefined }]) {
      const { ports, on } = aDormancy(changes);
      await noteSeen(ports, email('ines'));
      on('2030-01-01');
      const grants = [grantedAt('2020-01-01T00:00:00Z')];
      expect(await dormancyOf(ports, email('ines'), grants)).toBeUndefined();
      expect([...(await dormantAmong(ports, grants))]).toEqual([]);
    }
  });

  test('what the dormant are refused for want of a role names that as the reason; other refusals stay what they are', () => {
    const dormant = { seen: at('2026-01-01T00:00:00Z'), days: 30 };
    expect(asItConcerns({ dormant }, { kind: 'not-admin' })).toEqual({ kind: 'dormant', ...dormant });
    // Told alike, so that nobody learns which requests there are.
    for (const kind of ['unknown-request', 'unreadable-request'] as const)
      expect(asItConcerns({ dormant }, { kind, id: '1a2b' })).toEqual({ kind: 'dormant', ...dormant });
    expect(asItConcerns({ dormant }, { kind: 'own-request' })).toEqual({ kind: 'own-request' });
    expect(asItConcerns({}, { kind: 'not-admin' })).toEqual({ kind: 'not-admin' });
  });
});
