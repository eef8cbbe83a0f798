/** The audit archive: every event of every request as an object of its own, in a bucket whose objects nobody can change or delete. */
import type { S3Client } from '@aws-sdk/client-s3';
import { GetObjectCommand, PutObjectCommand, paginateListObjectsV2, S3ServiceException } from '@aws-sdk/client-s3';
import * as z from 'zod';
import { forEachBounded } from '../bounded.ts';
import { IntegrityError } from '../errors.ts';
import type { AuditArchive } from '../ports.ts';
import type { EgressRequest } from '../request.ts';

const atOnce = 8;

const isThereAlready = (error: unknown): boolean =>
  error instanceof S3ServiceException && (error.$metadata.httpStatusCode === 412 || error.name === 'ConditionalRequestConflict');

const keyOf = (prefix: string, seq: number): string => `${prefix}${String(seq).padStart(6, '0')}.json`;

const Archived = z.looseObject({ hash: z.string() });

/** The chain seals all that is before, so that the newest event that both have tells whether they are the same; throws `IntegrityError` when they are not. */
const compareLast = async (
  client: S3Client,
  {
    bucket,
    prefix,
    id,
    events,
    archived,
  }: { readonly bucket: string; readonly prefix: string; readonly archived: ReadonlySet<string> } & Pick<EgressRequest, 'id' | 'events'>,
): Promise<void> => {
  if (archived.size > events.length)
    throw new IntegrityError(`the archive has ${archived.size} events of request ${id}, its record has ${events.length}`);
  const last = events.findLast(({ seq }) => archived.has(keyOf(prefix, seq)));
  if (!last) return;
  const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: keyOf(prefix, last.seq) }));
  const { hash } = Archived.parse(JSON.parse((await Body?.transformToString()) ?? ''));
  if (hash !== last.hash) throw new IntegrityError(`event ${last.seq} of request ${id} is not the one that was archived`);
};

/** The archive in one bucket: `requests/REQUEST/SEQ.json`, written once; what is there is asked each time, so that a gap closes by itself. */
export const s3AuditArchive = (client: S3Client, { bucket }: { readonly bucket: string }): AuditArchive => ({
  append: async ({ id, events }) => {
    const prefix = `requests/${id}/`;
    const archived = new Set<string>();
    for await (const { Contents = [] } of paginateListObjectsV2({ client }, { Bucket: bucket, Prefix: prefix }))
      for (const { Key = '' } of Contents) archived.add(Key);
    await compareLast(client, { bucket, prefix, id, events, archived });
    const missing = events.map((event) => ({ key: keyOf(prefix, event.seq), event })).filter(({ key }) => !archived.has(key));
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
