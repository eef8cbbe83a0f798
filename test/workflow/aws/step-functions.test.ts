/** Step Functions as its API reference documents it: names taken once, tokens used once, and errors that quote what was sent. */
import { SFNClient } from '@aws-sdk/client-sfn';
import { afterAll, describe, expect, test, vi } from 'vitest';
import * as z from 'zod';
import { stepFunctionsEngine } from '../../../src/workflow/aws/step-functions.ts';
import type { TaskName } from '../../../src/workflow/definition.ts';
import { definition, taskNames } from '../../../src/workflow/definition.ts';
import type { RequestId, TaskToken } from '../../../src/workflow/request.ts';
import { workflowEngineContract } from '../../contract/workflow-engine.ts';
import type { Reply } from './listen.ts';
import { listen } from './listen.ts';
import { fault, startStepFunctions } from './step-functions-server.ts';

const stateMachineArn = 'arn:aws:states:eu-west-2:123456789012:stateMachine:egress';
const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
const secret = 'AQCEAAAAKgAAAAMAAAAAsecret';

const Start = z.object({ stateMachineArn: z.string(), name: z.string(), input: z.string() });
const Success = z.object({ taskToken: z.string(), output: z.string() });

/** Faults that the API reference gives for SendTaskSuccess, by the token that provokes each here. */
const faults: Record<string, Reply> = {
  'timed-out': fault('TaskTimedOut', 'Task Timed Out: The task has either timed out or was already closed'),
  unknown: fault('TaskDoesNotExist', "Task does not exist: 'unknown'"),
  [`invalid-${secret}`]: fault('InvalidToken', `Invalid Token: 'invalid-${secret}'`),
  [`long-${secret}`]: fault(
    'ValidationException',
    `1 validation error detected: Value 'long-${secret}' at 'taskToken' failed to satisfy constraint: Member must have length less than or equal to 2048`,
  ),
  [`output-${secret}`]: fault('InvalidOutput', `Invalid Output for 'output-${secret}'`),
};

const running = new Map<string, string>();
const closed = new Set<string>();
const outputs: string[] = [];
let throttled = 0;

const start = (body: unknown): Reply => {
  const { name, input } = Start.parse(body);
  const arn = `arn:aws:states:eu-west-2:123456789012:execution:egress:${name}`;
  const before = running.get(name);
  // "If StartExecution is called with the same name and input as a running execution, the call succeeds."
  if (before !== undefined && before !== input) return fault('ExecutionAlreadyExists', `Execution Already Exists: '${arn}'`);
  running.set(name, input);
  return { status: 200, body: { executionArn: arn, startDate: 1_762_075_200 } };
};

const succeed = (body: unknown): Reply => {
  const { taskToken, output } = Success.parse(body);
  if (faults[taskToken]) return faults[taskToken];
  if (closed.has(taskToken)) return faults['timed-out'] ?? { status: 500, body: {} };
  closed.add(taskToken);
  outputs.push(output);
  return { status: 200, body: {} };
};

const server = await listen(({ operation, body }) => {
  if (throttled > 0) {
    throttled -= 1;
    return fault('ThrottlingException', 'Rate exceeded');
  }
  return operation === 'StartExecution' ? start(body) : succeed(body);
});
const client = new SFNClient({ endpoint: server.endpoint, region: 'eu-west-2', credentials, maxAttempts: 4 });
afterAll(async () => {
  client.destroy();
  await server.stop();
});

const engine = stepFunctionsEngine(client, stateMachineArn);
const token = (text: string) => text as TaskToken;
const id = (digit: string) => `${digit.repeat(8)}-0000-4000-8000-000000000000` as RequestId;

/** Everything that a careless log could print of an error. */
const everythingOf = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error);
  const properties = Object.getOwnPropertyNames(error).map((name) => JSON.stringify(Reflect.get(error, name)));
  return [error.stack, ...properties, everythingOf(error.cause)].join('\n');
};

/** What each task of the flow answers, apart from the review, which waits. */
const leadsTo: Readonly<Record<string, string>> = { stage: 'review', expire: 'clean-up', package: 'clean-up', 'clean-up': 'done' };

workflowEngineContract('Step Functions', async () => {
  const document = definition(Object.fromEntries(taskNames.map((name) => [name, name])) as Record<TaskName, TaskName>);
  const calls: { readonly name: string; readonly payload: Readonly<Record<string, unknown>> }[] = [];
  const steps = await startStepFunctions(document, async (name, payload) => {
    calls.push({ name, payload });
    return { id: payload['id'], next: leadsTo[name], stage: 0, timeoutSeconds: 3600 };
  });
  const sfn = new SFNClient({ endpoint: steps.endpoint, region: 'eu-west-2', credentials });
  const reviewOf = (request: RequestId) => calls.find(({ name, payload }) => name === 'request-review' && payload['id'] === request);
  return {
    adapter: stepFunctionsEngine(sfn, stateMachineArn),
    tokenOf: (request) => vi.waitUntil(() => reviewOf(request)?.payload['taskToken'] as TaskToken | undefined),
    ended: async (request) => {
      await steps.ended(request);
      return calls.filter(({ payload }) => payload['id'] === request).map(({ name }) => name);
    },
    close: async () => {
      sfn.destroy();
      await steps.stop();
    },
  };
});

describe('starting', () => {
  test('an execution is named after its request and given its id', async () => {
    expect(await engine.start(id('1'), 1)).toBe('started');
    expect(JSON.parse(running.get(id('1')) ?? '')).toMatchObject({ id: id('1') });
  });

  test('I15: a second start of a running execution is refused, and the first goes on with what it had', async () => {
    expect(await engine.start(id('2'), 1)).toBe('started');
    const input = running.get(id('2'));
    expect(await engine.start(id('2'), 1)).toBe('exists');
    expect(running.get(id('2'))).toBe(input);
  });

  test('of twenty starts at once, exactly one starts', async () => {
    const outcomes = await Promise.all(Array.from({ length: 20 }, () => engine.start(id('3'), 1)));
    expect(outcomes.filter((outcome) => outcome === 'started')).toHaveLength(1);
  });

  test('a throttled start is tried again', async () => {
    throttled = 2;
    expect(await engine.start(id('4'), 1)).toBe('started');
  });
});

describe('resuming', () => {
  test('a waiting task takes the output once; afterwards it is closed', async () => {
    const output = { id: id('5'), next: 'review', stage: 1, timeoutSeconds: 60 };
    expect(await engine.succeed(token('waiting'), output)).toBe('resumed');
    expect(outputs.map((text) => JSON.parse(text))).toEqual([output]);
    expect(await engine.succeed(token('waiting'), output)).toBe('closed');
  });

  test.each(['timed-out', 'unknown'])('a task that is %s is closed', async (text) => {
    expect(await engine.succeed(token(text), {})).toBe('closed');
  });

  test.each([
    { text: `invalid-${secret}`, says: 'InvalidToken' },
    { text: `long-${secret}`, says: 'ValidationException' },
    { text: `output-${secret}`, says: 'InvalidOutput' },
  ])('I6: $says is thrown, with AWS request id and without the token', async ({ text, says }) => {
    const error: unknown = await engine.succeed(token(text), {}).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(Error);
    expect(everythingOf(error)).toContain(`SendTaskSuccess failed with ${says} (AWS request request-1)`);
    expect(everythingOf(error)).not.toContain(secret);
  });

  test('I6: an engine that cannot be reached is an error without the token', async () => {
    const unreachable = new SFNClient({ endpoint: 'http://127.0.0.1:9', region: 'eu-west-2', credentials, maxAttempts: 1 });
    const error: unknown = await stepFunctionsEngine(unreachable, stateMachineArn)
      .succeed(token(secret), {})
      .catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(Error);
    expect(everythingOf(error)).not.toContain(secret);
  });
});
