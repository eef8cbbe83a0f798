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
    exempt: [],
    ...changes,
  };
  return { ports, on: (date: string) => (now = at(`${date}T00:00:00Z`)) };
};

describe('dormancy', () => {
  test.each([
    { what: 'a day before the limit', on: '2026-01-30', granted: '2025-01-01T00:00:00Z', dormant: false },
    { what: 'at the limit', on: '2026-01-31', granted: '2025-01-01T00:00:00Z', dormant: true },
    { what: 'when an admin granted something since', on: '2026-01-31', granted: '2026-01-20T00:00:00Z', dormant: false },
    { what: 'when another admin confirmed it since', on: '2026-01-31', granted: '2026-01-20T00:00:00Z', kind: 'confirmed', dormant: false },
    {
      what: 'when a colleague passed something on since',
      on: '2026-01-31',
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
