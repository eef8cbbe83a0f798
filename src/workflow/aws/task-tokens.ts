/** Task tokens in DynamoDB, in items of their own that no index and no stream record carries (I6). */
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DeleteItemCommand, PutItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb';
import { sha256 } from '../canonical.ts';
import type { Clock, TaskTokens } from '../ports.ts';
import type { TaskToken } from '../request.ts';
import { taskTokenKey, timeToLiveAttribute } from './table.ts';

/** Step Functions ends every execution, and with it its tokens, after one year. */
const lifetimeSeconds = 366 * 24 * 3600;

/** The tokens of one table; what is forgotten by nobody is removed by DynamoDB once no execution can still wait for it. */
export const dynamoTaskTokens = (
  client: DynamoDBClient,
  { table, clock }: { readonly table: string; readonly clock: Clock },
): TaskTokens => ({
  save: async ({ id, stage, token }) => {
    const expiresAt = Math.floor(Date.parse(clock()) / 1000) + lifetimeSeconds;
    const waits = { stage: { N: String(stage) }, token: { S: token }, [timeToLiveAttribute]: { N: String(expiresAt) } };
    await client.send(new PutItemCommand({ TableName: table, Item: { ...taskTokenKey(id, sha256(token)), ...waits } }));
  },
  load: async (id) => {
    const { pk } = taskTokenKey(id, '');
    // One page holds some 400 of the longest tokens, and a task is tried a dozen times.
    const query = { TableName: table, KeyConditionExpression: 'pk = :pk', ExpressionAttributeValues: { ':pk': pk }, ConsistentRead: true };
    const { Items = [] } = await client.send(new QueryCommand(query));
    return Items.map((item) => ({ stage: Number(item['stage']?.N), token: (item['token']?.S ?? '') as TaskToken }));
  },
  forget: async (id, token) => {
    await client.send(new DeleteItemCommand({ TableName: table, Key: taskTokenKey(id, sha256(token)) }));
  },
});
