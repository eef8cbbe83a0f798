/** The queue of requests to be followed up: first in, first out for each request, so that no two follow-ups of one ever overlap. */
import { randomUUID } from 'node:crypto';
import { SendMessageBatchCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { RequestId } from '../../workflow/request.ts';

/** A request that changed, or should be looked at again. `cause` tells two reasons apart: within five minutes SQS drops a repeated one. */
export type FollowUp = { readonly id: RequestId; readonly cause: string };

/** SQS: entries of one batch. */
const mostInBatch = 10;

export const queueClient = (): SQSClient =>
  new SQSClient({
    retryMode: 'standard',
    maxAttempts: 5,
    requestHandler: { connectionTimeout: 1000, requestTimeout: 5000, throwOnRequestTimeout: true },
  });

/** Resolves with those that the queue did not take, in their order. */
export const sendFollowUps = async (
  client: SQSClient,
  { queueUrl, followUps }: { readonly queueUrl: string; readonly followUps: readonly FollowUp[] },
): Promise<readonly FollowUp[]> => {
  const failed: FollowUp[] = [];
  for (let start = 0; start < followUps.length; start += mostInBatch) {
    const batch = followUps.slice(start, start + mostInBatch);
    const Entries = batch.map(({ id, cause }, index) => ({
      Id: String(index),
      MessageBody: JSON.stringify({ id }),
      MessageGroupId: id,
      MessageDeduplicationId: cause,
    }));
    const { Failed = [] } = await client.send(new SendMessageBatchCommand({ QueueUrl: queueUrl, Entries }));
    for (const { Id } of Failed) failed.push(...batch.slice(Number(Id), Number(Id) + 1));
  }
  return failed;
};

/** Puts one request in, whatever was put in before. */
export const wakeBy =
  (client: SQSClient, queueUrl: string) =>
  async (id: RequestId): Promise<void> => {
    const failed = await sendFollowUps(client, { queueUrl, followUps: [{ id, cause: randomUUID() }] });
    if (failed.length > 0) throw new Error(`the follow-up queue did not take request ${id}`);
  };
