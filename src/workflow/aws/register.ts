/** SWB's own table of egress stores: item key `id`, attribute `status`; everything else in it is SWB's and stays as it is. */
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { ConditionalCheckFailedException, GetItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { ContentionError } from '../errors.ts';
import type { EgressStoreRegister, EgressStoreStatus } from '../ports.ts';

const comesFrom = { PROCESSING: 'PENDING', PROCESSED: 'PROCESSING', PENDING: 'PROCESSING' } as const satisfies Record<
  EgressStoreStatus,
  EgressStoreStatus
>;

const attempts = 5;

/** The register on SWB's table, which this program may read and whose `status` it may set, nothing more. */
export const swbRegister = (client: DynamoDBClient, table: string): EgressStoreRegister => {
  const set = async (id: string, to: EgressStoreStatus): Promise<'set' | 'elsewhere'> => {
    try {
      await client.send(
        new UpdateItemCommand({
          TableName: table,
          Key: { id: { S: id } },
          UpdateExpression: 'SET #status = :to',
          ConditionExpression: '#status = :from',
          ExpressionAttributeNames: { '#status': 'status' },
          ExpressionAttributeValues: { ':to': { S: to }, ':from': { S: comesFrom[to] } },
        }),
      );
      return 'set';
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return 'elsewhere';
      throw error;
    }
  };
  return {
    move: async (egressStoreId, to) => {
      for (let attempt = 1; attempt <= attempts; attempt += 1) {
        if ((await set(egressStoreId, to)) === 'set') return { kind: 'moved' };
        const { Item } = await client.send(
          new GetItemCommand({
            TableName: table,
            Key: { id: { S: egressStoreId } },
            ConsistentRead: true,
            ProjectionExpression: 'id, #status',
            ExpressionAttributeNames: { '#status': 'status' },
          }),
        );
        if (Item === undefined) return { kind: 'refused', found: 'missing' };
        const found = Item['status']?.S ?? 'unknown';
        if (found === to) return { kind: 'moved' };
        // SWB moved it to where we may go on from, between our write and our look.
        if (found !== comesFrom[to]) return { kind: 'refused', found };
      }
      throw new ContentionError(`the status of egress store ${egressStoreId} kept changing while it was moved to ${to}`);
    },
  };
};
