/** The DynamoDB adapters when answers are late, lost or refused, and what a list costs. */
import type { QueryCommandOutput, ScanCommandOutput } from '@aws-sdk/client-dynamodb';
import { GetItemCommand, PutItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, describe, expect, onTestFinished, test } from 'vitest';
import { dynamoRecords } from '../../../src/workflow/aws/records.ts';
import { swbRegister } from '../../../src/workflow/aws/register.ts';
import { dynamoRequestStore } from '../../../src/workflow/aws/request-store.ts';
import { indexes, itemBytes, maxItemBytes, tableDefinition, timeToLiveAttribute } from '../../../src/workflow/aws/table.ts';
import { dynamoTaskTokens } from '../../../src/workflow/aws/task-tokens.ts';
import { RecordTooLargeError } from '../../../src/workflow/errors.ts';
import type { Versioned } from '../../../src/workflow/ports.ts';
import type { Instant, PersonId, TaskToken } from '../../../src/workflow/request.ts';
import { followedBy, inReview, received } from '../../contract/sample-requests.ts';
import { clientFor, startDynalite } from './dynalite.ts';
import type { Seen, Treatment } from './proxy.ts';
import { first, startProxy, throttled } from './proxy.ts';

const dynamo = await startDynalite();
afterAll(dynamo.stop);

const proxied = async (choose: (seen: Seen) => Treatment) => {
  const proxy = await startProxy(dynamo.endpoint, choose);
  const client = clientFor(proxy.endpoint, { maxAttempts: 4 });
  onTestFinished(async () => {
    client.destroy();
    await proxy.stop();
  });
  return { client, operations: () => proxy.seen.map(({ operation }) => operation) };
};

const isPut = ({ operation }: Seen): boolean => operation === 'PutItem';

describe('I2: an answer that is lost', () => {
  test('a creation whose answer was lost is still a creation, and a second one is not', async () => {
    const table = await dynamo.ownTable();
    const { client, operations } = await proxied(first(1, isPut, 'lose-answer'));
    const request = received();
    expect(await dynamoRequestStore(client, table).create(request)).toBe('created');
    expect(operations()).toEqual(['PutItem', 'PutItem', 'GetItem']);
    expect(await dynamoRequestStore(client, table).create(request)).toBe('exists');
  });

  test('an update whose answer was lost is still written', async () => {
    const table = await dynamo.ownTable();
    const request = received();
    await dynamoRequestStore(dynamo.client, table).create(request);
    const { client } = await proxied(first(2, isPut, 'lose-answer'));
    const next = followedBy(request, { kind: 'staging-started' });
    expect(await dynamoRequestStore(client, table).update(next)).toBe('written');
    expect(await dynamoRequestStore(client, table).read(request.id)).toStrictEqual(next);
  });

  test('an update that somebody else overtook stays stale, even when it is the same update', async () => {
    const table = await dynamo.ownTable();
    const request = received();
    const direct = dynamoRequestStore(dynamo.client, table);
    await direct.create(request);
    const next = followedBy(request, { kind: 'staging-started' });
    await direct.update(next);
    const { client } = await proxied(first(1, isPut, 'lose-answer'));
    expect(await dynamoRequestStore(client, table).update(next)).toBe('stale');
  });

  test('a record whose write was answered to nobody is written', async () => {
    const table = await dynamo.ownTable();
    const { client } = await proxied(first(1, isPut, 'lose-answer'));
    const records = dynamoRecords(client, { table, collection: 'grants' });
    expect(await records.write({ partition: 'p', key: 'k', version: 1 })).toBe('written');
  });

  test('a move whose answer was lost has moved', async () => {
    const table = await dynamo.swbTable();
    await dynamo.client.send(new PutItemCommand({ TableName: table, Item: { id: { S: 's' }, status: { S: 'PENDING' } } }));
    const { client } = await proxied(first(1, ({ operation }) => operation === 'UpdateItem', 'lose-answer'));
    expect(await swbRegister(client, table).move('s', 'PROCESSING')).toEqual({ kind: 'moved' });
  });
});

describe('DynamoDB that refuses for a moment', () => {
  test('a throttled write is tried again', async () => {
    const table = await dynamo.ownTable();
    const { client, operations } = await proxied(first(2, isPut, throttled));
    expect(await dynamoRequestStore(client, table).create(received())).toBe('created');
    expect(operations()).toEqual(['PutItem', 'PutItem', 'PutItem']);
  });

  test('a write that is throttled for good fails, and is not taken for stale', async () => {
    const table = await dynamo.ownTable();
    const { client } = await proxied(() => throttled);
    await expect(dynamoRequestStore(client, table).create(received())).rejects.toMatchObject({ name: 'ThrottlingException' });
  });
});

describe('what a list costs', () => {
  const grace = 'grace@example.ac.uk' as PersonId;

  test.each([
    { by: { kind: 'open' }, queries: 1 },
    { by: { kind: 'open', project: 'proj-1' }, queries: 1 },
    { by: { kind: 'project', project: 'proj-1' }, queries: 1 },
    { by: { kind: 'requester', person: grace }, queries: 2 },
  ] as const)('a page of 20 of 60 requests by $by.kind takes $queries queries that read summaries only', async ({ by, queries }) => {
    const table = await dynamo.ownTable();
    const direct = dynamoRequestStore(dynamo.client, table);
    await Promise.all(Array.from({ length: 60 }, () => direct.create(received())));
    const { client, operations } = await proxied(() => 'pass');
    const pages: (QueryCommandOutput | ScanCommandOutput)[] = [];
    client.middlewareStack.add(
      (next) => async (args) => {
        const answer = await next(args);
        if ('ScannedCount' in answer.output) pages.push(answer.output);
        return answer;
      },
      { step: 'initialize' },
    );
    const page = await dynamoRequestStore(client, table).list({ by, limit: 20 });
    expect(page.requests).toHaveLength(20);
    expect(operations()).toEqual(Array.from({ length: queries }, () => 'Query'));
    // One entry beyond the page tells whether there is another.
    expect(pages.reduce((sum, { ScannedCount = 0 }) => sum + ScannedCount, 0)).toBe(21);
    for (const item of pages.flatMap(({ Items = [] }) => Items)) expect(Object.keys(item).sort()).toEqual([expect.any(String), 'summary']);
  });

  test('no index carries more than keys and the summary', async () => {
    const { GlobalSecondaryIndexes = [] } = tableDefinition('t');
    expect(GlobalSecondaryIndexes.map(({ IndexName }) => IndexName)).toEqual(Object.keys(indexes));
    for (const { Projection } of GlobalSecondaryIndexes)
      expect(Projection).toEqual({ ProjectionType: 'INCLUDE', NonKeyAttributes: ['summary'] });
  });

  test('a read is one read, and a decision is one write', async () => {
    const table = await dynamo.ownTable();
    const request = received();
    const { client, operations } = await proxied(() => 'pass');
    const store = dynamoRequestStore(client, table);
    await store.create(request);
    await store.read(request.id);
    await store.update(followedBy(request, { kind: 'staging-started' }));
    expect(operations()).toEqual(['PutItem', 'GetItem', 'PutItem']);
  });
});

describe('the size of an item', () => {
  test('a request that outgrew DynamoDB is refused by name, with both sizes, and what was stored stays', async () => {
    const table = await dynamo.ownTable();
    const store = dynamoRequestStore(dynamo.client, table);
    const request = received();
    await store.create(request);
    const next = followedBy(request, {
      kind: 'failed',
      failure: { step: 'stage', error: 'é'.repeat(maxItemBytes / 2), correlationId: 'c' },
    });
    const update = store.update(next);
    await expect(update).rejects.toThrow(RecordTooLargeError);
    await expect(update).rejects.toThrow(new RegExp(`${request.id} would be \\d+ bytes; a DynamoDB item holds at most ${maxItemBytes}`));
    expect(await store.read(request.id)).toStrictEqual(request);
  });

  test('whatever we let through, DynamoDB takes: a record one byte below the limit is written, one above is refused', async () => {
    const table = await dynamo.ownTable();
    const records = dynamoRecords<Versioned & { readonly note: string }>(dynamo.client, { table, collection: 'c' });
    const write = (note: string) => records.write({ partition: 'p', key: `k${note.length}`, version: 1, note });
    await write('');
    const { Items = [] } = await dynamo.client.send(new ScanCommand({ TableName: table }));
    const room = maxItemBytes - itemBytes(Items[0] ?? {}) - 10;
    expect(await write('x'.repeat(room))).toBe('written');
    await expect(write('x'.repeat(room + 20))).rejects.toThrow(RecordTooLargeError);
  });
});

describe('what an item holds', () => {
  test("SWB's other attributes are left alone", async () => {
    const table = await dynamo.swbTable();
    const Item = {
      id: { S: 's' },
      status: { S: 'PENDING' },
      rev: { N: '7' },
      updatedBy: { S: 'u-1' },
      egressStoreName: { S: 'Ünïcödé' },
      nested: { M: { a: { L: [{ BOOL: true }] } } },
      isAbleToSubmitEgressRequest: { BOOL: false },
    };
    await dynamo.client.send(new PutItemCommand({ TableName: table, Item }));
    await swbRegister(dynamo.client, table).move('s', 'PROCESSING');
    const after = await dynamo.client.send(new GetItemCommand({ TableName: table, Key: { id: { S: 's' } } }));
    expect(after.Item).toEqual({ ...Item, status: { S: 'PROCESSING' } });
  });

  test('I6: a task token is in its own item only, expires with its execution, and no stream record could hold it', async () => {
    const table = await dynamo.ownTable();
    const clock = () => '2026-11-02T09:00:00.000Z' as Instant;
    const request = inReview(received(), '2026-11-05T09:00:00.000Z');
    await dynamoRequestStore(dynamo.client, table).create({ ...request, version: 1 });
    const token = 'AQCEAAAAKgAAAAMAAAAA' as TaskToken;
    await dynamoTaskTokens(dynamo.client, { table, clock }).save({ id: request.id, stage: 0, token });
    const { Items = [] } = await dynamo.client.send(new ScanCommand({ TableName: table }));
    const holding = Items.filter((item) => JSON.stringify(item).includes(token));
    expect(holding).toHaveLength(1);
    expect(holding[0]?.[timeToLiveAttribute]).toEqual({ N: String(Date.parse('2027-11-03T09:00:00.000Z') / 1000) });
    expect(Object.keys(holding[0] ?? {}).filter((name) => Object.values(indexes).some(({ partition }) => partition === name))).toEqual([]);
    expect(tableDefinition('t').StreamSpecification).toEqual({ StreamEnabled: true, StreamViewType: 'KEYS_ONLY' });
  });

  test('a list refuses a page of no size and a prefix that would read everything', async () => {
    const store = dynamoRequestStore(dynamo.client, await dynamo.ownTable());
    for (const limit of [0, -1, 1.5, 101, Number.NaN])
      await expect(store.list({ by: { kind: 'open' }, limit })).rejects.toThrow(RangeError);
    await expect(store.list({ by: { kind: 'id-prefix', prefix: 'abc' }, limit: 1 })).rejects.toThrow(RangeError);
  });

  test('a made-up cursor shows nothing that the list itself would not', async () => {
    const store = dynamoRequestStore(dynamo.client, await dynamo.ownTable());
    const request = received({ id: 'abcd0000-0000-4000-8000-000000000000' });
    await store.create(request);
    for (const after of ['~~~~', '0', '\u0000', 'zzzz', `request#${request.id}`])
      for (const by of [{ kind: 'open' }, { kind: 'id-prefix', prefix: 'abcd' }, { kind: 'project', project: 'other' }] as const)
        expect((await store.list({ by, limit: 5, after })).requests.filter(({ id }) => id !== request.id)).toEqual([]);
  });
});
