/** A hundred thousand objects through S3's own client, against an endpoint that answers as S3 does and keeps in memory what it is given. */
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { S3Client } from '@aws-sdk/client-s3';
import { expect, test } from 'vitest';
import { s3EgressStore } from '../../../src/workflow/aws/egress-store.ts';
import { s3StagingArea } from '../../../src/workflow/aws/staging-area.ts';
import { manifestKey, partsPrefix, readManifest } from '../../../src/workflow/manifest.ts';
import { stageInTime } from '../../../src/workflow/staging.ts';
import { received } from '../../contract/sample-requests.ts';
import { collect } from '../collect.ts';
import { listed } from '../packaging/submissions.ts';

const count = 100_000;
const copiesInTime = 40_000;
const content = Buffer.from('a,b\n1,2\n');
const checksum = createHash('sha256').update(content).digest('base64');

const startS3 = async () => {
  const documents = new Map<string, Buffer>();
  const copies: string[] = [];
  const xml = (response: ServerResponse, body: string): void => {
    response.writeHead(200, { 'content-type': 'application/xml' }).end(`<?xml version="1.0"?>${body}`);
  };
  const partsOf = (key: string): readonly string[] =>
    [...documents.keys()].filter((each) => each.startsWith(`${key}\0`)).sort((a, b) => Number(a.split('\0')[1]) - Number(b.split('\0')[1]));
  const finish = (key: string): void => {
    const parts = partsOf(key);
    documents.set(key, Buffer.concat(parts.map((part) => documents.get(part) ?? Buffer.alloc(0))));
    for (const part of parts) documents.delete(part);
  };
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://s3');
    const key = decodeURIComponent(pathname.slice(1));
    const body = await buffer(request);
    const source = request.headers['x-amz-copy-source'];
    if (request.method === 'HEAD') {
      response.writeHead(200, { 'content-length': content.length }).end();
    } else if (source !== undefined) {
      copies.push(String(source));
      xml(response, `<CopyObjectResult><ETag>"0"</ETag><ChecksumSHA256>${checksum}</ChecksumSHA256></CopyObjectResult>`);
    } else if (request.method === 'PUT') {
      documents.set(searchParams.has('partNumber') ? `${key}\0${searchParams.get('partNumber')}` : key, body);
      response.writeHead(200, { etag: '"0"' }).end();
    } else if (searchParams.has('delete')) {
      const bucket = key.split('/')[0];
      for (const [, name] of body.toString().matchAll(/<Key>(.*?)<\/Key>/g)) documents.delete(`${bucket}/${name}`);
      xml(response, '<DeleteResult/>');
    } else if (searchParams.has('uploads')) {
      xml(response, '<InitiateMultipartUploadResult><UploadId>u</UploadId></InitiateMultipartUploadResult>');
    } else if (request.method === 'POST') {
      finish(key);
      xml(response, '<CompleteMultipartUploadResult><ETag>"0"</ETag></CompleteMultipartUploadResult>');
    } else if (searchParams.has('list-type')) {
      const bucket = key.split('/')[0];
      const prefix = `${bucket}/${searchParams.get('prefix')}`;
      const keys = [...documents.keys()].filter((each) => each.startsWith(prefix)).map((each) => each.slice(`${bucket}/`.length));
      const contents = keys.map((each) => `<Contents><Key>${each}</Key></Contents>`).join('');
      xml(response, `<ListBucketResult><IsTruncated>false</IsTruncated>${contents}</ListBucketResult>`);
    } else {
      const found = documents.get(key);
      if (found) response.writeHead(200).end(found);
      else response.writeHead(404, { 'content-type': 'application/xml' }).end('<Error><Code>NoSuchKey</Code></Error>');
    }
  };
  const server = createServer((request, response) => void answer(request, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const client = new S3Client({
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    region: 'eu-west-2',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    forcePathStyle: true,
  });
  return {
    client,
    documents,
    copies,
    [Symbol.asyncDispose]: async () => {
      client.destroy();
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
};

test('I9: a hundred thousand objects are staged by calls that end in time, each object once, under one manifest', async () => {
  await using s3 = await startS3();
  const request = received();
  const { source, objectList } = request.submission;
  const lines = [...Array(count).keys()].map((index) => listed(`${source.prefix}f/${index}.csv`, content.length, `v${index}`));
  s3.documents.set(`${objectList.bucket}/${objectList.key}`, Buffer.from(JSON.stringify({ objects: lines })));
  const ports = {
    egressStore: s3EgressStore(s3.client, { stagingBucket: 'staging' }),
    staging: s3StagingArea(s3.client, { bucket: 'staging' }),
  };
  const call = () => {
    const enough = s3.copies.length + copiesInTime;
    return stageInTime(ports, request, { isTimeUp: () => s3.copies.length >= enough });
  };
  expect(await call()).toBeUndefined();
  expect(await call()).toBeUndefined();
  expect(await call()).toMatchObject({ files: count, bytes: count * content.length });
  expect(s3.copies).toHaveLength(count);
  expect(new Set(s3.copies).size).toBe(count);
  const staged = await collect(readManifest(await ports.staging.open(manifestKey(request)), request.id));
  expect(new Set(staged.map(({ sourceVersion }) => sourceVersion)).size).toBe(count);
  expect([...s3.documents.keys()].filter((key) => key.includes(partsPrefix(request)))).toEqual([]);
}, 900_000);
