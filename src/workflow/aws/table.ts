/** The program's one DynamoDB table as data: its keys, its indexes, and the size that an item may have. */
import type { AttributeValue, CreateTableCommandInput, GlobalSecondaryIndex } from '@aws-sdk/client-dynamodb';
import { RecordTooLargeError } from '../errors.ts';

/** An item as the low-level client takes and gives it. */
export type Item = Record<string, AttributeValue>;

/**
 * The indexes over requests; each carries the summary and nothing else, so that listing reads what it shows. A request has up to two
 * requesters, hence `creator` and `submitter`: two sparse indexes rather than an extra item per person, because an index changes with
 * its item and an extra item would need a transaction. `submitter` is left out when it is the creator, so that the two never overlap.
 * `by-id` is split by the id's first four characters (the shortest prefix that may be asked for), so that no partition holds them all.
 */
export const indexes = {
  open: { partition: 'open', sort: 'due' },
  'open-in-project': { partition: 'openProject', sort: 'due' },
  project: { partition: 'project', sort: 'received' },
  creator: { partition: 'creator', sort: 'received' },
  submitter: { partition: 'submitter', sort: 'received' },
  'by-id': { partition: 'idStart', sort: 'id' },
  /** What time alone brings something about for, by when. */
  due: { partition: 'acts', sort: 'actsAt' },
  /** What nobody has followed up since it changed, by when that was. */
  unfollowed: { partition: 'unfollowed', sort: 'changedAt' },
} as const;
export type IndexName = keyof typeof indexes;

/** The attribute by which DynamoDB removes task tokens that outlived every execution, and dead letters that nobody needs; seconds since 1970. */
export const timeToLiveAttribute = 'expiresAt';

const index = (name: string, { partition, sort }: { readonly partition: string; readonly sort: string }): GlobalSecondaryIndex => ({
  IndexName: name,
  KeySchema: [
    { AttributeName: partition, KeyType: 'HASH' },
    { AttributeName: sort, KeyType: 'RANGE' },
  ],
  Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: ['summary'] },
});

/**
 * The table's schema, for the CDK app and for tests. The stream says which item changed and not what is in it, so that no task token
 * enters it (I6); its reader reads the request itself.
 */
export const tableDefinition = (name: string): CreateTableCommandInput => ({
  TableName: name,
  BillingMode: 'PAY_PER_REQUEST',
  KeySchema: [
    { AttributeName: 'pk', KeyType: 'HASH' },
    { AttributeName: 'sk', KeyType: 'RANGE' },
  ],
  AttributeDefinitions: [...new Set(['pk', 'sk', ...Object.values(indexes).flatMap(({ partition, sort }) => [partition, sort])])].map(
    (attribute) => ({ AttributeName: attribute, AttributeType: 'S' }),
  ),
  GlobalSecondaryIndexes: Object.entries(indexes).map(([indexName, keys]) => index(indexName, keys)),
  StreamSpecification: { StreamEnabled: true, StreamViewType: 'KEYS_ONLY' },
});

/** The one partition of what is not followed up yet. */
export const unfollowed = 'unfollowed';

export const requestKey = (id: string) => ({ pk: { S: `request#${id}` }, sk: { S: 'request' } });
/** A token is up to 2,048 characters, a key's end 1,024 bytes: hence its digest. */
export const taskTokenKey = (id: string, digest: string) => ({ pk: { S: `task-token#${id}` }, sk: { S: digest } });
/** A collection's name is the program's own and holds no `#`, so that no two partitions of two collections share a key. */
export const recordsPartition = (collection: string, partition: string): string => `records#${collection}#${partition}`;

/** DynamoDB: an item's names and values together hold at most 400 KB. */
export const maxItemBytes = 400 * 1024;

const valueBytes = (value: AttributeValue): number => Buffer.byteLength(value.S ?? '') + (value.N === undefined ? 0 : 21);

/** An item's size in bytes, never less than DynamoDB's own count; for strings and numbers, which are all that we store. */
export const itemBytes = (item: Item): number =>
  Object.entries(item).reduce((sum, [name, value]) => sum + Buffer.byteLength(name) + valueBytes(value), 0);

/** Throws `RecordTooLargeError` for an item that DynamoDB would refuse. */
export const assertItemFits = (item: Item): void => {
  const bytes = itemBytes(item);
  if (bytes > maxItemBytes) {
    throw new RecordTooLargeError(`${item['pk']?.S} would be ${bytes} bytes; a DynamoDB item holds at most ${maxItemBytes}`);
  }
};
