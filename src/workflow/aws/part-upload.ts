/** A stream of unknown length into one S3 object, through a fixed amount of memory. */
import type { CompletedPart, S3Client } from '@aws-sdk/client-s3';
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  PutObjectCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import type { ObjectLocation } from '../request.ts';
import { describeObject, encryption } from './s3.ts';

const MiB = 1024 ** 2;
/** S3: an upload has at most 10,000 parts. */
const maxParts = 10_000;
/** One buffer is filled while the others are on their way. The SDK's `Upload` copies each part twice, and takes three times the memory. */
const buffers = 3;
/** Small parts keep memory small, 24 MiB; past 47 GiB they grow, so that one upload can be 172 GiB. */
const growingParts = (number: number): number => (number <= 6000 ? 8 : 32) * MiB;

type Part = { readonly number: number; readonly buffer: Buffer; readonly length: number; readonly last: boolean };

/** The body in parts, each filling the buffer that `free` gives for it but the last, which may be short or, for a body of nothing, empty. */
async function* partsOf(body: AsyncIterable<Uint8Array>, free: (number: number) => Promise<Buffer>): AsyncGenerator<Part> {
  let number = 1;
  let buffer = await free(number);
  let length = 0;
  for await (const chunk of body) {
    for (let start = 0; start < chunk.length; ) {
      if (length === buffer.length) {
        yield { number, buffer, length, last: false };
        number += 1;
        buffer = await free(number);
        length = 0;
      }
      const taken = Math.min(chunk.length - start, buffer.length - length);
      buffer.set(chunk.subarray(start, start + taken), length);
      start += taken;
      length += taken;
    }
  }
  yield { number, buffer, length, last: true };
}

const tagOf = (location: ObjectLocation, { ETag }: { readonly ETag?: string | undefined }): string => {
  if (ETag === undefined) throw new Error(`${describeObject(location)} was written without an ETag`);
  return ETag;
};

export type PartUpload = {
  readonly location: ObjectLocation;
  readonly body: AsyncIterable<Uint8Array>;
  readonly contentType: string;
  readonly kmsKeyId: string | undefined;
  /** Bytes of the part of this number (1, 2, ...); S3 wants at least 5 MiB. */
  readonly partBytes?: (number: number) => number;
};

/** Uploads the body whole or not at all, and says its ETag: a body that throws, or a part that fails for good, leaves neither object nor parts. */
export const uploadInParts = async (client: S3Client, upload: PartUpload): Promise<string> => {
  const { location, body, contentType, kmsKeyId, partBytes = growingParts } = upload;
  const place = { Bucket: location.bucket, Key: location.key };
  const created = { ...place, ContentType: contentType, ...encryption(kmsKeyId) };
  const idle: Buffer[] = [];
  const sending = new Set<Promise<void>>();
  const sent: CompletedPart[] = [];
  let uploadId: string | undefined;
  let failure: { readonly error: unknown } | undefined;

  const free = async (number: number): Promise<Buffer> => {
    if (number > maxParts) throw new Error(`${describeObject(location)} does not fit ${maxParts} parts`);
    while (sending.size === buffers) await Promise.race(sending);
    if (failure !== undefined) throw failure.error;
    const [buffer, bytes] = [idle.pop(), partBytes(number)];
    return buffer?.length === bytes ? buffer : Buffer.allocUnsafeSlow(bytes);
  };

  const send = async ({ number, buffer, length }: Part): Promise<void> => {
    try {
      const part = { ...place, UploadId: uploadId, PartNumber: number, Body: buffer.subarray(0, length) };
      const { ETag, ChecksumCRC32 } = await client.send(new UploadPartCommand({ ...part, ChecksumAlgorithm: 'CRC32' }));
      sent.push({ PartNumber: number, ETag, ...(ChecksumCRC32 === undefined ? {} : { ChecksumCRC32 }) });
    } catch (error) {
      failure ??= { error };
    } finally {
      idle.push(buffer);
    }
  };

  const complete = async (): Promise<string> => {
    await Promise.all(sending);
    if (failure !== undefined) throw failure.error;
    const Parts = sent.toSorted((one, other) => (one.PartNumber ?? 0) - (other.PartNumber ?? 0));
    const completed = new CompleteMultipartUploadCommand({ ...place, UploadId: uploadId, MultipartUpload: { Parts } });
    return tagOf(location, await client.send(completed));
  };

  try {
    for await (const part of partsOf(body, free)) {
      if (part.number === 1 && part.last) {
        const put = new PutObjectCommand({ ...created, Body: part.buffer.subarray(0, part.length) });
        return tagOf(location, await client.send(put));
      }
      uploadId ??= (await client.send(new CreateMultipartUploadCommand({ ...created, ChecksumAlgorithm: 'CRC32' }))).UploadId;
      const running = send(part).finally(() => sending.delete(running));
      sending.add(running);
    }
    return await complete();
  } catch (error) {
    // A part that arrives after the abort would stay.
    await Promise.all(sending);
    if (uploadId !== undefined) await client.send(new AbortMultipartUploadCommand({ ...place, UploadId: uploadId })).catch(() => undefined);
    throw error;
  }
};
