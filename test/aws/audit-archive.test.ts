/** The audit archive: each event once, never replaced, and gaps closed. */
import { expect, test } from 'vitest';
import { bucketArchive } from '../../src/handlers/audit/archives.ts';
import { s3AuditArchive } from '../../src/workflow/aws/audit-archive.ts';
import type { EgressRequest } from '../../src/workflow/request.ts';
import { auditArchiveContract, linesOf, requestOf } from '../contract/audit-archive.ts';
import { archived } from './archived.ts';
import { newBucket, proxiedS3, putObject, s3 } from './clients.ts';

const keyOf = ({ id }: EgressRequest, seq: number): string => `requests/${id}/${String(seq).padStart(6, '0')}.json`;

auditArchiveContract('S3', async () => {
  const bucket = await newBucket();
  return { archive: s3AuditArchive(s3, { bucket }), archived: (id) => archived(s3, { bucket, id }) };
});

test('I12: what is archived is not replaced, and a gap is closed', async () => {
  const bucket = await newBucket();
  const request = requestOf(3);
  const kept = (seq: number) => ({ note: 'as it was', hash: request.events[seq - 1]?.hash });
  for (const seq of [1, 3]) await putObject({ bucket, key: keyOf(request, seq) }, JSON.stringify(kept(seq)));
  await s3AuditArchive(s3, { bucket }).append(request);
  expect(await archived(s3, { bucket, id: request.id })).toEqual([kept(1), { request: request.id, ...request.events[1] }, kept(3)]);
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

test('what is archived is read back request by request, whole, as the auditor does', async () => {
  const bucket = await newBucket();
  const archive = s3AuditArchive(s3, { bucket });
  const requests = [requestOf(11), requestOf(2)];
  for (const request of requests) await archive.append(request);
  const reader = bucketArchive(s3, bucket);
  const found = new Map<string, readonly string[]>();
  for await (const { id, lines } of reader.requests()) found.set(id, lines);
  expect(found.size).toBe(2);
  for (const request of requests) expect(found.get(request.id)?.map((line) => JSON.parse(line))).toEqual(linesOf(request));
  const [first] = requests;
  for (const beginning of [first?.id, first?.id.slice(0, 8)]) {
    const named: string[] = [];
    for await (const { id, lines } of reader.requests(beginning)) named.push(`${id} ${lines.length}`);
    expect(named).toEqual([`${first?.id} 11`]);
  }
});

test('I12: a bucket without any record is no archive in which all hold', async () => {
  const bucket = await newBucket();
  await putObject({ bucket, key: 'other/000001.json' }, '{}');
  const read = async () => {
    for await (const { id } of bucketArchive(s3, bucket).requests()) expect(id).toBe('none');
  };
  await expect(read()).rejects.toThrow(`There is no record in s3://${bucket}: expected objects requests/REQUEST/000001.json`);
});
