/** Task tokens in DynamoDB, in items of their own that no index and no stream record carries (I6). */
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { ConditionalCheckFailedException, DeleteItemCommand, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
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
    await client.send(
      new PutItemCommand({
        TableName: table,
        Item: { ...taskTokenKey(id), stage: { N: String(stage) }, token: { S: token }, [timeToLiveAttribute]: { N: String(expiresAt) } },
      }),
    );
  },
  load: async (id) => {
    const { Item } = await client.send(new GetItemCommand({ TableName: table, Key: taskTokenKey(id), ConsistentRead: true }));
    const token = Item?.['token']?.S;
    return token === undefined ? undefined : { stage: Number(Item?.['stage']?.N), token: token as TaskToken };
  },
  forget: async (id, token) => {
    try {
      await client.send(
        new DeleteItemCommand({
          TableName: table,
          Key: taskTokenKey(id),
          ConditionExpression: '#token = :token',
          ExpressionAttributeNames: { '#token': 'token' },
          ExpressionAttributeValues: { ':token': { S: token } },
        }),
      );
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
    }
  },
});
