/** Small versioned records in DynamoDB: grants, mappings, pinned identities, posted cards, deliveries, refused attempts. */
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { paginateQuery } from '@aws-sdk/client-dynamodb';
import type { Clock, Records, Versioned } from '../ports.ts';
import { putVersion } from './put.ts';
import { recordsPartition, timeToLiveAttribute } from './table.ts';

const secondsADay = 24 * 3600;

/** One collection of the table. Its name is the program's own; a key holds 1 to 1,024 bytes (DynamoDB: sort keys). */
export const dynamoRecords = <T extends Versioned>(
  client: DynamoDBClient,
  {
    table,
    collection,
    expiry,
  }: {
    readonly table: string;
    readonly collection: string;
    /** DynamoDB removes a record so long after its last write. */
    readonly expiry?: { readonly clock: Clock; readonly days: number };
  },
): Records<T> => ({
  list: async ({ partition, prefix = '' }) => {
    const records: T[] = [];
    const pages = paginateQuery(
      { client },
      {
        TableName: table,
        KeyConditionExpression: prefix === '' ? 'pk = :pk' : 'pk = :pk AND begins_with(sk, :prefix)',
        ExpressionAttributeValues: {
          ':pk': { S: recordsPartition(collection, partition) },
          ...(prefix === '' ? {} : { ':prefix': { S: prefix } }),
        },
        ProjectionExpression: 'document',
        ConsistentRead: true,
      },
    );
    for await (const page of pages) {
      for (const item of page.Items ?? []) {
        const record: T = JSON.parse(item['document']?.S ?? '');
        records.push(record);
      }
    }
    return records;
  },
  write: (record) =>
    putVersion(client, {
      table,
      item: {
        pk: { S: recordsPartition(collection, record.partition) },
        sk: { S: record.key },
        document: { S: JSON.stringify(record) },
        ...(expiry
          ? { [timeToLiveAttribute]: { N: String(Math.floor(Date.parse(expiry.clock()) / 1000) + expiry.days * secondsADay) } }
          : {}),
      },
      version: record.version,
    }),
});
