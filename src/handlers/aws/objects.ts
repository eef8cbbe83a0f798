/** What lies in S3. Loaded only when something of it is needed: its client is large, and most clicks touch no object. */

import type { ExportShelf } from '../../bots/run-export.ts';
import { s3AuditArchive } from '../../workflow/aws/audit-archive.ts';
import { s3DataLake } from '../../workflow/aws/data-lake.ts';
import { s3EgressStore } from '../../workflow/aws/egress-store.ts';
import { s3Client } from '../../workflow/aws/s3-client.ts';
import { s3StagingArea } from '../../workflow/aws/staging-area.ts';
import type { AwsHost } from '../config.ts';

/** The buckets, and the key that what is released is encrypted with. */
export type ObjectPlaces = Pick<AwsHost, 'stagingBucket' | 'dataLakeBucket' | 'auditBucket' | 'dataLakeKeyArn' | 'pathStyle'>;

/** Where exports of the record lie for a day, under the bucket's own key. */
export const exportShelf = ({ exportsBucket, pathStyle }: Pick<AwsHost, 'exportsBucket' | 'pathStyle'>): ExportShelf =>
  s3DataLake(s3Client({ forcePathStyle: pathStyle }), { bucket: exportsBucket });

export const objectAdapters = ({ stagingBucket, dataLakeBucket, auditBucket, dataLakeKeyArn, pathStyle }: ObjectPlaces) => {
  const client = s3Client({ forcePathStyle: pathStyle });
  return {
    egressStore: s3EgressStore(client, { stagingBucket }),
    staging: s3StagingArea(client, { bucket: stagingBucket }),
    archive: s3AuditArchive(client, { bucket: auditBucket }),
    lake: s3DataLake(client, { bucket: dataLakeBucket, kmsKeyId: dataLakeKeyArn }),
  };
};
