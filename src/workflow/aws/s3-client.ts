/** The client of S3, with limits. */
import { S3Client } from '@aws-sdk/client-s3';
import { retries, sockets } from './client-settings.ts';

/**
 * Parts of many megabytes travel through this one, and S3 takes minutes to copy or complete what is large: no limit on a whole request,
 * only on silence (milliseconds). `forcePathStyle` is for endpoints other than AWS's own, which have no host name for each bucket.
 */
export const s3Client = ({ forcePathStyle = false }: { readonly forcePathStyle?: boolean } = {}): S3Client =>
  new S3Client({
    ...retries,
    forcePathStyle,
    requestHandler: { connectionTimeout: 2000, socketTimeout: 300_000, ...sockets(128) },
  });
