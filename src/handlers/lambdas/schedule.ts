/** Every few minutes: measures what waits, and has followed up what time is up for, and whatever was not followed up by its own change. */

import { dynamoClient } from '../../workflow/aws/dynamo-client.ts';
import { unfollowedRequests } from '../../workflow/aws/unfollowed.ts';
import type { RequestQuery, RequestStore } from '../../workflow/ports.ts';
import type { Instant, RequestId } from '../../workflow/request.ts';
import type { RequestSummary } from '../../workflow/summary.ts';
import { awsHostOf, clock, readPolicyOf } from '../aws/bot-parts.ts';
import { queueClient, sendErrand, sendFollowUps } from '../aws/follow-up-queue.ts';
import { once } from '../aws/once.ts';
import { policyMark } from '../aws/policy-mark.ts';
import { tableAdapters } from '../aws/table-adapters.ts';
import { telemetry } from '../aws/telemetry.ts';
import { readHostConfig } from '../config.ts';
import { dueErrands } from '../due-errands.ts';

const meters = telemetry('schedule');
const { log, gauge } = meters;
const opened = once(async () => {
  const config = readHostConfig();
  const { table, followUpQueueUrl } = awsHostOf(config);
  const policy = await readPolicyOf(config);
  const client = dynamoClient();
  const { requests, deliveries } = tableAdapters(client, { table, clock, meters });
  return {
    requests,
    deliveries,
    calendar: policy.organisation,
    notePolicy: () => policyMark(client, table).note(policy),
    unfollowed: unfollowedRequests(client, table),
    queue: queueClient(),
    queueUrl: followUpQueueUrl,
  };
});

const minute = 60_000;
/** Milliseconds between two calls of this function, as the stack has it. */
const every = 5 * minute;
/** Everything that is open, and everything that is behind, is looked at once in this time; in its own part of it, so that no call has it all. */
const round = 60 * minute;
/** Milliseconds after which a change should have been followed up by itself. */
const patience = 15 * minute;

const isItsTurn = (began: Instant, now: number): boolean => (now - Date.parse(began)) % round < every;

/** For what has no beginning of its own. */
const hourly = new Date(0).toISOString() as Instant;

const allOf = async (requests: RequestStore, by: RequestQuery['by']): Promise<readonly RequestSummary[]> => {
  const found: RequestSummary[] = [];
  let after: string | undefined;
  do {
    const page = await requests.list({ by, limit: 100, ...(after === undefined ? {} : { after }) });
    found.push(...page.requests);
    after = page.next;
  } while (after !== undefined);
  return found;
};

const measure = (open: readonly RequestSummary[], now: number): void => {
  const waits = new Map<string, number>();
  for (const { waitsFor, status } of open) {
    const where = waitsFor?.label ?? status;
    waits.set(where, (waits.get(where) ?? 0) + 1);
  }
  gauge('OpenRequests', open.length);
  for (const [where, number] of waits) gauge('OpenRequests', number, { name: 'WaitsFor', value: where });
  gauge('FailedRequests', open.filter(({ status }) => status === 'failed').length);
  const ages = open.map(({ receivedAt }) => (now - Date.parse(receivedAt)) / 1000);
  gauge('OldestOpenSeconds', Math.max(0, ...ages));
  gauge('OverdueRequests', open.filter(({ deadline }) => deadline !== undefined && Date.parse(deadline) < now).length);
};

export const handler = async (): Promise<{ readonly open: number; readonly behind: number; readonly due: number }> => {
  const { requests, deliveries, calendar, notePolicy, unfollowed, queue, queueUrl } = await opened();
  const at = clock();
  const now = Date.parse(at);
  const [open, due, behind] = await Promise.all([
    allOf(requests, { kind: 'open' }),
    allOf(requests, { kind: 'due', before: at }),
    unfollowed.list(new Date(now - patience).toISOString() as Instant),
  ]);
  measure(open, now);
  gauge('UnfollowedRequests', behind.length);
  const wanted = new Set<RequestId>([
    // What fails again and again has its turn once an hour, with the others that are behind.
    ...due.filter(({ id }) => !behind.some((each) => each.id === id)).map(({ id }) => id),
    ...behind.filter(({ changedAt }) => isItsTurn(changedAt, now - patience)).map(({ id }) => id),
    ...open.filter(({ receivedAt }) => isItsTurn(receivedAt, now)).map(({ id }) => id),
  ]);
  const followUps = [...wanted].map((id) => ({ id, because: 'asked', cause: `${id}-${at}` }) as const);
  const failed = await sendFollowUps(queue, { queueUrl, followUps });
  // Once an hour until it is noted as done.
  const errands = isItsTurn(hourly, now) ? await dueErrands({ deliveries, calendar }, at) : [];
  for (const errand of errands) await sendErrand(queue, { queueUrl, errand, cause: `${errand.kind}-${at}` });
  await notePolicy();
  log('reconciled', { open: open.length, due: due.length, behind: behind.length, asked: followUps.length, failed: failed.length });
  if (failed.length > 0) throw new Error(`the follow-up queue did not take ${failed.length} requests`);
  return { open: open.length, behind: behind.length, due: due.length };
};
