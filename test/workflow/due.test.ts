import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dueFact, isZipDue, nextActAt } from '../../src/workflow/due.ts';
import type { EgressRequest, Instant, StageTimes } from '../../src/workflow/request.ts';
import { stageTimes } from '../../src/workflow/stage-times.ts';
import { appendFact } from '../../src/workflow/transitions.ts';
import {
  aManifest,
  approval,
  aReceivedRequest,
  aReleasedRequest,
  aStage,
  at,
  noon,
  person,
  policyDigest,
  system,
  withFacts,
} from './builders.ts';

const hours = (count: number): Instant => at(new Date(Date.parse(noon) + count * 3_600_000).toISOString());
const stage = aStage({ remindAfterHours: [8, 24], deadlineHours: 40, escalateTo: 'ResearchIT' });

const inReview = (times: StageTimes = stageTimes({ timeZone: 'UTC' }, noon, stage)): EgressRequest =>
  withFacts(aReceivedRequest({ terms: { stages: [stage, aStage({ role: 'ResearchIT' })] } }), [
    [system, { kind: 'staging-started' }],
    [system, { kind: 'staged', manifest: aManifest(), ...times }],
  ]);

/** The request after everything that is due by `now` was recorded. */
const caughtUp = (request: EgressRequest, now: Instant): EgressRequest => {
  const fact = dueFact(request, now);
  return fact ? caughtUp(appendFact(request, { at: now, actor: system, policyDigest, fact }), now) : request;
};

describe('a review', () => {
  test.each([
    { hour: 7.9, due: undefined },
    { hour: 8, due: { kind: 'reminded', stage: 0, number: 1 } },
    { hour: 24, due: { kind: 'reminded', stage: 0, number: 2 } },
    { hour: 32, due: { kind: 'escalated', stage: 0, to: 'ResearchIT' } },
    { hour: 40, due: undefined },
  ])('after $hour hours: $due', ({ hour, due }) => {
    expect(dueFact(inReview(), hours(hour))).toEqual(due);
  });

  test('what is done is not due again, and what comes next is known', () => {
    const steps = [7, 9, 23, 25, 31, 33].map((hour) => ({ hour, next: nextActAt(caughtUp(inReview(), hours(hour))) }));
    expect(steps).toEqual([
      { hour: 7, next: hours(8) },
      { hour: 9, next: hours(24) },
      { hour: 23, next: hours(24) },
      { hour: 25, next: hours(32) },
      { hour: 31, next: hours(32) },
      { hour: 33, next: hours(40) },
    ]);
  });

  test('a decision ends it: nothing of the stage is due any more', () => {
    const approved = withFacts(inReview(), [approval('ian', 0)]);
    expect(dueFact(approved, hours(33))).toBeUndefined();
  });

  test('what somebody claims is free again when its time is over', () => {
    const claimed = withFacts(inReview(), [[person('ian'), { kind: 'claimed', stage: 0, until: hours(4) }]]);
    expect(nextActAt(claimed)).toBe(hours(4));
    expect(dueFact(claimed, hours(3.9))).toBeUndefined();
    expect(dueFact(claimed, hours(4))).toEqual({ kind: 'claim-ended', stage: 0, because: 'time' });
    expect(nextActAt(caughtUp(claimed, hours(4)))).toBe(hours(8));
  });

  test('the policy may say when another role is told', () => {
    const { escalateAt } = stageTimes({ timeZone: 'UTC' }, noon, { ...stage, escalateAfterHours: 30 });
    expect(escalateAt).toBe(hours(30));
    expect(stageTimes({ timeZone: 'UTC' }, noon, aStage())).toEqual({ deadline: hours(40) });
  });

  test('reminders come in working hours: one that is due on Friday evening comes on Monday morning', () => {
    const workingHours = { days: ['Mon', 'Tue', 'Wed', 'Thu', 'Fri'], from: '09:00', to: '17:00', holidays: ['2026-12-25'] } as const;
    const calendar = {
      timeZone: 'Europe/London',
      workingHours: { ...workingHours, days: [...workingHours.days], holidays: ['2026-12-25'] },
    };
    const { remindAt, deadline } = stageTimes(calendar, at('2026-12-24T15:00:00Z'), aStage({ remindAfterHours: [1, 3], deadlineHours: 4 }));
    expect(remindAt).toEqual([at('2026-12-24T16:00:00Z'), at('2026-12-28T10:00:00Z')]);
    expect(deadline).toBe(at('2026-12-28T11:00:00Z'));
  });
});

describe('a release', () => {
  const day = 24;
  test.each([
    { after: 30 * day - 1, due: undefined },
    { after: 30 * day, due: { kind: 'closed', reason: 'retention' } },
  ])('after $after hours: $due', ({ after, due }) => {
    expect(dueFact(aReleasedRequest(), hours(after))).toEqual(due);
  });

  test.each([
    { name: 'released', deletes: true, facts: [], zip: false },
    { name: 'closed, and the policy keeps zips', deletes: false, facts: [{ kind: 'closed', reason: 'retention' }], zip: false },
    { name: 'closed, and the policy deletes zips', deletes: true, facts: [{ kind: 'closed', reason: 'retention' }], zip: true },
    { name: 'revoked, whatever the policy says', deletes: false, facts: [{ kind: 'revoked', reason: 'wrong cohort' }], zip: true },
  ] as const)('its zip goes after its retention: $name: $zip', ({ deletes, facts, zip }) => {
    const request = withFacts(
      aReleasedRequest({ terms: { deleteAfterRetention: deletes } }),
      facts.map((fact) => [system, fact] as const),
    );
    expect(isZipDue(request, hours(31 * day))).toBe(zip);
    const gone = zip ? withFacts(request, [[system, { kind: 'zip-removed', sha256: policyDigest, because: 'retention' }]]) : request;
    expect(isZipDue(gone, hours(31 * day))).toBe(false);
    if (zip) expect(nextActAt(gone)).toBeUndefined();
  });
});

test('I17: whatever is due is listed by then, so that nothing is missed and nothing is looked at for ever', () => {
  const instants = fc.integer({ min: 0, max: 100 });
  fc.assert(
    fc.property(fc.array(instants, { maxLength: 4 }), fc.option(instants), instants, instants, (reminders, escalation, deadline, now) => {
      const request = inReview({
        deadline: hours(deadline),
        ...(reminders.length === 0 ? {} : { remindAt: reminders.toSorted((a, b) => a - b).map(hours) }),
        ...(escalation === null ? {} : { escalateAt: hours(escalation) }),
      });
      const next = nextActAt(request);
      if (dueFact(request, hours(now))) expect(next !== undefined && next <= hours(now)).toBe(true);
      const later = nextActAt(caughtUp(request, hours(now)));
      expect(later !== undefined && (later > hours(now) || hours(deadline) <= hours(now))).toBe(true);
    }),
  );
});
