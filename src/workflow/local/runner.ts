/**
 * The durable runner: executes the workflow's document on one machine. Where an execution stands is in the database before and after each
 * task, so that the end of the process at any point costs nothing but running the task again that was under way.
 */
import { createHash, randomBytes } from 'node:crypto';
import type { StatesLanguage, TaskState } from '../definition.ts';
import { executionName } from '../definition.ts';
import type { Clock, WorkflowEngine } from '../ports.ts';
import type { Instant, TaskToken } from '../request.ts';
import type { TaskRunner } from '../tasks.ts';
import { checkDefinition } from './check-definition.ts';
import type { Database } from './database.ts';
import type { Execution } from './executions.ts';
import { sqliteExecutions } from './executions.ts';
import { taskCall, timeoutOf, waitsForToken } from './flow.ts';
import type { Outcome } from './steps.ts';
import { afterOutcome, asJson, begin, failureOf, laterBy } from './steps.ts';
import type { Timers } from './timers.ts';
import { soon, systemTimers } from './timers.ts';

/** Something that an operator wants to know of. */
export type RunnerEvent =
  | { readonly kind: 'attempt-failed'; readonly id: string; readonly state: string; readonly error: string; readonly retries: boolean }
  | { readonly kind: 'execution-failed'; readonly id: string; readonly state: string; readonly error: string }
  | { readonly kind: 'storage-failed'; readonly error: unknown };

export type RunnerOptions = {
  readonly db: Database;
  readonly definition: StatesLanguage;
  /** Runs one task; must bear being repeated. */
  readonly run: TaskRunner;
  readonly clock: Clock;
  /** At least 0, below 1; spreads retries. */
  readonly random?: () => number;
  /** A bearer secret. */
  readonly newToken?: () => TaskToken;
  readonly timers?: Timers;
  /** How many tasks run at once. */
  readonly concurrency?: number;
  readonly report?: (event: RunnerEvent) => void;
};

/** An execution as an operator sees it. */
export type ExecutionView = Pick<Execution, 'id' | 'phase' | 'state' | 'startedAt' | 'since' | 'deadline' | 'failure'>;

export type DurableRunner = {
  readonly engine: WorkflowEngine;
  /** Takes up what an earlier process left. */
  readonly start: () => void;
  /** Starts no further task, and resolves when those under way have ended and are recorded. */
  readonly stop: () => Promise<void>;
  /** Resolves when no task runs and none is due: what is left waits for a token or for time to pass. Stopped, at once. */
  readonly idle: () => Promise<void>;
  /** Every execution there ever was, in the order of their starts. */
  readonly executions: () => readonly ExecutionView[];
};

/** The clock may leap while the machine sleeps, and timers overflow after 24.8 days: the database is looked at this often at least. */
const longestSleep = 30_000;
/** After the database itself failed. */
const storageRest = 1_000;

const hashOf = (token: TaskToken): string => createHash('sha256').update(token).digest('hex');
const keyOf = ({ id, step }: Execution): string => `${step} ${id}`;

const timedOut: Outcome = { ok: false, failure: { error: 'States.Timeout', cause: '' } };
const unfit: Outcome = {
  ok: false,
  failure: { error: 'States.Runtime', cause: 'the document has no such task, or its input has no time-out for it' },
};
const noPayload: Outcome = { ok: false, failure: { error: 'States.ParameterPathFailure', cause: 'a path of the payload leads nowhere' } };

/** A task under way. */
type Flight = { readonly execution: Execution; readonly deadline: Instant; readonly ended: Promise<void> };
type Launch = { readonly execution: Execution; readonly state: TaskState; readonly token?: TaskToken };

/** The runner over this database; throws `BadInputError` for a document that asks for what it does not do. */
export const durableRunner = (options: RunnerOptions): DurableRunner => {
  const { db, definition: document, run, clock, random = Math.random, timers = systemTimers, concurrency = 4, report = () => {} } = options;
  const { newToken = () => randomBytes(32).toString('base64url') as TaskToken } = options;
  checkDefinition(document);
  const executions = sqliteExecutions(db);
  const flights = new Map<string, Flight>();
  const waiters = new Set<() => void>();
  let isRunning = false;
  let cancelSleep = (): void => {};

  /** In one transaction, finds the execution and moves it on by what its task came to; false when it is not where it was looked for. */
  const advance = (find: () => Execution | undefined, outcome: Outcome): boolean => {
    const moved = db.transaction(() => {
      const before = find();
      if (!before) return undefined;
      const after = afterOutcome(document, before, { outcome, now: clock(), random });
      executions.save(after);
      return { before, after };
    });
    if (!moved) return false;
    const { before, after } = moved;
    if (!outcome.ok) {
      const retries = after.phase === 'active' && after.state === before.state;
      report({ kind: 'attempt-failed', id: before.id, state: before.state, error: outcome.failure.error, retries });
    }
    if (after.failure) report({ kind: 'execution-failed', id: after.id, state: after.state, error: after.failure.error });
    return true;
  };

  /** The execution if it is still at this step: not when its token came meanwhile, or its time was up. */
  const stillAt = (step: Execution) => (): Execution | undefined => {
    const current = executions.read(step.id);
    return current?.step === step.step && (current.phase === 'active' || current.phase === 'waiting') ? current : undefined;
  };

  const wait = (step: Execution): void =>
    db.transaction(() => {
      const current = stillAt(step)();
      if (current) executions.save({ ...current, phase: 'waiting' });
    });

  const storageFailed = (error: unknown): void => {
    report({ kind: 'storage-failed', error });
    if (!isRunning) return;
    cancelSleep();
    cancelSleep = timers.after(storageRest, pumpSoon);
  };

  const attempt = async ({ execution, state, token }: Launch): Promise<Outcome> => {
    const call = taskCall(state, { input: execution.input, execution: execution.id, token });
    if (!call) return noPayload;
    try {
      return { ok: true, output: asJson(await run(call.name, call.payload)) };
    } catch (error) {
      return { ok: false, failure: failureOf(error) };
    }
  };

  /** Never rejects: an end that cannot be recorded leaves the task to be run again. */
  const fly = async (launch: Launch): Promise<void> => {
    const { execution, state } = launch;
    const outcome = await attempt(launch);
    try {
      if (outcome.ok && waitsForToken(state)) wait(execution);
      else advance(stillAt(execution), outcome);
      pumpSoon();
    } catch (error) {
      storageFailed(error);
    } finally {
      flights.delete(keyOf(execution));
    }
  };

  const launch = (execution: Execution, now: Instant): void => {
    const state = document.States[execution.state];
    const seconds = state?.Type === 'Task' ? timeoutOf(state, execution.input) : undefined;
    if (state?.Type !== 'Task' || seconds === undefined) {
      advance(stillAt(execution), unfit);
      pumpSoon();
      return;
    }
    const deadline = laterBy(now, seconds * 1000);
    if (!waitsForToken(state)) {
      flights.set(keyOf(execution), { execution, deadline, ended: fly({ execution, state }) });
      return;
    }
    const token = newToken();
    // Called again after a crash, it waits no longer than it was to wait at first, and only the new token counts.
    const waiting = { ...execution, deadline: execution.deadline ?? deadline, tokenHash: hashOf(token) };
    executions.save(waiting);
    flights.set(keyOf(waiting), { execution: waiting, deadline: waiting.deadline, ended: fly({ execution: waiting, state, token }) });
  };

  const endOverdue = (now: Instant): void => {
    const flying = [...flights.values()].filter(({ deadline }) => deadline <= now).map(({ execution }) => execution);
    for (const execution of [...flying, ...executions.overdue(now)]) {
      advance(stillAt(execution), timedOut);
      // Nothing can stop the task itself; when it ends after all, nobody listens.
      flights.delete(keyOf(execution));
    }
  };

  const launchDue = (now: Instant): void => {
    if (flights.size >= concurrency) return;
    for (const execution of executions.due(now, concurrency)) {
      if (flights.size >= concurrency) return;
      if (!flights.has(keyOf(execution))) launch(execution, now);
    }
  };

  const sleep = (now: Instant): void => {
    const times = [executions.nextAfter(now), ...[...flights.values()].map(({ deadline }) => deadline)];
    const waits = times.filter((at) => at !== undefined).map((at) => Date.parse(at) - Date.parse(now));
    cancelSleep();
    cancelSleep = timers.after(Math.max(1, Math.min(longestSleep, ...waits)), pumpSoon);
  };

  const isIdle = (now: Instant): boolean =>
    flights.size === 0 && executions.due(now, 1).length === 0 && executions.overdue(now).length === 0;

  const pump = (): void => {
    try {
      const now = clock();
      if (isRunning) {
        endOverdue(now);
        launchDue(now);
        sleep(now);
        if (waiters.size > 0 && !isIdle(now)) return;
      }
    } catch (error) {
      storageFailed(error);
      return;
    }
    for (const resolve of waiters) resolve();
    waiters.clear();
  };
  const pumpSoon = soon(pump);

  const engine: WorkflowEngine = {
    start: async (id, run) => {
      if (executions.add(begin(document, { name: executionName(id, run), id }, clock())) === 'exists') return 'exists';
      pumpSoon();
      return 'started';
    },
    stateOf: async (id, run) => {
      const execution = executions.read(executionName(id, run));
      if (!execution) return 'none';
      return execution.phase === 'succeeded' || execution.phase === 'failed' ? 'ended' : 'running';
    },
    succeed: async (token, output) => {
      const resumed = advance(() => executions.byToken(hashOf(token)), { ok: true, output: asJson(output) });
      if (resumed) pumpSoon();
      return resumed ? 'resumed' : 'closed';
    },
  };

  return {
    engine,
    start: () => {
      isRunning = true;
      pumpSoon();
    },
    stop: async () => {
      isRunning = false;
      cancelSleep();
      await Promise.all([...flights.values()].map(({ ended }) => ended));
      pumpSoon();
    },
    idle: () =>
      new Promise((resolve) => {
        waiters.add(resolve);
        pumpSoon();
      }),
    executions: () =>
      executions.all().map(({ id, phase, state, startedAt, since, deadline, failure }) => ({
        id,
        phase,
        state,
        startedAt,
        since,
        ...(deadline === undefined ? {} : { deadline }),
        ...(failure === undefined ? {} : { failure }),
      })),
  };
};
