/** The workflow's tasks as Lambda functions, each with the adapters that it uses. */
import { dynamoClient, stepFunctionsClient } from '../../workflow/aws/clients.ts';
import { swbRegister } from '../../workflow/aws/register.ts';
import { stepFunctionsEngine } from '../../workflow/aws/step-functions.ts';
import type { TaskName } from '../../workflow/definition.ts';
import { composeTasks } from '../compose.ts';
import { readHostConfig } from '../config.ts';
import { awsHostOf, clock, readPolicyOf } from './bot-parts.ts';
import { objectAdapters } from './objects.ts';
import { once } from './once.ts';
import { tableAdapters } from './table-adapters.ts';
import { telemetry } from './telemetry.ts';

/** Runs this task with the payload that the definition gives it; what it throws is Step Functions' to retry by its name. */
export const taskHandler = (name: TaskName) => {
  const { log, count } = telemetry(name);
  const opened = once(async () => {
    const config = readHostConfig();
    const host = awsHostOf(config);
    const client = dynamoClient();
    const adapters = {
      ...tableAdapters(client, { table: host.table, clock, count }),
      ...objectAdapters(host),
      register: swbRegister(client, host.swbEgressStoreTable),
      engine: stepFunctionsEngine(stepFunctionsClient(), host.stateMachineArn),
    };
    return composeTasks({ adapters, policy: await readPolicyOf(config), clock });
  });
  return async (payload: Readonly<Record<string, unknown>>): Promise<unknown> => {
    const { runTask } = await opened();
    const request = typeof payload['id'] === 'string' ? payload['id'] : '';
    log('task-begins', { task: name, request });
    const result = await runTask(name, payload);
    log('task-ended', { task: name, request });
    return result ?? {};
  };
};
