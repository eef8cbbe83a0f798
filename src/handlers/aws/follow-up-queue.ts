/** The queue of requests to be followed up: first in, first out for each request, so that no two follow-ups of one ever overlap. */
import { randomUUID } from 'node:crypto';
import { SendMessageBatchCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import * as z from 'zod';
import { RequestField } from '../../bots/commands.ts';
import type { Errand } from '../../bots/errands.ts';
import type { BadNotification } from '../../bots/tell-notification.ts';
import { retries, small } from '../../workflow/aws/client-settings.ts';
import type { PersonId, RequestId } from '../../workflow/request.ts';
import { platforms } from '../../workflow/request.ts';

/**
 * A request that changed, or that should be looked at although it may not have (`asked`). `cause` tells two reasons apart: within five
 * minutes SQS drops a repeated one.
 */
export type FollowUp = { readonly id: RequestId; readonly because: 'changed' | 'asked'; readonly cause: string };

const Asked = z.strictObject({
  person: z.string().transform((id) => id as PersonId),
  ask: z.string(),
  platform: z.enum(platforms).optional(),
});

const Body = z.union([
  z.strictObject({ kind: z.literal('request'), id: RequestField, because: z.enum(['changed', 'asked']) }),
  z.strictObject({
    kind: z.literal('notification'),
    bad: z.strictObject({
      what: z.string(),
      keptAt: z.string().optional(),
      problem: z.string(),
      origin: z.enum(['topic', 'foreign']).optional(),
    }),
  }),
  z.strictObject({
    kind: z.literal('errand'),
    errand: z.discriminatedUnion('kind', [
      z.strictObject({ kind: z.literal('digest'), month: z.string(), asked: Asked.optional() }),
      z.strictObject({ kind: z.literal('export'), key: z.string() }),
      z.strictObject({ kind: z.literal('roster-check'), day: z.string() }),
    ]),
  }),
]);

/** What a message of the queue says; undefined for one that is not ours. */
export const readFollowUp = (body: string): z.output<typeof Body> | undefined => {
  try {
    return Body.parse(JSON.parse(body));
  } catch {
    return undefined;
  }
};

const textOf = (body: z.input<typeof Body>): string => JSON.stringify(body);

/** SQS: entries of one batch. */
const mostInBatch = 10;

export const queueClient = (): SQSClient => new SQSClient({ ...retries, requestHandler: small(5000) });

/** Resolves with those that the queue did not take, in their order. */
export const sendFollowUps = async (
  client: SQSClient,
  { queueUrl, followUps }: { readonly queueUrl: string; readonly followUps: readonly FollowUp[] },
): Promise<readonly FollowUp[]> => {
  const failed: FollowUp[] = [];
  for (let start = 0; start < followUps.length; start += mostInBatch) {
    const batch = followUps.slice(start, start + mostInBatch);
    const Entries = batch.map(({ id, because, cause }, index) => ({
      Id: String(index),
      MessageBody: textOf({ kind: 'request', id, because }),
      MessageGroupId: id,
      MessageDeduplicationId: cause,
    }));
    const { Failed = [] } = await client.send(new SendMessageBatchCommand({ QueueUrl: queueUrl, Entries }));
    for (const { Id } of Failed) failed.push(...batch.slice(Number(Id), Number(Id) + 1));
  }
  return failed;
};

/** Has the admins told of notifications that could not be taken. */
export const sendBadNotification = async (
  client: SQSClient,
  { queueUrl, bad }: { readonly queueUrl: string; readonly bad: readonly BadNotification[] },
): Promise<void> => {
  for (const each of bad) {
    const message = {
      MessageBody: textOf({ kind: 'notification', bad: each }),
      MessageGroupId: 'notifications',
      MessageDeduplicationId: `${each.what}${each.keptAt ?? ''}`,
    };
    await client.send(new SendMessageCommand({ QueueUrl: queueUrl, ...message }));
  }
};

/** Of these, one at a time, also within a batch: one that fails for hours must not keep what somebody asked for from its turn. */
export const errandGroup = (errand: Errand): string => {
  switch (errand.kind) {
    case 'export':
      return `export-${errand.key}`;
    case 'digest':
      return errand.asked ? `digest-${errand.asked.ask}` : 'digest';
    case 'roster-check':
      return 'roster-check';
    default:
      return errand satisfies never;
  }
};

/** Has it done soon; `cause` tells two askings apart, and within five minutes SQS drops a repeated one. */
export const sendErrand = async (
  client: SQSClient,
  { queueUrl, errand, cause }: { readonly queueUrl: string; readonly errand: Errand; readonly cause: string },
): Promise<void> => {
  const message = { MessageBody: textOf({ kind: 'errand', errand }), MessageGroupId: errandGroup(errand), MessageDeduplicationId: cause };
  await client.send(new SendMessageCommand({ QueueUrl: queueUrl, ...message }));
};

/** Puts one request in, whatever was put in before. */
export const wakeBy =
  (client: SQSClient, queueUrl: string) =>
  async (id: RequestId): Promise<void> => {
    const failed = await sendFollowUps(client, { queueUrl, followUps: [{ id, because: 'asked', cause: randomUUID() }] });
    if (failed.length > 0) throw new Error(`the follow-up queue did not take request ${id}`);
  };
