import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { IntegrityError, ObjectMissingError, UnsafePathError } from '../../../src/workflow/errors.ts';
import { folderDataLake } from '../../../src/workflow/local/data-lake.ts';
import { downloadLinks } from '../../../src/workflow/local/download-links.ts';
import { folderEgressStore } from '../../../src/workflow/local/egress-store.ts';
import { folderStagingArea } from '../../../src/workflow/local/staging-area.ts';
import type { Instant } from '../../../src/workflow/request.ts';
import { someBytes, streamOf } from '../../contract/bytes.ts';
import { hostileNames } from '../hostile-names.ts';
import { aFolder } from './a-folder.ts';

const filesIn = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1));

const hostileKeys = [
  ...hostileNames,
  '../../etc/passwd',
  '/etc/passwd',
  'C:\\windows\\system32',
  'a\u0000b',
  'a/../../b',
  '.incoming/x',
  'latest.json',
  '\ud800',
  'k'.repeat(1024),
  `${'d/'.repeat(511)}k`,
];

const escapingKeys = ['../x', 'a/../../x', '/x', 'a//x', 'a/./x', '..', '.', '', 'a\\..\\x', 'a\u0000', 'a/', '.incoming/x', '.incoming'];

const aStore = () => {
  const folder = aFolder();
  const [root, stagingRoot] = [join(folder, 'egress-store'), join(folder, 'staging')];
  return { folder, root, stagingRoot, store: folderEgressStore({ root, stagingRoot }) };
};

const aLake = () => {
  const root = join(aFolder(), 'data-lake');
  const links = downloadLinks({ key: Buffer.alloc(32), baseUrl: '', clock: () => '2026-11-02T09:00:00.000Z' as Instant });
  return { root, lake: folderDataLake({ root, links }) };
};

describe('the egress store in a folder', () => {
  test.each(hostileKeys)('I8: the key %j never becomes a file name, and its object comes back', async (key) => {
    const { folder, root, store } = aStore();
    const { version } = await store.putObject({ bucket: '../bucket', key }, Buffer.from('bytes'));
    for (const file of filesIn(folder))
      expect(file).toMatch(/^egress-store\/[0-9a-f]{2}\/[0-9a-f]{64}\/([0-9a-f]{64}\.(object|json)|latest\.json)$/);
    expect(await store.stage({ bucket: '../bucket', key, version }, { key: 'w/r/a', size: 5 })).toMatchObject({ size: 5 });
    expect(await store.readObjectList({ bucket: '../bucket', key })).toBe('bytes');
    expect(root).toBeDefined();
  });

  test('whatever keys and versions are asked for, only what was put is found', async () => {
    const { store } = aStore();
    const put = new Map<string, string>();
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary', minLength: 1, maxLength: 40 }), fc.string({ unit: 'binary' }), async (key, guess) => {
        const known = put.get(key) ?? (await store.putObject({ bucket: 'b', key }, Buffer.from(key))).version;
        put.set(key, known);
        expect(await store.stage({ bucket: 'b', key, version: known }, { key: 'w/r/a', size: 0 })).toMatchObject({
          size: Buffer.byteLength(key),
        });
        await expect(store.stage({ bucket: 'b', key, version: guess }, { key: 'w/r/b', size: 0 })).rejects.toThrow(ObjectMissingError);
        await expect(store.stage({ bucket: `b${key}`, key, version: known }, { key: 'w/r/b', size: 0 })).rejects.toThrow(
          ObjectMissingError,
        );
      }),
      { numRuns: 40 },
    );
  });

  test('I7: bytes that were changed on the disk are not staged', async () => {
    const { root, stagingRoot, store } = aStore();
    const source = { bucket: 'b', key: 'a.csv' };
    const { version } = await store.putObject(source, Buffer.from('approved'));
    const object = filesIn(root).find((file) => file.endsWith('.object')) ?? '';
    writeFileSync(join(root, object), 'replaced');
    await expect(store.stage({ ...source, version }, { key: 'w/r/a.csv', size: 8 })).rejects.toThrow(IntegrityError);
    expect(filesIn(stagingRoot)).toEqual([]);
  });

  test.each(escapingKeys)('nothing is staged under the key %j', async (key) => {
    const { folder, store } = aStore();
    const { version } = await store.putObject({ bucket: 'b', key: 'a.csv' }, Buffer.from('bytes'));
    const before = filesIn(folder);
    await expect(store.stage({ bucket: 'b', key: 'a.csv', version }, { key, size: 5 })).rejects.toThrow(UnsafePathError);
    expect(filesIn(folder)).toEqual(before);
  });

  test('a put that breaks off adds no version', async () => {
    const { store } = aStore();
    await store.putObject({ bucket: 'b', key: 'list.json' }, Buffer.from('first'));
    const broken = store.putObject({ bucket: 'b', key: 'list.json' }, streamOf([Buffer.from('half')], new Error('broke off')));
    await expect(broken).rejects.toThrow('broke off');
    expect(await store.readObjectList({ bucket: 'b', key: 'list.json' })).toBe('first');
  });
});

describe('the staging area in a folder', () => {
  test.each(escapingKeys)('the key %j leads nowhere', async (key) => {
    const area = folderStagingArea(join(aFolder(), 'staging'));
    await expect(area.open(key)).rejects.toThrow(UnsafePathError);
    await expect(area.write(key, streamOf(['x']))).rejects.toThrow(UnsafePathError);
    await expect(area.remove([key])).rejects.toThrow(UnsafePathError);
    await expect(area.list(`${key}/`)[Symbol.asyncIterator]().next()).rejects.toThrow(UnsafePathError);
  });

  test('a prefix without its slash is refused: it could reach beside', async () => {
    const area = folderStagingArea(join(aFolder(), 'staging'));
    await expect(area.list('w/r')[Symbol.asyncIterator]().next()).rejects.toThrow(RangeError);
  });

  test('keys are readable paths, and folders that become empty go', async () => {
    const root = join(aFolder(), 'staging');
    const area = folderStagingArea(root);
    await area.write('w/r/b/c.csv', streamOf(['x']));
    await area.write('w/r.manifest.jsonl', streamOf(['x']));
    expect(readFileSync(join(root, 'w', 'r', 'b', 'c.csv'), 'utf8')).toBe('x');
    await area.remove(['w/r/b/c.csv']);
    expect(readdirSync(join(root, 'w'))).toEqual(['r.manifest.jsonl']);
  });

  test('writing and removing in one folder at once loses nothing', async () => {
    const area = folderStagingArea(join(aFolder(), 'staging'));
    await Promise.all(
      Array.from({ length: 60 }, async (_, index) => {
        await area.write(`w/r/${index % 2}/gone-${index}`, streamOf(['x']));
        await area.remove([`w/r/${index % 2}/gone-${index}`]);
        await area.write(`w/r/${index % 2}/kept-${index}`, streamOf([String(index)]));
      }),
    );
    for (let index = 0; index < 60; index += 1)
      expect((await buffer(await area.open(`w/r/${index % 2}/kept-${index}`))).toString()).toBe(String(index));
  });

  test('what a crash left half-grown goes at the next write', async () => {
    const root = join(aFolder(), 'staging');
    const left = join(root, '.incoming', 'documents', 'half');
    mkdirSync(dirname(left), { recursive: true });
    writeFileSync(left, 'half');
    await folderStagingArea(root).write('w/r/a', streamOf(['x']));
    expect(filesIn(root)).toEqual([join('w', 'r', 'a')]);
  });
});

describe('the data lake in a folder', () => {
  test.each(escapingKeys)('the key %j leads nowhere', async (key) => {
    const { lake } = aLake();
    await expect(lake.upload(key, streamOf([Buffer.from('x')]), 'application/zip')).rejects.toThrow(UnsafePathError);
    await expect(lake.size({ bucket: 'data-lake', key })).rejects.toThrow(UnsafePathError);
    await expect(lake.remove({ bucket: 'data-lake', key })).rejects.toThrow(UnsafePathError);
  });

  test('an upload is not to be seen before it is whole', async () => {
    const { root, lake } = aLake();
    const seen: (readonly string[])[] = [];
    const body = async function* () {
      for (let part = 1; part <= 3; part += 1) {
        yield someBytes(300_000, part);
        seen.push(filesIn(root).filter((file) => !file.startsWith('.incoming')));
      }
    };
    await lake.upload('approved_egress/w/r/egress_data.zip', body(), 'application/zip');
    expect(seen).toEqual([[], [], []]);
    expect(filesIn(root)).toEqual(['approved_egress/w/r/egress_data.zip']);
  });

  test('another bucket holds nothing', async () => {
    const { lake } = aLake();
    const location = await lake.upload('a/b', streamOf([Buffer.from('x')]), 'application/zip');
    expect(await lake.size({ ...location, bucket: 'other' })).toBeUndefined();
    await lake.remove({ ...location, bucket: 'other' });
    expect(await lake.size(location)).toBe(1);
  });
});
