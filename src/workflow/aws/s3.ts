/** What the S3 adapters share: how a location is written, which errors mean that an object is missing, and the answer's body. */
import { Readable } from 'node:stream';
import type { GetObjectCommandOutput } from '@aws-sdk/client-s3';
import { S3ServiceException } from '@aws-sdk/client-s3';
import { ObjectMissingError } from '../errors.ts';
import type { ObjectLocation } from '../request.ts';

export type Version = ObjectLocation & { readonly version?: string };

/** How an error names an object. */
export const describeObject = ({ bucket, key, version }: Version): string =>
  `s3://${bucket}/${key}${version === undefined ? '' : ` version ${version}`}`;

/** S3's codes for what is not there. A HEAD has no body, hence no code but the SDK's own `NotFound`; 405 stands for a delete marker. */
const missingCodes = ['NoSuchKey', 'NoSuchVersion', 'NoSuchBucket', 'NotFound'];

export const isMissing = (error: unknown): boolean =>
  error instanceof S3ServiceException && (missingCodes.includes(error.name) || error.$metadata.httpStatusCode === 405);

/** Runs a request about one object; throws `ObjectMissingError` when the object, its version or its bucket is not there. */
export const onObject = async <T>(object: Version, request: () => Promise<T>): Promise<T> => {
  try {
    return await request();
  } catch (error) {
    if (isMissing(error)) throw new ObjectMissingError(`${describeObject(object)} does not exist`, { cause: error });
    throw error;
  }
};

/** The body of a GetObject as Node's stream. */
export const bodyOf = ({ Body }: GetObjectCommandOutput): Readable => {
  if (!(Body instanceof Readable)) throw new TypeError('S3 answered without a body');
  return Body;
};

/** Encryption of what is written: with this KMS key, or as the bucket has it. */
export const encryption = (kmsKeyId: string | undefined) =>
  kmsKeyId === undefined ? {} : ({ ServerSideEncryption: 'aws:kms', SSEKMSKeyId: kmsKeyId, BucketKeyEnabled: true } as const);
