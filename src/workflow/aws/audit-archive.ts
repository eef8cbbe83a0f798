/** The audit archive: every event of every request as an object of its own, in a bucket whose objects nobody can change or delete. */
import type { S3Client } from '@aws-sdk/client-s3';
import { PutObjectCommand, paginateListObjectsV2, S3ServiceException } from '@aws-sdk/client-s3';
import { forEachBounded } from '../bounded.ts';
import type { AuditArchive } from '../ports.ts';

const atOnce = 8;

const isThereAlready = (error: unknown): boolean =>
  error instanceof S3ServiceException && (error.$metadata.httpStatusCode === 412 || error.name === 'ConditionalRequestConflict');

/** The archive in one bucket: `requests/REQUEST/SEQ.json`, written once; what is there is asked each time, so that a gap closes by itself. */
export const s3AuditArchive = (client: S3Client, { bucket }: { readonly bucket: string }): AuditArchive => ({
  append: async ({ id, events }) => {
    const prefix = `requests/${id}/`;
    const archived = new Set<string>();
    for await (const { Contents = [] } of paginateListObjectsV2({ client }, { Bucket: bucket, Prefix: prefix }))
      for (const { Key = '' } of Contents) archived.add(Key);
    const missing = events
      .map((event) => ({ key: `${prefix}${String(event.seq).padStart(6, '0')}.json`, event }))
      .filter(({ key }) => !archived.has(key));
    await forEachBounded(missing, atOnce, async ({ key, event }) => {
      const Body = `${JSON.stringify({ request: id, ...event })}\n`;
      const put = new PutObjectCommand({ Bucket: bucket, Key: key, Body, ContentType: 'application/json', IfNoneMatch: '*' });
      try {
        await client.send(put);
      } catch (error) {
        // Another follow-up of the same request was quicker.
        if (!isThereAlready(error)) throw error;
      }
    });
  },
});
