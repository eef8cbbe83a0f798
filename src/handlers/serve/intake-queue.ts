/** Notifications out of a queue that is subscribed to the topic: asked for by the server itself, so that no address of it need be public. */
import { setTimeout as delay } from 'node:timers/promises';
import type { Message } from '@aws-sdk/client-sqs';
import { DeleteMessageCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { Log } from '../../bots/log.ts';
import { sockets } from '../../workflow/aws/client-settings.ts';
import { BadInputError } from '../../workflow/errors.ts';
import { backOff, comeBack } from '../aws/back-off.ts';
import type { LocalInstallation } from '../compose-local.ts';
import { recordsIn } from '../sns.ts';

/** Seconds. SQS: the longest that a receive may wait for a message. */
const longestPoll = 20;
/** Seconds. An outage of half a day is outlasted before a message is a dead letter of the queue. */
const longestWait = 3600;
/** Milliseconds between two attempts to reach the queue. */
const rest = 5000;

/** The client for it, with room for the long wait. */
export const intakeQueueClient = (): SQSClient =>
  new SQSClient({
    retryMode: 'standard',
    maxAttempts: 3,
    requestHandler: { connectionTimeout: 2000, requestTimeout: (longestPoll + 10) * 1000, throwOnRequestTimeout: true, ...sockets(50) },
  });

type IntakeQueue = {
  readonly start: () => void;
  /** Ends after the notification that is under way; others that were received come back to the queue. */
  readonly stop: () => Promise<void>;
  /** Whether the queue could be asked last time. */
  readonly isReadable: () => boolean;
};

export type IntakeQueuePorts = {
  readonly client: SQSClient;
  readonly queueUrl: string;
  /** The only topic that is believed. */
  readonly topicArn: string;
  readonly take: LocalInstallation['take'];
  readonly log: Log;
};

/** What SNS put into it; throws a BadInputError for what is not of the topic. */
const notificationIn = ({ MessageId: messageId = '', Body: body = '' }: Message, topicArn: string): string =>
  recordsIn({ Records: [{ messageId, body }] }, topicArn)
    .map(({ message }) => message())
    .join('');

/** Polls the queue. A message leaves it when its request is recorded, or when it was kept with what is wrong with it (I15). */
export const intakeQueue = ({ client, queueUrl, topicArn, take, log }: IntakeQueuePorts): IntakeQueue => {
  const stopping = new AbortController();
  let readable = true;
  let working = Promise.resolve();

  const done = async ({ ReceiptHandle }: Message): Promise<void> => {
    // When it fails the message comes back, and is known by then.
    await client.send(new DeleteMessageCommand({ QueueUrl: queueUrl, ReceiptHandle })).catch(() => log('notification-left-in-queue'));
  };

  const takeOne = async (message: Message): Promise<void> => {
    let said: string | undefined;
    try {
      said = notificationIn(message, topicArn);
      const { id, taken } = await take(said);
      log('notification-taken', { request: id, taken });
    } catch (error) {
      const malformed = error instanceof BadInputError ? { field: error.field } : {};
      const delivery = message.MessageId ?? '';
      log('notification-refused', { delivery, error: error instanceof Error ? error.name : 'unknown', ...malformed });
      // What is not of the topic, or could not be stored, is for the queue's own dead letters in the end.
      if (said === undefined || !(error instanceof BadInputError)) {
        const record = { messageId: delivery, receiptHandle: message.ReceiptHandle ?? '' };
        const seconds = backOff(Number(message.Attributes?.ApproximateReceiveCount ?? 1), longestWait);
        return comeBack(client, { queueUrl, record, seconds, log });
      }
    }
    await done(message);
  };

  const receive = async (): Promise<readonly Message[]> => {
    const command = new ReceiveMessageCommand({
      QueueUrl: queueUrl,
      MaxNumberOfMessages: 10,
      WaitTimeSeconds: longestPoll,
      MessageSystemAttributeNames: ['ApproximateReceiveCount'],
    });
    const { Messages = [] } = await client.send(command, { abortSignal: stopping.signal });
    return Messages;
  };

  const poll = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      try {
        const messages = await receive();
        readable = true;
        for (const message of messages) if (!stopping.signal.aborted) await takeOne(message);
      } catch (error) {
        if (stopping.signal.aborted) return;
        readable = false;
        log('intake-queue-unreadable', { error: error instanceof Error ? error.name : 'unknown' });
        await delay(rest, undefined, { signal: stopping.signal }).catch(() => {});
      }
    }
  };

  return {
    start: () => {
      working = poll();
    },
    stop: async () => {
      stopping.abort();
      await working;
    },
    isReadable: () => readable,
  };
};
