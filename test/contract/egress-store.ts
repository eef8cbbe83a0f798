/** What every egress store promises (`ports.ts`). */
import { describe, expect, test } from 'vitest';
import { ObjectMissingError } from '../../src/workflow/errors.ts';
import type { EgressStore } from '../../src/workflow/ports.ts';
import { digestOf, someBytes } from './bytes.ts';

/** An egress store with the means to play SWB, and a look at what was staged. */
export type OpenEgressStore = {
  readonly adapter: EgressStore;
  /** A bucket that keeps versions. */
  readonly bucket: string;
  /** Adds a version of the object and gives its id. */
  readonly putObject: (key: string, bytes: Uint8Array) => Promise<string>;
  /** The bytes under a key of the staging area; undefined when there are none. */
  readonly staged: (key: string) => Promise<Uint8Array | undefined>;
  readonly close: () => Promise<void>;
};

const target = (name: string, size: number) => ({ key: `workspace-1/request-1/${name}`, size });

/** Keys that SWB's users are free to make. */
const oddKeys = [
  'workspace-1/a b.csv',
  'workspace-1/a+b%2Bc.csv',
  'workspace-1/#?&=;:@$,.csv',
  'workspace-1/quotes \' and ".csv',
  'workspace-1/Größe/研究/👩‍🔬.csv',
  'workspace-1/é.csv',
  'workspace-1/e\u0301.csv',
  'workspace-1/CASE.csv',
  'workspace-1/case.csv',
  'workspace-1/=cmd()|!A1',
  'workspace-1/<!channel>',
  `workspace-1/${'k'.repeat(1000)}`,
];

/** Runs the suite; `create` gives an empty egress store. */
export const egressStoreContract = (name: string, create: () => Promise<OpenEgressStore>): void => {
  const withStore = async (work: (opened: OpenEgressStore) => Promise<void>): Promise<void> => {
    const opened = await create();
    try {
      await work(opened);
    } finally {
      await opened.close();
    }
  };

  describe(`${name} gives objects to staging`, () => {
    test('an object list is read as its latest text', () =>
      withStore(async ({ adapter, bucket, putObject }) => {
        await putObject('lists/1.json', Buffer.from('old'));
        const text = '{"objects":[{"Key":"workspace-1/Größe 研究 👩‍🔬.csv"}]}'.repeat(3000);
        await putObject('lists/1.json', Buffer.from(text));
        expect(await adapter.readObjectList({ bucket, key: 'lists/1.json' })).toBe(text);
      }));

    test('an object list that is not there is missing, by name', () =>
      withStore(async ({ adapter, bucket }) => {
        const reading = adapter.readObjectList({ bucket, key: 'lists/none.json' });
        await expect(reading).rejects.toThrow(ObjectMissingError);
        await expect(reading).rejects.toThrow(/none\.json/);
      }));

    test('I9: exactly the listed version is copied, not the latest', () =>
      withStore(async ({ adapter, bucket, putObject, staged }) => {
        const key = 'workspace-1/results.csv';
        const [first, second] = [Buffer.from('first version'), Buffer.from('the second one')];
        const [one, two] = [await putObject(key, first), await putObject(key, second)];
        expect(one).not.toBe(two);
        for (const [version, bytes] of [
          [one, first],
          [two, second],
          [one, first],
        ] as const) {
          const copied = await adapter.stage({ bucket, key, version }, target('results.csv', bytes.length));
          expect(copied).toEqual({ size: bytes.length, sha256: digestOf(bytes) });
          expect(Buffer.from((await staged('workspace-1/request-1/results.csv')) ?? [])).toEqual(bytes);
        }
      }));

    test.each([0, 1, 65_536, 3_000_001])('an object of %i bytes arrives whole, with its size and checksum', (length) =>
      withStore(async ({ adapter, bucket, putObject, staged }) => {
        const bytes = someBytes(length);
        const version = await putObject('workspace-1/object.bin', bytes);
        const copied = await adapter.stage({ bucket, key: 'workspace-1/object.bin', version }, target('object.bin', length));
        expect(copied).toEqual({ size: length, sha256: digestOf(bytes) });
        expect(digestOf((await staged('workspace-1/request-1/object.bin')) ?? 'nothing')).toBe(digestOf(bytes));
      }),
    );

    test('I8: objects whose keys look alike or odd stay apart', () =>
      withStore(async ({ adapter, bucket, putObject, staged }) => {
        const put: { readonly key: string; readonly version: string }[] = [];
        for (const key of oddKeys) put.push({ key, version: await putObject(key, Buffer.from(`bytes of ${key}`)) });
        for (const [index, { key, version }] of put.entries()) {
          const size = Buffer.byteLength(`bytes of ${key}`);
          expect(await adapter.stage({ bucket, key, version }, target(`${index}.csv`, size))).toMatchObject({ size });
          expect(Buffer.from((await staged(`workspace-1/request-1/${index}.csv`)) ?? []).toString()).toBe(`bytes of ${key}`);
        }
      }));

    test('I9: an object or a version that is not there is missing, by name, and nothing is staged', () =>
      withStore(async ({ adapter, bucket, putObject, staged }) => {
        const version = await putObject('workspace-1/here.csv', Buffer.from('here'));
        const elsewhere = await putObject('workspace-1/other.csv', Buffer.from('other'));
        for (const source of [
          { key: 'workspace-1/gone.csv', version },
          { key: 'workspace-1/here.csv', version: elsewhere },
        ]) {
          const staging = adapter.stage({ bucket, ...source }, target('gone.csv', 4));
          await expect(staging).rejects.toThrow(ObjectMissingError);
          await expect(staging).rejects.toThrow(source.key);
        }
        expect(await staged('workspace-1/request-1/gone.csv')).toBeUndefined();
      }));

    test('many objects are copied at once', () =>
      withStore(async ({ adapter, bucket, putObject, staged }) => {
        const names = Array.from({ length: 40 }, (_, index) => `folder-${index % 4}/file-${index}.csv`);
        await Promise.all(
          names.map(async (file) => {
            const version = await putObject(`workspace-1/${file}`, Buffer.from(file));
            await adapter.stage({ bucket, key: `workspace-1/${file}`, version }, target(file, file.length));
          }),
        );
        for (const file of names) expect(Buffer.from((await staged(`workspace-1/request-1/${file}`)) ?? []).toString()).toBe(file);
      }));
  });
};
