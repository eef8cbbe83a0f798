import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { byBytes } from '../../../src/workflow/byte-order.ts';
import { zipOf } from '../../../src/workflow/packaging/zip.ts';
import type { Sha256, StagedFile } from '../../../src/workflow/request.ts';
import { collect } from '../collect.ts';
import { unzip, unzipComplaint } from './unzip.ts';

const date = new Date('2026-11-02T09:00:00Z');

type Content = { readonly path: string; readonly bytes: Uint8Array };
const file = ({ path, bytes }: Content): StagedFile => ({
  path,
  sourceKey: path,
  sourceVersion: 'v1',
  size: bytes.length,
  sha256: createHash('sha256').update(bytes).digest('hex') as Sha256,
});

async function* each<T>(items: Iterable<T>): AsyncGenerator<T> {
  yield* items;
}

async function* cutInto(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let start = 0; start < bytes.length; start += size) yield bytes.subarray(start, start + size);
}

const zipped = (contents: readonly Content[], chunk = 65_536) => {
  const byPath = new Map(contents.map((content) => [content.path, content.bytes]));
  return zipOf(each(contents.map(file)), { date, open: async ({ path }) => cutInto(byPath.get(path) ?? new Uint8Array(), chunk) });
};

const bytesOf = async (contents: readonly Content[], chunk?: number): Promise<Buffer> =>
  Buffer.concat(await collect(zipped(contents, chunk).body));

const inFile = async (bytes: Uint8Array, look: (path: string) => Promise<void>): Promise<void> => {
  const folder = await mkdtemp(join(tmpdir(), 'sallyport-zip-'));
  try {
    await writeFile(join(folder, 'a.zip'), bytes);
    await look(join(folder, 'a.zip'));
  } finally {
    await rm(folder, { recursive: true });
  }
};

const text = (path: string, content = path): Content => ({ path, bytes: Buffer.from(content) });
const large = (path: string): Content => ({ path, bytes: Buffer.alloc(1_500_000, `${path},1\n`) });

describe('zipOf', () => {
  test('I8: any contents are read back as they were put in', async () => {
    const name = fc
      .string({ unit: fc.constantFrom('a', 'b', 'é', '統', '😀', ' ', '+'), minLength: 1, maxLength: 6 })
      .map((some) => `${some}x`);
    const contents = fc.uniqueArray(fc.record({ path: name, bytes: fc.uint8Array({ maxLength: 2000 }) }), {
      selector: ({ path }) => path,
      maxLength: 8,
    });
    await fc.assert(
      fc.asyncProperty(contents, async (some) => {
        const sorted = some.toSorted((a, b) => byBytes(a.path, b.path));
        await inFile(await bytesOf(sorted), async (path) => {
          const entries = (await unzip(path)).map((entry) => ({ path: entry.path, bytes: new Uint8Array(entry.bytes) }));
          expect(entries).toEqual(sorted.map((content) => ({ ...content, bytes: new Uint8Array(content.bytes) })));
          if (entries.length > 0) expect(unzipComplaint(path)).toBeUndefined();
        });
      }),
      { numRuns: 30 },
    );
  });

  test('the bytes do not depend on how the sources are cut', async () => {
    const contents = [text('a'), large('b'), { path: 'c', bytes: Buffer.alloc(1_200_000, Buffer.from('1f8b0800', 'hex')) }];
    const [one, two, three] = [await bytesOf(contents), await bytesOf(contents, 1000), await bytesOf(contents, 1_500_000)];
    expect(one.equals(two)).toBe(true);
    expect(one.equals(three)).toBe(true);
  });

  test.each([
    { name: 'climbs', paths: ['../../etc/passwd'] },
    { name: 'climbs within', paths: ['a', 'b/../../c'] },
    { name: 'is absolute', paths: ['/etc/passwd'] },
    { name: 'holds NUL', paths: ['a\u0000b'] },
    { name: 'comes twice', paths: ['a', 'a'] },
    { name: 'is out of order', paths: ['b', 'a'] },
  ])('a name that $name is refused before archiver sees it', async ({ paths }) => {
    await expect(bytesOf(paths.map((path) => text(path)))).rejects.toMatchObject({ name: 'UnsafePathError' });
  });

  test('at most 16 small files are fetched ahead of the one whose turn it is', async () => {
    const contents = [...Array(100).keys()].map((index) => text(String(index).padStart(3, '0')));
    const byPath = new Map(contents.map((content) => [content.path, content.bytes]));
    const { promise: first, resolve: release } = Promise.withResolvers<void>();
    let opened = 0;
    const { body } = zipOf(each(contents.map(file)), {
      date,
      open: async ({ path }) => {
        opened += 1;
        if (path === '000') await first;
        return each([byPath.get(path) ?? new Uint8Array()]);
      },
    });
    const whole = collect(body);
    for (let turn = 0; turn < 200; turn += 1) await setImmediate();
    expect(opened).toBe(17);
    release();
    await whole;
    expect(opened).toBe(100);
  });

  test('larger files are opened one by one', async () => {
    const contents = ['a', 'b', 'c'].map(large);
    let open = 0;
    let most = 0;
    const { body } = zipOf(each(contents.map(file)), {
      date,
      open: async ({ path }) =>
        (async function* () {
          most = Math.max(most, ++open);
          yield contents.find((content) => content.path === path)?.bytes ?? new Uint8Array();
          open -= 1;
        })(),
    });
    await collect(body);
    expect(most).toBe(1);
  });

  test('nobody reading means that nothing more is read', async () => {
    const total = 64;
    const contents = [...Array(total).keys()].map((index) => large(`f${String(index).padStart(2, '0')}`));
    let given = 0;
    const { body } = zipOf(
      each(contents.map((content) => file({ ...content, bytes: Buffer.concat([Buffer.from('1f8b08', 'hex'), content.bytes]) }))),
      {
        date,
        open: async ({ path }) =>
          (async function* () {
            const bytes = Buffer.concat([
              Buffer.from('1f8b08', 'hex'),
              contents.find((content) => content.path === path)?.bytes ?? ('' as never),
            ]);
            for await (const chunk of cutInto(bytes, 65_536)) {
              given += chunk.length;
              yield chunk;
            }
          })(),
      },
    );
    const reader = body[Symbol.asyncIterator]();
    await reader.next();
    for (let turn = 0; turn < 200; turn += 1) await setImmediate();
    expect(given).toBeLessThan(4 * 2 ** 20);
    await reader.return?.();
  });

  test('I7: a source that never ends is refused as soon as it is too long', async () => {
    for (const content of [text('small'), large('large')]) {
      const endless = async function* () {
        for (;;) yield Buffer.alloc(100_000, 'x');
      };
      const { body } = zipOf(each([file(content)]), { date, open: async () => endless() });
      await expect(collect(body)).rejects.toThrow(/is longer than/);
    }
  });

  test('I7: a source that ends early is told by its size', async () => {
    for (const content of [text('small'), large('large')]) {
      const { body } = zipOf(each([file(content)]), { date, open: async () => each([content.bytes.subarray(0, 3)]) });
      await expect(collect(body)).rejects.toThrow(/has 3 bytes, not/);
    }
  });

  test.each(['ahead', 'in the middle of its turn'])('leaving the zip destroys a stream that hangs %s', async (when) => {
    const noise = { path: 'a', bytes: randomBytes(3_000_000) };
    const given = when === 'ahead' ? noise.bytes : noise.bytes.subarray(0, 2_000_000);
    const hanging = (bytes: Uint8Array): Readable => {
      const stream = new Readable({ read: () => undefined });
      stream.push(bytes);
      return stream;
    };
    const streams: Readable[] = [];
    const { body } = zipOf(each([file(noise), file(text('b'))]), {
      date,
      open: async ({ path }) => {
        const stream = path === 'b' ? hanging(Buffer.from('?')) : when === 'ahead' ? Readable.from(cutInto(given, 65_536)) : hanging(given);
        streams.push(stream);
        return stream;
      },
    });
    let taken = 0;
    for await (const chunk of body) {
      taken += chunk.length;
      if (taken > 500_000) break;
    }
    await expect.poll(() => streams.map(({ destroyed }) => destroyed)).toEqual([true, true]);
  });
});
