import { describe, expect, onTestFinished, test } from 'vitest';
import { deadlineAfter } from '../../src/workflow/calendar.ts';
import { openDatabase } from '../../src/workflow/local/database.ts';
import { sqliteRequestStore } from '../../src/workflow/local/request-store.ts';
import type { Standing } from '../../src/workflow/permissions.ts';
import { answer, ask, longestText } from '../../src/workflow/question-service.ts';
import { mostQuestions, questionsOf } from '../../src/workflow/questions.ts';
import type { Outcome } from '../../src/workflow/refusal.ts';
import type { EgressRequest, Instant, RequestId, Terms } from '../../src/workflow/request.ts';
import type { Core } from '../../src/workflow/service.ts';
import { actOnTime, approve, record } from '../../src/workflow/service.ts';
import { shiftTimes, stageTimes } from '../../src/workflow/stage-times.ts';
import { findRecordFault } from '../../src/workflow/transitions.ts';
import {
  aManifest,
  aReceivedRequest,
  aRequestInReview,
  aStage,
  aStanding,
  digest,
  noon,
  policyDigest,
  someTerms,
  system,
  withFacts,
} from './builders.ts';

const aCore = (terms: Partial<Terms> = {}): Core => {
  const db = openDatabase(':memory:');
  onTestFinished(() => db.close());
  return {
    requests: sqliteRequestStore(db),
    clock: () => noon,
    rules: {
      digest: policyDigest,
      termsFor: () => someTerms(terms),
      times: (from, stage) => stageTimes({ timeZone: 'UTC' }, from, stage),
      after: (from, hours) => deadlineAfter({ timeZone: 'UTC' }, from, hours),
      shift: (times, pause) => shiftTimes({ timeZone: 'UTC' }, times, pause),
    },
  };
};
const ian = aStanding('ian', ['InformationGovernance']);
const iris = aStanding('iris', ['InformationGovernance']);
const rosa = aStanding('rosa');
const refusalOf = (outcome: Outcome<unknown>): string | undefined => (outcome.ok ? undefined : outcome.refusal.kind);
const read = async (core: Core, id: RequestId): Promise<EgressRequest> => {
  const request = await core.requests.read(id);
  if (!request) throw new Error('lost');
  return request;
};
const inReview = async (core: Core, made: Parameters<typeof aRequestInReview>[0] = {}): Promise<RequestId> => {
  const request = aRequestInReview(made);
  await core.requests.create(request);
  return request.id;
};
const at = { stage: 0, digest };

test('I16: an expiry that somebody saw coming is not recorded once a question has stopped the clock', async () => {
  const core = aCore({ answerWithinHours: 40 });
  const id = await inReview(core, { terms: { answerWithinHours: 40 } });
  expect((await ask(core, ian, { id, ...at, text: 'Which table is it?' })).ok).toBe(true);
  expect(refusalOf(await record(core, id, { kind: 'expired', stage: 0 }))).toBe('stale');
  expect((await read(core, id)).status.kind).toBe('in-review');
});

test('I12: questions without end cannot swell the record, and a decision is still possible', async () => {
  const core = aCore();
  const id = await inReview(core);
  const long = '𝔴'.repeat(longestText);
  for (let n = 0; n < mostQuestions; n += 1) {
    expect((await ask(core, ian, { id, ...at, text: long })).ok).toBe(true);
    expect((await answer(core, rosa, { id, text: long })).ok).toBe(true);
  }
  expect(refusalOf(await ask(core, ian, { id, ...at, text: 'One more?' }))).toBe('questions-used');
  const request = await read(core, id);
  expect(questionsOf(request).map(({ number }) => number)).toEqual(Array.from({ length: mostQuestions }, (_, n) => n + 1));
  expect(Buffer.byteLength(JSON.stringify(request))).toBeLessThan(120_000);
  expect(findRecordFault(request)).toBeUndefined();
  expect((await approve(core, ian, { id, ...at, declaredIndependent: true })).ok).toBe(true);
});

test('I1: of two who ask at once one is heard, and of two who answer at once too', async () => {
  const core = aCore();
  const id = await inReview(core, { submission: { createdBy: { id: 'u-otto', email: aStanding('otto').person.id } } });
  const asked = await Promise.all([ian, iris].map((who) => ask(core, who, { id, ...at, text: 'Which wards?' })));
  expect(asked.map(refusalOf).toSorted()).toEqual(['question-waits', undefined]);
  const answered = await Promise.all([rosa, aStanding('otto')].map((who) => answer(core, who, { id, number: 1, text: 'Seven.' })));
  expect(answered.map(refusalOf).toSorted()).toEqual(['no-question', undefined]);
  expect(questionsOf(await read(core, id))).toHaveLength(1);
});

test.each([
  ['I4: by whose role is taken back', aStanding('ian'), at, 'wrong-role'],
  ['I4: by whose role is for a later stage', aStanding('rita', ['ResearchIT']), at, 'wrong-role'],
  ['I5: by who asked for the egress, whatever they hold', aStanding('rosa', ['InformationGovernance']), at, 'own-request'],
  ['I7: of another manifest', ian, { stage: 0, digest: policyDigest }, 'stale'],
  ['of a stage that is not there yet', aStanding('rita', ['ResearchIT']), { stage: 1, digest }, 'stale'],
])('no question %s', async (_, who, command, refusal) => {
  const core = aCore();
  const id = await inReview(core);
  expect(refusalOf(await ask(core, who, { id, ...command, text: 'Which wards?' }))).toBe(refusal);
  expect(questionsOf(await read(core, id))).toEqual([]);
});

test('an answer is to the question that was read, not to a later one', async () => {
  const core = aCore();
  const id = await inReview(core);
  await ask(core, ian, { id, ...at, text: 'Which wards?' });
  await answer(core, rosa, { id, text: 'Seven.' });
  await ask(core, iris, { id, ...at, text: 'How many patients?' });
  expect(refusalOf(await answer(core, rosa, { id, number: 1, text: 'Seven.' }))).toBe('no-question');
  expect(refusalOf(await answer(core, iris, { id, number: 2, text: 'Ten.' }))).toBe('not-asked');
  expect((await answer(core, rosa, { id, number: 2, text: 'Ten.' })).ok).toBe(true);
});

test.each(['', '   ', '\u200B\u202E', 'a'.repeat(longestText + 1)])('the text %j is neither a question nor an answer', async (text) => {
  const core = aCore();
  const id = await inReview(core);
  expect(refusalOf(await ask(core, ian, { id, ...at, text }))).toBe('text-length');
  await ask(core, ian, { id, ...at, text: 'Which wards?' });
  expect(refusalOf(await answer(core, rosa, { id, text }))).toBe('text-length');
});

describe('while a question waits', () => {
  const hours = (count: number) => new Date(Date.parse(noon) + count * 3_600_000).toISOString() as Instant;
  const atHour = (core: Core, count: number): Core => ({ ...core, clock: () => hours(count) });
  const looked = (standing: Standing, hour: number): Standing => ({ ...standing, asOf: hours(hour) });
  const stage = aStage({ approvals: 2, deadlineHours: 40, remindAfterHours: [8], escalateTo: 'ResearchIT' });
  const paused = async (made: Partial<Terms> = {}) => {
    const core = aCore();
    const request = withFacts(aReceivedRequest({ terms: { stages: [stage], answerWithinHours: 20, ...made } }), [
      [system, { kind: 'staging-started' }],
      [system, { kind: 'staged', manifest: aManifest(), ...stageTimes({ timeZone: 'UTC' }, noon, stage) }],
    ]);
    await core.requests.create(request);
    const { id } = request;
    expect((await ask(atHour(core, 4), looked(ian, 4), { id, ...at, text: 'Which wards?' })).ok).toBe(true);
    return { core, id };
  };
  const kinds = ({ events }: EgressRequest) => events.map(({ fact }) => fact.kind).slice(3);

  test('nothing is due, and the answer gives back exactly the time that it took', async () => {
    const { core, id } = await paused();
    for (const hour of [9, 23.9]) await actOnTime(atHour(core, hour), id);
    expect(kinds(await read(core, id))).toEqual(['asked']);
    expect((await answer(atHour(core, 10), looked(rosa, 10), { id, text: 'Seven.' })).ok).toBe(true);
    const request = await read(core, id);
    expect(request.status).toEqual({ kind: 'in-review', stage: 0, deadline: hours(46), remindAt: [hours(14)], escalateAt: hours(30) });
    expect(findRecordFault(request)).toBeUndefined();
  });

  test('I17: it stands still no longer than the policy says, and nothing moves then', async () => {
    const { core, id } = await paused();
    await actOnTime(atHour(core, 24), id);
    const request = await read(core, id);
    expect(kinds(request)).toEqual(['asked', 'pause-ended']);
    expect(request.status).toEqual({ kind: 'in-review', stage: 0, deadline: hours(60), remindAt: [hours(28)], escalateAt: hours(44) });
    expect((await answer(atHour(core, 30), looked(rosa, 30), { id, text: 'Seven.' })).ok).toBe(true);
    expect((await read(core, id)).status).toEqual(request.status);
    expect(findRecordFault(await read(core, id))).toBeUndefined();
  });

  test('an answer that comes after the end, before anybody noticed it, gives back no more than the policy says', async () => {
    const { core, id } = await paused();
    await answer(atHour(core, 33), looked(rosa, 33), { id, text: 'Seven.' });
    expect((await read(core, id)).status).toMatchObject({ deadline: hours(60) });
  });

  test('a decision ends it, and what was asked can still be answered', async () => {
    const { core, id } = await paused();
    expect((await approve(atHour(core, 6), looked(ian, 6), { id, ...at, declaredIndependent: true })).ok).toBe(true);
    const request = await read(core, id);
    expect(request.status).toEqual({ kind: 'in-review', stage: 0, deadline: hours(42), remindAt: [hours(10)], escalateAt: hours(26) });
    expect((await answer(atHour(core, 9), looked(rosa, 9), { id, text: 'Seven.' })).ok).toBe(true);
    expect((await read(core, id)).status).toEqual(request.status);
    expect(findRecordFault(await read(core, id))).toBeUndefined();
  });

  test('one that nobody answered in time gives way to another, which is given time too', async () => {
    const { core, id } = await paused();
    expect(refusalOf(await ask(atHour(core, 23), looked(iris, 23), { id, ...at, text: 'And how many?' }))).toBe('question-waits');
    expect((await ask(atHour(core, 24), looked(iris, 24), { id, ...at, text: 'And how many?' })).ok).toBe(true);
    expect((await read(core, id)).status).toMatchObject({ pause: { question: 2, until: hours(44) }, deadline: hours(80) });
  });

  test('a request of an earlier policy, or one whose deadline has passed, gets no more time', async () => {
    const core = aCore();
    const id = await inReview(core);
    const before = (await read(core, id)).status;
    await ask(core, ian, { id, ...at, text: 'Which wards?' });
    expect((await read(core, id)).status).toEqual(before);
    const late = await inReview(core, { terms: { answerWithinHours: 20 } });
    await ask(atHour(core, 1000), looked(ian, 1000), { id: late, ...at, text: 'Which wards?' });
    expect((await read(core, late)).status).toEqual(before);
  });
});
