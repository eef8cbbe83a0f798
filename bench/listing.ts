/** What listing costs as the number of stored requests grows, beside the predecessor's scan of its table. */
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RequestQuery, RequestStore } from '../src/workflow/ports.ts';
import type { Read } from './listing-dynamo.ts';
import { fillDynamo } from './listing-dynamo.ts';
import { fillSqlite, scanSqlite } from './listing-sqlite.ts';
import { spread, timedEach } from './measure.ts';
import { C, U } from './people.ts';
import type { BenchProgram } from './program.ts';
import { benchProgram, shown } from './program.ts';
import { projectOf, requesterOf, storedRequest } from './stored-requests.ts';
import type { Bench, Table } from './table.ts';

const onSqlite = [100, 10_000, 100_000] as const;
const onDynamo = [100, 10_000] as const;
const pageSize = 100;

type Asked = { readonly name: string; readonly by: RequestQuery['by'] };
type Row = readonly string[];

const questions = (total: number): readonly Asked[] => {
  const middle = Math.floor(total / 2);
  return [
    { name: 'open', by: { kind: 'open' } },
    { name: 'open in a project', by: { kind: 'open', project: projectOf(middle) } },
    { name: 'project', by: { kind: 'project', project: projectOf(middle) } },
    { name: 'requester', by: { kind: 'requester', person: requesterOf(middle) } },
    { name: 'id-prefix', by: { kind: 'id-prefix', prefix: storedRequest(middle, total).id.slice(0, 8) } },
  ];
};

const pending = async (program: BenchProgram, times: number): Promise<readonly number[]> => {
  const { slack } = program;
  return timedEach(times, async () => {
    const told = slack.ephemerals(U.ada).length;
    const answer = shown(slack, () => slack.ephemerals(U.ada)[told]);
    await slack.slash(U.ada, { channel: C.admins, text: 'pending' });
    await answer;
  });
};

const countOf = (total: number): string => total.toLocaleString('en-GB');

const scanRow = async (file: string, total: number): Promise<Row> => {
  const { scan, close } = scanSqlite(file);
  let items = 0;
  const samples = await timedEach(total > 10_000 ? 5 : 50, async () => {
    items = scan();
  });
  close();
  return ['a scan for what is open', countOf(total), ...spread(samples), String(items)];
};

const sqliteRows = async (total: number): Promise<readonly Row[]> => {
  const folder = await mkdtemp(join(tmpdir(), 'sallyport-timed-'));
  const file = join(folder, 'sallyport.db');
  await fillSqlite(file, total);
  // Before the program starts: a scan holds up everything else in this process.
  const scanned = await scanRow(file, total);
  const program = await benchProgram({ folder });
  try {
    const { requests } = program.installation.adapters;
    const rows: Row[] = [];
    for (const { name, by } of questions(total)) {
      let rowsRead = 0;
      const samples = await timedEach(200, async () => {
        const { requests: found, next } = await requests.list({ by, limit: pageSize });
        // The statement steps through one row more than it shows, in the order of its index.
        rowsRead = found.length + (next === undefined ? 0 : 1);
      });
      rows.push([name, countOf(total), ...spread(samples), String(rowsRead)]);
    }
    await pending(program, 5);
    rows.push(['/egress pending, over HTTP', countOf(total), ...spread(await pending(program, 50)), '50']);
    rows.push(scanned);
    return rows;
  } finally {
    await program.close();
  }
};

const metered = async (cost: () => Read, times: number, work: () => Promise<unknown>): Promise<Row> => {
  cost();
  const samples = await timedEach(times, work);
  const { items, capacity, calls } = cost();
  return [...spread(samples), String(items / times), (capacity / times).toFixed(1), String(calls / times)];
};

const dynamoRows = async (total: number): Promise<readonly Row[]> => {
  const { store, scan, cost, stop } = await fillDynamo(total);
  const program = await benchProgram();
  try {
    const rows: Row[] = [];
    for (const { name, by } of questions(total))
      rows.push([name, countOf(total), ...(await metered(cost, 50, () => store.list({ by, limit: pageSize })))]);
    Object.assign(program.installation.adapters.requests, { list: store.list } satisfies Partial<RequestStore>);
    await pending(program, 5);
    cost();
    const samples = await pending(program, 50);
    const { items, capacity, calls } = cost();
    rows.push([
      '/egress pending, over HTTP',
      countOf(total),
      ...spread(samples),
      String(items / 50),
      (capacity / 50).toFixed(1),
      String(calls / 50),
    ]);
    rows.push(['a scan for what is open', countOf(total), ...(await metered(cost, total > 1000 ? 3 : 30, scan))]);
    return rows;
  } finally {
    await program.close();
    await stop();
  }
};

/** By question, and within each by number of stored requests, so that growth is read downwards. */
const byQuestion = (rows: readonly Row[]): readonly Row[] => [...Map.groupBy(rows, ([name]) => name).values()].flat();

const gather = async (sizes: readonly number[], rowsOf: (total: number) => Promise<readonly Row[]>): Promise<readonly Row[]> => {
  const rows: Row[] = [];
  for (const total of sizes) rows.push(...(await rowsOf(total)));
  return byQuestion(rows);
};

const run = async (): Promise<readonly Table[]> => [
  {
    title: `SQLite, a page of ${pageSize}, 50 requests open (milliseconds)`,
    columns: ['list', 'stored', 'p50', 'p99', 'rows read'],
    rows: await gather(onSqlite, sqliteRows),
    notes: ['The scan reads a table of the predecessor’s flat items in the same file.'],
  },
  {
    title: `DynamoDB (dynalite in the same process), a page of ${pageSize}, 50 requests open (milliseconds)`,
    columns: ['list', 'stored', 'p50', 'p99', 'items read', 'read units', 'calls'],
    rows: await gather(onDynamo, dynamoRows),
    notes: [
      'Items are DynamoDB’s own ScannedCount, read units its ConsumedCapacity (half a unit for each 4 KB, eventually consistent).',
      'Not filled to 100,000: a query reads what its key condition and limit name, as the column shows, and a scan ten times as much.',
    ],
  },
];

export const listing: Bench = { about: 'listing as the number of stored requests grows, beside a scan', run };
