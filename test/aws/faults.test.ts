/** What goes wrong on AWS every day, done to the bundles as they are deployed: nothing is lost, and nothing happens twice. */
import { randomUUID } from 'node:crypto';
import { PutItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { requestKey } from '../../src/workflow/aws/table.ts';
import type { EgressRequest, StatusKind } from '../../src/workflow/request.ts';
import { wordsOf } from '../people.ts';
import type { Seen, Treatment } from '../workflow/aws/proxy.ts';
import { first, slowDown, throttled } from '../workflow/aws/proxy.ts';
import { dynamo } from './clients.ts';
import { approveFirst, approveSecond, cardsOf, openForBusiness, persona, press, readRequest, secondCardOf } from './on-stage.ts';
import type { Rehearsal } from './rehearsal.ts';
import { rehearse } from './rehearsal.ts';

let stage: Rehearsal;

beforeAll(async () => {
  stage = await rehearse();
  await openForBusiness(stage);
}, 180_000);
afterEach(() => {
  stage.harm(() => 'pass');
  expect(stage.denied, 'what the roles of the functions do not allow').toEqual([]);
});
afterAll(() => stage.close());

const files = { 'a.csv': 'a,1\n', 'b.csv': 'b,2\n', 'c.csv': 'c,3\n' };

/** Lets things happen until this holds. */
const until = async <T>(look: () => Promise<T> | T): Promise<T> =>
  vi.waitFor(
    async () => {
      await stage.settle();
      return look();
    },
    { timeout: 120_000, interval: 200 },
  );

const untilIs = (id: string, kind: StatusKind): Promise<EgressRequest> =>
  until(async () => {
    const request = await readRequest(stage, id);
    expect(request.status.kind).toBe(kind);
    return request;
  });

const submitted = async (): Promise<string> => {
  const id = await stage.submit(files);
  await untilIs(id, 'in-review');
  await until(() => expect(cardsOf(stage, id)).toHaveLength(1));
  return id;
};

/** Until the second stage's card is there. */
const atSecondStage = (id: string) => until(() => expect(secondCardOf(stage, id)).toBeDefined());

const kindsOf = ({ events }: EgressRequest): readonly string[] => events.map(({ fact }) => fact.kind);
const linksOf = (id: string): number =>
  stage.slack.directMessages(persona('mei').slackId).filter(({ blocks }) => {
    const text = JSON.stringify(blocks ?? '');
    return text.includes(id) && text.includes('X-Amz-Signature');
  }).length;

const isObject = ({ path, operation }: Seen): boolean => operation === '' && path.length > 1;

/** Every second request that matches, for as long as this lasts. */
const everySecond = (matches: (seen: Seen) => boolean, treatment: Treatment): ((seen: Seen) => Treatment) => {
  let times = 0;
  return (seen) => {
    if (!matches(seen)) return 'pass';
    times += 1;
    return times % 2 === 0 ? 'pass' : treatment;
  };
};

test('a table and buckets that throttle every second request slow a request down, and it is released once, with one link', async () => {
  const table = everySecond(({ operation }) => ['PutItem', 'GetItem', 'Query', 'UpdateItem'].includes(operation), throttled);
  const buckets = everySecond(isObject, slowDown);
  const throttle = (): void => stage.harm((seen) => (isObject(seen) ? buckets(seen) : table(seen)));
  throttle();
  const id = await submitted();
  // Whoever presses now has no dialog within Slack's three seconds, and presses again when it is over.
  stage.harm(() => 'pass');
  await approveFirst(stage, id);
  throttle();
  await atSecondStage(id);
  stage.harm(() => 'pass');
  await approveSecond(stage, id);
  throttle();
  const request = await untilIs(id, 'released');
  await until(() => expect(linksOf(id)).toBe(1));
  expect(kindsOf(request).filter((kind) => kind === 'released')).toHaveLength(1);
  expect(request.decisions).toHaveLength(2);
  expect(cardsOf(stage, id)).toHaveLength(1);
}, 300_000);

test('I9: a function whose time is over in the middle of staging, or of packaging, is called again and takes up what is left', async () => {
  stage.endInTheMiddle('stage', ({ method, path }) => method === 'PUT' && path.endsWith('/b.csv'));
  const id = await submitted();
  expect((await readRequest(stage, id)).manifest).toMatchObject({ files: 3 });
  await approveFirst(stage, id);
  await atSecondStage(id);
  stage.endInTheMiddle('package', ({ method, path }) => method === 'PUT' && path.includes('approved_egress'));
  await approveSecond(stage, id);
  const request = await untilIs(id, 'released');
  const tasks = stage.calls().filter(({ name, ended }) => ended === 'Sandbox.Timedout' && (name === 'stage' || name === 'package'));
  expect(tasks.map(({ name }) => name)).toEqual(['stage', 'package']);
  expect(kindsOf(request).filter((kind) => kind === 'released')).toHaveLength(1);
}, 300_000);

test('I9: staging without time enough for every file hands itself on until all are staged', async () => {
  stage.giveTime(0);
  const id = await submitted();
  stage.giveTime(900_000);
  const calls = stage.calls().filter(({ name, log }) => name === 'stage' && log.includes(id));
  expect(calls.map(({ ended }) => ended)).toEqual(['with a result', 'with a result', 'with a result']);
  expect((await readRequest(stage, id)).manifest).toMatchObject({ files: 3 });
}, 300_000);

test('staging that never ends in time fails after its retries, where the admins see which step it was', async () => {
  stage.failNext('stage', 16);
  const id = await stage.submit(files);
  const { status } = await untilIs(id, 'failed');
  expect(status).toMatchObject({ failure: { step: 'stage', error: expect.stringContaining('was made to fail') } });
  expect(wordsOf(stage.slack.directMessages(persona('ada').slackId))).toContain('stage was made to fail');
}, 300_000);

test('I2: a review whose token was used, but could not be forgotten, is resumed once', async () => {
  const id = await submitted();
  const denied = {
    status: 400,
    headers: { 'content-type': 'application/x-amz-json-1.0' },
    body: JSON.stringify({ __type: 'AccessDeniedException', message: 'no' }),
  };
  stage.harm(first(1, ({ operation }) => operation === 'DeleteItem', denied));
  await approveFirst(stage, id);
  await stage.settle();
  const request = await readRequest(stage, id);
  expect(request.status).toMatchObject({ kind: 'in-review', stage: 1 });
  expect(stage.calls().filter(({ log }) => log.includes('follow-up-failed') && log.includes(id))).toHaveLength(1);
  await approveSecond(stage, id);
  expect((await untilIs(id, 'released')).decisions).toHaveLength(2);
}, 300_000);

test('Slack that limits the rate, or answers with an error of its own, gets each card once', async () => {
  stage.slack.fault({ method: 'chat.postMessage', kind: 'rate-limit', retryAfter: 1 });
  stage.slack.fault({ method: 'chat.postMessage', kind: 'http', status: 500 });
  const id = await submitted();
  await stage.settle();
  expect(cardsOf(stage, id)).toHaveLength(1);
  stage.slack.fault({ method: 'chat.update', kind: 'http', status: 500 });
  stage.slack.fault({ method: 'chat.update', kind: 'rate-limit', retryAfter: 1 });
  await approveFirst(stage, id);
  await stage.settle();
  expect(wordsOf(cardsOf(stage, id)[0]?.blocks)).toContain('Inés');
}, 300_000);

test('stream records that come twice, late and backwards change nothing', async () => {
  const id = await submitted();
  const old = [stage.streamRecord(id), stage.streamRecord(id), stage.streamRecord(id)];
  await approveFirst(stage, id);
  await stage.settle();
  const before = await readRequest(stage, id);
  const cards = JSON.stringify(cardsOf(stage, id));
  expect(await stage.invoke('change-feed', { Records: [...old.toReversed(), ...old] })).toEqual({ batchItemFailures: [] });
  await stage.settle();
  expect(await readRequest(stage, id)).toEqual(before);
  expect(JSON.stringify(cardsOf(stage, id))).toBe(cards);
}, 300_000);

test('I2: what follows from a last change happens within the hour, although the notice of it was lost', async () => {
  const id = await submitted();
  await press(stage, { who: 'gareth', id, action: 'reject' });
  await stage.slack.submit(persona('gareth').slackId, { category: 'small-counts', reason: 'Table 2 has counts below ten.' });
  expect((await readRequest(stage, id)).status.kind).toBe('rejected');
  await stage.loseChange(id);
  await stage.settle();
  expect(await stage.swbStatus(id)).toBe('PROCESSING');
  expect(await stage.invoke('schedule', {})).toMatchObject({ behind: 0 });

  const longAgo = new Date(Date.now() - 76 * 60_000).toISOString();
  await dynamo.send(
    new UpdateItemCommand({
      TableName: stage.table,
      Key: requestKey(id),
      UpdateExpression: 'SET changedAt = :at',
      ExpressionAttributeValues: { ':at': { S: `${longAgo}#${id}` } },
    }),
  );
  expect(await stage.invoke('schedule', {})).toMatchObject({ behind: 1 });
  await until(async () => expect(await stage.swbStatus(id)).toBe('PENDING'));
  expect(wordsOf(cardsOf(stage, id)[0]?.blocks)).toContain('Rejected by');
  expect(await stage.invoke('schedule', {})).toMatchObject({ behind: 0 });
}, 300_000);

test('a record that cannot be read holds up no other request, is handed back alone, and becomes a dead letter', async () => {
  const poisoned = randomUUID();
  const Item = { ...requestKey(poisoned), version: { N: '1' }, document: { S: 'not a request' }, unfollowed: { S: 'unfollowed' } };
  await dynamo.send(new PutItemCommand({ TableName: stage.table, Item }));
  const id = await stage.submit(files);
  const change = await stage.invoke('change-feed', { Records: [stage.streamRecord(poisoned), stage.streamRecord(id)] });
  expect(change).toEqual({ batchItemFailures: [] });
  const answer = await stage.invoke('follow-up', {
    Records: [poisoned, id].map((each) => ({ messageId: each, body: JSON.stringify({ kind: 'request', id: each, because: 'asked' }) })),
  });
  expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: poisoned }] });
  await untilIs(id, 'in-review');
  const given = await until(async () => {
    const letters = await stage.deadLetters();
    expect(letters).not.toEqual([]);
    return letters;
  });
  expect(given.join()).toContain(poisoned);
}, 300_000);
