/** What reviewers and whoever asked for the egress say to each other while a request is in review. */
import type { Standing } from './permissions.ts';
import { checkAnswerer } from './permissions.ts';
import { mostQuestions, openQuestion, questionsOf } from './questions.ts';
import type { Outcome } from './refusal.ts';
import { done, refused } from './refusal.ts';
import type { EgressRequest, Fact, Instant, RequestId, Sha256 } from './request.ts';
import { requesters } from './requesters.ts';
import type { Core } from './service.ts';
import { commitFor, refuseDecision, timesAfterPause, visibleLength } from './service.ts';
import { refuseKind } from './transitions.ts';

/** A question or an answer has at most this many characters. */
export const longestText = 1000;

const checkText = (text: string): Outcome<never> | undefined =>
  visibleLength(text) < 1 || [...text].length > longestText
    ? refused({ kind: 'text-length', minimum: 1, maximum: longestText })
    : undefined;

/** Whether its answer may still be waited for: a question that nobody answered in time gives way to another. */
const isAwaited = ({ status, terms }: EgressRequest, now: Instant): boolean =>
  status.kind === 'in-review' && (terms.answerWithinHours === undefined || (status.pause !== undefined && now < status.pause.until));

/** Milliseconds after its receipt within which a request's clock may be stopped (Step Functions ends an execution after a year). */
const stopsWithin = 300 * 86_400_000;

/** The pause that a question brings; none when the deadline has passed already. */
const pauseFor = ({ rules }: Core, { status, receivedAt, terms: { answerWithinHours } }: EgressRequest, now: Instant) => {
  if (status.kind !== 'in-review' || answerWithinHours === undefined || status.deadline <= now) return {};
  const until = rules.after(now, answerWithinHours);
  // A pause that is over but not yet recorded as such has moved the times already.
  const times = rules.shift(status, { since: now, until });
  return Date.parse(times.deadline) - Date.parse(receivedAt) > stopsWithin ? {} : { pause: { until, times } };
};

/** Why this person may not ask now: whoever could decide at this stage may, one question at a time. */
export const refuseQuestion = (
  standing: Standing,
  request: EgressRequest,
  at: { readonly stage: number; readonly digest: Sha256; readonly now: Instant },
): Outcome<never> | undefined => {
  const barred = refuseDecision(standing, request, at) ?? refuseKind(request, 'asked');
  if (barred) return refused(barred);
  if (requesters(request).length === 0) return refused({ kind: 'requester-unnamed' });
  const open = openQuestion(request);
  if (open?.stage === at.stage && isAwaited(request, at.now)) return refused({ kind: 'question-waits', asker: open.asker, at: open.at });
  if (questionsOf(request).length >= mostQuestions) return refused({ kind: 'questions-used', most: mostQuestions });
  return undefined;
};

/** Puts a question to whoever asked for the egress. */
export const ask = (
  core: Core,
  standing: Standing,
  command: { readonly id: RequestId; readonly stage: number; readonly digest: Sha256; readonly text: string },
): Promise<Outcome<EgressRequest>> => {
  const { id, stage, digest } = command;
  const text = command.text.trim();
  const decide = (request: EgressRequest, now: Instant): Outcome<Fact> =>
    refuseQuestion(standing, request, { stage, digest, now }) ??
    checkText(text) ??
    done({ kind: 'asked', stage, number: questionsOf(request).length + 1, text, ...pauseFor(core, request, now) });
  return commitFor(core, standing, { id, decide });
};

/** Why this person may not answer this question (the open one when no number is given). */
export const refuseAnswer = (standing: Standing, request: EgressRequest, number?: number): Outcome<never> | undefined => {
  const barred = checkAnswerer(standing, request);
  if (barred) return refused(barred);
  const open = openQuestion(request);
  return !open || (number !== undefined && number !== open.number) ? refused({ kind: 'no-question', id: request.id }) : undefined;
};

const timesFor = (core: Core, request: EgressRequest, { number, now }: { readonly number: number; readonly now: Instant }) =>
  request.status.kind === 'in-review' && request.status.pause?.question === number ? timesAfterPause(core, request, now) : {};

/** Answers the question that waits; one of the people who count as requester. */
export const answer = (
  core: Core,
  standing: Standing,
  command: { readonly id: RequestId; readonly number?: number; readonly text: string },
): Promise<Outcome<EgressRequest>> => {
  const { id, number } = command;
  const text = command.text.trim();
  const decide = (request: EgressRequest, now: Instant): Outcome<Fact> => {
    const barred = refuseAnswer(standing, request, number) ?? checkText(text);
    const open = openQuestion(request);
    return (
      barred ??
      (open
        ? done({ kind: 'answered', number: open.number, text, ...timesFor(core, request, { number: open.number, now }) })
        : refused({ kind: 'no-question', id }))
    );
  };
  return commitFor(core, standing, { id, decide });
};
