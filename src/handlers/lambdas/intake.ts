/** Notifications of new egress requests, from the queue that is subscribed to SWB's topic. */
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { BadInputError } from '../../workflow/errors.ts';
import { allPlatforms } from '../aws/all-platforms.ts';
import { botParts, clock } from '../aws/bot-parts.ts';
import { once } from '../aws/once.ts';
import { telemetry } from '../aws/telemetry.ts';
import { composeIntake } from '../compose.ts';
import { recordsIn } from '../sns.ts';

const watched = telemetry('intake');
const { log } = watched;
const opened = once(async () => {
  const parts = await botParts(watched);
  return { topicArn: parts.config.topicArn, ...composeIntake({ ...parts, clock, platforms: allPlatforms(parts, log) }) };
});

/** A message that cannot be taken goes back alone, and to the dead letters in the end; the admins were told why. */
export const handler = async (event: SQSEvent): Promise<SQSBatchResponse> => {
  const { topicArn, take } = await opened();
  const failed: string[] = [];
  for (const { id, message } of recordsIn(event, topicArn)) {
    try {
      const { id: request, taken } = await take(message());
      log('notification-taken', { request, taken });
    } catch (error) {
      const field = error instanceof BadInputError ? { field: error.field } : {};
      log('notification-refused', { delivery: id, error: error instanceof Error ? error.name : 'unknown', ...field });
      failed.push(id);
    }
  }
  return { batchItemFailures: failed.map((itemIdentifier) => ({ itemIdentifier })) };
};
