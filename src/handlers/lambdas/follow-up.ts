/** What follows from a change: the workflow is started or resumed, cards are repainted, people are told. */
import { setTimeout as delay } from 'node:timers/promises';
import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import type { Errand } from '../../bots/errands.ts';
import { stepFunctionsEngine } from '../../workflow/aws/step-functions.ts';
import { stepFunctionsClient } from '../../workflow/aws/step-functions-client.ts';
import { unfollowedRequests } from '../../workflow/aws/unfollowed.ts';
import { BadInputError } from '../../workflow/errors.ts';
import type { RequestId } from '../../workflow/request.ts';
import { backOff, comeBack, receivesOf } from '../aws/back-off.ts';
import { botParts, clock } from '../aws/bot-parts.ts';
import { errandGroup, queueClient, readFollowUp } from '../aws/follow-up-queue.ts';
import { refreshed } from '../aws/once.ts';
import { telemetry } from '../aws/telemetry.ts';
import { composeFollowUp } from '../compose.ts';
import { errorNames } from '../error-names.ts';
import { platformsOf } from '../platforms.ts';

const watched = telemetry('follow-up');
const { log } = watched;
const opened = refreshed(async () => {
  const parts = await botParts(watched);
  const { host, policy, client: table } = parts;
  const { stateMachineArn } = host;
  if (stateMachineArn === undefined)
    throw new BadInputError('environment', { field: 'SALLYPORT_STATE_MACHINE_ARN', expected: "the state machine's ARN" });
  const engine = stepFunctionsEngine(stepFunctionsClient(), stateMachineArn);
  const adapters = { ...parts.adapters, tokens: parts.table.tokens, engine };
  return {
    ...composeFollowUp({
      ...parts,
      adapters,
      clock,
      platforms: platformsOf(parts.config, { policy, routes: parts.table.routes, clock, log }),
    }),
    unfollowed: unfollowedRequests(table, host.table),
    queue: queueClient(),
    queueUrl: host.followUpQueueUrl,
  };
}, log);

type Opened = Awaited<ReturnType<typeof opened>>;
type Group = { readonly records: readonly SQSRecord[]; readonly work: (parts: Opened) => Promise<void> };

/** A change that was followed already is the echo of having noted so; what somebody asks for is looked at in any case. */
const follow =
  (id: RequestId, asked: boolean): Group['work'] =>
  async ({ followUp, unfollowed }) => {
    if (!asked && (await unfollowed.isFollowed(id))) return;
    const version = await followUp(id);
    if (version !== undefined) await unfollowed.note(id, version);
  };

const refuse =
  ({ messageId }: SQSRecord): Group['work'] =>
  async () => {
    log('follow-up-refused', { delivery: messageId });
    throw new TypeError('no follow-up');
  };

const otherWork = (record: SQSRecord, said: Exclude<ReturnType<typeof readFollowUp>, { kind: 'request' | 'errand' }>): Group['work'] =>
  said === undefined ? refuse(record) : ({ tellOfNotification }) => tellOfNotification(said.bad);

/** One after the other, as two at once might tell the same people the same, and the same errand once. */
const runEach =
  (errands: ReadonlyMap<string, Errand>): Group['work'] =>
  async ({ runErrand }) => {
    for (const errand of errands.values()) await runErrand(errand);
  };

/** The messages by the request that they are about, or by what errand they are; every other one is a group of its own. */
const groupsOf = (records: readonly SQSRecord[]): readonly Group[] => {
  const read = records.map((record) => ({ record, said: readFollowUp(record.body) }));
  const requests = new Map<RequestId, { readonly records: SQSRecord[]; asked: boolean }>();
  const errands = new Map<string, { readonly records: SQSRecord[]; readonly said: Map<string, Errand> }>();
  const others: Group[] = [];
  for (const { record, said } of read) {
    if (said?.kind === 'request') {
      const group = requests.get(said.id) ?? { records: [], asked: false };
      group.records.push(record);
      group.asked ||= said.because === 'asked';
      requests.set(said.id, group);
    } else if (said?.kind === 'errand') {
      const name = errandGroup(said.errand);
      const group = errands.get(name) ?? { records: [], said: new Map<string, Errand>() };
      group.records.push(record);
      group.said.set(record.body, said.errand);
      errands.set(name, group);
    } else others.push({ records: [record], work: otherWork(record, said) });
  }
  return [
    ...[...requests].map(([id, { records: about, asked }]) => ({ records: about, work: follow(id, asked) })),
    ...[...errands.values()].map((group) => ({ records: group.records, work: runEach(group.said) })),
    ...others,
  ];
};

/** Seconds. Eight attempts take a good hour. */
const longestWait = 900;
/** Milliseconds that are kept for handing back what was not done. */
const reserve = 15_000;

const within = async (milliseconds: number, work: Promise<void>): Promise<void> => {
  const timer = new AbortController();
  const late = delay(Math.max(0, milliseconds), undefined, { signal: timer.signal }).then(() => {
    throw new DOMException('the time was not enough', 'TimeoutError');
  });
  try {
    await Promise.race([work, late]);
  } finally {
    timer.abort();
    late.catch(() => {});
  }
};

/** For the log. */
const requestIn = ([first]: readonly SQSRecord[]): string => {
  const said = first && readFollowUp(first.body);
  return said?.kind === 'request' ? said.id : '';
};

/** Requests are independent: each is followed up once for all its messages of the batch, which go back together, and come back soon, when that fails. */
export const handler = async ({ Records }: SQSEvent, context: Pick<Context, 'getRemainingTimeInMillis'>): Promise<SQSBatchResponse> => {
  const parts = await opened();
  const failed: string[] = [];
  await Promise.all(
    groupsOf(Records).map(async ({ records, work }) => {
      try {
        await within(context.getRemainingTimeInMillis() - reserve, work(parts));
      } catch (error) {
        log('follow-up-failed', {
          delivery: records.map(({ messageId }) => messageId).join(' '),
          request: requestIn(records),
          errors: errorNames(error),
        });
        for (const record of records) {
          failed.push(record.messageId);
          await comeBack(parts.queue, { queueUrl: parts.queueUrl, record, seconds: backOff(receivesOf(record), longestWait), log });
        }
      }
    }),
  );
  return { batchItemFailures: failed.map((itemIdentifier) => ({ itemIdentifier })) };
};
