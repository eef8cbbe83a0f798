/** Notifications out of a real queue, into an installation on one machine. */
import { randomUUID } from 'node:crypto';
import { CreateQueueCommand, GetQueueAttributesCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { expect, onTestFinished, test } from 'vitest';
import { intakeQueue, intakeQueueClient } from '../../src/handlers/serve/intake-queue.ts';
import type { BadInputError } from '../../src/workflow/errors.ts';
import type { RequestId } from '../../src/workflow/request.ts';
import { aNotification, aProgram, U } from '../an-installation.ts';
import { until } from '../until.ts';
import { endpointOf } from './clients.ts';

const topicArn = 'arn:aws:sns:eu-west-2:111122223333:swb-egress';
const sqs = new SQSClient({});

const enveloped = (message: string, topic = topicArn): string =>
  JSON.stringify({ Type: 'Notification', MessageId: randomUUID(), TopicArn: topic, Message: message });

/** An installation that polls a queue of its own; `failing` makes its store refuse that many notifications. */
const polling = async ({ failing = 0, setUp = false }: { readonly failing?: number; readonly setUp?: boolean } = {}) => {
  const program = await aProgram({ setUp });
  const { QueueUrl: queueUrl = '' } = await sqs.send(new CreateQueueCommand({ QueueName: `intake-${randomUUID()}` }));
  const logs: (readonly [string, Readonly<Record<string, string | number>> | undefined])[] = [];
  let left = failing;
  const queue = intakeQueue({
    client: intakeQueueClient(),
    queueUrl,
    topicArn,
    take: async (message) => {
      left -= 1;
      if (left >= 0) throw new Error('the disk is full');
      return program.installation.take(message);
    },
    log: (event, ids) => void logs.push([event, ids]),
  });
  queue.start();
  onTestFinished(() => queue.stop());
  const send = async (body: string): Promise<void> =>
    void (await sqs.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: body })));
  const inQueue = async (): Promise<number> => {
    const names = ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'] as const;
    const { Attributes = {} } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl: queueUrl, AttributeNames: [...names] }));
    return names.reduce((sum, name) => sum + Number(Attributes[name]), 0);
  };
  const isEmpty = () => until(async () => (await inQueue()) === 0, 'the queue to be empty');
  const isKnown = (id: string) => until(async () => (await program.installation.adapters.requests.read(id as RequestId)) !== undefined, id);
  return { ...program, queue, logs, send, inQueue, isEmpty, isKnown };
};

test('I15: a notification is taken in its envelope and raw, once however often it comes, and leaves the queue', async () => {
  const { send, isKnown, isEmpty, logs } = await polling();
  const [first, second] = [randomUUID(), randomUUID()];
  await send(enveloped(JSON.stringify(aNotification(first))));
  await send(JSON.stringify(aNotification(second)));
  await send(enveloped(JSON.stringify(aNotification(first))));
  await isKnown(first);
  await isKnown(second);
  await isEmpty();
  await until(() => logs.filter(([event]) => event === 'notification-taken').length === 3, 'all of them');
  expect(logs.map(([, ids]) => ids?.['taken']).toSorted()).toEqual(['accepted', 'accepted', 'known']);
});

test('I15: a malformed notification leaves the queue, the admins are told why, and the one behind it is taken', async () => {
  const { send, isKnown, isEmpty, slack } = await polling({ setUp: true });
  const id = randomUUID();
  await send(enveloped(JSON.stringify(aNotification('no-uuid'))));
  await send(enveloped(JSON.stringify(aNotification(id))));
  await isKnown(id);
  await isEmpty();
  await until(() => JSON.stringify(slack.directMessages(U.ada)).includes('uuid'), 'the admin to be told');
});

test('I3: what another topic says is not taken, and stays for the dead letters of the queue', async () => {
  const { send, isKnown, inQueue, installation, logs } = await polling();
  const [foreign, own] = [randomUUID(), randomUUID()];
  await send(enveloped(JSON.stringify(aNotification(foreign)), `${topicArn}-of-somebody-else`));
  await send(enveloped(JSON.stringify(aNotification(own))));
  await isKnown(own);
  await until(async () => (await inQueue()) === 1, 'the own one to leave');
  expect(await installation.adapters.requests.read(foreign as RequestId)).toBeUndefined();
  expect(logs.find(([event]) => event === 'notification-refused')?.[1]).toMatchObject({
    field: 'TopicArn' satisfies BadInputError['field'],
  });
});

test('what cannot be stored now comes back later', async () => {
  const { send, isKnown, isEmpty } = await polling({ failing: 1 });
  const id = randomUUID();
  await send(enveloped(JSON.stringify(aNotification(id))));
  await isKnown(id);
  await isEmpty();
});

test('it stops while it waits for a message, and says whether the queue can be asked', async () => {
  const { queue } = await polling();
  expect(queue.isReadable()).toBe(true);
  await queue.stop();
  const logs: string[] = [];
  const queueUrl = `${endpointOf('SQS')}/123456789012/not-there`;
  const take = () => Promise.reject(new Error('nothing is to be taken'));
  const nowhere = intakeQueue({ client: intakeQueueClient(), queueUrl, topicArn, take, log: (event) => void logs.push(event) });
  nowhere.start();
  await until(() => !nowhere.isReadable(), 'the failure');
  await nowhere.stop();
  expect(logs).toContain('intake-queue-unreadable');
});
