/** The table's stream: every request that changed goes into the follow-up queue, where one that fails holds up no other. */
import type { DynamoDBBatchResponse, DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda';
import type { RequestId } from '../../workflow/request.ts';
import { awsHostOf } from '../aws/bot-parts.ts';
import type { FollowUp } from '../aws/follow-up-queue.ts';
import { queueClient, sendFollowUps } from '../aws/follow-up-queue.ts';
import { once } from '../aws/once.ts';
import { telemetry } from '../aws/telemetry.ts';
import { readHostConfig } from '../config.ts';

const { log } = telemetry('change-feed');
const opened = once(async () => ({ client: queueClient(), queueUrl: awsHostOf(readHostConfig()).followUpQueueUrl }));

const prefix = 'request#';

const changeIn = ({ dynamodb, eventID, eventName }: DynamoDBRecord): FollowUp | undefined => {
  const [pk = '', sk] = [dynamodb?.Keys?.['pk']?.S, dynamodb?.Keys?.['sk']?.S];
  if (!pk.startsWith(prefix) || sk !== 'request' || eventName === 'REMOVE') return undefined;
  const id = pk.slice(prefix.length) as RequestId;
  return { id, because: 'changed', cause: eventID ?? `${id}-${dynamodb?.SequenceNumber ?? ''}` };
};

/** What the queue did not take is handed over again, with everything after it; SQS drops what it has already. */
export const handler = async ({ Records }: DynamoDBStreamEvent): Promise<DynamoDBBatchResponse> => {
  const changes = Records.flatMap((record) => {
    const change = changeIn(record);
    return change ? [{ ...change, sequence: record.dynamodb?.SequenceNumber ?? '' }] : [];
  });
  if (changes.length === 0) return { batchItemFailures: [] };
  const { client, queueUrl } = await opened();
  const failed = await sendFollowUps(client, { queueUrl, followUps: changes });
  const first = changes.find(({ cause }) => failed.some((each) => each.cause === cause));
  log('changes-handed-on', { changes: changes.length, failed: failed.length });
  return { batchItemFailures: first ? [{ itemIdentifier: first.sequence }] : [] };
};
