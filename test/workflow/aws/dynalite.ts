/** A DynamoDB in this process (`dynalite`): one server, and as many tables as are asked for. */
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import type { CreateTableCommandInput } from '@aws-sdk/client-dynamodb';
import { CreateTableCommand, DynamoDBClient, waitUntilTableExists } from '@aws-sdk/client-dynamodb';
import dynalite from 'dynalite';
import { tableDefinition } from '../../../src/workflow/aws/table.ts';

/** SWB's table of egress stores, as far as this program knows it. */
export const swbTableDefinition = (name: string): CreateTableCommandInput => ({
  TableName: name,
  BillingMode: 'PAY_PER_REQUEST',
  KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
  AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
});

export type Dynalite = {
  readonly client: DynamoDBClient;
  readonly endpoint: string;
  /** Makes the program's own table and returns its name. */
  readonly ownTable: () => Promise<string>;
  readonly swbTable: () => Promise<string>;
  readonly stop: () => Promise<void>;
};

/** A client that speaks to this endpoint, with whatever credentials. */
export const clientFor = (endpoint: string, settings: { readonly maxAttempts?: number } = {}): DynamoDBClient =>
  new DynamoDBClient({ endpoint, region: 'eu-west-2', credentials: { accessKeyId: 'test', secretAccessKey: 'test' }, ...settings });

export const startDynalite = async (): Promise<Dynalite> => {
  const server = dynalite({ createTableMs: 0 });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const client = clientFor(endpoint);
  const make = async (define: (name: string) => CreateTableCommandInput): Promise<string> => {
    const name = `table-${randomUUID()}`;
    await client.send(new CreateTableCommand(define(name)));
    // Even with `createTableMs: 0` the table is ACTIVE only a timer's tick after the answer.
    await waitUntilTableExists({ client, minDelay: 1, maxDelay: 1, maxWaitTime: 20 }, { TableName: name });
    return name;
  };
  return {
    client,
    endpoint,
    ownTable: () => make(tableDefinition),
    swbTable: () => make(swbTableDefinition),
    stop: async () => {
      client.destroy();
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
};
