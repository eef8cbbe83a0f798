/** Step Functions' API in front of the durable runner: the synthesised document with its retries and catchers, each task a call of its function. */

import * as z from 'zod';
import type { StatesLanguage } from '../../src/workflow/definition.ts';
import { openDatabase } from '../../src/workflow/local/database.ts';
import { durableRunner } from '../../src/workflow/local/runner.ts';
import type { Clock } from '../../src/workflow/ports.ts';
import type { RequestId, TaskToken } from '../../src/workflow/request.ts';
import type { TaskRunner } from '../../src/workflow/tasks.ts';
import { listen } from '../workflow/aws/listen.ts';
import { fault } from '../workflow/aws/step-functions-server.ts';

const Start = z.object({ name: z.string(), input: z.string() });
const Input = z.object({ id: z.string().transform((id) => id as RequestId) });
const Describe = z.object({ executionArn: z.string() });
const ArnStart = 'arn:aws:states:eu-west-2:123456789012:execution:egress:';

/** The run that a name means: its number stands behind the id from the second on. */
const runOf = (name: string, id: string): number => (name === id ? 1 : Number(name.slice(id.length + 1)));
const idIn = (name: string): RequestId => name.slice(0, 36) as RequestId;
const Success = z.object({ taskToken: z.string().transform((token) => token as TaskToken), output: z.string() });

/** Waits before retries are so small a part of the longest that the document allows. */
const impatience = 0.002;

export const startMachine = async (
  file: string,
  definition: StatesLanguage,
  { run, clock }: { readonly run: TaskRunner; readonly clock: Clock },
) => {
  const db = openDatabase(file);
  const machine = durableRunner({ db, definition, run, clock, random: () => impatience });
  machine.start();
  const server = await listen(async ({ operation, body }) => {
    if (operation === 'StartExecution') {
      const { name, input } = Start.parse(body);
      const { id } = Input.parse(JSON.parse(input));
      if ((await machine.engine.start(id, runOf(name, id))) === 'exists')
        return fault('ExecutionAlreadyExists', 'Execution Already Exists');
      return {
        status: 200,
        body: { executionArn: `${ArnStart}${name}`, startDate: 1_762_075_200 },
      };
    }
    if (operation === 'DescribeExecution') {
      const name = Describe.parse(body).executionArn.slice(ArnStart.length);
      const id = idIn(name);
      const state = await machine.engine.stateOf(id, runOf(name, id));
      if (state === 'none') return fault('ExecutionDoesNotExist', 'Execution Does Not Exist');
      return { status: 200, body: { status: state === 'running' ? 'RUNNING' : 'FAILED' } };
    }
    const { taskToken, output } = Success.parse(body);
    if ((await machine.engine.succeed(taskToken, JSON.parse(output))) === 'closed') return fault('TaskTimedOut', 'Task Timed Out');
    return { status: 200, body: {} };
  });
  return {
    endpoint: server.endpoint,
    stop: async () => {
      await machine.stop();
      await server.stop();
      db.close();
    },
  };
};
