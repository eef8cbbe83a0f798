/** The staging bucket: documents whole or not at all, deletion in batches, lists of any length. */
import { createHash, randomBytes } from 'node:crypto';
import { ListMultipartUploadsCommand } from '@aws-sdk/client-s3';
import { describe, expect, test } from 'vitest';
import { s3StagingArea } from '../../src/workflow/aws/staging-area.ts';
import { ObjectMissingError } from '../../src/workflow/errors.ts';
import type { StagingArea } from '../../src/workflow/ports.ts';
import { newBucket, proxiedS3, putObject, s3 } from './clients.ts';

async function* of(...parts: readonly string[]): AsyncGenerator<string> {
  yield* parts;
}

const gather = async <T>(items: AsyncIterable<T>): Promise<readonly T[]> => {
  const gathered: T[] = [];
  for await (const item of items) gathered.push(item);
  return gathered;
};

const textOf = async (stream: AsyncIterable<Uint8Array>): Promise<string> => Buffer.concat(await gather(stream)).toString();

const keysOf = async (staging: StagingArea, prefix: string): Promise<readonly string[]> => [...(await gather(staging.list(prefix)))].sort();

const unfinishedIn = async (bucket: string): Promise<number> =>
  ((await s3.send(new ListMultipartUploadsCommand({ Bucket: bucket }))).Uploads ?? []).length;

describe('documents', () => {
  test.each([
    { what: 'nothing', parts: [] },
    { what: 'one line', parts: ['{"path":"研究.csv"}\n'] },
    { what: 'a character split between two parts', parts: ['a\ud83d', '\udd2cb'] },
    { what: '12 MB in many parts', parts: Array.from({ length: 120_000 }, (_, index) => `${index} ${'é'.repeat(48)}\n`) },
  ])('$what is written and read back', async ({ parts }) => {
    const staging = s3StagingArea(s3, { bucket: await newBucket() });
    await staging.write('r/manifest é+%.json', of(...parts));
    expect(await textOf(await staging.open('r/manifest é+%.json'))).toBe(parts.join(''));
  });

  test.each([{ lines: 3 }, { lines: 200_000 }])(
    'a body that fails after $lines lines leaves neither document nor parts',
    async ({ lines }) => {
      const bucket = await newBucket();
      const staging = s3StagingArea(s3, { bucket });
      const failing = async function* () {
        for (let line = 0; line < lines; line += 1) yield `${'x'.repeat(60)}\n`;
        throw new Error('the source broke');
      };
      await expect(staging.write('r/m', failing())).rejects.toThrow('the source broke');
      expect(await keysOf(staging, 'r/')).toEqual([]);
      expect(await unfinishedIn(bucket)).toBe(0);
    },
  );

  test('an object that is not there is missing by name', async () => {
    const bucket = await newBucket();
    const opening = s3StagingArea(s3, { bucket }).open('r/研究 a.csv');
    await expect(opening).rejects.toThrow(ObjectMissingError);
    await expect(opening).rejects.toThrow(`s3://${bucket}/r/研究 a.csv does not exist`);
  });

  test('an object is streamed, not gathered, and may be left half read', async () => {
    const bucket = await newBucket();
    const body = randomBytes(8 * 1024 ** 2);
    await putObject({ bucket, key: 'r/a' }, body);
    const staging = s3StagingArea(s3, { bucket });
    const hash = createHash('sha256');
    let largest = 0;
    for await (const chunk of await staging.open('r/a')) {
      hash.update(chunk);
      largest = Math.max(largest, chunk.length);
    }
    expect(hash.digest('hex')).toBe(createHash('sha256').update(body).digest('hex'));
    expect(largest).toBeLessThan(1024 ** 2);
    for await (const _ of await staging.open('r/a')) break;
    expect(await textOf(await staging.open('r/a'))).toHaveLength(body.toString().length);
  });

  test('I7: an answer that breaks off is an error, never a shorter object', async () => {
    const bucket = await newBucket();
    await putObject({ bucket, key: 'r/a' }, randomBytes(1024 ** 2));
    const { client } = await proxiedS3(({ method }) => (method === 'GET' ? 'cut-answer' : 'pass'));
    await expect((async () => textOf(await s3StagingArea(client, { bucket }).open('r/a')))()).rejects.toThrow();
  });
});

describe('deletion', () => {
  test('more than two thousand keys, some of them not there, go in batches of a thousand', async () => {
    const bucket = await newBucket();
    const keys = Array.from({ length: 150 }, (_, index) => `r/é ${index}+%&<>"'.csv`);
    await Promise.all(keys.map((key) => putObject({ bucket, key }, 'x')));
    await putObject({ bucket, key: 'r2/kept' }, 'x');
    const { client, seen } = await proxiedS3(() => 'pass');
    const absent = Array.from({ length: 2000 }, (_, index) => `r/absent ${index}`);
    await s3StagingArea(client, { bucket }).remove([...absent, ...keys]);
    expect(seen.map(({ method, query }) => `${method} ${query.has('delete')}`)).toEqual(Array.from({ length: 3 }, () => 'POST true'));
    expect(await keysOf(s3StagingArea(s3, { bucket }), 'r')).toEqual(['r2/kept']);
  });

  test('deleting nothing asks for nothing', async () => {
    const { client, seen } = await proxiedS3(() => 'pass');
    await s3StagingArea(client, { bucket: 'unused' }).remove([]);
    expect(seen).toEqual([]);
  });

  test('objects that S3 says it did not delete are an error, though the answer is a 200', async () => {
    const bucket = await newBucket();
    const body = [
      '<?xml version="1.0" encoding="UTF-8"?><DeleteResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">',
      '<Error><Key>r/a</Key><Code>AccessDenied</Code><Message>Access Denied</Message></Error>',
      '<Error><Key>r/b</Key><Code>InternalError</Code><Message>try again</Message></Error></DeleteResult>',
    ].join('');
    const { client } = await proxiedS3(() => ({ status: 200, headers: { 'content-type': 'application/xml' }, body }));
    await expect(s3StagingArea(client, { bucket }).remove(['r/a', 'r/b', 'r/c'])).rejects.toThrow(
      `2 of 3 objects in ${bucket} were not deleted, the first, r/a, by AccessDenied`,
    );
  });
});

describe('lists', () => {
  test('a prefix of more than a thousand objects is listed whole, and no other', async () => {
    const bucket = await newBucket();
    const keys = Array.from({ length: 1100 }, (_, index) => `r/${index}`).sort();
    for (let start = 0; start < keys.length; start += 50)
      await Promise.all(keys.slice(start, start + 50).map((key) => putObject({ bucket, key }, 'x')));
    await putObject({ bucket, key: 'r2/other' }, 'x');
    const staging = s3StagingArea(s3, { bucket });
    expect(await keysOf(staging, 'r/')).toEqual(keys);
    expect(await keysOf(staging, 'none/')).toEqual([]);
  });

  test('I8: keys come back as they are', async () => {
    const bucket = await newBucket();
    const keys = ['r/a b', 'r/a+b', 'r/100%', 'r/%2F', 'r/研究 👩‍🔬', 'r/e\u0301', 'r/é', 'r/<a&b>"\'', 'r/a//b', 'r/tab\there'].sort();
    for (const key of keys) await putObject({ bucket, key }, 'x');
    const staging = s3StagingArea(s3, { bucket });
    expect(await keysOf(staging, 'r/')).toEqual(keys);
    await staging.remove(keys);
    expect(await keysOf(staging, 'r/')).toEqual([]);
  });
});
