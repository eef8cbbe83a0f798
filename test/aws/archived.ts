/** What the audit archive holds about a request. */
import type { S3Client } from '@aws-sdk/client-s3';
import { GetObjectCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';

/** The events as they lie there, in the order of their keys. */
export const archived = async (
  client: S3Client,
  { bucket, id }: { readonly bucket: string; readonly id: string },
): Promise<readonly unknown[]> => {
  const { Contents = [] } = await client.send(new ListObjectsV2Command({ Bucket: bucket, Prefix: `requests/${id}/` }));
  const keys = Contents.map(({ Key = '' }) => Key).sort();
  return Promise.all(
    keys.map(async (Key) =>
      JSON.parse((await (await client.send(new GetObjectCommand({ Bucket: bucket, Key }))).Body?.transformToString()) ?? ''),
    ),
  );
};
