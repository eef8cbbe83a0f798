/** What every data lake promises (`ports.ts`). */
import { describe, expect, test } from 'vitest';
import { ObjectMissingError } from '../../src/workflow/errors.ts';
import type { DataLake } from '../../src/workflow/ports.ts';
import { digestOf, someBytes, streamOf } from './bytes.ts';

export type OpenDataLake = { readonly adapter: DataLake; readonly close: () => Promise<void> };

const key = 'approved_egress/workspace-1/request-1/egress_data.zip';
const type = 'application/zip';

const chunked = (bytes: Buffer, length: number): readonly Buffer[] =>
  Array.from({ length: Math.ceil(bytes.length / length) }, (_, index) => bytes.subarray(index * length, (index + 1) * length));

/** Runs the suite; `create` gives an empty data lake whose links are answered. */
export const dataLakeContract = (name: string, create: () => Promise<OpenDataLake>): void => {
  const withLake = async (work: (lake: DataLake) => Promise<void>): Promise<void> => {
    const { adapter, close } = await create();
    try {
      await work(adapter);
    } finally {
      await close();
    }
  };

  describe(`${name} keeps releases`, () => {
    test.each([
      { length: 0, chunk: 1 },
      { length: 5, chunk: 1 },
      { length: 9_000_001, chunk: 70_000 },
    ])('an upload of $length bytes in chunks of $chunk arrives whole', ({ length, chunk }) =>
      withLake(async (lake) => {
        const bytes = someBytes(length);
        const location = await lake.upload(key, streamOf(chunked(bytes, chunk)), type);
        expect(location.key).toBe(key);
        expect(await lake.size(location)).toBe(length);
        expect(digestOf(await lake.readRange(location, 0, length))).toBe(digestOf(bytes));
      }),
    );

    test('a body that throws leaves nothing behind', () =>
      withLake(async (lake) => {
        const { bucket } = await lake.upload('other', streamOf([Buffer.from('x')]), type);
        const failure = new Error('a checksum differs');
        for (const before of [0, 9]) {
          const chunks = Array.from({ length: before }, (_, index) => someBytes(1_000_000, index + 1));
          await expect(lake.upload(key, streamOf(chunks, failure), type)).rejects.toThrow('a checksum differs');
          expect(await lake.size({ bucket, key })).toBeUndefined();
        }
      }));

    test('a body that throws leaves what was there before', () =>
      withLake(async (lake) => {
        const location = await lake.upload(key, streamOf([Buffer.from('whole')]), type);
        await expect(lake.upload(key, streamOf([Buffer.from('half')], new Error('broke off')), type)).rejects.toThrow('broke off');
        expect(Buffer.from(await lake.readRange(location, 0, 5)).toString()).toBe('whole');
      }));

    test('a range is exactly its bytes', () =>
      withLake(async (lake) => {
        const bytes = someBytes(10_000);
        const location = await lake.upload(key, streamOf([bytes]), type);
        for (const [start, end] of [
          [0, 1],
          [1, 10_000],
          [9_999, 10_000],
          [4_000, 4_000],
          [123, 4_567],
        ] as const) {
          expect(Buffer.from(await lake.readRange(location, start, end))).toEqual(bytes.subarray(start, end));
        }
      }));

    test('what is not there has no size, cannot be read, and can be removed', () =>
      withLake(async (lake) => {
        const location = await lake.upload(key, streamOf([Buffer.from('x')]), type);
        const none = { bucket: location.bucket, key: `${key}.none` };
        expect(await lake.size(none)).toBeUndefined();
        await expect(lake.readRange(none, 0, 1)).rejects.toThrow(ObjectMissingError);
        await lake.remove(none);
        await lake.remove(location);
        await lake.remove(location);
        expect(await lake.size(location)).toBeUndefined();
      }));

    test('an upload is taken back as long as it is what lies there, and nothing else is', () =>
      withLake(async (lake) => {
        for (const length of [1_000, 9_000_001]) {
          const mine = await lake.upload(key, streamOf([someBytes(length, 1)]), type);
          const others = await lake.upload(key, streamOf([someBytes(length, 2)]), type);
          await lake.removeUpload(mine);
          expect(digestOf(await lake.readRange(others, 0, length))).toBe(digestOf(someBytes(length, 2)));
          await lake.removeUpload(others);
          expect(await lake.size(others)).toBeUndefined();
          await lake.removeUpload(others);
        }
      }));

    test('a link downloads the object as an attachment with its name', () =>
      withLake(async (lake) => {
        const bytes = someBytes(100_000);
        const location = await lake.upload(key, streamOf([bytes]), type);
        const fileName = 'egress Größe "研究"; request-1.zip';
        const answer = await fetch(await lake.presign(location, { fileName, expiresInSeconds: 60 }));
        expect(answer.status).toBe(200);
        expect(digestOf(Buffer.from(await answer.arrayBuffer()))).toBe(digestOf(bytes));
        const disposition = answer.headers.get('content-disposition') ?? '';
        expect(disposition).toMatch(/^attachment; /);
        expect(decodeURIComponent(/filename\*=UTF-8''([^;]+)/.exec(disposition)?.[1] ?? '')).toBe(fileName);
      }));

    test('two links to one object differ when their names do, and both serve it', () =>
      withLake(async (lake) => {
        const location = await lake.upload(key, streamOf([Buffer.from('bytes')]), type);
        const links = await Promise.all(['a.zip', 'b.zip'].map((fileName) => lake.presign(location, { fileName, expiresInSeconds: 60 })));
        expect(new Set(links).size).toBe(2);
        for (const link of links) expect(await (await fetch(link)).text()).toBe('bytes');
      }));
  });
};
