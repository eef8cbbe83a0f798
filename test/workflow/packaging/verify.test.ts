import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { verifyZip } from '../../../src/workflow/packaging/verify.ts';
import { zipOf } from '../../../src/workflow/packaging/zip.ts';
import type { Sha256, StagedFile } from '../../../src/workflow/request.ts';
import { collect } from '../collect.ts';

const location = { bucket: 'data-lake', key: 'a.zip' };
const file = (path: string, content = path): StagedFile => ({
  path,
  sourceKey: path,
  sourceVersion: 'v1',
  size: Buffer.byteLength(content),
  sha256: createHash('sha256').update(content).digest('hex') as Sha256,
});

async function* each<T>(items: Iterable<T>): AsyncGenerator<T> {
  yield* items;
}

/** A data lake that holds these bytes and counts how often it is asked. */
const lakeOf = (bytes: Buffer) => {
  const asked = { ranges: 0 };
  return {
    asked,
    lake: {
      size: async () => bytes.length,
      readRange: async (_: unknown, start: number, end: number) => {
        asked.ranges += 1;
        return bytes.subarray(start, end);
      },
    },
  };
};

const zipped = async (files: readonly StagedFile[]) => {
  const zip = zipOf(each(files), { date: new Date('2026-11-02T09:00:00Z'), open: async ({ path }) => each([Buffer.from(path)]) });
  const bytes = Buffer.concat(await collect(zip.body));
  return { bytes, written: { location, size: bytes.length, checksums: zip.checksums } };
};

describe('verifyZip', () => {
  const files = ['a.csv', 'b/ü.csv', 'c'].map((path) => file(path));

  test('I7: a zip of exactly the manifest passes', async () => {
    const { bytes, written } = await zipped(files);
    await expect(verifyZip(lakeOf(bytes).lake, written, each(files))).resolves.toBeUndefined();
  });

  test.each([
    { name: 'fewer files', manifest: files.slice(0, 2), says: 'more than the 2 entries' },
    { name: 'more files', manifest: [...files, file('d')], says: '3 entries, the manifest more' },
    { name: 'another name', manifest: [file('A.csv'), ...files.slice(1)], says: 'name' },
    { name: 'another order', manifest: files.toReversed(), says: 'name' },
    { name: 'another size', manifest: [{ ...file('a.csv'), size: 4 }, ...files.slice(1)], says: 'size' },
  ])('I7: a manifest with $name is refused', async ({ manifest, says }) => {
    const { bytes, written } = await zipped(files);
    await expect(verifyZip(lakeOf(bytes).lake, written, each(manifest))).rejects.toMatchObject({
      name: 'IntegrityError',
      message: expect.stringContaining(says),
    });
  });

  test('I7: an entry with another checksum than what went in is refused', async () => {
    const { bytes, written } = await zipped(files);
    const checksums = written.checksums.map((checksum, index) => (index === 1 ? checksum ^ 1 : checksum));
    await expect(verifyZip(lakeOf(bytes).lake, { ...written, checksums }, each(files))).rejects.toThrow(/entry 2 .* checksum/);
  });

  test.each([1, 20, 60])('I7: a zip that lost its last %i bytes is refused', async (lost) => {
    const { bytes, written } = await zipped(files);
    const { lake } = lakeOf(bytes.subarray(0, -lost));
    await expect(verifyZip(lake, written, each(files))).rejects.toMatchObject({ name: 'IntegrityError' });
    await expect(verifyZip(lake, { ...written, size: bytes.length - lost }, each(files))).rejects.toMatchObject({ name: 'IntegrityError' });
  });

  test('a long directory is read by the megabyte', async () => {
    const many = [...Array(5000).keys()].map((index) => file(`${'x'.repeat(200)}/${String(index).padStart(6, '0')}`));
    const { bytes, written } = await zipped(many);
    const { lake, asked } = lakeOf(bytes);
    await verifyZip(lake, written, each(many));
    expect(asked.ranges).toBeLessThanOrEqual(4);
  });
});
