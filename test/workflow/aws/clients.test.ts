/** The clients as the program builds them: the SDK's own environment variables, and no request that waits for ever. */
import { afterAll, expect, onTestFinished, test, vi } from 'vitest';
import { s3DataLake } from '../../../src/workflow/aws/data-lake.ts';
import { dynamoClient } from '../../../src/workflow/aws/dynamo-client.ts';
import { dynamoRequestStore } from '../../../src/workflow/aws/request-store.ts';
import { s3Client } from '../../../src/workflow/aws/s3-client.ts';
import { received } from '../../contract/sample-requests.ts';
import { startDynalite } from './dynalite.ts';
import { listen } from './listen.ts';
import { first, startProxy } from './proxy.ts';

vi.stubEnv('AWS_REGION', 'eu-west-2');
vi.stubEnv('AWS_ACCESS_KEY_ID', 'test');
vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'test');

const dynamo = await startDynalite();
afterAll(dynamo.stop);

test('I2: a write that DynamoDB carries out and never answers is tried again, and known for ours', async () => {
  const table = await dynamo.ownTable();
  const proxy = await startProxy(
    dynamo.endpoint,
    first(1, ({ operation }) => operation === 'PutItem', 'silence'),
  );
  vi.stubEnv('AWS_ENDPOINT_URL_DYNAMODB', proxy.endpoint);
  const client = dynamoClient();
  onTestFinished(async () => {
    client.destroy();
    await proxy.stop();
  });
  expect(await dynamoRequestStore(client, table).create(received())).toBe('created');
  expect(proxy.seen.map(({ operation }) => operation)).toEqual(['PutItem', 'PutItem', 'GetItem']);
});

test('an S3 endpoint from the environment is asked with the bucket in the path', async () => {
  const asked: string[] = [];
  const server = await listen(({ path }) => {
    asked.push(path);
    return { status: 200, headers: { 'content-length': '0' }, body: undefined };
  });
  vi.stubEnv('AWS_ENDPOINT_URL_S3', server.endpoint);
  const client = s3Client({ forcePathStyle: true });
  onTestFinished(async () => {
    client.destroy();
    await server.stop();
  });
  await s3DataLake(client, { bucket: 'data-lake' }).size({ bucket: 'data-lake', key: 'a b' });
  expect(asked).toEqual(['/data-lake/a%20b']);
});
