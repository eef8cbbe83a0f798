import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { StatesLanguage, TaskName } from '../../../src/workflow/definition.ts';
import { definition, taskNames } from '../../../src/workflow/definition.ts';
import { IntegrityError } from '../../../src/workflow/errors.ts';
import type { RunnerEvent, RunnerOptions } from '../../../src/workflow/local/runner.ts';
import { durableRunner } from '../../../src/workflow/local/runner.ts';
import type { Instant, RequestId, TaskToken } from '../../../src/workflow/request.ts';
import { workflowEngineContract } from '../../contract/workflow-engine.ts';
import { aDatabase, aFolder } from './a-folder.ts';
import { aGate, aTimeline } from './a-timeline.ts';

const document = definition(Object.fromEntries(taskNames.map((name) => [name, name])) as Record<TaskName, TaskName>);
const day = 24 * 3600 * 1000;
const anId = () => randomUUID() as RequestId;

type Payload = Readonly<Record<string, unknown>>;
type Call = { readonly name: TaskName; readonly payload: Payload };
type Tasks = Partial<Record<TaskName, (payload: Payload, attempt: number) => unknown>>;

const leadsTo = {
  stage: 'review',
  'request-review': '',
  expire: 'clean-up',
  package: 'clean-up',
  'clean-up': 'done',
  fail: 'done',
} as const;

/** A runner with a timeline of its own, whose tasks do what the test says and otherwise lead on as the flow has it. */
const aRunner = (tasks: Tasks = {}, options: Partial<RunnerOptions> = {}) => {
  const timeline = aTimeline();
  const db = options.db ?? aDatabase();
  const calls: Call[] = [];
  const events: RunnerEvent[] = [];
  const runner = durableRunner({
    definition: document,
    clock: timeline.clock,
    timers: timeline.timers,
    random: () => 0.5,
    report: (event) => events.push(event),
    run: async (name, payload) => {
      calls.push({ name, payload });
      const own = tasks[name];
      if (own) return own(payload, calls.filter((call) => call.name === name).length);
      return { id: payload['id'], next: leadsTo[name], ...(name === 'stage' ? { stage: 0, timeoutSeconds: 3600 } : {}) };
    },
    ...options,
    db,
  });
  const { idle, executions, engine } = runner;
  const tokens = () =>
    calls.filter(({ name }) => name === 'request-review').map(({ payload }) => String(payload['taskToken']) as TaskToken);
  /** Starts an execution and waits for whatever comes of it. */
  const begin = async (): Promise<RequestId> => {
    const id = anId();
    runner.start();
    await engine.start(id, 1);
    await idle();
    return id;
  };
  const leap = async (milliseconds: number): Promise<void> => {
    timeline.leap(milliseconds);
    await idle();
  };
  return {
    ...runner,
    db,
    timeline,
    leap,
    calls,
    events,
    tokens,
    begin,
    names: () => calls.map(({ name }) => name),
    only: () => executions()[0],
  };
};

const leadingTo = (next: string) => (payload: Payload) => ({ id: payload['id'], next });
const failing = (error: Error) => () => {
  throw error;
};
const named = (name: string) => Object.assign(new Error(`${name} happened`), { name });

workflowEngineContract('the durable runner', async () => {
  const { start, stop, idle, engine, calls } = aRunner();
  start();
  const ofRequest = (id: RequestId) => calls.filter(({ payload }) => payload['id'] === id);
  return {
    adapter: engine,
    tokenOf: async (id) => {
      await idle();
      return String(ofRequest(id).find(({ name }) => name === 'request-review')?.payload['taskToken']) as TaskToken;
    },
    ended: async (id) => {
      await idle();
      return ofRequest(id).map(({ name }) => name);
    },
    close: stop,
  };
});

describe('the durable runner follows the document', () => {
  test('a request goes through two reviews to its end', async () => {
    const runner = aRunner();
    const id = await runner.begin();
    expect(runner.only()).toMatchObject({ phase: 'waiting', state: 'Review' });
    expect(await runner.engine.succeed(runner.tokens()[0] ?? ('' as TaskToken), { id, next: 'review', stage: 1, timeoutSeconds: 60 })).toBe(
      'resumed',
    );
    await runner.idle();
    expect(await runner.engine.succeed(runner.tokens()[1] ?? ('' as TaskToken), { id, next: 'package' })).toBe('resumed');
    await runner.idle();
    expect(runner.names()).toEqual(['stage', 'request-review', 'request-review', 'package', 'clean-up']);
    expect(runner.only()).toMatchObject({ phase: 'succeeded', state: 'Done' });
  });

  test('each task is called with what the document says', async () => {
    const { begin, calls, tokens } = aRunner();
    const id = await begin();
    expect(calls).toEqual([
      { name: 'stage', payload: { id } },
      { name: 'request-review', payload: { id, stage: 0, taskToken: tokens()[0] } },
    ]);
    expect(Buffer.from(String(tokens()[0]), 'base64url')).toHaveLength(32);
  });

  test('I6: neither the token nor anything that leads to it is in the list of executions', async () => {
    const { begin, executions, tokens, db } = aRunner();
    await begin();
    expect(JSON.stringify(executions())).not.toMatch(/token/i);
    expect(JSON.stringify(db.sql.prepare('SELECT * FROM executions').all())).not.toContain(tokens()[0]);
  });

  test('a review that is decided while its task still runs moves on at once, and the end of the task changes nothing', async () => {
    const gate = aGate();
    const runner = aRunner({ 'request-review': () => gate.promise });
    runner.start();
    const id = anId();
    await runner.engine.start(id, 1);
    await expect.poll(() => runner.tokens()).toHaveLength(1);
    expect(await runner.engine.succeed(runner.tokens()[0] ?? ('' as TaskToken), { id, next: 'clean-up' })).toBe('resumed');
    await expect.poll(() => runner.only()?.phase).toBe('succeeded');
    gate.resolve();
    await runner.idle();
    expect(runner.names()).toEqual(['stage', 'request-review', 'clean-up']);
    expect(runner.only()).toMatchObject({ phase: 'succeeded', state: 'Done' });
  });

  test('an answer that leads nowhere ends the execution visibly', async () => {
    const { begin, only, events } = aRunner({ stage: () => ({ id: 'x' }) });
    const id = await begin();
    expect(only()).toMatchObject({ phase: 'failed', state: 'Next', failure: { error: 'States.Runtime' } });
    expect(events).toContainEqual({ kind: 'execution-failed', id, state: 'Next', error: 'States.Runtime' });
  });

  test('a task that answers nothing gives null, as a Lambda does', async () => {
    const { begin, only } = aRunner({ stage: () => undefined });
    await begin();
    expect(only()).toMatchObject({ phase: 'failed', failure: { error: 'States.Runtime' } });
  });
});

describe('the durable runner retries and catches', () => {
  test('a passing error is retried after growing waits, each spread by chance', async () => {
    const { begin, leap, names, events } = aRunner({ stage: failing(named('TimeoutError')), fail: leadingTo('done') });
    await begin();
    const stages = () => names().filter((name) => name === 'stage').length;
    for (const seconds of [2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900, 900, 900, 900, 900]) {
      const before = stages();
      await leap(seconds * 500 - 1);
      expect(stages()).toBe(before);
      await leap(1);
      expect(stages()).toBe(before + 1);
    }
    expect(names().slice(-2)).toEqual(['stage', 'fail']);
    expect(events.filter(({ kind }) => kind === 'attempt-failed')).toHaveLength(16);
  });

  test('an error that passes leaves no trace in the flow', async () => {
    const runner = aRunner({
      stage: (payload, attempt) => {
        if (attempt < 3) throw named('ServiceUnavailable');
        return { id: payload['id'], next: 'clean-up' };
      },
    });
    await runner.begin();
    await runner.leap(day);
    await runner.leap(day);
    expect(runner.names()).toEqual(['stage', 'stage', 'stage', 'clean-up']);
    expect(runner.only()).toMatchObject({ phase: 'succeeded' });
  });

  test('a permanent error is not retried, and the fail task hears step, error and correlation id', async () => {
    const { begin, calls, only } = aRunner({ stage: failing(new IntegrityError('object "a" has 3 bytes')), fail: leadingTo('done') });
    const id = await begin();
    const Cause = JSON.stringify({ errorType: 'IntegrityError', errorMessage: 'object "a" has 3 bytes' });
    expect(calls).toEqual([
      { name: 'stage', payload: { id } },
      { name: 'fail', payload: { id, step: 'stage', failure: { Error: 'IntegrityError', Cause }, correlationId: id } },
    ]);
    expect(only()).toMatchObject({ phase: 'failed', state: 'Failed', failure: { error: 'RequestFailed' } });
  });

  test('a fail task that fails for ever ends the execution as failed, and others go on', async () => {
    const { begin, leap, executions, events } = aRunner({
      stage: (payload, attempt) => {
        if (attempt === 1) throw new IntegrityError('broken');
        return { id: payload['id'], next: 'clean-up' };
      },
      fail: failing(named('DatabaseGone')),
    });
    const lost = await begin();
    for (let retry = 0; retry < 15; retry += 1) await leap(day);
    expect(executions()[0]).toMatchObject({ id: lost, phase: 'failed', state: 'Fail stage', failure: { error: 'DatabaseGone' } });
    expect(events).toContainEqual({ kind: 'execution-failed', id: lost, state: 'Fail stage', error: 'DatabaseGone' });
    await begin();
    expect(executions()[1]).toMatchObject({ phase: 'succeeded' });
  });

  test('each state has its own count of retries', async () => {
    const { begin, leap, names, only } = aRunner({
      stage: (payload, attempt) => {
        if (attempt < 7) throw named('Flaky');
        return { id: payload['id'], next: 'package' };
      },
      package: (payload, attempt) => {
        if (attempt < 7) throw named('Flaky');
        return { id: payload['id'], next: 'clean-up' };
      },
    });
    await begin();
    for (let retry = 0; retry < 12; retry += 1) await leap(day);
    expect(names().filter((name) => name === 'package')).toHaveLength(7);
    expect(only()).toMatchObject({ phase: 'succeeded' });
  });

  test('a review whose task fails is asked again with a new token, and the old one is closed', async () => {
    const { begin, leap, tokens, engine, only } = aRunner({
      'request-review': (_, attempt) => {
        if (attempt === 1) throw named('Busy');
      },
    });
    const id = await begin();
    expect(only()).toMatchObject({ phase: 'active', state: 'Review' });
    expect(only()).not.toHaveProperty('deadline');
    expect(await engine.succeed(tokens()[0] ?? ('' as TaskToken), { id, next: 'clean-up' })).toBe('closed');
    await leap(10_000);
    const [old = '' as TaskToken, current = '' as TaskToken] = tokens();
    expect(old).not.toBe(current);
    expect(await engine.succeed(old, { id, next: 'clean-up' })).toBe('closed');
    expect(only()).toMatchObject({ phase: 'waiting' });
    expect(await engine.succeed(current, { id, next: 'clean-up' })).toBe('resumed');
  });

  test.each(['a string', 7, undefined])('a task that throws %j, which is no error, fails like any other', async (thrown) => {
    const { begin, events } = aRunner({
      stage: () => {
        throw thrown;
      },
    });
    await begin();
    expect(events).toMatchObject([{ kind: 'attempt-failed', error: 'Error', retries: true }]);
  });
});

describe('the durable runner keeps time', () => {
  test('I16: a review that is not decided by its deadline expires, and its token is closed', async () => {
    const { begin, leap, tokens, engine, names, only } = aRunner();
    const id = await begin();
    await leap(3_599_999);
    expect(only()).toMatchObject({ phase: 'waiting' });
    await leap(1);
    expect(names()).toEqual(['stage', 'request-review', 'expire', 'clean-up']);
    expect(await engine.succeed(tokens()[0] ?? ('' as TaskToken), { id, next: 'package' })).toBe('closed');
    expect(only()).toMatchObject({ phase: 'succeeded' });
  });

  test('a deadline of ten weeks is kept without a timer of more than half a minute', async () => {
    const seconds = 70 * 24 * 3600;
    const { begin, leap, names, timeline } = aRunner({
      stage: (payload) => ({ id: payload['id'], next: 'review', stage: 0, timeoutSeconds: seconds }),
    });
    await begin();
    for (let passed = 0; passed < 69; passed += 1) await leap(day);
    expect(names()).toEqual(['stage', 'request-review']);
    await leap(day);
    expect(names()).toEqual(['stage', 'request-review', 'expire', 'clean-up']);
    expect(timeline.longestTimer()).toBeLessThanOrEqual(30_000);
  });

  test('a task that takes longer than its time is given up and run again; what it says in the end is ignored', async () => {
    const gates = [aGate<unknown>(), aGate<unknown>()];
    const tasks: Tasks = { stage: (_, attempt) => gates[attempt - 1]?.promise };
    const { names, events, timeline, idle, engine, start, only } = aRunner(tasks, { concurrency: 1 });
    start();
    const id = anId();
    await engine.start(id, 1);
    await expect.poll(() => names()).toEqual(['stage']);
    timeline.leap(6 * 3600 * 1000);
    await expect.poll(() => events).toHaveLength(1);
    timeline.leap(2000);
    await expect.poll(() => names()).toEqual(['stage', 'stage']);
    gates[0]?.resolve({ id, next: 'package' });
    await new Promise((resolve) => setImmediate(resolve));
    expect(only()).toMatchObject({ phase: 'active', state: 'Stage' });
    gates[1]?.resolve({ id, next: 'clean-up' });
    await idle();
    expect(names()).toEqual(['stage', 'stage', 'clean-up']);
  });

  test('a deadline of seconds is met on time, not at the next look', async () => {
    const { begin, timeline, names } = aRunner({
      stage: (payload) => ({ id: payload['id'], next: 'review', stage: 0, timeoutSeconds: 5 }),
    });
    await begin();
    timeline.leap(5_000);
    await expect.poll(names).toEqual(['stage', 'request-review', 'expire', 'clean-up']);
  });

  test('a review that was being asked for when the process died keeps its deadline', async () => {
    const db = aDatabase();
    const gate = aGate<unknown>();
    const dying = aRunner({ 'request-review': () => gate.promise }, { db });
    dying.start();
    await dying.engine.start(anId(), 1);
    await expect.poll(dying.names).toContain('request-review');
    const next = aRunner({}, { db, clock: () => '2026-11-02T09:59:00.000Z' as Instant });
    next.start();
    await next.idle();
    expect(next.names()).toEqual(['request-review']);
    expect(next.only()).toMatchObject({ phase: 'waiting', deadline: '2026-11-02T10:00:00.000Z' });
    gate.resolve(undefined);
  });

  test('a task that fails because it took too long can be told from others', async () => {
    const gate = aGate<unknown>();
    const { engine, start, names, timeline, events } = aRunner({ stage: () => gate.promise });
    start();
    await engine.start(anId(), 1);
    await expect.poll(() => names()).toEqual(['stage']);
    timeline.leap(6 * 3600 * 1000);
    await expect.poll(() => events).toMatchObject([{ kind: 'attempt-failed', error: 'States.Timeout', retries: true }]);
    gate.resolve({});
  });
});

describe('the durable runner shares its attention', () => {
  test('four tasks run at once, never more, and every request gets its turn', async () => {
    let running = 0;
    let most = 0;
    const { start, engine, idle, executions, names } = aRunner({
      stage: async (payload) => {
        running += 1;
        most = Math.max(most, running);
        // Some take longer than others, so that they do not end together.
        const turns = 3 * running;
        for (let turn = 0; turn < turns; turn += 1) await new Promise((resolve) => setImmediate(resolve));
        running -= 1;
        return { id: payload['id'], next: 'clean-up' };
      },
    });
    start();
    for (let count = 0; count < 30; count += 1) await engine.start(anId(), 1);
    await idle();
    expect(most).toBe(4);
    expect(names()).toHaveLength(60);
    expect(executions().filter(({ phase }) => phase === 'succeeded')).toHaveLength(30);
  });

  test('nothing runs before the start nor after the stop, and a later runner takes it up', async () => {
    const file = join(aFolder(), 'sallyport.db');
    const first = aRunner({}, { db: aDatabase(file) });
    await first.engine.start(anId(), 1);
    await first.idle();
    expect(first.names()).toEqual([]);
    await first.stop();
    const second = aRunner({}, { db: aDatabase(file) });
    second.start();
    await second.idle();
    expect(second.names()).toEqual(['stage', 'request-review']);
    await second.stop();
    const third = aRunner({}, { db: aDatabase(file) });
    third.start();
    await third.idle();
    expect(third.names()).toEqual([]);
    const id = third.only()?.id;
    expect(await third.engine.succeed(second.tokens()[0] ?? ('' as TaskToken), { id, next: 'clean-up' })).toBe('resumed');
    await third.idle();
    expect(third.names()).toEqual(['clean-up']);
  });

  test('a stop waits for the task that runs, and records its end', async () => {
    const gate = aGate<unknown>();
    const { start, stop, engine, names, only } = aRunner({ stage: () => gate.promise });
    start();
    const id = anId();
    await engine.start(id, 1);
    await expect.poll(() => names()).toEqual(['stage']);
    const stopped = stop();
    gate.resolve({ id, next: 'package' });
    await stopped;
    expect(only()).toMatchObject({ phase: 'active', state: 'Package' });
    expect(names()).toEqual(['stage']);
  });

  test('an execution in a state that a newer document no longer has ends visibly', async () => {
    const db = aDatabase();
    await aRunner({}, { db }).engine.start(anId(), 1);
    const renamed: StatesLanguage = {
      Comment: 'another flow',
      StartAt: 'Begin',
      States: { Begin: { Type: 'Succeed' } },
    };
    const { start, idle, only } = aRunner({}, { db, definition: renamed });
    start();
    await idle();
    expect(only()).toMatchObject({ phase: 'failed', state: 'Stage', failure: { error: 'States.Runtime' } });
  });

  test('an end that the database cannot take is reported, and the task runs again', async () => {
    const db = aDatabase();
    let broken = true;
    const runner = aRunner(
      {
        stage: (payload) => {
          if (broken) db.sql.exec("CREATE TRIGGER no_more BEFORE UPDATE ON executions BEGIN SELECT raise(ABORT, 'disk full'); END");
          broken = false;
          return { id: payload['id'], next: 'clean-up' };
        },
      },
      { db },
    );
    runner.start();
    await runner.engine.start(anId(), 1);
    await expect.poll(() => runner.events).toMatchObject([{ kind: 'storage-failed' }]);
    expect(runner.only()).toMatchObject({ phase: 'active', state: 'Stage' });
    db.sql.exec('DROP TRIGGER no_more');
    runner.timeline.leap(1000);
    await expect.poll(runner.names).toEqual(['stage', 'stage', 'clean-up']);
  });
});
