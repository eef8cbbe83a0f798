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

const Start = z.object({ name: z.string().transform((name) => name as RequestId) });
const Success = z.object({ taskToken: z.string().transform((token) => token as TaskToken), output: z.string() });

/** Waits before retries are a twentieth of the longest that the document allows. */
const impatience = 0.05;

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
      const { name } = Start.parse(body);
      if ((await machine.engine.start(name)) === 'exists') return fault('ExecutionAlreadyExists', 'Execution Already Exists');
      return {
        status: 200,
        body: { executionArn: `arn:aws:states:eu-west-2:123456789012:execution:egress:${name}`, startDate: 1_762_075_200 },
      };
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
