/** The queues, each with its dead letters: what fails is kept for two weeks, and seen. */
import { Duration } from 'aws-cdk-lib';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { allow } from './nag.ts';

const common = { encryption: QueueEncryption.SQS_MANAGED, enforceSSL: true } as const;
const kept = Duration.days(14);

/** Attempts before a message is a dead letter; how far apart they are is in `handlers/lambdas`. */
const attempts = { fifo: 8, plain: 20 };

export const makeQueue = (
  scope: Construct,
  { name, fifo, seconds }: { readonly name: string; readonly fifo: boolean; readonly seconds: number },
): { readonly queue: Queue; readonly dead: Queue } => {
  const order = fifo ? { fifo: true } : {};
  const dead = new Queue(scope, `${name}Dead`, { ...common, ...order, retentionPeriod: kept });
  const queue = new Queue(scope, name, {
    ...common,
    ...order,
    // AWS: six times the function's own time-out, so that no message comes back while it is worked on.
    visibilityTimeout: Duration.seconds(6 * seconds),
    retentionPeriod: Duration.days(4),
    deadLetterQueue: { queue: dead, maxReceiveCount: fifo ? attempts.fifo : attempts.plain },
  });
  return { queue, dead };
};

/** Dead letters of something that is no queue. */
export const makeDeadLetters = (scope: Construct, name: string): Queue => {
  const queue = new Queue(scope, name, { ...common, retentionPeriod: kept });
  allow(queue, { id: 'AwsSolutions-SQS3', reason: 'It holds dead letters itself: of a subscription, a stream or a schedule.' });
  return queue;
};
