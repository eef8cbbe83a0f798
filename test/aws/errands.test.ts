/** Errands in a real queue that is first in, first out within each group. */
import { randomUUID } from 'node:crypto';
import { CreateQueueCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { expect, inject, test } from 'vitest';
import type { Errand } from '../../src/bots/errands.ts';
import { readFollowUp, sendErrand } from '../../src/handlers/aws/follow-up-queue.ts';
import type { PersonId } from '../../src/workflow/request.ts';

Object.assign(process.env, inject('aws'));

const sqs = new SQSClient({});

const aQueue = async () => {
  const Attributes = { FifoQueue: 'true', VisibilityTimeout: '900' };
  const { QueueUrl: queueUrl = '' } = await sqs.send(new CreateQueueCommand({ QueueName: `errands-${randomUUID()}.fifo`, Attributes }));
  return {
    send: (errand: Errand) => sendErrand(sqs, { queueUrl, errand, cause: randomUUID() }),
    /** What is received is not deleted: it is still at work, or waits to be tried again. */
    receive: async () => {
      const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl: queueUrl, MaxNumberOfMessages: 1 }));
      const said = readFollowUp(Messages[0]?.Body ?? '');
      return said?.kind === 'errand' ? said.errand : undefined;
    },
  };
};

test('what fails for an hour keeps nothing from its turn that somebody asked for, and no other look or digest', async () => {
  const { send, receive } = await aQueue();
  const asked = (ask: string): Errand => ({
    kind: 'digest',
    month: '2026-10',
    asked: { person: 'ada@example.ac.uk' as PersonId, ask, platform: 'teams' },
  });
  const errands: readonly Errand[] = [
    { kind: 'roster-check', day: '2026-11-26' },
    { kind: 'digest', month: '2026-10' },
    asked('0a'),
    asked('0b'),
    { kind: 'export', key: '2026-11-26T09:00:00.000Z#0c' },
    { kind: 'export', key: '2026-11-26T09:00:00.000Z#0d' },
  ];
  for (const errand of errands) await send(errand);
  const received: (Errand | undefined)[] = [];
  for (const _ of errands) received.push(await receive());
  expect(received).toEqual(errands);
});

test('of one errand no two are ever at work at once', async () => {
  const { send, receive } = await aQueue();
  const once: readonly Errand[] = [
    { kind: 'roster-check', day: '2026-11-26' },
    { kind: 'digest', month: '2026-10' },
    { kind: 'export', key: '2026-11-26T09:00:00.000Z#0c' },
  ];
  for (const errand of once) for (const _ of 'ab') await send(errand);
  for (const errand of once) expect(await receive()).toEqual(errand);
  expect(await receive()).toBeUndefined();
});
