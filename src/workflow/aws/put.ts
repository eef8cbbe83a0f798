/** The one conditional write that every versioned item is changed by. */
import { randomUUID } from 'node:crypto';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { ConditionalCheckFailedException, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import type { Item } from './table.ts';
import { assertItemFits } from './table.ts';

/**
 * Writes the item if version 1 is new, or version n follows n - 1. The SDK repeats a write whose answer was lost, and the repetition then
 * fails on the version that the first attempt wrote: a write that was repeated is recognised by an id of its own.
 */
export const putVersion = async (
  client: DynamoDBClient,
  { table, item, version }: { readonly table: string; readonly item: Item; readonly version: number },
): Promise<'written' | 'stale'> => {
  const writeId = randomUUID();
  const whole: Item = { ...item, version: { N: String(version) }, writeId: { S: writeId } };
  assertItemFits(whole);
  try {
    await client.send(
      new PutItemCommand({
        TableName: table,
        Item: whole,
        ...(version === 1
          ? { ConditionExpression: 'attribute_not_exists(pk)' }
          : {
              ConditionExpression: '#version = :replaced',
              ExpressionAttributeNames: { '#version': 'version' },
              ExpressionAttributeValues: { ':replaced': { N: String(version - 1) } },
            }),
      }),
    );
    return 'written';
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
    if ((error.$metadata.attempts ?? 1) === 1) return 'stale';
    const stored = await client.send(
      new GetItemCommand({
        TableName: table,
        Key: { pk: { S: whole['pk']?.S ?? '' }, sk: { S: whole['sk']?.S ?? '' } },
        ConsistentRead: true,
        ProjectionExpression: 'writeId',
      }),
    );
    return stored.Item?.['writeId']?.S === writeId ? 'written' : 'stale';
  }
};
