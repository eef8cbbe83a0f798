/** The data lake on S3: uploads whole or not at all, links that download under the right name. */
import { createHash, randomBytes } from 'node:crypto';
import { ListMultipartUploadsCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import { describe, expect, test } from 'vitest';
import { s3DataLake } from '../../src/workflow/aws/data-lake.ts';
import { uploadInParts } from '../../src/workflow/aws/part-upload.ts';
import { ObjectMissingError } from '../../src/workflow/errors.ts';
import { first } from '../workflow/aws/proxy.ts';
import { newBucket, proxiedS3, s3 } from './clients.ts';

const MiB = 1024 ** 2;

/** As many pieces of a mebibyte, each other than the one before, with the digest of them all. */
const pieces = (count: number) => {
  const content = Array.from({ length: count }, () => randomBytes(MiB));
  const hash = createHash('sha256');
  for (const piece of content) hash.update(piece);
  return { content, sha256: hash.digest('hex') };
};

async function* of(parts: Iterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield* parts;
}

const isEmpty = async (bucket: string): Promise<boolean> => {
  const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: bucket }));
  const { Uploads = [] } = await s3.send(new ListMultipartUploadsCommand({ Bucket: bucket }));
  return Contents.length === 0 && Uploads.length === 0;
};

describe('uploads', () => {
  test.each([0, 1, 8, 9, 16, 40])('a body of %i MiB arrives whole', async (count) => {
    const bucket = await newBucket();
    const lake = s3DataLake(s3, { bucket });
    const { content, sha256 } = pieces(count);
    const location = await lake.upload('approved_egress/w é/r/egress_data.zip', of(content), 'application/zip');
    expect(location).toMatchObject({ bucket, key: 'approved_egress/w é/r/egress_data.zip' });
    expect(await lake.size(location)).toBe(count * MiB);
    const stored = await lake.readRange(location, 0, count * MiB);
    expect(createHash('sha256').update(stored).digest('hex')).toBe(sha256);
  });

  test.each([0, 3, 40])('a body that throws after %i MiB leaves neither object nor parts', async (count) => {
    const bucket = await newBucket();
    const failing = async function* () {
      yield* pieces(count).content;
      throw new Error('the source broke');
    };
    await expect(s3DataLake(s3, { bucket }).upload('k', failing(), 'application/zip')).rejects.toThrow('the source broke');
    expect(await isEmpty(bucket)).toBe(true);
  });

  test('a part whose connection breaks is sent again', async () => {
    const bucket = await newBucket();
    const { client } = await proxiedS3(first(2, ({ query }) => query.has('partNumber'), 'reset-request'));
    const { content, sha256 } = pieces(40);
    const lake = s3DataLake(client, { bucket });
    const location = await lake.upload('k', of(content), 'application/zip');
    expect(
      createHash('sha256')
        .update(await lake.readRange(location, 0, 40 * MiB))
        .digest('hex'),
    ).toBe(sha256);
  });

  test('a connection that breaks for good leaves neither object nor parts, and stops reading the body', async () => {
    const bucket = await newBucket();
    const { client } = await proxiedS3(({ query }) => (query.get('partNumber') === '2' ? 'reset-request' : 'pass'));
    let produced = 0;
    let closed = false;
    const endless = async function* () {
      try {
        for (; produced < 500; produced += 1) yield Buffer.alloc(MiB, produced);
      } finally {
        closed = true;
      }
    };
    await expect(s3DataLake(client, { bucket }).upload('k', endless(), 'application/zip')).rejects.toThrow();
    expect(await isEmpty(bucket)).toBe(true);
    expect(closed).toBe(true);
    expect(produced).toBeLessThan(100);
  });

  test('a completion that S3 refuses leaves neither object nor parts', async () => {
    const bucket = await newBucket();
    const { client } = await proxiedS3(({ method, query }) =>
      method === 'POST' && query.has('uploadId')
        ? {
            status: 400,
            headers: { 'content-type': 'application/xml' },
            body: '<Error><Code>InvalidPart</Code><Message>no</Message></Error>',
          }
        : 'pass',
    );
    await expect(s3DataLake(client, { bucket }).upload('k', of(pieces(20).content), 'application/zip')).rejects.toMatchObject({
      name: 'InvalidPart',
    });
    expect(await isEmpty(bucket)).toBe(true);
  });

  test('parts may grow on the way, and a body that ends with a full part has no empty one', async () => {
    const bucket = await newBucket();
    const { content, sha256 } = pieces(21);
    const { client, seen } = await proxiedS3(() => 'pass');
    const upload = { location: { bucket, key: 'k' }, body: of(content), contentType: 'application/zip', kmsKeyId: undefined };
    await uploadInParts(client, { ...upload, partBytes: (number) => (number <= 1 ? 5 : 8) * MiB });
    expect(seen.filter(({ query }) => query.has('partNumber'))).toHaveLength(3);
    const stored = await s3DataLake(s3, { bucket }).readRange({ bucket, key: 'k' }, 0, 21 * MiB);
    expect(createHash('sha256').update(stored).digest('hex')).toBe(sha256);
  });

  test('an upload keeps no more than a few parts in memory, however slow S3 is', async () => {
    const bucket = await newBucket();
    let answered = 0;
    let produced = 0;
    let ahead = 0;
    const { client } = await proxiedS3(({ query }) => {
      if (query.has('partNumber')) answered += 8;
      return 'pass';
    });
    const body = async function* () {
      for (; produced < 160; produced += 1) {
        ahead = Math.max(ahead, produced - answered);
        yield Buffer.alloc(MiB);
      }
    };
    await s3DataLake(client, { bucket }).upload('k', body(), 'application/zip');
    expect(ahead).toBeLessThanOrEqual(24);
  });
});

describe('reading', () => {
  test('a range is the bytes from start up to end', async () => {
    const lake = s3DataLake(s3, { bucket: await newBucket() });
    const location = await lake.upload('k', of([Buffer.from('0123456789')]), 'text/plain');
    expect(Buffer.from(await lake.readRange(location, 2, 5)).toString()).toBe('234');
    expect(Buffer.from(await lake.readRange(location, 9, 10)).toString()).toBe('9');
    expect(await lake.readRange(location, 4, 4)).toHaveLength(0);
  });

  test('what is not there has no size, no range, and is removed without complaint', async () => {
    const bucket = await newBucket();
    const lake = s3DataLake(s3, { bucket });
    expect(await lake.size({ bucket, key: 'none' })).toBeUndefined();
    await expect(lake.readRange({ bucket, key: 'none' }, 0, 1)).rejects.toThrow(ObjectMissingError);
    await lake.remove({ bucket, key: 'none' });
  });

  test('what was removed is gone', async () => {
    const bucket = await newBucket();
    const lake = s3DataLake(s3, { bucket });
    const location = await lake.upload('k', of([Buffer.from('x')]), 'text/plain');
    await lake.remove(location);
    expect(await lake.size(location)).toBeUndefined();
    expect((await fetch(await lake.presign(location, { fileName: 'x', expiresInSeconds: 60 }))).ok).toBe(false);
  });
});

describe('links', () => {
  test.each(
    [
      { fileName: 'egress_data.zip', plain: 'egress_data.zip' },
      { fileName: 'Grace\'s "data" (1)*!.zip', plain: 'Grace_s _data_ _1___.zip' },
      { fileName: 'Größe 研究 👩‍🔬.zip', plain: undefined },
      { fileName: 'a\r\nSet-Cookie: x=1.zip', plain: 'a__Set-Cookie_ x_1.zip' },
      { fileName: '..\\..\\a;filename=b.exe', plain: '.._.._a_filename_b.exe' },
    ].map((name) => ({ ...name, shown: JSON.stringify(name.fileName) })),
  )('I13: a link downloads the object as $shown', async ({ fileName, plain }) => {
    const { client } = await proxiedS3(() => 'pass');
    const lake = s3DataLake(client, { bucket: await newBucket() });
    const location = await lake.upload('k', of([Buffer.from('the zip')]), 'application/zip');
    const answer = await fetch(await lake.presign(location, { fileName, expiresInSeconds: 60 }));
    expect(await answer.text()).toBe('the zip');
    const disposition = answer.headers.get('content-disposition') ?? '';
    const [, ascii, encoded] = /^attachment; filename="([\w. -]*)"; filename\*=UTF-8''([\w.%~-]*)$/.exec(disposition) ?? [];
    expect(decodeURIComponent(encoded ?? '')).toBe(fileName);
    if (plain !== undefined) expect(ascii).toBe(plain);
  });

  test('a link is signed, for one object and its life time', async () => {
    const bucket = await newBucket();
    const url = new URL(await s3DataLake(s3, { bucket }).presign({ bucket, key: 'k' }, { fileName: 'a.zip', expiresInSeconds: 90 }));
    expect(url.searchParams.get('X-Amz-Expires')).toBe('90');
    expect(url.pathname).toBe(`/${bucket}/k`);
    expect(url.searchParams.get('X-Amz-Signature')).toMatch(/^[0-9a-f]{64}$/);
  });
});

describe('encryption', () => {
  test('what is written names the given key', async () => {
    const bucket = await newBucket();
    const { client, seen } = await proxiedS3(() => 'pass');
    const lake = s3DataLake(client, { bucket, kmsKeyId: 'alias/data-lake' });
    await lake.upload('k', of(pieces(20).content), 'application/zip');
    const create = seen.find(({ query }) => query.has('uploads'));
    expect(create?.encryptionKey).toBe('alias/data-lake');
  });
});
