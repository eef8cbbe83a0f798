/** A server that plays Step Functions: executes a document's Task, Choice and Succeed states, takes names and tokens once, as its API reference says. */
import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import type { StatesLanguage, TaskState } from '../../../src/workflow/definition.ts';
import type { Reply } from './listen.ts';
import { listen } from './listen.ts';

type Json = Readonly<Record<string, unknown>>;

const Start = z.object({ name: z.string(), input: z.string() });
const Describe = z.object({ executionArn: z.string() });
const Success = z.object({ taskToken: z.string(), output: z.string() });

export const fault = (type: string, message: string): Reply => ({
  status: 400,
  headers: { 'x-amzn-requestid': 'request-1' },
  body: { __type: `com.amazonaws.swf.service.v2.model#${type}`, message },
});

export type StepFunctionsServer = {
  readonly endpoint: string;
  /** Resolves when the execution of this name has ended. */
  readonly ended: (name: string) => Promise<void>;
  readonly stop: () => Promise<void>;
};

/** Starts the server; `run` does what the Lambda of that name would do. */
export const startStepFunctions = async (
  document: StatesLanguage,
  run: (functionName: string, payload: Json) => Promise<Json>,
): Promise<StepFunctionsServer> => {
  const inputs = new Map<string, string>();
  const endings = new Map<string, Promise<void>>();
  const waiting = new Map<string, (output: Json) => void>();
  const closed = new Set<string>();
  const over = new Set<string>();

  const payloadOf = (state: TaskState, input: Json, context: Readonly<Record<string, string>>): Json =>
    Object.fromEntries(
      Object.entries(state.Parameters.Payload).map(([key, value]) => {
        if (!key.endsWith('.$')) return [key, value];
        const path = String(value);
        return [key.slice(0, -2), path.startsWith('$$.') ? context[path] : input[path.slice(2)]];
      }),
    );

  const perform = async (name: string, state: TaskState, input: Json): Promise<Json> => {
    const token = `AQ${randomUUID()}`;
    const payload = payloadOf(state, input, { '$$.Task.Token': token, '$$.Execution.Name': name });
    if (!state.Resource.endsWith('.waitForTaskToken')) return run(state.Parameters.FunctionName, payload);
    const resumed = new Promise<Json>((resolve) => waiting.set(token, resolve));
    await run(state.Parameters.FunctionName, payload);
    return resumed;
  };

  const execute = async (name: string, first: Json): Promise<void> => {
    let input = first;
    for (let at = document.StartAt; ; ) {
      const state = document.States[at];
      if (state?.Type === 'Task') {
        input = await perform(name, state, input);
        at = state.Next;
      } else if (state?.Type === 'Choice') {
        const chosen = state.Choices.find(({ Variable, StringEquals }) => input[Variable.slice(2)] === StringEquals);
        at = chosen?.Next ?? state.Default;
      } else return;
    }
  };

  const start = (body: unknown): Reply => {
    const { name, input } = Start.parse(body);
    const arn = `arn:aws:states:eu-west-2:123456789012:execution:egress:${name}`;
    const before = inputs.get(name);
    // "If StartExecution is called with the same name and input as a running execution, the call succeeds."
    if (before !== undefined && before !== input) return fault('ExecutionAlreadyExists', `Execution Already Exists: '${arn}'`);
    if (before === undefined) {
      inputs.set(name, input);
      endings.set(
        name,
        execute(name, JSON.parse(input)).then(() => void over.add(name)),
      );
    }
    return { status: 200, body: { executionArn: arn, startDate: 1_762_075_200 } };
  };

  const describe = (body: unknown): Reply => {
    const name = Describe.parse(body).executionArn.split(':').at(-1) ?? '';
    if (!inputs.has(name)) return fault('ExecutionDoesNotExist', `Execution Does Not Exist: '${name}'`);
    return { status: 200, body: { status: over.has(name) ? 'SUCCEEDED' : 'RUNNING' } };
  };

  const succeed = (body: unknown): Reply => {
    const { taskToken, output } = Success.parse(body);
    if (closed.has(taskToken)) return fault('TaskTimedOut', 'Task Timed Out: The task has either timed out or was already closed');
    const resume = waiting.get(taskToken);
    if (!resume) return fault('InvalidToken', `Invalid Token: '${taskToken}'`);
    closed.add(taskToken);
    resume(JSON.parse(output));
    return { status: 200, body: {} };
  };

  const server = await listen(({ operation, body }) => {
    if (operation === 'StartExecution') return start(body);
    return operation === 'DescribeExecution' ? describe(body) : succeed(body);
  });
  return { ...server, ended: async (name) => endings.get(name) };
};
