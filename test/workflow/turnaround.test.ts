import { expect, test } from 'vitest';
import type { Actor, EgressRequest, Fact } from '../../src/workflow/request.ts';
import { appendFact } from '../../src/workflow/transitions.ts';
import { turnaround } from '../../src/workflow/turnaround.ts';
import { approval, aReceivedRequest, aStage, at, policyDigest, someTerms, staged, system } from './builders.ts';

/** The facts one after the other, a minute apart; the receipt was at noon. */
const minuteByMinute = (request: EgressRequest, facts: readonly (readonly [Actor, Fact])[]): EgressRequest =>
  facts.reduce(
    (before, [actor, fact], index) =>
      appendFact(before, { at: at(`2026-11-16T12:${String(index + 1).padStart(2, '0')}:00Z`), actor, policyDigest, fact }),
    request,
  );

const withQuorumOfTwo = (): EgressRequest =>
  aReceivedRequest({ terms: { stages: [aStage({ approvals: 2 }), ...someTerms().stages.slice(1)] } });
const released = { kind: 'released', release: { location: { bucket: 'lake', key: 'k' }, size: 1, sha256: policyDigest } } as const;
const rejected = { kind: 'rejected', stage: 0, digest: 'd'.repeat(64), category: 'other', reason: 'not yet' } as Fact;

const two = [...staged, approval('ian', 0), approval('ivy', 0), approval('rita', 1)];

test.each([
  { name: 'copying ends nothing', facts: two.slice(0, 2), told: {} },
  { name: 'one approval of two ends no review', facts: two.slice(0, 3), told: {} },
  {
    name: 'the last approval ends the first review, which began when staging ended',
    facts: two.slice(0, 4),
    told: { review: { role: 'InformationGovernance', seconds: 120 } },
  },
  {
    name: 'a second review began with the approval that completed the first',
    facts: two,
    told: { review: { role: 'ResearchIT', seconds: 60 } },
  },
  { name: 'a release is the outcome, and ends no review', facts: [...two, [system, released] as const], told: { whole: 360 } },
  {
    name: 'a rejection is both',
    facts: [...staged, approval('ian', 0), [approval('ivy', 0)[0], rejected] as const],
    told: { review: { role: 'InformationGovernance', seconds: 120 }, whole: 240 },
  },
])('$name', ({ facts, told }) => {
  expect(turnaround(minuteByMinute(withQuorumOfTwo(), facts))).toEqual(told);
});
