/** The audit archive: each event once, never replaced, and gaps closed. */
import { expect, test } from 'vitest';
import { nextEvent } from '../../src/workflow/audit.ts';
import { s3AuditArchive } from '../../src/workflow/aws/audit-archive.ts';
import { IntegrityError } from '../../src/workflow/errors.ts';
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
  const kept = (seq: number) => ({ note: 'as it was', hash: request.events[seq - 1]?.hash });
  for (const seq of [1, 3]) await putObject({ bucket, key: keyOf(request, seq) }, JSON.stringify(kept(seq)));
  await s3AuditArchive(s3, { bucket }).append(request);
  expect(await archived(s3, { bucket, id: request.id })).toEqual([kept(1), { request: request.id, ...request.events[1] }, kept(3)]);
});

test.each([
  { name: 'an event in the middle was rewritten', keep: 2, end: 6 },
  { name: 'the last event was rewritten', keep: 4, end: 5 },
  { name: 'the end was cut off', keep: 3, end: 3 },
])('I12: a record that is no longer what was archived is named, even with its chain made anew: $name', async ({ keep, end }) => {
  const bucket = await newBucket();
  const archive = s3AuditArchive(s3, { bucket });
  const request = requestOf(5);
  await archive.append(request);
  const events: AuditEvent[] = request.events.slice(0, keep);
  const [first] = events;
  if (!first) throw new Error('a received request has an event');
  const fact = { kind: 'withdrawn', reason: 'forged' } as const;
  while (events.length < end) events.push(nextEvent({ subject: request.id, events }, { ...first, fact }));
  await expect(archive.append({ ...request, events })).rejects.toThrow(IntegrityError);
  expect(await archived(s3, { bucket, id: request.id })).toEqual(request.events.map((event) => ({ request: request.id, ...event })));
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
