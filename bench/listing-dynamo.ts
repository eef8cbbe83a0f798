/** DynamoDB (dynalite, in this process) with many requests in it, and the predecessor's way of listing beside it. */
import { randomUUID } from 'node:crypto';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { CreateTableCommand, PutItemCommand, paginateScan } from '@aws-sdk/client-dynamodb';
import * as z from 'zod';
import { dynamoRequestStore } from '../src/workflow/aws/request-store.ts';
import { forEachBounded } from '../src/workflow/bounded.ts';
import type { RequestStore } from '../src/workflow/ports.ts';
import { startDynalite } from '../test/workflow/aws/dynalite.ts';
import { predecessorItem, storedRequest } from './stored-requests.ts';

/** What reading cost since the last look. */
export type Read = { readonly items: number; readonly capacity: number; readonly calls: number };

const Metered = z.object({ ScannedCount: z.number().optional(), ConsumedCapacity: z.object({ CapacityUnits: z.number() }).optional() });

/** Asks DynamoDB to say of every read what it cost, and sums it up. */
const meter = (client: DynamoDBClient): (() => Read) => {
  let sum: Read = { items: 0, capacity: 0, calls: 0 };
  client.middlewareStack.add(
    (next) => async (args) => {
      const result = await next({ ...args, input: { ...args.input, ReturnConsumedCapacity: 'TOTAL' } });
      const { ScannedCount: scanned = 1, ConsumedCapacity: consumed } = Metered.parse(result.output);
      sum = { items: sum.items + scanned, capacity: sum.capacity + (consumed?.CapacityUnits ?? 0), calls: sum.calls + 1 };
      return result;
    },
    { step: 'initialize', name: 'meter' },
  );
  return () => {
    const before = sum;
    sum = { items: 0, capacity: 0, calls: 0 };
    return before;
  };
};

export type FilledDynamo = {
  readonly store: RequestStore;
  /** Reads the whole table, page after page, and keeps what is open. */
  readonly scan: () => Promise<void>;
  readonly cost: () => Read;
  readonly stop: () => Promise<void>;
};

const range = function* (total: number) {
  for (let index = 0; index < total; index += 1) yield index;
};

/** Fills a table of ours and one of the predecessor's. */
export const fillDynamo = async (total: number): Promise<FilledDynamo> => {
  const { client, ownTable, stop } = await startDynalite();
  const store = dynamoRequestStore(client, await ownTable());
  const TableName = `predecessor-${randomUUID()}`;
  await client.send(
    new CreateTableCommand({
      TableName,
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: [{ AttributeName: 'egress_request_id', KeyType: 'HASH' }],
      AttributeDefinitions: [{ AttributeName: 'egress_request_id', AttributeType: 'S' }],
    }),
  );
  await forEachBounded(range(total), 16, async (index) => {
    await store.create(storedRequest(index, total));
    const Item = Object.fromEntries(Object.entries(predecessorItem(index, total)).map(([name, S]) => [name, { S }]));
    await client.send(new PutItemCommand({ TableName, Item }));
  });
  return {
    store,
    scan: async () => {
      const open: unknown[] = [];
      for await (const { Items = [] } of paginateScan({ client }, { TableName }))
        for (const item of Items) if (item['status']?.S === 'PROCESSING') open.push(item);
    },
    cost: meter(client),
    stop,
  };
};
