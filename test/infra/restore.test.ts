/** Putting a restored table back, on a DynamoDB in this process; the command itself as a real process. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { BatchWriteItemCommand, DeleteTableCommand, PutItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, describe, expect, onTestFinished, test } from 'vitest';
import type { Copy, Counts } from '../../infra/copy-items.ts';
import { copyItems } from '../../infra/copy-items.ts';
import { tableProblem } from '../../infra/table-problem.ts';
import { dynamoRequestStore } from '../../src/workflow/aws/request-store.ts';
import type { Item } from '../../src/workflow/aws/table.ts';
import { requestKey } from '../../src/workflow/aws/table.ts';
import { dynamoTaskTokens } from '../../src/workflow/aws/task-tokens.ts';
import type { Instant, TaskToken } from '../../src/workflow/request.ts';
import { followedBy, received } from '../contract/sample-requests.ts';
import { clientFor, startDynalite } from '../workflow/aws/dynalite.ts';
import { startProxy } from '../workflow/aws/proxy.ts';

const dynamo = await startDynalite();
afterAll(dynamo.stop);
const { client } = dynamo;

const put = (table: string, item: Item) => client.send(new PutItemCommand({ TableName: table, Item: item }));
const itemsOf = async (table: string): Promise<readonly Item[]> => (await client.send(new ScanCommand({ TableName: table }))).Items ?? [];

const putAll = async (table: string, items: readonly Item[]): Promise<void> => {
  // DynamoDB: one batch has at most 25 items.
  for (let start = 0; start < items.length; start += 25) {
    const writes = items.slice(start, start + 25).map((Item) => ({ PutRequest: { Item } }));
    await client.send(new BatchWriteItemCommand({ RequestItems: { [table]: writes } }));
  }
};

const anItem = (id: string, { version, note = '' }: { readonly version?: number | undefined; readonly note?: string }): Item => ({
  ...requestKey(id),
  note: { S: note },
  ...(version === undefined ? {} : { version: { N: String(version) } }),
});
const someItems = (count: number): readonly Item[] => Array.from({ length: count }, (_, n) => anItem(String(n), { version: 1 }));

const copyOf = (tables: { readonly from: string; readonly to: string }, rest: Partial<Copy> = {}): Copy => ({
  ...tables,
  overwrite: false,
  dryRun: false,
  progress: () => {},
  ...rest,
});
const twoTables = async () => ({ from: await dynamo.ownTable(), to: await dynamo.ownTable() });

describe('which item wins', () => {
  const missing = 'missing';
  const none = undefined;
  test.each([
    { restored: 1, live: missing, overwrite: false, outcome: 'written' },
    { restored: 2, live: 1, overwrite: false, outcome: 'written' },
    { restored: 2, live: 2, overwrite: false, outcome: 'newer' },
    { restored: 2, live: 3, overwrite: false, outcome: 'newer' },
    // As text, 10 comes before 9.
    { restored: 10, live: 9, overwrite: false, outcome: 'written' },
    { restored: 9, live: 10, overwrite: false, outcome: 'newer' },
    { restored: 2, live: none, overwrite: false, outcome: 'newer' },
    { restored: none, live: missing, overwrite: false, outcome: 'written' },
    { restored: none, live: 1, overwrite: false, outcome: 'newer' },
    { restored: none, live: none, overwrite: false, outcome: 'newer' },
    { restored: 1, live: missing, overwrite: true, outcome: 'written' },
    { restored: 2, live: 1, overwrite: true, outcome: 'written' },
    { restored: 2, live: 2, overwrite: true, outcome: 'written' },
    { restored: 2, live: 3, overwrite: true, outcome: 'written' },
    { restored: 2, live: none, overwrite: true, outcome: 'written' },
    { restored: none, live: missing, overwrite: true, outcome: 'written' },
    { restored: none, live: 1, overwrite: true, outcome: 'written' },
  ] as const)('version $restored over $live, overwrite $overwrite: $outcome, and a dry run says so and writes nothing', async (row) => {
    const tables = await twoTables();
    const restored = anItem('a', { version: row.restored, note: 'restored' });
    const live = row.live === missing ? [] : [anItem('a', { version: row.live, note: 'live' })];
    await put(tables.from, restored);
    await putAll(tables.to, live);
    const counts: Counts = { scanned: 1, written: 0, newer: 0, [row.outcome]: 1 };

    expect(await copyItems(client, copyOf(tables, { overwrite: row.overwrite, dryRun: true }))).toEqual(counts);
    expect(await itemsOf(tables.to)).toEqual(live);

    expect(await copyItems(client, copyOf(tables, { overwrite: row.overwrite }))).toEqual(counts);
    expect(await itemsOf(tables.to)).toEqual(row.outcome === 'written' ? [restored] : live);
    expect(await itemsOf(tables.from)).toEqual([restored]);
  });
});

describe('copying a table', () => {
  test('a request comes back whole and can go on, with the task token that its execution waits for', async () => {
    const tables = await twoTables();
    const request = received();
    await dynamoRequestStore(client, tables.from).create(request);
    const clock = () => '2026-11-02T09:00:00.000Z' as Instant;
    await dynamoTaskTokens(client, { table: tables.from, clock }).save({ id: request.id, stage: 0, token: 'AQCE' as TaskToken });

    expect(await copyItems(client, copyOf(tables))).toEqual({ scanned: 2, written: 2, newer: 0 });

    const store = dynamoRequestStore(client, tables.to);
    expect(await store.read(request.id)).toStrictEqual(request);
    expect((await store.list({ by: { kind: 'open' }, limit: 10 })).requests).toHaveLength(1);
    expect(await store.update(followedBy(request, { kind: 'staging-started' }))).toBe('written');
    expect(await dynamoTaskTokens(client, { table: tables.to, clock }).load(request.id)).toEqual([{ stage: 0, token: 'AQCE' }]);
  });

  test('a second run writes nothing more', async () => {
    const tables = await twoTables();
    await putAll(tables.from, someItems(10));
    expect(await copyItems(client, copyOf(tables))).toEqual({ scanned: 10, written: 10, newer: 0 });
    expect(await copyItems(client, copyOf(tables))).toEqual({ scanned: 10, written: 0, newer: 10 });
  });

  test('every page of every segment is read', async () => {
    const tables = await twoTables();
    // DynamoDB: a page holds 1 MB. Of four segments one has at least six of these 24 items, which are 1.8 MB.
    const items = Array.from({ length: 24 }, (_, n) => anItem(String(n), { version: 1, note: 'x'.repeat(300_000) }));
    for (const item of items) await put(tables.from, item);
    expect(await copyItems(client, copyOf(tables, { dryRun: true }))).toEqual({ scanned: 24, written: 24, newer: 0 });
  });

  test('progress is told at every 1,000th item', async () => {
    const tables = await twoTables();
    await putAll(
      tables.from,
      Array.from({ length: 2001 }, (_, n) => anItem(String(n), {})),
    );
    const told: Counts[] = [];
    await copyItems(client, copyOf(tables, { progress: (counts) => void told.push(counts) }));
    expect(told).toEqual([1000, 2000].map((scanned) => ({ scanned, written: scanned, newer: 0 })));
  });

  test('a write that is refused fails the copy, and nothing is written after that', async () => {
    const tables = await twoTables();
    await putAll(tables.from, someItems(100));
    let puts = 0;
    const denied = {
      status: 400,
      headers: { 'content-type': 'application/x-amz-json-1.0' },
      body: JSON.stringify({ __type: 'com.amazonaws.dynamodb.v20120810#AccessDeniedException', message: 'Not authorised' }),
    };
    const proxy = await startProxy(dynamo.endpoint, ({ operation }) => {
      if (operation !== 'PutItem') return 'pass';
      puts += 1;
      return puts === 10 ? denied : 'pass';
    });
    const throughProxy = clientFor(proxy.endpoint);
    onTestFinished(async () => {
      throughProxy.destroy();
      await proxy.stop();
    });
    await expect(copyItems(throughProxy, copyOf(tables))).rejects.toMatchObject({ name: 'AccessDeniedException' });
    const written = await itemsOf(tables.to);
    // Four segments write one item at a time: at most three were under way beside the one that was refused.
    expect(written.length).toBeLessThanOrEqual(12);
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(await itemsOf(tables.to)).toEqual(written);
  });
});

test('a table that is there has no problem, and one that is going or gone has', async () => {
  const table = await dynamo.ownTable();
  expect(await tableProblem(client, table)).toBeUndefined();
  await client.send(new DeleteTableCommand({ TableName: table }));
  expect(await tableProblem(client, table)).toBe(`The table ${table} is DELETING; it must be ACTIVE.`);
  expect(await tableProblem(client, 'never-made')).toBe('The table never-made does not exist in this account and region.');
});

const main = fileURLToPath(new URL('../../infra/restore.ts', import.meta.url));

const restore = async (...args: readonly string[]) => {
  const child = spawn(process.execPath, [main, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...process.env,
      AWS_ENDPOINT_URL_DYNAMODB: dynamo.endpoint,
      AWS_REGION: 'eu-west-2',
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
    },
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const [out, err, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')]);
  return { out, err, code };
};

describe('the command', () => {
  test.each([
    { args: [], problem: 'Two tables are needed, FROM_TABLE and TO_TABLE, and not 0.' },
    { args: ['one-table'], problem: 'Two tables are needed, FROM_TABLE and TO_TABLE, and not 1.' },
    { args: ['one-table', 'two-table', 'three-table'], problem: 'Two tables are needed, FROM_TABLE and TO_TABLE, and not 3.' },
    { args: ['one-table', 'one-table'], problem: 'FROM_TABLE and TO_TABLE are the same table, one-table.' },
    { args: ['one-table', 'arn:aws:dynamodb:x'], problem: '"arn:aws:dynamodb:x" is not the name of a table.' },
    { args: ['one-table', ''], problem: '"" is not the name of a table.' },
    { args: ['one-table', 'two-table', '--dryrun'], problem: "Unknown option '--dryrun'" },
    { args: ['one-table', 'two-table', '--dry-run=yes'], problem: "Option '--dry-run' does not take an argument" },
  ])('$args is bad usage: $problem', async ({ args, problem }) => {
    const { out, err, code } = await restore(...args);
    expect(err.startsWith(problem)).toBe(true);
    expect(err).toContain('npm run restore -- FROM_TABLE TO_TABLE [options]');
    expect({ out, code }).toEqual({ out: '', code: 2 });
  });

  test('--help prints the usage and is no failure', async () => {
    const { out, err, code } = await restore('--help');
    expect(out).toContain('npm run restore -- FROM_TABLE TO_TABLE [options]');
    expect({ err, code }).toEqual({ err: '', code: 0 });
  });

  test('a table that does not exist is named, whichever of the two it is', async () => {
    const table = await dynamo.ownTable();
    const refusal = { out: '', err: 'The table never-made does not exist in this account and region.\n', code: 2 };
    expect(await restore('never-made', table)).toEqual(refusal);
    expect(await restore(table, 'never-made')).toEqual(refusal);
  });

  test('it says what it would do, does it, leaves what is newer, and overwrites that only when told to', async () => {
    const { from, to } = await twoTables();
    await putAll(from, [anItem('a', { version: 1 }), anItem('b', { version: 1 }), anItem('c', {})]);
    const newer = anItem('b', { version: 2, note: 'live' });
    await put(to, newer);

    expect(await restore(from, to, '--dry-run')).toEqual({
      out: `3 scanned, 2 would be written, 1 left as newer\nNothing was written: ${to} is as it was.\n`,
      err: '',
      code: 0,
    });
    expect(await itemsOf(to)).toEqual([newer]);

    const { out } = await restore(from, to);
    expect(out).toBe('3 scanned, 2 written, 1 left as newer\n');
    expect(await itemsOf(to)).toHaveLength(3);
    expect(await itemsOf(to)).toContainEqual(newer);

    expect((await restore(from, to, '--overwrite')).out).toContain('3 scanned, 3 written, 0 left as newer');
    expect(await itemsOf(to)).toContainEqual(anItem('b', { version: 1 }));
  });
});
