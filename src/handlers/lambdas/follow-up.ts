/** What follows from a change: the workflow is started or resumed, cards are repainted, people are told. */
import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import * as z from 'zod';
import { stepFunctionsEngine } from '../../workflow/aws/step-functions.ts';
import { stepFunctionsClient } from '../../workflow/aws/step-functions-client.ts';
import type { RequestId } from '../../workflow/request.ts';
import { allPlatforms } from '../aws/all-platforms.ts';
import { botParts, clock } from '../aws/bot-parts.ts';
import { once } from '../aws/once.ts';
import { telemetry } from '../aws/telemetry.ts';
import { composeFollowUp } from '../compose.ts';

const watched = telemetry('follow-up');
const { log } = watched;
const opened = once(async () => {
  const parts = await botParts(watched);
  const engine = stepFunctionsEngine(stepFunctionsClient(), parts.host.stateMachineArn);
  const adapters = { ...parts.adapters, tokens: parts.table.tokens, engine };
  return composeFollowUp({ ...parts, adapters, clock, platforms: allPlatforms(parts, log) });
});

const Body = z.strictObject({ id: z.uuid().transform((id) => id as RequestId) });

const idIn = ({ body, messageId }: SQSRecord): RequestId | undefined => {
  try {
    return Body.parse(JSON.parse(body)).id;
  } catch {
    log('follow-up-refused', { delivery: messageId });
    return undefined;
  }
};

/** Requests are independent: each is followed up once for all its messages of the batch, which go back together when that fails. */
export const handler = async ({ Records }: SQSEvent): Promise<SQSBatchResponse> => {
  const { followUp } = await opened();
  const failed: string[] = [];
  const messages = new Map<RequestId, string[]>();
  for (const record of Records) {
    const id = idIn(record);
    if (id === undefined) failed.push(record.messageId);
    else messages.set(id, [...(messages.get(id) ?? []), record.messageId]);
  }
  await Promise.all(
    [...messages].map(async ([id, ids]) => {
      try {
        await followUp(id);
      } catch (error) {
        const causes = error instanceof AggregateError ? error.errors : [error];
        log('follow-up-failed', {
          request: id,
          errors: causes.map((cause) => (cause instanceof Error ? cause.name : 'unknown')).join(' '),
        });
        failed.push(...ids);
      }
    }),
  );
  return { batchItemFailures: failed.map((itemIdentifier) => ({ itemIdentifier })) };
};
