/** Every few minutes: measures what waits, and hands every open request to the follow-up again, whatever became of its own. */
import { dynamoClient } from '../../workflow/aws/dynamo-client.ts';
import type { RequestSummary } from '../../workflow/request.ts';
import { awsHostOf, clock } from '../aws/bot-parts.ts';
import { queueClient, sendFollowUps } from '../aws/follow-up-queue.ts';
import { once } from '../aws/once.ts';
import { tableAdapters } from '../aws/table-adapters.ts';
import { telemetry } from '../aws/telemetry.ts';
import { readHostConfig } from '../config.ts';

const meters = telemetry('schedule');
const { log, gauge } = meters;
const opened = once(async () => {
  const { table, followUpQueueUrl } = awsHostOf(readHostConfig());
  return { ...tableAdapters(dynamoClient(), { table, clock, meters }), client: queueClient(), followUpQueueUrl };
});

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

export const handler = async (): Promise<{ readonly open: number }> => {
  const { requests, client, followUpQueueUrl } = await opened();
  const open: RequestSummary[] = [];
  let after: string | undefined;
  do {
    const page = await requests.list({ by: { kind: 'open' }, limit: 100, ...(after === undefined ? {} : { after }) });
    open.push(...page.requests);
    after = page.next;
  } while (after !== undefined);
  const now = clock();
  measure(open, Date.parse(now));
  const followUps = open.map(({ id }) => ({ id, cause: `${id}-${now}` }));
  const failed = await sendFollowUps(client, { queueUrl: followUpQueueUrl, followUps });
  log('reconciled', { open: open.length, failed: failed.length });
  if (failed.length > 0) throw new Error(`the follow-up queue did not take ${failed.length} requests`);
  return { open: open.length };
};
