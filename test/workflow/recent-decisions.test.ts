import { expect, test } from 'vitest';
import { sqliteRecords } from '../../src/workflow/local/records.ts';
import type { RecentDecisions } from '../../src/workflow/recent-decisions.ts';
import { noteDecisions, recentDecisionsOf, recentlyKept } from '../../src/workflow/recent-decisions.ts';
import type { Decision, RequestId } from '../../src/workflow/request.ts';
import { anIdentity, at, email, policyDigest } from './builders.ts';
import { aDatabase } from './local/a-folder.ts';

const decided = (minute: number, stage = 0) => {
  const decision: Decision = {
    person: { id: email('ines'), name: 'ines' },
    identity: anIdentity('ines'),
    stage,
    verdict: 'approve',
    digest: policyDigest,
    at: at(`2026-11-16T12:${String(minute).padStart(2, '0')}:00Z`),
  };
  return { id: `request-${minute}` as RequestId, decisions: [decision] };
};
const idsOf = async (recent: Parameters<typeof recentDecisionsOf>[0]) =>
  (await recentDecisionsOf(recent, email('ines'))).map(({ request }) => request);

test('the last decisions of a person are kept, newest first, in whatever order and however often requests are followed up', async () => {
  const recent = sqliteRecords<RecentDecisions>(aDatabase(), 'recent-decisions');
  const all = Array.from({ length: recentlyKept + 5 }, (_, minute) => decided(minute));
  const newest = all
    .map(({ id }) => id)
    .toReversed()
    .slice(0, recentlyKept);
  for (const request of all.toReversed()) await noteDecisions(recent, request);
  expect(await idsOf(recent)).toEqual(newest);
  const { version } = (await recent.list({ partition: 'people' }))[0] ?? {};
  for (const request of all) await noteDecisions(recent, request);
  expect(await idsOf(recent)).toEqual(newest);
  expect((await recent.list({ partition: 'people' }))[0]?.version).toBe(version);
});

test('decisions of one person that are followed up at once are all kept', async () => {
  const recent = sqliteRecords<RecentDecisions>(aDatabase(), 'recent-decisions');
  await Promise.all(Array.from({ length: 8 }, (_, minute) => noteDecisions(recent, decided(minute))));
  expect(await idsOf(recent)).toHaveLength(8);
});
