/** Which requests nobody has followed up since they last changed: whatever became of the change's own notice, they are found by it. */
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { ConditionalCheckFailedException, GetItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import type { Instant, RequestId } from '../request.ts';
import { querySlice } from './slice.ts';
import { requestKey, unfollowed } from './table.ts';

/** At most this many are listed at once, the longest waiting first; the others have their turn. */
const mostAtOnce = 1000;

export const unfollowedRequests = (client: DynamoDBClient, table: string) => ({
  /** Whether the stored version was followed up; strongly consistent. */
  isFollowed: async (id: RequestId): Promise<boolean> => {
    const key = { TableName: table, Key: requestKey(id), ConsistentRead: true, ProjectionExpression: 'pk, unfollowed' };
    const { Item } = await client.send(new GetItemCommand(key));
    return Item !== undefined && Item['unfollowed'] === undefined;
  },
  /** Notes that everything was done that follows from this version; nothing when the request has changed since. */
  note: async (id: RequestId, version: number): Promise<void> => {
    try {
      await client.send(
        new UpdateItemCommand({
          TableName: table,
          Key: requestKey(id),
          UpdateExpression: 'REMOVE unfollowed',
          ConditionExpression: '#version = :version',
          ExpressionAttributeNames: { '#version': 'version' },
          ExpressionAttributeValues: { ':version': { N: String(version) } },
        }),
      );
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
    }
  },
  /** Those that changed before this instant. */
  list: async (before: Instant): Promise<readonly { readonly id: RequestId; readonly changedAt: Instant }[]> => {
    const slice = { index: 'unfollowed', partition: unfollowed, order: 'ascending', below: before } as const;
    const found = await querySlice(client, { table, slice, limit: mostAtOnce, after: undefined });
    return found.map(({ sort }) => ({
      id: sort.slice(sort.indexOf('#') + 1) as RequestId,
      changedAt: sort.slice(0, sort.indexOf('#')) as Instant,
    }));
  },
});
