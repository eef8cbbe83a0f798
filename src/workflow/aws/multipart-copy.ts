/** Copies of objects that are too large for one CopyObject. */
import { createHash } from 'node:crypto';
import type { CompletedPart, S3Client } from '@aws-sdk/client-s3';
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  UploadPartCopyCommand,
} from '@aws-sdk/client-s3';
import { forEachBounded } from '../bounded.ts';
import type { ObjectLocation, Sha256 } from '../request.ts';
import { bodyOf } from './s3.ts';

/** S3: an upload has at most 10,000 parts. */
const maxParts = 10_000;

const partsAtOnce = 8;

type Part = { readonly number: number; readonly range: string };

function* partsOf(size: number, wanted: number): Generator<Part> {
  const length = Math.max(wanted, Math.ceil(size / maxParts));
  for (let start = 0, number = 1; start < size; start += length, number += 1)
    yield { number, range: `bytes=${start}-${Math.min(start + length, size) - 1}` };
}

export type LargeCopy = {
  /** As `CopySource` wants it: encoded, with the version. */
  readonly source: string;
  readonly target: ObjectLocation;
  /** Bytes. */
  readonly size: number;
  /** Bytes; S3 wants at least 5 MiB. */
  readonly partBytes: number;
};

/** Copies the object in parts, many at a time, inside S3; what goes wrong leaves no parts behind. */
export const copyInParts = async (client: S3Client, { source, target, size, partBytes }: LargeCopy): Promise<void> => {
  const place = { Bucket: target.bucket, Key: target.key };
  const { UploadId } = await client.send(new CreateMultipartUploadCommand({ ...place, ChecksumAlgorithm: 'SHA256' }));
  const copied: CompletedPart[] = [];
  try {
    await forEachBounded(partsOf(size, partBytes), partsAtOnce, async ({ number, range }) => {
      const { CopyPartResult } = await client.send(
        new UploadPartCopyCommand({ ...place, UploadId, PartNumber: number, CopySource: source, CopySourceRange: range }),
      );
      copied.push({
        PartNumber: number,
        ETag: CopyPartResult?.ETag,
        ...(CopyPartResult?.ChecksumSHA256 ? { ChecksumSHA256: CopyPartResult.ChecksumSHA256 } : {}),
      });
    });
    const Parts = copied.toSorted((one, other) => (one.PartNumber ?? 0) - (other.PartNumber ?? 0));
    await client.send(new CompleteMultipartUploadCommand({ ...place, UploadId, MultipartUpload: { Parts } }));
  } catch (error) {
    await client.send(new AbortMultipartUploadCommand({ ...place, UploadId })).catch(() => undefined);
    throw error;
  }
};

/** Reads the object once and computes its SHA-256: S3 itself only has a checksum of the parts' checksums for what was written in parts. */
export const digestObject = async (client: S3Client, { bucket, key }: ObjectLocation): Promise<{ size: number; sha256: Sha256 }> => {
  const hash = createHash('sha256');
  let size = 0;
  for await (const chunk of bodyOf(await client.send(new GetObjectCommand({ Bucket: bucket, Key: key, ChecksumMode: 'ENABLED' })))) {
    hash.update(chunk);
    size += chunk.length;
  }
  return { size, sha256: hash.digest('hex') as Sha256 };
};
