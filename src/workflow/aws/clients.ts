/** The SDK's clients with limits on time, attempts and sockets. Region, credentials and endpoints come from the SDK's own environment variables. */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { SESv2Client } from '@aws-sdk/client-sesv2';
import { SFNClient } from '@aws-sdk/client-sfn';

const sockets = (maxSockets: number) => ({ httpAgent: { maxSockets }, httpsAgent: { maxSockets } });

const retries = { retryMode: 'standard', maxAttempts: 5 } as const;

/** Milliseconds for a request with a small body and a small answer; what takes longer is lost. */
const small = (requestTimeout: number) =>
  ({ connectionTimeout: 1000, requestTimeout, throwOnRequestTimeout: true, ...sockets(50) }) as const;

/** DynamoDB throttles single partitions for moments; more attempts outlast them. It answers within milliseconds, and people wait for it. */
export const dynamoClient = (): DynamoDBClient => new DynamoDBClient({ ...retries, maxAttempts: 8, requestHandler: small(2000) });

/**
 * Parts of many megabytes travel through this one, and S3 takes minutes to copy or complete what is large: no limit on a whole request,
 * only on silence (milliseconds). `forcePathStyle` is for endpoints other than AWS's own, which have no host name for each bucket.
 */
export const s3Client = ({ forcePathStyle = false }: { readonly forcePathStyle?: boolean } = {}): S3Client =>
  new S3Client({
    ...retries,
    forcePathStyle,
    requestHandler: { connectionTimeout: 2000, socketTimeout: 300_000, ...sockets(128) },
  });

export const stepFunctionsClient = (): SFNClient => new SFNClient({ ...retries, requestHandler: small(5000) });

export const sesClient = (): SESv2Client => new SESv2Client({ ...retries, requestHandler: small(5000) });
