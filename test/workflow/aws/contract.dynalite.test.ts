/** The DynamoDB adapters keep their ports' contracts, on a DynamoDB in this process. */
import { GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, expect, test } from 'vitest';
import { dynamoRecords } from '../../../src/workflow/aws/records.ts';
import { swbRegister } from '../../../src/workflow/aws/register.ts';
import { dynamoRequestStore } from '../../../src/workflow/aws/request-store.ts';
import { recordsPartition, timeToLiveAttribute } from '../../../src/workflow/aws/table.ts';
import { dynamoTaskTokens } from '../../../src/workflow/aws/task-tokens.ts';
import type { Instant } from '../../../src/workflow/request.ts';
import { recordsContract } from '../../contract/records.ts';
import { registerContract } from '../../contract/register.ts';
import { requestStoreContract } from '../../contract/request-store.ts';
import { resubmissionLinksContract } from '../../contract/resubmission-links.ts';
import { taskTokensContract } from '../../contract/task-tokens.ts';
import { startDynalite } from './dynalite.ts';

const dynamo = await startDynalite();
afterAll(dynamo.stop);

const { client } = dynamo;
const clock = () => '2026-11-02T09:00:00.000Z' as Instant;

requestStoreContract('DynamoDB', async () => dynamoRequestStore(client, await dynamo.ownTable()));
recordsContract('DynamoDB', async () => dynamoRecords(client, { table: await dynamo.ownTable(), collection: 'samples' }));
taskTokensContract('DynamoDB', async () => dynamoTaskTokens(client, { table: await dynamo.ownTable(), clock }));
test('what is kept for a while only is removed by DynamoDB so long after its last write', async () => {
  const table = await dynamo.ownTable();
  const records = dynamoRecords(client, { table, collection: 'samples', expiry: { clock, days: 90 } });
  await records.write({ partition: 'p', key: 'k', version: 1 });
  const Key = { pk: { S: recordsPartition('samples', 'p') }, sk: { S: 'k' } };
  const { Item } = await client.send(new GetItemCommand({ TableName: table, Key }));
  expect(Item?.[timeToLiveAttribute]?.N).toBe(String(Date.parse('2027-01-31T09:00:00.000Z') / 1000));
});
resubmissionLinksContract('DynamoDB', async () => {
  const [table, swb] = [await dynamo.ownTable(), await dynamo.swbTable()];
  return {
    requests: dynamoRequestStore(client, table),
    holds: dynamoRecords(client, { table, collection: 'holds' }),
    register: swbRegister(client, swb),
    putStore: async (id) => {
      await client.send(new PutItemCommand({ TableName: swb, Item: { id: { S: id }, status: { S: 'PENDING' } } }));
    },
  };
});
registerContract("SWB's table", async () => {
  const table = await dynamo.swbTable();
  return {
    register: swbRegister(client, table),
    put: async (id, status) => {
      await client.send(new PutItemCommand({ TableName: table, Item: { id: { S: id }, status: { S: status } } }));
    },
    statusOf: async (id) => (await client.send(new GetItemCommand({ TableName: table, Key: { id: { S: id } } }))).Item?.['status']?.S,
  };
});
