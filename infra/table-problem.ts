/** Whether a table is there to be read and written. */
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DescribeTableCommand, ResourceNotFoundException } from '@aws-sdk/client-dynamodb';

/** Why this table cannot be used, or undefined when it can; a table that is still being restored is CREATING. */
export const tableProblem = async (client: DynamoDBClient, table: string): Promise<string | undefined> => {
  try {
    const { Table } = await client.send(new DescribeTableCommand({ TableName: table }));
    const status = Table?.TableStatus;
    return status === 'ACTIVE' || status === 'UPDATING' ? undefined : `The table ${table} is ${status}; it must be ACTIVE.`;
  } catch (error) {
    if (!(error instanceof ResourceNotFoundException)) throw error;
    return `The table ${table} does not exist in this account and region.`;
  }
};
