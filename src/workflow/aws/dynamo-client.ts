/** The client of DynamoDB, with limits. */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { retries, small } from './client-settings.ts';

/** DynamoDB throttles single partitions for moments; more attempts outlast them. It answers within milliseconds, and people wait for it. */
export const dynamoClient = (): DynamoDBClient => new DynamoDBClient({ ...retries, maxAttempts: 8, requestHandler: small(2000) });
