/** A run of one index's partition, read page by page. */
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { QueryCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import type { IndexName, Item } from './table.ts';
import { indexes } from './table.ts';

/** Which part of which index, and in which direction. `prefix` is what the sort key begins with. */
export type Slice = {
  readonly index: IndexName;
  readonly partition: string;
  readonly order: 'ascending' | 'descending';
  readonly prefix?: string;
  /** What the sort key comes before; for ascending slices without a prefix. */
  readonly below?: string;
};

type Bounds = { readonly condition: string; readonly values: Item } | 'empty';

/** Every sort key ends in a whole id, so none begins with another, and what follows one comes at or after it with a space appended. */
const bounds = ({ order, prefix, below }: Slice, after: string | undefined): Bounds => {
  if (prefix !== undefined) {
    const from = after === undefined || after < prefix ? prefix : `${after} `;
    const to = `${prefix}~`;
    return from > to ? 'empty' : { condition: ' AND #sort BETWEEN :from AND :to', values: { ':from': { S: from }, ':to': { S: to } } };
  }
  if (below !== undefined) {
    const from = after === undefined ? ' ' : `${after} `;
    return from > below
      ? 'empty'
      : { condition: ' AND #sort BETWEEN :from AND :to', values: { ':from': { S: from }, ':to': { S: below } } };
  }
  if (after === undefined) return { condition: '', values: {} };
  return { condition: order === 'ascending' ? ' AND #sort > :after' : ' AND #sort < :after', values: { ':after': { S: after } } };
};

export type Found = { readonly sort: string; readonly summary: string };

/** At most `limit` entries that come after the sort key `after`. */
export const querySlice = async (
  client: DynamoDBClient,
  {
    table,
    slice,
    limit,
    after,
  }: { readonly table: string; readonly slice: Slice; readonly limit: number; readonly after: string | undefined },
): Promise<readonly Found[]> => {
  const range = bounds(slice, after);
  if (range === 'empty') return [];
  const { partition, sort } = indexes[slice.index];
  const found: Found[] = [];
  let start: Item | undefined;
  // DynamoDB ends a page at 1 MB, whatever the limit.
  do {
    const page = await client.send(
      new QueryCommand({
        TableName: table,
        IndexName: slice.index,
        KeyConditionExpression: `#partition = :partition${range.condition}`,
        ExpressionAttributeNames: { '#partition': partition, '#sort': sort },
        ExpressionAttributeValues: { ':partition': { S: slice.partition }, ...range.values },
        ProjectionExpression: '#sort, summary',
        ScanIndexForward: slice.order === 'ascending',
        Limit: limit - found.length,
        ...(start ? { ExclusiveStartKey: start } : {}),
      }),
    );
    for (const item of page.Items ?? []) found.push({ sort: item[sort]?.S ?? '', summary: item['summary']?.S ?? '' });
    start = page.LastEvaluatedKey;
  } while (start && found.length < limit);
  return found;
};

/** The next summaries of a whole index, in DynamoDB's own order; `next` is where to go on, as a text. */
export const scanIndex = async (
  client: DynamoDBClient,
  {
    table,
    index,
    limit,
    after,
  }: { readonly table: string; readonly index: IndexName; readonly limit: number; readonly after: string | undefined },
): Promise<{ readonly found: readonly string[]; readonly next?: string }> => {
  const start: Item | undefined = after === undefined ? undefined : JSON.parse(after);
  const page = await client.send(
    new ScanCommand({
      TableName: table,
      IndexName: index,
      ProjectionExpression: 'summary',
      Limit: limit,
      ...(start ? { ExclusiveStartKey: start } : {}),
    }),
  );
  return {
    found: (page.Items ?? []).map((item) => item['summary']?.S ?? ''),
    ...(page.LastEvaluatedKey ? { next: JSON.stringify(page.LastEvaluatedKey) } : {}),
  };
};
