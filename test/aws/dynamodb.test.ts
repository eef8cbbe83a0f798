/** The DynamoDB adapters keep their ports' contracts on an AWS-compatible endpoint. */
import { GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { dynamoRecords } from '../../src/workflow/aws/records.ts';
import { swbRegister } from '../../src/workflow/aws/register.ts';
import { dynamoRequestStore } from '../../src/workflow/aws/request-store.ts';
import { dynamoTaskTokens } from '../../src/workflow/aws/task-tokens.ts';
import type { Instant } from '../../src/workflow/request.ts';
import { recordsContract } from '../contract/records.ts';
import { registerContract } from '../contract/register.ts';
import { requestStoreContract } from '../contract/request-store.ts';
import { taskTokensContract } from '../contract/task-tokens.ts';
import { dynamo, dynamoOneByOne, ownTable, swbTable } from './clients.ts';

const clock = () => '2026-11-02T09:00:00.000Z' as Instant;

requestStoreContract('DynamoDB', async () => dynamoRequestStore(dynamoOneByOne, await ownTable()));
recordsContract('DynamoDB', async () => dynamoRecords(dynamoOneByOne, { table: await ownTable(), collection: 'samples' }));
taskTokensContract('DynamoDB', async () => dynamoTaskTokens(dynamoOneByOne, { table: await ownTable(), clock }));
registerContract("SWB's table", async () => {
  const TableName = await swbTable();
  return {
    register: swbRegister(dynamo, TableName),
    put: async (id, status) => {
      await dynamo.send(new PutItemCommand({ TableName, Item: { id: { S: id }, status: { S: status } } }));
    },
    statusOf: async (id) => (await dynamo.send(new GetItemCommand({ TableName, Key: { id: { S: id } } }))).Item?.['status']?.S,
  };
});
