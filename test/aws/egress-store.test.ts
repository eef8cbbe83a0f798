/** The egress store and staging on S3: exactly the listed versions, and nothing left behind by what fails. */
import { createHash, randomBytes } from 'node:crypto';
import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { describe, expect, test } from 'vitest';
import { s3EgressStore } from '../../src/workflow/aws/egress-store.ts';
import { ObjectMissingError } from '../../src/workflow/errors.ts';
import { first, slowDown } from '../workflow/aws/proxy.ts';
import { newBucket, proxiedS3, putObject, s3 } from './clients.ts';

const digestOf = (body: string | Uint8Array): string => createHash('sha256').update(body).digest('hex');

const bytesOf = async (bucket: string, key: string): Promise<Buffer> => {
  const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
  return Buffer.from((await Body?.transformToByteArray()) ?? []);
};

const keysIn = async (bucket: string): Promise<readonly (string | undefined)[]> =>
  ((await s3.send(new ListObjectsV2Command({ Bucket: bucket }))).Contents ?? []).map(({ Key }) => Key);

const unfinishedIn = async (bucket: string): Promise<number> =>
  ((await s3.send(new ListMultipartUploadsCommand({ Bucket: bucket }))).Uploads ?? []).length;

const MiB = 1024 ** 2;
const smallest = { copyWholeUpTo: 5 * MiB, copyPartBytes: 5 * MiB };

const hostileKeys = [
  'w/a b.csv',
  'w/a+b.csv',
  'w/100%.csv',
  'w/%2e%2e/x.csv',
  'w/what?versionId=1.csv',
  'w/a&b=c;d#e.csv',
  'w/ünïcödé/研究 👩‍🔬.csv',
  'w/e\u0301.csv',
  "w/it's (1)!*.csv",
  'w/~tilde$@:,.csv',
  'w//double.csv',
  `w/${'é'.repeat(500)}`,
];

describe('object lists', () => {
  test('a list is read whole, as text', async () => {
    const bucket = await newBucket();
    const text = JSON.stringify({ objects: Array.from({ length: 5000 }, (_, index) => ({ Key: `w/研究 ${index}.csv` })) });
    await putObject({ bucket, key: 'lists/a b+c.json' }, text);
    expect(await s3EgressStore(s3, { stagingBucket: bucket }).readObjectList({ bucket, key: 'lists/a b+c.json' })).toBe(text);
  });

  test('a list that is not there, or whose bucket is not, is missing by name', async () => {
    const bucket = await newBucket();
    const store = s3EgressStore(s3, { stagingBucket: bucket });
    const absent = store.readObjectList({ bucket, key: 'lists/none.json' });
    await expect(absent).rejects.toThrow(ObjectMissingError);
    await expect(absent).rejects.toThrow(`s3://${bucket}/lists/none.json does not exist`);
    await expect(store.readObjectList({ bucket: `${bucket}-none`, key: 'k' })).rejects.toThrow(ObjectMissingError);
  });
});

describe('staging', () => {
  test.each(hostileKeys.map((key) => ({ key, shown: JSON.stringify(key.slice(0, 60)) })))(
    'I8: the key $shown is copied as it is',
    async ({ key }) => {
      const [bucket, stagingBucket] = [await newBucket(), await newBucket()];
      const version = await putObject({ bucket, key }, `content of ${key}`);
      const staged = await s3EgressStore(s3, { stagingBucket }).stage({ bucket, key, version }, { key: `r/${key}`, size: 1 });
      expect(staged).toEqual({ size: Buffer.byteLength(`content of ${key}`), sha256: digestOf(`content of ${key}`) });
      expect((await bytesOf(stagingBucket, `r/${key}`)).toString()).toBe(`content of ${key}`);
      expect(await keysIn(stagingBucket)).toEqual([`r/${key}`]);
    },
  );

  test('I9: the listed version is copied, whatever was written or deleted since', async () => {
    const [bucket, stagingBucket] = [await newBucket(), await newBucket()];
    const key = 'w/a.csv';
    const version = await putObject({ bucket, key }, 'listed');
    await putObject({ bucket, key }, 'written since');
    await s3.send(new DeleteObjectCommand({ Bucket: bucket, Key: key }));
    const store = s3EgressStore(s3, { stagingBucket });
    expect(await store.stage({ bucket, key, version }, { key: 'r/a.csv', size: 6 })).toEqual({ size: 6, sha256: digestOf('listed') });
    expect((await bytesOf(stagingBucket, 'r/a.csv')).toString()).toBe('listed');
  });

  test('staging again replaces what is there', async () => {
    const [bucket, stagingBucket] = [await newBucket(), await newBucket()];
    const store = s3EgressStore(s3, { stagingBucket });
    for (const content of ['first', 'second, longer']) {
      const version = await putObject({ bucket, key: 'w/a' }, content);
      await store.stage({ bucket, key: 'w/a', version }, { key: 'r/a', size: 1 });
      expect((await bytesOf(stagingBucket, 'r/a')).toString()).toBe(content);
    }
  });

  test('an empty object is staged with the digest of nothing', async () => {
    const [bucket, stagingBucket] = [await newBucket(), await newBucket()];
    const version = await putObject({ bucket, key: 'w/empty' }, '');
    const staged = await s3EgressStore(s3, { stagingBucket }).stage({ bucket, key: 'w/empty', version }, { key: 'r/empty', size: 0 });
    expect(staged).toEqual({ size: 0, sha256: digestOf('') });
  });

  test("the researcher's metadata stays behind", async () => {
    const [bucket, stagingBucket] = [await newBucket(), await newBucket()];
    const Metadata = { note: 'of the researcher' };
    const { VersionId: version = '' } = await s3.send(
      new PutObjectCommand({ Bucket: bucket, Key: 'w/a', Body: 'x', Metadata, ContentType: 'text/html', Tagging: 'who=researcher' }),
    );
    await s3EgressStore(s3, { stagingBucket }).stage({ bucket, key: 'w/a', version }, { key: 'r/a', size: 1 });
    const head = await s3.send(new HeadObjectCommand({ Bucket: stagingBucket, Key: 'r/a' }));
    expect(head.Metadata).toEqual({});
    expect(head.ContentType).not.toBe('text/html');
  });

  test.each(['absent key', 'absent version', 'malformed version', 'delete marker', 'absent bucket'])(
    'I9: an object with %s is missing by name, and nothing is staged',
    async (what) => {
      const [bucket, stagingBucket] = [await newBucket(), await newBucket()];
      const key = 'w/研究 a.csv';
      const version = await putObject({ bucket, key }, 'x');
      const { VersionId: marker = '' } = await s3.send(new DeleteObjectCommand({ Bucket: bucket, Key: key }));
      const source = { bucket, key, version };
      const absent = {
        'absent key': { ...source, key: 'w/none.csv' },
        'absent version': { ...source, version: version.replaceAll(/[0-9a-f]/g, 'a') },
        'malformed version': { ...source, version: 'no such version &x=1' },
        'delete marker': { ...source, version: marker },
        'absent bucket': { ...source, bucket: `${bucket}-none` },
      }[what];
      if (!absent) throw new Error(`no such case: ${what}`);
      const staging = s3EgressStore(s3, { stagingBucket }).stage(absent, { key: 'r/a.csv', size: 1 });
      await expect(staging).rejects.toThrow(ObjectMissingError);
      await expect(staging).rejects.toThrow(`s3://${absent.bucket}/${absent.key} version ${absent.version} does not exist`);
      expect(await keysIn(stagingBucket)).toEqual([]);
    },
  );

  test.each([
    { code: 'InvalidArgument', outcome: 'ObjectMissingError' },
    { code: 'ExpiredToken', outcome: 'ExpiredToken' },
  ])('a HEAD refused with 400, which has no body, is told apart by a GET: $code gives $outcome', async ({ code, outcome }) => {
    const [bucket, stagingBucket] = [await newBucket(), await newBucket()];
    const version = await putObject({ bucket, key: 'w/a' }, 'x');
    const body = `<Error><Code>${code}</Code><Message>of S3</Message></Error>`;
    const { client, seen } = await proxiedS3(({ method }) => ({
      status: 400,
      headers: { 'content-type': 'application/xml' },
      body: method === 'HEAD' ? '' : body,
    }));
    const staging = s3EgressStore(client, { stagingBucket }).stage({ bucket, key: 'w/a', version }, { key: 'r/a', size: 1 });
    await expect(staging).rejects.toMatchObject({ name: outcome });
    expect(seen.map(({ method }) => method)).toEqual(['HEAD', 'GET']);
  });

  test('a staging bucket that is not there is an error, and no object is called missing', async () => {
    const bucket = await newBucket();
    const version = await putObject({ bucket, key: 'w/a' }, 'x');
    const staging = s3EgressStore(s3, { stagingBucket: `${bucket}-none` }).stage({ bucket, key: 'w/a', version }, { key: 'r/a', size: 1 });
    await expect(staging).rejects.toMatchObject({ name: 'NoSuchBucket' });
  });
});

describe('objects beyond one CopyObject', () => {
  const content = randomBytes(12 * MiB + 345);
  const source = async () => {
    const bucket = await newBucket();
    const key = 'w/large é+%.bin';
    const version = await putObject({ bucket, key }, content);
    await putObject({ bucket, key }, 'written since');
    return { bucket, key, version };
  };

  test('they are copied in parts, and the digest is that of the whole', async () => {
    const stagingBucket = await newBucket();
    const staged = await s3EgressStore(s3, { stagingBucket, ...smallest }).stage(await source(), { key: 'r/large', size: content.length });
    expect(staged).toEqual({ size: content.length, sha256: digestOf(content) });
    expect((await bytesOf(stagingBucket, 'r/large')).equals(content)).toBe(true);
    expect((await s3.send(new HeadObjectCommand({ Bucket: stagingBucket, Key: 'r/large' }))).ETag).toMatch(/-3"$/);
    expect(await unfinishedIn(stagingBucket)).toBe(0);
  });

  test('the object of exactly the limit is copied whole', async () => {
    const stagingBucket = await newBucket();
    await s3EgressStore(s3, { stagingBucket, copyWholeUpTo: content.length }).stage(await source(), { key: 'r/large', size: 0 });
    expect((await s3.send(new HeadObjectCommand({ Bucket: stagingBucket, Key: 'r/large' }))).ETag).not.toContain('-');
  });

  test('a part that fails for good leaves neither object nor parts', async () => {
    const stagingBucket = await newBucket();
    const { client, seen } = await proxiedS3(({ method, query }) =>
      method === 'PUT' && query.get('partNumber') === '2'
        ? {
            status: 403,
            headers: { 'content-type': 'application/xml' },
            body: '<Error><Code>AccessDenied</Code><Message>no</Message></Error>',
          }
        : 'pass',
    );
    const staging = s3EgressStore(client, { stagingBucket, ...smallest }).stage(await source(), { key: 'r/large', size: 1 });
    await expect(staging).rejects.toMatchObject({ name: 'AccessDenied' });
    expect(seen.some(({ query }) => query.get('partNumber') === '1')).toBe(true);
    expect(await keysIn(stagingBucket)).toEqual([]);
    expect(await unfinishedIn(stagingBucket)).toBe(0);
  });
});

describe('S3 that refuses for a moment', () => {
  test('a copy that is told to slow down is tried again', async () => {
    const [bucket, stagingBucket] = [await newBucket(), await newBucket()];
    const version = await putObject({ bucket, key: 'w/a' }, 'x');
    const { client, seen } = await proxiedS3(first(2, ({ method }) => method === 'PUT', slowDown));
    const staged = await s3EgressStore(client, { stagingBucket }).stage({ bucket, key: 'w/a', version }, { key: 'r/a', size: 1 });
    expect(staged).toEqual({ size: 1, sha256: digestOf('x') });
    expect(seen.map(({ method }) => method)).toEqual(['HEAD', 'PUT', 'PUT', 'PUT']);
  });

  test('an error inside a 200, as S3 answers a copy that failed late, is no copy', async () => {
    const [bucket, stagingBucket] = [await newBucket(), await newBucket()];
    const version = await putObject({ bucket, key: 'w/a' }, 'x');
    const late = {
      ...slowDown,
      status: 200,
      body: '<?xml version="1.0"?>\n<Error><Code>InternalError</Code><Message>late</Message></Error>',
    };
    const { client } = await proxiedS3(first(1, ({ method }) => method === 'PUT', late));
    const staged = await s3EgressStore(client, { stagingBucket }).stage({ bucket, key: 'w/a', version }, { key: 'r/a', size: 1 });
    expect(staged).toEqual({ size: 1, sha256: digestOf('x') });
    expect((await bytesOf(stagingBucket, 'r/a')).toString()).toBe('x');
  });

  test('an answer without a checksum is not trusted', async () => {
    const [bucket, stagingBucket] = [await newBucket(), await newBucket()];
    const version = await putObject({ bucket, key: 'w/a' }, 'x');
    const bare = { ...slowDown, status: 200, body: '<?xml version="1.0"?><CopyObjectResult><ETag>"e"</ETag></CopyObjectResult>' };
    const { client } = await proxiedS3(({ method }) => (method === 'PUT' ? bare : 'pass'));
    const staging = s3EgressStore(client, { stagingBucket }).stage({ bucket, key: 'w/a', version }, { key: 'r/a', size: 1 });
    await expect(staging).rejects.toThrow(`S3 computed no SHA-256 of s3://${stagingBucket}/r/a`);
  });
});
