/** The workflow's tasks as Lambda functions, each with the adapters that it uses. */
import type { Context } from 'aws-lambda';
import { dynamoClient } from '../../workflow/aws/dynamo-client.ts';
import { swbRegister } from '../../workflow/aws/register.ts';
import { stepFunctionsTokens } from '../../workflow/aws/step-functions.ts';
import { stepFunctionsClient } from '../../workflow/aws/step-functions-client.ts';
import type { TaskName } from '../../workflow/definition.ts';
import { composeTasks } from '../compose.ts';
import { readHostConfig } from '../config.ts';
import { awsHostOf, clock, readPolicyOf } from './bot-parts.ts';
import { objectAdapters } from './objects.ts';
import { once } from './once.ts';
import { tableAdapters } from './table-adapters.ts';
import { telemetry } from './telemetry.ts';

/** Milliseconds that a task keeps for ending what it has begun: the copy of 5 GiB takes S3 a minute. */
const reserve = 120_000;

/** Runs this task with the payload that the definition gives it; what it throws is Step Functions' to retry by its name. */
export const taskHandler = (name: TaskName) => {
  const meters = telemetry(name);
  const { log } = meters;
  const opened = once(async () => {
    const config = readHostConfig();
    const host = awsHostOf(config);
    const client = dynamoClient();
    const adapters = {
      ...tableAdapters(client, { table: host.table, clock, meters }),
      ...objectAdapters(host),
      register: swbRegister(client, host.swbEgressStoreTable),
      engine: stepFunctionsTokens(stepFunctionsClient()),
    };
    return composeTasks({ adapters, policy: await readPolicyOf(config), clock });
  });
  return async (payload: Readonly<Record<string, unknown>>, context: Pick<Context, 'getRemainingTimeInMillis'>): Promise<unknown> => {
    const { runTask } = await opened();
    const request = typeof payload['id'] === 'string' ? payload['id'] : '';
    log('task-begins', { task: name, request });
    const result = await runTask(name, payload, () => context.getRemainingTimeInMillis() < reserve);
    log('task-ended', { task: name, request });
    return result ?? {};
  };
};
