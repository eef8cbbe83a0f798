import { expect, test } from 'vitest';
import { requestView, rowOf, stepsOf } from '../../src/sandbox/request-view.ts';
import type { EgressRequest } from '../../src/workflow/request.ts';
import { summarise } from '../../src/workflow/summary.ts';
import {
  approval,
  aReceivedRequest,
  aReleasedRequest,
  aRequestInReview,
  at,
  digest,
  email,
  noon,
  person,
  system,
  withFacts,
} from '../workflow/builders.ts';

const rejected = withFacts(aRequestInReview(), [
  approval('ian', 0),
  [person('rita'), { kind: 'rejected', stage: 1, digest, category: 'small-counts', reason: 'A cell of four.' }],
]);
const failure = { step: 'stage', error: 'ObjectMissingError: gone', correlationId: 'c1' };
const link = (number: number) =>
  [
    person('mei'),
    { kind: 'link-issued', number, expiresAt: at('2026-11-16T13:00:00Z'), cause: 'asked', to: { id: email('mei'), name: 'mei' } },
  ] as const;
const used = withFacts(aReleasedRequest(), [link(1), link(2), link(3)]);

const marks = { done: '●', now: '◉', ahead: '○', stopped: '✕', skipped: '-' } as const;
const drawn = (request: EgressRequest): readonly string[] => stepsOf(request).map(({ label, state }) => `${marks[state]} ${label}`);
const review = ['Information Governance review', 'Research IT review'] as const;

test.each([
  {
    what: 'received',
    request: aReceivedRequest(),
    steps: ['◉ Received', '○ Copied to staging', `○ ${review[0]}`, `○ ${review[1]}`, '○ Packaged', '○ Released'],
  },
  {
    what: 'at its second review',
    request: withFacts(aRequestInReview(), [approval('ian', 0)]),
    steps: ['● Received', '● Copied to staging', `● ${review[0]}`, `◉ ${review[1]}`, '○ Packaged', '○ Released'],
  },
  {
    what: 'released',
    request: aReleasedRequest(),
    steps: ['● Received', '● Copied to staging', `● ${review[0]}`, `● ${review[1]}`, '● Packaged', '● Released', '○ Closed'],
  },
  {
    what: 'closed',
    request: used,
    steps: ['● Received', '● Copied to staging', `● ${review[0]}`, `● ${review[1]}`, '● Packaged', '● Released', '● Closed'],
  },
  {
    what: 'revoked',
    request: withFacts(aReleasedRequest(), [[person('ada'), { kind: 'revoked', reason: 'Sent by mistake.' }]]),
    steps: ['● Received', '● Copied to staging', `● ${review[0]}`, `● ${review[1]}`, '● Packaged', '● Released', '✕ Revoked'],
  },
  {
    what: 'rejected at its second review',
    request: rejected,
    steps: ['● Received', '● Copied to staging', `● ${review[0]}`, `✕ ${review[1]}`, '✕ Rejected'],
  },
  {
    what: 'withdrawn in review',
    request: withFacts(aRequestInReview(), [[person('rosa'), { kind: 'withdrawn' }]]),
    steps: ['● Received', '● Copied to staging', `✕ ${review[0]}`, '✕ Withdrawn'],
  },
  {
    what: 'given up after a failure',
    request: withFacts(aReceivedRequest(), [
      [system, { kind: 'staging-started' }],
      [system, { kind: 'failed', failure }],
      [person('ada'), { kind: 'aborted', reason: 'The version is gone.' }],
    ]),
    steps: ['● Received', '✕ Copied to staging', '✕ Given up'],
  },
  {
    what: 'expired',
    request: withFacts(aRequestInReview(), [[system, { kind: 'expired', stage: 0 }]]),
    steps: ['● Received', '● Copied to staging', `✕ ${review[0]}`, '✕ Expired'],
  },
  {
    what: 'failed while copying',
    request: withFacts(aReceivedRequest(), [
      [system, { kind: 'staging-started' }],
      [system, { kind: 'failed', failure }],
    ]),
    steps: ['● Received', '✕ Copied to staging', '✕ Failed'],
  },
])('a request that is $what is drawn so', ({ request, steps }) => {
  expect(drawn(request)).toEqual(steps);
});

test.each([
  {
    what: 'given up',
    request: withFacts(aReceivedRequest(), [
      [system, { kind: 'failed', failure }],
      [person('ada'), { kind: 'aborted', reason: 'gone' }],
    ]),
    status: 'Given up',
  },
  { what: 'withdrawn', request: withFacts(aReceivedRequest(), [[person('rosa'), { kind: 'withdrawn' }]]), status: 'Withdrawn' },
])('the list calls a request that was $what so', ({ request, status }) => {
  expect(rowOf(summarise(request)).status).toBe(status);
});

const around = { channelName: (id: string) => `#${id}`, told: [], mails: [], refused: [] };

test('I12: an unbroken record is said to be verified, and a changed one is shown as broken where it was changed', () => {
  expect(requestView(rejected, around).chain).toEqual({ ok: true, events: rejected.events.length });
  const events = rejected.events.map((event) => (event.seq === 4 ? { ...event, at: at('2026-11-16T12:00:01Z') } : event));
  expect(requestView({ ...rejected, events }, around).chain).toEqual({ ok: false, brokenAt: 4 });
});

test('each event says who, what, when and why', () => {
  const last = requestView(rejected, around).events.at(-1);
  expect(last).toMatchObject({
    seq: rejected.events.length,
    at: noon,
    who: 'rita',
    where: 'Slack',
    what: 'Rejected for Research IT',
    detail: 'Small counts: “A cell of four.”',
  });
});
