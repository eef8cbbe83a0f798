import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Retrier, StatesLanguage, TaskState } from '../../../src/workflow/definition.ts';
import { afterFailure, afterOutput, enter, taskCall, timeoutOf } from '../../../src/workflow/local/flow.ts';
import { isJsonObject, readPath, writePath } from '../../../src/workflow/local/json-path.ts';

const aTask = (task: Partial<TaskState> = {}): TaskState => ({
  Type: 'Task',
  Resource: 'arn:aws:states:::lambda:invoke',
  Parameters: { FunctionName: 'stage', Payload: {} },
  Next: 'End',
  ...task,
});
const aDocument = (task: Partial<TaskState> = {}, states: StatesLanguage['States'] = {}): StatesLanguage => ({
  Comment: 'a flow for tests',
  StartAt: 'Task',
  States: { Task: aTask(task), End: { Type: 'Succeed' }, ...states },
});
const at = (input: unknown = {}) => ({ state: 'Task', input, retries: [] });

describe('JSON paths', () => {
  const name = fc.constantFrom('a', 'b', 'c', '_x1', '__proto__', 'constructor', 'toString');
  const path = fc.array(name, { maxLength: 4 }).map((names) => ['$', ...names].join('.'));

  test('what was put at a path is read there, and nothing else changes', () => {
    fc.assert(
      fc.property(fc.jsonValue(), path, path, fc.jsonValue(), (target, here, elsewhere, value) => {
        const before = JSON.stringify(target);
        const after = writePath(target, here, value);
        expect(JSON.stringify(target)).toBe(before);
        if (after === undefined) return;
        expect(readPath(after, here)).toEqual(value);
        const related = `${elsewhere}.`.startsWith(`${here}.`) || `${here}.`.startsWith(`${elsewhere}.`);
        if (!related) expect(readPath(after, elsewhere)).toEqual(readPath(target, elsewhere));
      }),
    );
  });

  test('only what is its own is read from an object', () => {
    for (const inherited of ['$.toString', '$.constructor', '$.__proto__', '$.__proto__.polluted'])
      expect(readPath({}, inherited)).toBeUndefined();
    writePath({}, '$.__proto__.polluted', true);
    expect(Reflect.get({}, 'polluted')).toBeUndefined();
  });

  test('nothing is put where something that is no object stands in the way', () => {
    for (const target of ['text', 1, [1], { a: 'text' }, { a: [1] }]) expect(writePath(target, '$.a.b', 1)).toBeUndefined();
    expect(writePath({ a: 1 }, '$', 2)).toBe(2);
  });
});

describe('the flow', () => {
  test('lambda:invoke wraps what the task returns; ResultPath and OutputPath place it', () => {
    const input = { id: 'x', kept: true };
    const output = { size: 1 };
    const inputAfter = (task: Partial<TaskState>) => afterOutput(aDocument(task), at(input), output).input;
    expect(inputAfter({})).toEqual({ Payload: output });
    expect(inputAfter({ OutputPath: '$.Payload' })).toEqual(output);
    expect(inputAfter({ ResultPath: '$.result' })).toEqual({ ...input, result: { Payload: output } });
    expect(inputAfter({ ResultPath: '$.result', OutputPath: '$.result.Payload' })).toEqual(output);
    const waiting = { Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken' } as const;
    expect(inputAfter(waiting)).toEqual(output);
    expect(inputAfter({ ...waiting, ResultPath: '$.result' })).toEqual({ ...input, result: output });
  });

  test.each([
    { task: { OutputPath: '$.nothing' }, input: {} },
    { task: { ResultPath: '$.id.inside' }, input: { id: 'text' } },
  ])('a result that cannot be placed by $task ends it', ({ task, input }) => {
    expect(afterOutput(aDocument(task), at(input), {})).toMatchObject({ kind: 'failed', failure: { error: 'States.Runtime' } });
  });

  test('a payload takes from input and context, at any depth, and fails when there is nothing', () => {
    const Payload = { 'id.$': '$.id', deep: [{ 'name.$': '$$.Execution.Name' }], 'token.$': '$$.Task.Token', plain: '$.id', none: null };
    const task = aTask({ Parameters: { FunctionName: 'stage', Payload } });
    expect(taskCall(task, { input: { id: 'x' }, execution: 'e', token: 't' })).toEqual({
      name: 'stage',
      payload: { id: 'x', deep: [{ name: 'e' }], token: 't', plain: '$.id', none: null },
    });
    expect(taskCall(task, { input: {}, execution: 'e', token: 't' })).toBeUndefined();
  });

  test.each([
    { input: { next: 'one' }, state: 'One' },
    { input: { next: 'two' }, state: 'Two' },
    { input: { next: 'three' }, state: 'End' },
    { input: { next: 1 }, state: 'End' },
  ])('a choice leads from $input to $state', ({ input, state }) => {
    const Choices = [
      { Variable: '$.next', StringEquals: 'one', Next: 'One' },
      { Variable: '$.next', StringEquals: 'two', Next: 'Two' },
    ];
    const document = aDocument({}, { Choice: { Type: 'Choice', Choices, Default: 'End' }, One: aTask(), Two: aTask() });
    expect(enter(document, { state: 'Choice', input })).toMatchObject({ state });
  });

  test('choices that lead back to each other end it rather than never', () => {
    const circle = (Default: string) =>
      ({ Type: 'Choice', Choices: [{ Variable: '$.a', StringEquals: 'x', Next: 'End' }], Default }) as const;
    const document = aDocument({}, { One: circle('Other'), Other: circle('One') });
    expect(enter(document, { state: 'One', input: { a: 'y' } })).toMatchObject({ kind: 'failed', failure: { error: 'States.Runtime' } });
  });

  test.each([
    { TimeoutSecondsPath: '$.seconds', input: { seconds: 5 }, seconds: 5 },
    { TimeoutSecondsPath: '$.seconds', input: { seconds: 10 ** 12 }, seconds: 99_999_999 },
    { TimeoutSecondsPath: '$.seconds', input: {}, seconds: undefined },
    { TimeoutSecondsPath: '$.seconds', input: { seconds: 0 }, seconds: undefined },
    { TimeoutSecondsPath: '$.seconds', input: { seconds: '5' }, seconds: undefined },
    { TimeoutSecondsPath: '$.seconds', input: { seconds: 1.5 }, seconds: undefined },
  ])('a time-out from $input is $seconds seconds', ({ TimeoutSecondsPath, input, seconds }) => {
    expect(timeoutOf(aTask({ TimeoutSecondsPath }), input)).toBe(seconds);
  });

  const failing = (error: string, task: Partial<TaskState>, retries: readonly number[] = []) =>
    afterFailure(
      aDocument(task, { Caught: aTask() }),
      { state: 'Task', input: { id: 'x' }, retries },
      { failure: { error, cause: 'why' }, random: () => 0.25 },
    );

  test.each([
    { error: 'Odd', names: ['Odd'], caught: true },
    { error: 'Odd', names: ['Even', 'Odd'], caught: true },
    { error: 'Odd', names: ['Even'], caught: false },
    { error: 'Odd', names: ['States.TaskFailed'], caught: true },
    { error: 'Odd', names: ['States.ALL'], caught: true },
    { error: 'States.Timeout', names: ['States.Timeout'], caught: true },
    { error: 'States.Timeout', names: ['States.TaskFailed'], caught: false },
    { error: 'States.Timeout', names: ['States.ALL'], caught: true },
    { error: 'States.Runtime', names: ['States.ALL'], caught: false },
  ])('$error is caught by $names: $caught', ({ error, names, caught }) => {
    const after = failing(error, { Catch: [{ ErrorEquals: names, ResultPath: '$.failure', Next: 'Caught' }] });
    expect(after).toEqual(
      caught
        ? { kind: 'task', state: 'Caught', input: { id: 'x', failure: { Error: error, Cause: 'why' } } }
        : { kind: 'failed', state: 'Task', input: { id: 'x' }, failure: { error, cause: 'why' } },
    );
  });

  test('the first retrier that matches decides, by its own count', () => {
    const Retry: readonly Retrier[] = [
      { ErrorEquals: ['Never'], MaxAttempts: 0 },
      { ErrorEquals: ['States.ALL'], MaxAttempts: 2, IntervalSeconds: 3, BackoffRate: 10, MaxDelaySeconds: 20 },
    ];
    expect(failing('Never', { Retry })).toMatchObject({ kind: 'failed' });
    expect(failing('Odd', { Retry })).toEqual({ kind: 'retry', delay: 3000, retries: [0, 1] });
    expect(failing('Odd', { Retry }, [0, 1])).toEqual({ kind: 'retry', delay: 20_000, retries: [0, 2] });
    expect(failing('Odd', { Retry }, [0, 2])).toMatchObject({ kind: 'failed' });
  });

  test('no wait is longer than the document says, nor shorter than nothing, however often it is tried', () => {
    fc.assert(
      fc.property(fc.nat(200), fc.nat(1000), fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), (retried, max, chance) => {
        const Retry = [{ ErrorEquals: ['States.ALL'], MaxAttempts: 1000, MaxDelaySeconds: max + 1, JitterStrategy: 'FULL' }] as const;
        const after = afterFailure(
          aDocument({ Retry }),
          { ...at(), retries: [retried] },
          { failure: { error: 'Odd', cause: '' }, random: () => chance },
        );
        expect(after.kind).toBe('retry');
        if (after.kind !== 'retry') return;
        expect(after.delay).toBeGreaterThanOrEqual(0);
        expect(after.delay).toBeLessThanOrEqual((max + 1) * 1000);
      }),
    );
  });

  test('whatever a task answers, the flow goes somewhere and never throws', () => {
    const document = aDocument(
      { OutputPath: '$.Payload', Next: 'Choice' },
      {
        Choice: { Type: 'Choice', Choices: [{ Variable: '$.next', StringEquals: 'again', Next: 'Task' }], Default: 'End' },
      },
    );
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom('again', 'no', undefined), (answer, next) => {
        const output = next === undefined || !isJsonObject(answer) ? answer : { ...answer, next };
        expect(['task', 'succeeded', 'failed']).toContain(afterOutput(document, at(), output).kind);
      }),
    );
  });
});
