/** The data lake bucket, where approved zips lie. */
import type { S3Client } from '@aws-sdk/client-s3';
import { DeleteObjectCommand, GetObjectCommand, HeadObjectCommand } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { attachment } from '../attachment.ts';
import type { DataLake } from '../ports.ts';
import { uploadInParts } from './part-upload.ts';
import { bodyOf, isMissing, onObject } from './s3.ts';

/** The data lake in one bucket; `kmsKeyId` encrypts what is written, the bucket's own default when it is left out. */
export const s3DataLake = (client: S3Client, { bucket, kmsKeyId }: { readonly bucket: string; readonly kmsKeyId?: string }): DataLake => ({
  upload: async (key, body, contentType) => {
    const location = { bucket, key };
    return { ...location, tag: await uploadInParts(client, { location, body, contentType, kmsKeyId }) };
  },
  readRange: (location, start, end) =>
    onObject(location, async () => {
      if (end <= start) return new Uint8Array();
      const Range = `bytes=${start}-${end - 1}`;
      return Buffer.concat(
        await bodyOf(await client.send(new GetObjectCommand({ Bucket: location.bucket, Key: location.key, Range }))).toArray(),
      );
    }),
  size: async (location) => {
    try {
      return (await client.send(new HeadObjectCommand({ Bucket: location.bucket, Key: location.key }))).ContentLength;
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
  },
  presign: (location, { fileName, expiresInSeconds }) =>
    getSignedUrl(
      client,
      new GetObjectCommand({ Bucket: location.bucket, Key: location.key, ResponseContentDisposition: attachment(fileName) }),
      { expiresIn: expiresInSeconds },
    ),
  locationOf: (key) => ({ bucket, key }),
  remove: async (location) => {
    await client.send(new DeleteObjectCommand({ Bucket: location.bucket, Key: location.key }));
  },
  // S3: conditional deletes. The ETag is of the bytes, so that another upload has the same one only if it has the same bytes.
  removeUpload: async ({ bucket: Bucket, key: Key, tag }) => {
    try {
      await client.send(new DeleteObjectCommand({ Bucket, Key, IfMatch: tag }));
    } catch (error) {
      if (!isMissing(error) && !(error instanceof Error && error.name === 'PreconditionFailed')) throw error;
    }
  },
});
