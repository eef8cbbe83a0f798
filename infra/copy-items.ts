/** Copies a table's versioned items into another table; what is newer there stays, unless it is to be overwritten. */
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { ConditionalCheckFailedException, GetItemCommand, PutItemCommand, paginateScan } from '@aws-sdk/client-dynamodb';
import type { Item } from '../src/workflow/aws/table.ts';

export type Tables = {
  readonly from: string;
  readonly to: string;
  /** Replaces what has the same version or a later one, too. */
  readonly overwrite: boolean;
};

/** Of the items scanned, each is one of the other two: written, or left as newer (or as new). */
export type Counts = { readonly scanned: number; readonly written: number; readonly newer: number };

export type Copy = Tables & {
  /** Reads both tables and counts what would be written, but writes nothing. */
  readonly dryRun: boolean;
  /** Is told the counts at every 1,000th item. */
  readonly progress: (counts: Counts) => void;
};

/** Decides about one item, and acts on it. What has no version, such as a task token, is never newer than what stands in its place. */
type Place = (item: Item) => Promise<'written' | 'newer'>;

const versionOf = (item: Item): string => item['version']?.N ?? '0';

const versionName = { '#version': 'version' };

const put =
  (client: DynamoDBClient, { to, overwrite }: Tables): Place =>
  async (item) => {
    const unlessNewer = {
      ConditionExpression: 'attribute_not_exists(pk) OR #version < :version',
      ExpressionAttributeNames: versionName,
      ExpressionAttributeValues: { ':version': { N: versionOf(item) } },
    };
    try {
      await client.send(new PutItemCommand({ TableName: to, Item: item, ...(overwrite ? {} : unlessNewer) }));
      return 'written';
    } catch (error) {
      // The SDK's repetition of a write whose answer was lost ends here too: the item is there, and counts as newer.
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
      return 'newer';
    }
  };

const look =
  (client: DynamoDBClient, { to, overwrite }: Tables): Place =>
  async (item) => {
    if (overwrite) return 'written';
    const { Item: stored } = await client.send(
      new GetItemCommand({
        TableName: to,
        Key: { pk: { S: item['pk']?.S ?? '' }, sk: { S: item['sk']?.S ?? '' } },
        ConsistentRead: true,
        ProjectionExpression: 'pk, #version',
        ExpressionAttributeNames: versionName,
      }),
    );
    // As in DynamoDB's condition, a version that is missing is not below any: nothing is below or above `NaN`.
    return stored === undefined || Number(stored['version']?.N) < Number(versionOf(item)) ? 'written' : 'newer';
  };

/** Each segment handles one item at a time, so this is also how many writes are under way. */
const segments = 4;

/**
 * Copies item by item; it may be run again after a failure. Task tokens come along: of an execution that still waits they resume it, and
 * those of one that is over are refused and forgotten.
 */
export const copyItems = async (client: DynamoDBClient, { dryRun, progress, ...tables }: Copy): Promise<Counts> => {
  const place = (dryRun ? look : put)(client, tables);
  const counts = { scanned: 0, written: 0, newer: 0 };
  const stop = new AbortController();

  const copySegment = async (segment: number): Promise<void> => {
    const input = { TableName: tables.from, Segment: segment, TotalSegments: segments, ConsistentRead: true };
    for await (const { Items = [] } of paginateScan({ client }, input)) {
      for (const item of Items) {
        stop.signal.throwIfAborted();
        counts[await place(item)] += 1;
        counts.scanned += 1;
        if (counts.scanned % 1000 === 0) progress({ ...counts });
      }
    }
  };

  const copying = Array.from({ length: segments }, (_, segment) => copySegment(segment));
  try {
    await Promise.all(copying);
  } catch (error) {
    // The others end with the item that they are at, so that nothing is written once this has failed.
    stop.abort();
    await Promise.allSettled(copying);
    throw error;
  }
  return counts;
};
