/** When a message that could not be worked off comes back: soon at first, and ever later, long before it is a dead letter. */
import type { SQSClient } from '@aws-sdk/client-sqs';
import { ChangeMessageVisibilityCommand } from '@aws-sdk/client-sqs';
import type { SQSRecord } from 'aws-lambda';
import type { Log } from '../../bots/log.ts';

/** Seconds: 10, 30, 90 and so on. */
export const backOff = (receives: number, longest: number): number => Math.min(longest, 10 * 3 ** Math.max(0, receives - 1));

/** Has the message come back after so many seconds; when even that cannot be said, it comes back when its queue says. */
export const comeBack = async (
  client: SQSClient,
  {
    queueUrl,
    record,
    seconds,
    log,
  }: {
    readonly queueUrl: string;
    readonly record: Pick<SQSRecord, 'receiptHandle' | 'messageId'>;
    readonly seconds: number;
    readonly log: Log;
  },
): Promise<void> => {
  const { receiptHandle: ReceiptHandle, messageId } = record;
  const change = new ChangeMessageVisibilityCommand({ QueueUrl: queueUrl, ReceiptHandle, VisibilityTimeout: seconds });
  await client.send(change).catch(() => log('back-off-lost', { delivery: messageId }));
};

/** How often this message was received, this time included. */
export const receivesOf = ({ attributes }: SQSRecord): number => Number(attributes?.ApproximateReceiveCount ?? 1);
