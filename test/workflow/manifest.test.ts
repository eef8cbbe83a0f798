import { createHash } from 'node:crypto';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { byBytes } from '../../src/workflow/byte-order.ts';
import { extensionOf, manifestKey, manifestLines, readManifest, stagingPrefix, summariseManifest } from '../../src/workflow/manifest.ts';
import type { RequestId, Sha256, StagedFile } from '../../src/workflow/request.ts';
import { received } from '../contract/sample-requests.ts';
import { collect } from './collect.ts';

const id = '0f8fad5b-d9cb-469f-a165-70867728950e' as RequestId;
const aFile = (path: string, size = 1): StagedFile => ({
  path,
  sourceKey: `ws/${path}`,
  sourceVersion: 'v1',
  size,
  sha256: createHash('sha256').update(path).digest('hex') as Sha256,
});

const textOf = (files: readonly StagedFile[]): string => [...manifestLines(id, files)].join('');

async function* chunked(text: string, size: number): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(text);
  for (let start = 0; start < bytes.length; start += size) yield bytes.subarray(start, start + size);
}

const read = (text: string, size = 64): Promise<readonly StagedFile[]> => collect(readManifest(chunked(text, size), id));

describe('manifest', () => {
  test('what was written is read back, however the bytes are cut', async () => {
    const text = fc.string({ unit: 'binary', minLength: 1, maxLength: 20 }).map((some) => some.toWellFormed());
    const files = fc.uniqueArray(text, { maxLength: 20 }).map((paths) => paths.sort(byBytes).map((path) => aFile(path)));
    await fc.assert(
      fc.asyncProperty(files, fc.integer({ min: 1, max: 50 }), async (some, size) => {
        expect(await read(textOf(some), size)).toEqual(some);
      }),
    );
  });

  test('I7: equal files give equal bytes, whatever the order of their properties', () => {
    const { path, sha256, ...rest } = aFile('a.csv');
    expect(textOf([{ sha256, ...rest, path }])).toBe(textOf([aFile('a.csv')]));
  });

  test('I7: the digest is the SHA-256 of the manifest, and changes with any of it', () => {
    const files = [aFile('a.csv'), aFile('b.csv')];
    expect(summariseManifest(id, files).digest).toBe(createHash('sha256').update(textOf(files)).digest('hex'));
    for (const changed of [{ size: 2 }, { sourceVersion: 'v2' }, { sha256: aFile('x').sha256 }, { path: 'c.csv' }, { sourceKey: 'ws/z' }]) {
      expect(summariseManifest(id, [aFile('a.csv'), { ...aFile('b.csv'), ...changed }]).digest).not.toBe(
        summariseManifest(id, files).digest,
      );
    }
  });

  const [header, first, second] = textOf([aFile('a.csv'), aFile('b.csv')]).split('\n');
  test.each([
    { name: 'nothing', text: '' },
    { name: 'no header', text: `${first}\n` },
    { name: 'the header of another request', text: `${[...manifestLines('other' as RequestId, [])].join('')}${first}\n` },
    { name: 'a cut last line', text: `${header}\n${first}` },
    { name: 'a line that is no JSON', text: `${header}\n{\n` },
    { name: 'an empty line', text: `${header}\n\n${first}\n` },
    { name: 'an unknown property', text: `${header}\n${first?.replace('{', '{"x":1,')}\n` },
    { name: 'a negative size', text: `${header}\n${first?.replace('"size":1', '"size":-1')}\n` },
    { name: 'a checksum in capitals', text: `${header}\n${first?.replace(/[0-9a-f]{64}/, (hash) => hash.toUpperCase())}\n` },
    { name: 'paths out of order', text: `${header}\n${second}\n${first}\n` },
    { name: 'a path twice', text: `${header}\n${first}\n${first}\n` },
    { name: 'a line without end', text: `${header}\n${'x'.repeat(40_000)}` },
  ])('$name is refused', async ({ text }) => {
    await expect(read(text)).rejects.toMatchObject({ name: 'BadInputError', message: expect.stringContaining('manifest: line ') });
  });

  test('bytes that are not UTF-8 are refused', async () => {
    const bytes = async function* () {
      yield Buffer.from([0x7b, 0xff, 0x0a]);
    };
    await expect(collect(readManifest(bytes(), id))).rejects.toMatchObject({ name: 'BadInputError' });
  });

  test('a failing source is told as it is', async () => {
    const failing = async function* () {
      yield Buffer.from(`${header}\n`);
      throw new TypeError('the network is gone');
    };
    await expect(collect(readManifest(failing(), id))).rejects.toThrow('the network is gone');
  });

  test('leaving early closes the source', async () => {
    let closed = false;
    const source = async function* () {
      try {
        yield Buffer.from(textOf([aFile('a.csv'), aFile('b.csv')]));
        await new Promise(() => undefined);
      } finally {
        closed = true;
      }
    };
    for await (const _ of readManifest(source(), id)) break;
    expect(closed).toBe(true);
  });
});

describe('summariseManifest', () => {
  test('counts files, bytes and types, and keeps the first ten', () => {
    const files = [...Array(12).keys()].map((index) => aFile(`${String(index).padStart(2, '0')}.csv`, 10));
    const summary = summariseManifest(id, [...files, aFile('plot.PNG', 5), aFile('readme', 0)]);
    expect(summary).toMatchObject({
      files: 14,
      bytes: 125,
      types: [
        { extension: 'csv', files: 12 },
        { extension: '', files: 1 },
        { extension: 'png', files: 1 },
      ],
    });
    expect(summary.first).toEqual(files.slice(0, 10).map(({ path, size }) => ({ path, size })));
  });

  test('keeps twenty types at most', () => {
    const files = [...Array(30).keys()].map((index) => aFile(`${index}.e${index}`)).sort((a, b) => byBytes(a.path, b.path));
    expect(summariseManifest(id, files).types).toHaveLength(20);
  });

  test.each([
    { path: 'a.csv', extension: 'csv' },
    { path: 'a/b.tar.GZ', extension: 'gz' },
    { path: 'a.b/c', extension: '' },
    { path: '.hidden', extension: '' },
    { path: 'x/.hidden', extension: '' },
    { path: 'a.', extension: '' },
    { path: `a.${'x'.repeat(17)}`, extension: '' },
  ])('the extension of $path is "$extension"', ({ path, extension }) => {
    expect(extensionOf(path)).toBe(extension);
  });
});

describe('keys in staging', () => {
  const request = received({ id });
  test('lie under the workspace and the request', () => {
    expect(stagingPrefix(request)).toBe(`workspace-1/${id}/`);
    expect(manifestKey(request)).toBe(`workspace-1/${id}.manifest.jsonl`);
  });

  test.each(['', '.', '..', '../x', 'a/b', 'a\\b', ' a', 'a\n', 'ü', 'x'.repeat(81)])('the workspace %j is refused', (workspaceId) => {
    const submission = { ...request.submission, workspaceId };
    expect(() => stagingPrefix({ ...request, submission })).toThrow(expect.objectContaining({ field: 'workspaceId' }));
  });
});

test('byBytes sorts as the bytes of UTF-8 do', async () => {
  await fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (a, b) => {
      expect(Math.sign(byBytes(a, b))).toBe(Buffer.compare(Buffer.from(a), Buffer.from(b)));
    }),
  );
  expect(byBytes('\uffee', '\u{1f600}')).toBeLessThan(0);
});
