/** Notifications of new egress requests, from the queue that is subscribed to SWB's topic. Speaks to nobody: a chat platform that is down, or not set up yet, keeps no request out. */
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import type { BadNotification } from '../../bots/tell-notification.ts';
import { dynamoClient } from '../../workflow/aws/dynamo-client.ts';
import { BadInputError } from '../../workflow/errors.ts';
import { backOff, comeBack, receivesOf } from '../aws/back-off.ts';
import { awsHostOf, clock, readPolicyOf } from '../aws/bot-parts.ts';
import { queueClient, sendBadNotification } from '../aws/follow-up-queue.ts';
import { once } from '../aws/once.ts';
import { tableAdapters } from '../aws/table-adapters.ts';
import { telemetry } from '../aws/telemetry.ts';
import { composeIntake } from '../compose.ts';
import { readHostConfig } from '../config.ts';
import { recordsIn } from '../sns.ts';

const meters = telemetry('intake');
const { log } = meters;
const opened = once(async () => {
  const config = readHostConfig();
  const { table, followUpQueueUrl, intakeQueueUrl } = awsHostOf(config);
  const adapters = tableAdapters(dynamoClient(), { table, clock, meters });
  const { take, keep } = composeIntake({ adapters, policy: await readPolicyOf(config), clock });
  return { topicArn: config.topicArn, take, keep, client: queueClient(), followUpQueueUrl, intakeQueueUrl };
});

/** Seconds. An outage of half a day is outlasted before a message is a dead letter. */
const longestWait = 3600;

/**
 * A message that cannot be taken goes back alone. A malformed one is kept for the admins, who are told why, comes back at once and is soon a
 * dead letter of the queue too; one that could not be stored comes back ever later.
 */
export const handler = async (event: SQSEvent): Promise<SQSBatchResponse> => {
  const { topicArn, take, keep, client, followUpQueueUrl, intakeQueueUrl } = await opened();
  const failed: string[] = [];
  const bad: BadNotification[] = [];
  for (const [index, { id, message }] of recordsIn(event, topicArn).entries()) {
    // What SWB published, once it is known to be of the topic; until then what stands is somebody's delivery, which is nobody's to replay.
    let said: string | undefined;
    try {
      said = message();
      const { id: request, taken } = await take(said);
      log('notification-taken', { request, taken });
    } catch (error) {
      const malformed = error instanceof BadInputError ? error : undefined;
      log('notification-refused', {
        delivery: id,
        error: error instanceof Error ? error.name : 'unknown',
        ...(malformed ? { field: malformed.field } : {}),
      });
      failed.push(id);
      const record = event.Records[index];
      const origin = said === undefined ? ('foreign' as const) : ('topic' as const);
      // One that cannot be kept is told to nobody yet: it comes back.
      const kept =
        malformed &&
        (await keep({ message: said ?? record?.body ?? '', origin, error: malformed }).catch(() => log('bad-notification-unkept')));
      if (kept) bad.push(kept);
      if (record)
        await comeBack(client, {
          queueUrl: intakeQueueUrl,
          record,
          log,
          seconds: kept ? 0 : backOff(receivesOf(record), longestWait),
        });
    }
  }
  // After the others were taken: nothing that becomes of it can hold them up.
  await sendBadNotification(client, { queueUrl: followUpQueueUrl, bad }).catch(() => log('bad-notification-untold'));
  return { batchItemFailures: failed.map((itemIdentifier) => ({ itemIdentifier })) };
};
