/** SWB's egress store on S3: its object lists, and copies of exactly the listed versions into the staging bucket. */
import type { S3Client } from '@aws-sdk/client-s3';
import { CopyObjectCommand, GetObjectCommand, HeadObjectCommand, S3ServiceException } from '@aws-sdk/client-s3';
import { ObjectMissingError } from '../errors.ts';
import type { EgressStore } from '../ports.ts';
import type { ObjectLocation, Sha256 } from '../request.ts';
import { copyInParts, digestObject } from './multipart-copy.ts';
import { bodyOf, describeObject, onObject } from './s3.ts';

export type EgressStoreSettings = {
  readonly stagingBucket: string;
  /** Bytes; larger objects are copied in parts. S3: one CopyObject takes at most 5 GiB, the default. */
  readonly copyWholeUpTo?: number;
  /** Bytes of each of those parts, at least 5 MiB; 512 MiB when left out. */
  readonly copyPartBytes?: number;
};

type Listed = ObjectLocation & { readonly version: string };

/** S3 wants the source encoded, each segment by itself. */
const copySource = ({ bucket, key, version }: Listed): string =>
  `${bucket}/${key.toWellFormed().split('/').map(encodeURIComponent).join('/')}?versionId=${encodeURIComponent(version)}`;

/** The digits of a whole object's checksum, which S3 gives in base64. */
const hexOf = (checksum: string | undefined, target: ObjectLocation): Sha256 => {
  const bytes = Buffer.from(checksum ?? '', 'base64');
  if (bytes.length !== 32 || checksum?.includes('-')) throw new Error(`S3 computed no SHA-256 of ${describeObject(target)}`);
  return bytes.toString('hex') as Sha256;
};

const sizeOf = async (client: S3Client, source: Listed): Promise<number> => {
  const which = { Bucket: source.bucket, Key: source.key, VersionId: source.version };
  try {
    return (await onObject(source, () => client.send(new HeadObjectCommand(which)))).ContentLength ?? 0;
  } catch (error) {
    if (!(error instanceof S3ServiceException) || error.$metadata.httpStatusCode !== 400) throw error;
    // A malformed version id and expired credentials are both 400; a HEAD has no body that could tell them apart, a GET has.
    const answer = await client.send(new GetObjectCommand(which)).catch((reason: unknown) => {
      if (reason instanceof S3ServiceException && reason.name === 'InvalidArgument')
        throw new ObjectMissingError(`${describeObject(source)} does not exist`, { cause: reason });
      throw reason;
    });
    bodyOf(answer).destroy();
    return answer.ContentLength ?? 0;
  }
};

/** The egress store as the workflow reads it. Two requests to S3 for each object, and no byte of it passes through this process up to 5 GiB. */
export const s3EgressStore = (client: S3Client, settings: EgressStoreSettings): EgressStore => {
  const { stagingBucket, copyWholeUpTo = 5 * 1024 ** 3, copyPartBytes = 512 * 1024 ** 2 } = settings;

  const copyWhole = async (source: Listed, target: ObjectLocation): Promise<Sha256> => {
    const { CopyObjectResult } = await client.send(
      new CopyObjectCommand({
        Bucket: target.bucket,
        Key: target.key,
        CopySource: copySource(source),
        ChecksumAlgorithm: 'SHA256',
        // Metadata and tags are the researcher's; nothing here reads them, and copying tags needs a right of its own.
        MetadataDirective: 'REPLACE',
        TaggingDirective: 'REPLACE',
      }),
    );
    return hexOf(CopyObjectResult?.ChecksumSHA256, target);
  };

  return {
    readObjectList: async (location) =>
      onObject(location, async () => {
        const answer = await client.send(new GetObjectCommand({ Bucket: location.bucket, Key: location.key, ChecksumMode: 'ENABLED' }));
        return Buffer.concat(await bodyOf(answer).toArray()).toString('utf8');
      }),
    stage: async (source, { key }) => {
      const target = { bucket: stagingBucket, key };
      const size = await sizeOf(client, source);
      if (size <= copyWholeUpTo) return { size, sha256: await copyWhole(source, target) };
      const copy = { source: copySource(source), target, size, partBytes: copyPartBytes };
      await copyInParts(client, copy);
      return digestObject(client, target);
    },
  };
};
