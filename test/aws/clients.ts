/** The program's own clients, against the endpoint of `endpoint.ts`, and fresh tables and buckets for each suite. */
import { randomUUID } from 'node:crypto';
import type { CreateTableCommandInput } from '@aws-sdk/client-dynamodb';
import { CreateTableCommand, DynamoDBClient, ResourceInUseException } from '@aws-sdk/client-dynamodb';
import { CreateBucketCommand, PutBucketVersioningCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { inject, onTestFinished } from 'vitest';
import { dynamoClient } from '../../src/workflow/aws/dynamo-client.ts';
import { s3Client } from '../../src/workflow/aws/s3-client.ts';
import { sesClient } from '../../src/workflow/aws/ses-client.ts';
import { stepFunctionsClient } from '../../src/workflow/aws/step-functions-client.ts';
import { tableDefinition } from '../../src/workflow/aws/table.ts';
import { swbTableDefinition } from '../workflow/aws/dynalite.ts';
import type { Seen, Treatment } from '../workflow/aws/proxy.ts';
import { startProxy } from '../workflow/aws/proxy.ts';

Object.assign(process.env, inject('aws'));

export const dynamo = dynamoClient();
/** moto answers each connection in a thread, and checks a condition and writes without a lock between: races need DynamoDB's own atomicity. */
export const dynamoOneByOne = new DynamoDBClient({ requestHandler: { httpAgent: { maxSockets: 1 } } });
export const s3 = s3Client({ forcePathStyle: true });
export const stepFunctions = stepFunctionsClient();
export const ses = sesClient();

/** Where a service is, as the SDK finds it. */
export const endpointOf = (service: 'S3' | 'SFN' | 'SESV2' | 'SQS'): string =>
  process.env[`AWS_ENDPOINT_URL_${service}`] ?? process.env['AWS_ENDPOINT_URL'] ?? '';

const newTable = async (define: (name: string) => CreateTableCommandInput): Promise<string> => {
  const name = `sallyport-test-${randomUUID()}`;
  await dynamo.send(new CreateTableCommand(define(name))).catch((error: unknown) => {
    // Of this name there is one: made by an attempt whose answer came too late.
    if (!(error instanceof ResourceInUseException)) throw error;
  });
  return name;
};

export const ownTable = (): Promise<string> => newTable(tableDefinition);
export const swbTable = (): Promise<string> => newTable(swbTableDefinition);

/** A bucket that keeps versions, as SWB's egress store does. */
export const newBucket = async (): Promise<string> => {
  const Bucket = `sallyport-test-${randomUUID()}`;
  await s3.send(new CreateBucketCommand({ Bucket, CreateBucketConfiguration: { LocationConstraint: 'eu-west-2' } }));
  await s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Enabled' } }));
  return Bucket;
};

/** Writes an object and returns its version. */
export const putObject = async (
  { bucket, key }: { readonly bucket: string; readonly key: string },
  body: string | Uint8Array,
): Promise<string> => {
  const { VersionId } = await s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: body }));
  if (VersionId === undefined) throw new Error(`${bucket} keeps no versions`);
  return VersionId;
};

/** The S3 client behind a proxy that does harm; both end with the test. */
export const proxiedS3 = async (
  choose: (seen: Seen) => Treatment,
): Promise<{ readonly client: S3Client; readonly seen: readonly Seen[] }> => {
  const proxy = await startProxy(endpointOf('S3'), choose);
  const client = new S3Client({ endpoint: proxy.endpoint, forcePathStyle: true, maxAttempts: 4 });
  onTestFinished(async () => {
    client.destroy();
    await proxy.stop();
  });
  return { client, seen: proxy.seen };
};
