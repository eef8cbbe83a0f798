/** The workflow's tasks as Lambda functions, each with the adapters that it uses. */
import type { Context } from 'aws-lambda';
import { dynamoClient } from '../../workflow/aws/dynamo-client.ts';
import { swbRegister } from '../../workflow/aws/register.ts';
import { stepFunctionsTokens } from '../../workflow/aws/step-functions.ts';
import { stepFunctionsClient } from '../../workflow/aws/step-functions-client.ts';
import type { TaskName } from '../../workflow/definition.ts';
import type { Records, TaskFailure } from '../../workflow/ports.ts';
import { composeTasks } from '../compose.ts';
import { readHostConfig } from '../config.ts';
import { awsHostOf, clock, readPolicyOf } from './bot-parts.ts';
import { objectAdapters } from './objects.ts';
import { once } from './once.ts';
import { tableAdapters } from './table-adapters.ts';
import { telemetry } from './telemetry.ts';

/** Milliseconds that a task keeps for ending what it has begun: the copy of 5 GiB takes S3 a minute. */
const reserve = 120_000;

/**
 * What packaging manages in the 15 minutes that Lambda gives it, with room to spare: some 500 small objects or 40 MB a second
 * (docs/operate.md, "Very large requests").
 */
const limits = { files: 400_000, bytes: 30 * 2 ** 30 };

/** The failure under its own name, for Step Functions to retry or catch it by, and without what it says: that may name files. */
const sealed = (error: unknown): Error => {
  const seal = new Error('What it said is kept with the request.');
  seal.name = error instanceof Error ? error.name : 'Error';
  return seal;
};

const longestMessage = 4000;

/** Keeps what a task said; the newest is what counts. */
const keepFailure = async (
  failures: Records<TaskFailure>,
  { partition, key, error }: { partition: string; key: string; error: unknown },
) => {
  const before = (await failures.list({ partition, prefix: key })).find((each) => each.key === key);
  const { name, message } = error instanceof Error ? error : { name: 'Error', message: String(error) };
  await failures.write({ partition, key, version: (before?.version ?? 0) + 1, name, message: message.slice(0, longestMessage) });
};

/** Runs this task with the payload that the definition gives it; what it throws is Step Functions' to retry by its name. */
export const taskHandler = (name: TaskName) => {
  const meters = telemetry(name);
  const { log } = meters;
  const opened = once(async () => {
    const config = readHostConfig();
    const host = awsHostOf(config);
    const client = dynamoClient();
    const table = tableAdapters(client, { table: host.table, clock, meters });
    const adapters = {
      ...table,
      ...objectAdapters(host),
      register: swbRegister(client, host.swbEgressStoreTable),
      engine: stepFunctionsTokens(stepFunctionsClient()),
    };
    const detailOf = async (id: string, step: string, error: string): Promise<string | undefined> =>
      (await table.failures.list({ partition: id, prefix: step })).find(({ key, name: kept }) => key === step && kept === error)?.message;
    return { ...composeTasks({ adapters, policy: await readPolicyOf(config), clock, limits, detailOf }), failures: table.failures };
  });
  return async (payload: Readonly<Record<string, unknown>>, context: Pick<Context, 'getRemainingTimeInMillis'>): Promise<unknown> => {
    const { runTask, failures } = await opened();
    const request = typeof payload['id'] === 'string' ? payload['id'] : '';
    log('task-begins', { task: name, request });
    try {
      const result = await runTask(name, payload, () => context.getRemainingTimeInMillis() < reserve);
      log('task-ended', { task: name, request });
      return result ?? {};
    } catch (error) {
      log('task-failed', { task: name, request, error: error instanceof Error ? error.name : 'unknown' });
      await keepFailure(failures, { partition: request, key: name, error }).catch(() => log('task-failure-lost', { task: name, request }));
      throw sealed(error);
    }
  };
};
