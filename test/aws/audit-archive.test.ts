/** The audit archive: each event once, never replaced, and gaps closed. */
import { expect, test } from 'vitest';
import { nextEvent } from '../../src/workflow/audit.ts';
import { s3AuditArchive } from '../../src/workflow/aws/audit-archive.ts';
import type { AuditEvent, EgressRequest } from '../../src/workflow/request.ts';
import { received } from '../contract/sample-requests.ts';
import { archived } from './archived.ts';
import { newBucket, proxiedS3, putObject, s3 } from './clients.ts';

/** A request with this many events. */
const requestOf = (count: number): EgressRequest => {
  const request = received();
  const events: AuditEvent[] = [...request.events];
  const [first] = events;
  if (!first) throw new Error('a received request has an event');
  const { at, actor, policyDigest, fact } = first;
  while (events.length < count) events.push(nextEvent({ subject: request.id, events }, { at, actor, policyDigest, fact }));
  return { ...request, events };
};
const keyOf = ({ id }: EgressRequest, seq: number): string => `requests/${id}/${String(seq).padStart(6, '0')}.json`;

test('I12: every event is kept once, however often and from whatever length it is archived', async () => {
  const bucket = await newBucket();
  const archive = s3AuditArchive(s3, { bucket });
  const request = requestOf(12);
  await archive.append({ ...request, events: request.events.slice(0, 5) });
  await Promise.all([archive.append(request), archive.append(request)]);
  expect(await archived(s3, { bucket, id: request.id })).toEqual(request.events.map((event) => ({ request: request.id, ...event })));
});

test('I12: what is archived is not replaced, and a gap is closed', async () => {
  const bucket = await newBucket();
  const request = requestOf(3);
  await putObject({ bucket, key: keyOf(request, 1) }, '"as it was"');
  await putObject({ bucket, key: keyOf(request, 3) }, '"as it was"');
  await s3AuditArchive(s3, { bucket }).append(request);
  expect(await archived(s3, { bucket, id: request.id })).toEqual(['as it was', { request: request.id, ...request.events[1] }, 'as it was']);
});

test('a bucket that answers with errors fails the archiving, and the next one completes it', async () => {
  const bucket = await newBucket();
  const request = requestOf(4);
  const forbidden = { status: 403, headers: { 'content-type': 'application/xml' }, body: '<Error><Code>AccessDenied</Code></Error>' };
  const { client } = await proxiedS3(({ method, path }) => (method === 'PUT' && path.includes('000003.json') ? forbidden : 'pass'));
  await expect(s3AuditArchive(client, { bucket }).append(request)).rejects.toThrow();
  await s3AuditArchive(s3, { bucket }).append(request);
  expect(await archived(s3, { bucket, id: request.id })).toHaveLength(4);
});
