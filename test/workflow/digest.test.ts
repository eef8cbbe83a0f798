import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { Calendar } from '../../src/workflow/calendar.ts';
import { monthBefore, monthDue, monthNamed } from '../../src/workflow/calendar.ts';
import { digestOf, isEmpty } from '../../src/workflow/digest.ts';
import type { RequestStore } from '../../src/workflow/ports.ts';
import type { Actor, EgressRequest, Fact, Instant, RequestId, Sha256 } from '../../src/workflow/request.ts';
import { requestsBetween } from '../../src/workflow/requests-between.ts';
import { summarise } from '../../src/workflow/summary.ts';
import { appendFact, receiveRequest } from '../../src/workflow/transitions.ts';
import { aManifest, anIdentity, aStage, aSubmission, at, digest, email, policyDigest, someTerms, system } from './builders.ts';

const london: Calendar = {
  timeZone: 'Europe/London',
  workingHours: { days: ['Mon', 'Tue', 'Wed', 'Thu', 'Fri'], from: '09:00', to: '17:00', holidays: ['2027-01-01'] },
};

describe('months', () => {
  test.each([
    { now: '2026-11-02T08:59:00Z', due: '2026-09', why: 'Monday, before work begins' },
    { now: '2026-11-02T09:00:00Z', due: '2026-10', why: 'Monday, as work begins' },
    { now: '2026-11-30T23:59:00Z', due: '2026-10', why: 'until the month is over: late beats lost' },
    { now: '2027-01-01T12:00:00Z', due: '2026-11', why: 'New Year is a holiday, and then comes a week-end' },
    { now: '2027-01-04T09:00:00Z', due: '2026-12', why: 'the first Monday of the year' },
    { now: '2026-07-01T08:00:00Z', due: '2026-06', why: 'nine o’clock in London is eight in UTC' },
    { now: '2026-07-01T07:59:00Z', due: '2026-05', why: 'a minute before' },
  ])('$why: $due is due at $now', ({ now, due }) => {
    expect(monthDue(london, at(now))?.name).toBe(due);
  });

  test('where every hour counts, a month is due as soon as it is over', () => {
    expect(monthDue({ timeZone: 'UTC' }, at('2026-12-01T00:00:00Z'))?.name).toBe('2026-11');
  });

  test('a month is as long as the zone’s clocks say', () => {
    expect(monthNamed('Europe/London', '2026-10')).toEqual({
      name: '2026-10',
      from: '2026-09-30T23:00:00.000Z',
      to: '2026-11-01T00:00:00.000Z',
    });
    for (const name of ['2026-13', '2026-1', 'x', '2026-00']) expect(monthNamed('UTC', name)).toBeUndefined();
    expect(monthBefore('Pacific/Auckland', at('2026-12-31T12:00:00Z'), 1)).toBe('2026-12');
  });
});

const november = { from: at('2026-11-01T00:00:00Z'), to: at('2026-12-01T00:00:00Z') };
const reviewer = (name: string): Actor => ({
  kind: 'person',
  person: { id: email(name), name },
  identity: anIdentity(name),
});
type Happened = readonly [day: string, fact: Fact, by?: string];
const request = (received: string, happened: readonly Happened[], approvals = 1): EgressRequest =>
  happened.reduce<EgressRequest>(
    (before, [day, fact, by]) =>
      appendFact(before, { at: at(`2026-${day}:00Z`), actor: by === undefined ? system : reviewer(by), policyDigest, fact }),
    receiveRequest(randomUUID() as RequestId, {
      at: at(`2026-${received}:00Z`),
      actor: system,
      policyDigest,
      fact: {
        kind: 'received',
        submission: aSubmission(),
        terms: someTerms({ stages: [aStage({ approvals }), aStage({ role: 'ResearchIT', label: 'Research IT' })] }),
      },
    }),
  );
const staging: Fact = { kind: 'staging-started' };
const staged: Fact = { kind: 'staged', manifest: aManifest(), deadline: at('2026-12-20T00:00:00Z') } as Fact;
const approved = (stage: number, ends = true): Fact => ({
  kind: 'approved',
  stage,
  digest,
  ...(stage === 0 && ends ? { next: { deadline: at('2026-12-20T00:00:00Z') } } : {}),
});
const rejected = (category: 'small-counts' | 'other'): Fact => ({
  kind: 'rejected',
  stage: 0,
  digest,
  category,
  reason: 'a reason of some length',
});
const released = {
  kind: 'released',
  release: { location: { bucket: 'b', key: 'k' }, size: 900, sha256: 'e'.repeat(64) as Sha256 },
} as Fact;

async function* each(requests: readonly EgressRequest[]): AsyncGenerator<EgressRequest> {
  yield* requests;
}

const story: readonly EgressRequest[] = [
  // One hour and three at the first stage, two at the second.
  request('11-02T09:00', [
    ['11-02T09:00', staging],
    ['11-02T09:00', staged],
    ['11-02T10:00', approved(0), 'ines'],
    ['11-02T12:00', approved(1), 'tomasz'],
    ['11-02T12:30', released],
  ]),
  request('11-03T09:00', [
    ['11-03T09:00', staging],
    ['11-03T09:00', staged],
    ['11-03T12:00', rejected('small-counts'), 'ines'],
  ]),
  request('11-04T09:00', [
    ['11-04T09:00', staging],
    ['11-04T09:00', staged],
    ['11-04T09:30', rejected('small-counts'), 'ines'],
  ]),
  // Begun in October, decided in November.
  request('10-31T09:00', [
    ['10-31T09:00', staging],
    ['10-31T09:00', staged],
    ['11-01T09:00', rejected('other'), 'ines'],
  ]),
  // Goes on in December, which does not count.
  request('11-30T09:00', [
    ['11-30T09:00', staging],
    ['11-30T09:00', staged],
    ['12-01T09:00', rejected('other'), 'ines'],
  ]),
];

test('a month counts what happened in it, whenever the request came, and times each review by its role', async () => {
  const counted = await digestOf(november, each(story));
  expect(counted).toMatchObject({
    received: 4,
    released: 1,
    releasedFiles: 2,
    releasedBytes: 900,
    rejected: [
      { category: 'small-counts', count: 2 },
      { category: 'other', count: 1 },
    ],
    approvals: 2,
    expired: 0,
  });
  expect(counted.stages).toEqual([
    // 30 minutes, 1, 3 and 24 hours.
    { label: 'Information Governance', count: 4, median: 2 * 3600, slowest: 24 * 3600 },
    { label: 'Research IT', count: 1, median: 2 * 3600, slowest: 2 * 3600 },
  ]);
  expect(counted.whole).toMatchObject({ count: 4, slowest: 24 * 3600 });
  expect(isEmpty(counted)).toBe(false);
});

test('a stage that needs two approvals ends with the second', async () => {
  const two = request(
    '11-02T09:00',
    [
      ['11-02T09:00', staging],
      ['11-02T09:00', staged],
      ['11-02T10:00', approved(0, false), 'ines'],
      ['11-02T14:00', approved(0), 'gareth'],
    ],
    2,
  );
  expect((await digestOf(november, each([two]))).stages).toEqual([
    { label: 'Information Governance', count: 1, median: 5 * 3600, slowest: 5 * 3600 },
  ]);
});

test('what an admin gave up after a failure is counted apart from what was withdrawn', async () => {
  const failure = { step: 'stage', error: 'gone', correlationId: 'c' } as const;
  const givenUp = request('11-05T09:00', [
    ['11-05T09:00', staging],
    ['11-05T09:01', { kind: 'failed', failure }],
    ['11-05T10:00', { kind: 'aborted', reason: 'a reason of some length' }, 'ada'],
  ]);
  const withdrawn = request('11-05T09:00', [['11-05T09:30', { kind: 'withdrawn', reason: 'a reason of some length' }, 'rosa']]);
  expect(await digestOf(november, each([givenUp, withdrawn, withdrawn]))).toMatchObject({ givenUp: 1, withdrawn: 2, failed: 1 });
});

test('nothing is empty', async () => {
  expect(isEmpty(await digestOf(november, each([])))).toBe(true);
});

test('only requests that can have had an event in the span are read, those of earlier versions among them', async () => {
  const asStored = story.map((one, index) => ({
    one,
    summary: index === 1 ? { ...summarise(one), changedAt: undefined } : summarise(one),
  }));
  const read: RequestId[] = [];
  const store: Pick<RequestStore, 'list' | 'read'> = {
    list: async ({ after = '0' }) => {
      const page = asStored.slice(Number(after), Number(after) + 2);
      const next = Number(after) + 2;
      return {
        requests: page.map(
          ({ summary }) => Object.fromEntries(Object.entries(summary).filter(([, value]) => value !== undefined)) as never,
        ),
        ...(next < asStored.length ? { next: String(next) } : {}),
      };
    },
    read: async (id) => {
      read.push(id);
      return story.find((one) => one.id === id);
    },
  };
  const december = { from: at('2026-12-01T00:00:00Z'), to: at('2027-01-01T00:00:00Z') as Instant };
  const found: RequestId[] = [];
  for await (const { id } of requestsBetween(store, december)) found.push(id);
  expect(found).toEqual([story[4]?.id]);
  expect(read.toSorted()).toEqual([story[1]?.id, story[4]?.id].toSorted());
});
