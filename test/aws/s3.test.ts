/** The S3 adapters keep their ports' contracts. */
import { GetObjectCommand, NoSuchKey } from '@aws-sdk/client-s3';
import { s3DataLake } from '../../src/workflow/aws/data-lake.ts';
import { s3EgressStore } from '../../src/workflow/aws/egress-store.ts';
import { s3StagingArea } from '../../src/workflow/aws/staging-area.ts';
import { dataLakeContract } from '../contract/data-lake.ts';
import { egressStoreContract } from '../contract/egress-store.ts';
import { stagingAreaContract } from '../contract/staging-area.ts';
import { newBucket, proxiedS3, putObject, s3 } from './clients.ts';

const close = async () => undefined;

const bytesAt = async (bucket: string, key: string): Promise<Uint8Array | undefined> => {
  try {
    return await (await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }))).Body?.transformToByteArray();
  } catch (error) {
    if (error instanceof NoSuchKey) return undefined;
    throw error;
  }
};

egressStoreContract('S3', async () => {
  const [bucket, stagingBucket] = [await newBucket(), await newBucket()];
  return {
    adapter: s3EgressStore(s3, { stagingBucket }),
    bucket,
    putObject: (key, bytes) => putObject({ bucket, key }, bytes),
    staged: (key) => bytesAt(stagingBucket, key),
    close,
  };
});

stagingAreaContract('S3', async () => ({ adapter: s3StagingArea(s3, { bucket: await newBucket() }), close }));

// Through the proxy, which adds the header that moto does not send.
dataLakeContract('S3', async () => {
  const { client } = await proxiedS3(() => 'pass');
  return { adapter: s3DataLake(client, { bucket: await newBucket() }), close };
});
