/** What becomes of an execution when its task has ended. Pure. */
import type { StatesLanguage } from '../definition.ts';
import type { Instant } from '../request.ts';
import type { Execution } from './executions.ts';
import type { Failure, Position } from './flow.ts';
import { afterFailure, afterOutput, enter } from './flow.ts';

/** What a task came to. */
export type Outcome = { readonly ok: true; readonly output: unknown } | { readonly ok: false; readonly failure: Failure };

const longestCause = 10_000;

/** An error as Lambda tells it to Step Functions: its name, and the rest as JSON. */
export const failureOf = (error: unknown): Failure => {
  const { name, message } = error instanceof Error ? error : { name: 'Error', message: String(error) };
  return { error: name, cause: JSON.stringify({ errorType: name, errorMessage: message.slice(0, longestCause) }) };
};

/** The value as JSON would carry it. */
export const asJson = (value: unknown): unknown => JSON.parse(JSON.stringify(value ?? null));

export const laterBy = (from: Instant, milliseconds: number): Instant => new Date(Date.parse(from) + milliseconds).toISOString() as Instant;

/** The execution at its next position: a new step. */
const moveTo = ({ id, step, startedAt }: Pick<Execution, 'id' | 'step' | 'startedAt'>, position: Position, now: Instant): Execution => {
  const { kind, state, input } = position;
  return {
    id,
    step: step + 1,
    startedAt,
    phase: kind === 'task' ? 'active' : kind,
    state,
    input,
    retries: [],
    notBefore: now,
    since: now,
    ...(kind === 'failed' ? { failure: position.failure } : {}),
  };
};

/** A new execution at its first task. */
export const begin = (document: StatesLanguage, { name, id }: { readonly name: string; readonly id: string }, now: Instant): Execution =>
  moveTo({ id: name, step: 0, startedAt: now }, enter(document, { state: document.StartAt, input: { id } }), now);

/** The execution after this outcome of its task. */
export const afterOutcome = (
  document: StatesLanguage,
  execution: Execution,
  { outcome, now, random }: { readonly outcome: Outcome; readonly now: Instant; readonly random: () => number },
): Execution => {
  if (outcome.ok) return moveTo(execution, afterOutput(document, execution, outcome.output), now);
  const next = afterFailure(document, execution, { failure: outcome.failure, random });
  if (next.kind !== 'retry') return moveTo(execution, next, now);
  // The same state in a new step, which will have a token and a deadline of its own.
  const { deadline: _, tokenHash: __, ...kept } = execution;
  return { ...kept, phase: 'active', step: kept.step + 1, retries: next.retries, notBefore: laterBy(now, next.delay) };
};
