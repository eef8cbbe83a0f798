/** The staging bucket, where candidate objects and their manifests wait. */
import { Readable } from 'node:stream';
import type { S3Client } from '@aws-sdk/client-s3';
import { DeleteObjectsCommand, GetObjectCommand, paginateListObjectsV2 } from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { forEachBounded } from '../bounded.ts';
import type { StagingArea } from '../ports.ts';
import { bodyOf, onObject } from './s3.ts';

/** S3: one DeleteObjects takes at most 1,000 keys. */
const keysAtOnce = 1000;
const batchesAtOnce = 4;

function* batches(keys: readonly string[]): Generator<readonly string[]> {
  for (let start = 0; start < keys.length; start += keysAtOnce) yield keys.slice(start, start + keysAtOnce);
}

/** S3 encodes listed keys when asked to, as XML cannot carry every character of a key. */
const decodeKey = (key: string): string => decodeURIComponent(key.replaceAll('+', ' '));

/** The staging area in one bucket, which encrypts what is written as it is set up to. */
export const s3StagingArea = (client: S3Client, { bucket }: { readonly bucket: string }): StagingArea => {
  const removeBatch = async (keys: readonly string[]): Promise<void> => {
    const Delete = { Objects: keys.map((Key) => ({ Key })), Quiet: true };
    const { Errors = [] } = await client.send(new DeleteObjectsCommand({ Bucket: bucket, Delete }));
    const [first] = Errors;
    if (first)
      throw new Error(
        `${Errors.length} of ${keys.length} objects in ${bucket} were not deleted, the first, ${first.Key}, by ${first.Code}`,
      );
  };
  return {
    open: (key) =>
      onObject({ bucket, key }, async () =>
        bodyOf(await client.send(new GetObjectCommand({ Bucket: bucket, Key: key, ChecksumMode: 'ENABLED' }))),
      ),
    write: async (key, body) => {
      // A stream encoder, because a character may be split between two strings.
      const bytes = ReadableStream.from(body).pipeThrough(new TextEncoderStream());
      const params = {
        Bucket: bucket,
        Key: key,
        Body: Readable.from(bytes),
        ContentType: 'application/json; charset=utf-8',
      };
      await new Upload({ client, params, queueSize: 2 }).done();
    },
    remove: (keys) => forEachBounded(batches(keys), batchesAtOnce, removeBatch),
    list: async function* (prefix) {
      for await (const page of paginateListObjectsV2({ client }, { Bucket: bucket, Prefix: prefix, EncodingType: 'url' })) {
        for (const { Key } of page.Contents ?? []) if (Key !== undefined) yield page.EncodingType === 'url' ? decodeKey(Key) : Key;
      }
    },
  };
};
