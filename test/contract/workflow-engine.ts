/** What every workflow engine promises (`ports.ts`). */
import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { FlowStep } from '../../src/workflow/definition.ts';
import type { WorkflowEngine } from '../../src/workflow/ports.ts';
import type { RequestId, TaskToken } from '../../src/workflow/request.ts';

/**
 * An engine that executes `definition.ts`. Its `stage` leads to the review of stage 0, which waits for an hour; every other task leads on as
 * the flow has it.
 */
export type OpenEngine = {
  readonly adapter: WorkflowEngine;
  /** The token of the review that waits, as soon as its task was called. */
  readonly tokenOf: (id: RequestId) => Promise<TaskToken>;
  /** Resolves with the states' task names that ran, in order, as soon as the execution has ended. */
  readonly ended: (id: RequestId) => Promise<readonly string[]>;
  readonly close: () => Promise<void>;
};

/** Runs the suite; `create` gives an engine with no execution. */
export const workflowEngineContract = (name: string, create: () => Promise<OpenEngine>): void => {
  const withEngine = async (work: (opened: OpenEngine) => Promise<void>): Promise<void> => {
    const opened = await create();
    try {
      await work(opened);
    } finally {
      await opened.close();
    }
  };
  const anId = () => randomUUID() as RequestId;
  const step = (id: RequestId, next: 'package' | 'clean-up'): FlowStep => ({ id, next });

  describe(`${name} executes the workflow`, () => {
    test('I15: a second start of the same request is refused, while it runs and after its end', () =>
      withEngine(async ({ adapter, tokenOf, ended }) => {
        const id = anId();
        expect(await adapter.start(id, 1)).toBe('started');
        expect(await adapter.start(id, 1)).toBe('exists');
        await adapter.succeed(await tokenOf(id), step(id, 'clean-up'));
        await ended(id);
        expect(await adapter.start(id, 1)).toBe('exists');
      }));

    test('a second run of a request begins anew beside what became of the first, and each is known by its number', () =>
      withEngine(async ({ adapter, tokenOf, ended }) => {
        const id = anId();
        expect(await adapter.stateOf(id, 1)).toBe('none');
        await adapter.start(id, 1);
        expect(await adapter.stateOf(id, 1)).toBe('running');
        const token = await tokenOf(id);
        expect(await adapter.stateOf(id, 1)).toBe('running');
        await adapter.succeed(token, step(id, 'clean-up'));
        await ended(id);
        expect(await adapter.stateOf(id, 1)).toBe('ended');
        expect(await adapter.stateOf(id, 2)).toBe('none');
        expect(await adapter.start(id, 2)).toBe('started');
        expect(await adapter.start(id, 2)).toBe('exists');
        expect(await adapter.stateOf(id, 2)).toBe('running');
      }));

    test('requests are executed apart from each other', () =>
      withEngine(async ({ adapter, tokenOf, ended }) => {
        const [one, other] = [anId(), anId()];
        expect(await adapter.start(one, 1)).toBe('started');
        expect(await adapter.start(other, 1)).toBe('started');
        expect(await adapter.succeed(await tokenOf(other), step(other, 'clean-up'))).toBe('resumed');
        expect(await ended(other)).toEqual(['stage', 'request-review', 'clean-up']);
        expect(await adapter.succeed(await tokenOf(one), step(one, 'package'))).toBe('resumed');
        expect(await ended(one)).toEqual(['stage', 'request-review', 'package', 'clean-up']);
      }));

    test('I2: a token resumes once, and is closed ever after', () =>
      withEngine(async ({ adapter, tokenOf, ended }) => {
        const id = anId();
        await adapter.start(id, 1);
        const token = await tokenOf(id);
        expect(await adapter.succeed(token, step(id, 'package'))).toBe('resumed');
        expect(await adapter.succeed(token, step(id, 'clean-up'))).toBe('closed');
        expect(await ended(id)).toEqual(['stage', 'request-review', 'package', 'clean-up']);
        expect(await adapter.succeed(token, step(id, 'package'))).toBe('closed');
      }));

    test('I1: of twenty who return one token at once, one resumes', () =>
      withEngine(async ({ adapter, tokenOf, ended }) => {
        const id = anId();
        await adapter.start(id, 1);
        const token = await tokenOf(id);
        const outcomes = await Promise.all(Array.from({ length: 20 }, () => adapter.succeed(token, step(id, 'clean-up'))));
        expect(outcomes.filter((outcome) => outcome === 'resumed')).toHaveLength(1);
        expect(await ended(id)).toEqual(['stage', 'request-review', 'clean-up']);
      }));
  });
};
