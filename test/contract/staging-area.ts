/** What every staging area promises (`ports.ts`). */
import { describe, expect, test } from 'vitest';
import { ObjectMissingError } from '../../src/workflow/errors.ts';
import type { StagingArea } from '../../src/workflow/ports.ts';
import { bytesOfStream, streamOf } from './bytes.ts';

export type OpenStagingArea = { readonly adapter: StagingArea; readonly close: () => Promise<void> };

const textAt = async (area: StagingArea, key: string): Promise<string> => (await bytesOfStream(await area.open(key))).toString();

const keysOf = async (area: StagingArea, prefix: string): Promise<readonly string[]> => {
  const keys: string[] = [];
  for await (const key of area.list(prefix)) keys.push(key);
  return keys.sort();
};

/** Runs the suite; `create` gives an empty staging area. */
export const stagingAreaContract = (name: string, create: () => Promise<OpenStagingArea>): void => {
  const withArea = async (work: (area: StagingArea) => Promise<void>): Promise<void> => {
    const { adapter, close } = await create();
    try {
      await work(adapter);
    } finally {
      await close();
    }
  };

  describe(`${name} keeps what waits`, () => {
    test('what was written is read back', () =>
      withArea(async (area) => {
        await area.write('w/r/manifest.jsonl', streamOf(['{"a":1}\n', '', 'Größe 研究 👩‍🔬\n']));
        expect(await textAt(area, 'w/r/manifest.jsonl')).toBe('{"a":1}\nGröße 研究 👩‍🔬\n');
      }));

    test('a character that is split between two strings survives', () =>
      withArea(async (area) => {
        await area.write('w/r/split', streamOf(['👩'.charAt(0), '👩'.charAt(1)]));
        expect(await textAt(area, 'w/r/split')).toBe('👩');
      }));

    test('an empty document and one of a hundred thousand lines are kept', () =>
      withArea(async (area) => {
        await area.write('w/r/empty', streamOf<string>([]));
        expect(await textAt(area, 'w/r/empty')).toBe('');
        const lines = Array.from({ length: 100_000 }, (_, index) => `{"path":"folder/file-${index}.csv","size":${index}}\n`);
        await area.write('w/r/long', streamOf(lines));
        expect(await textAt(area, 'w/r/long')).toBe(lines.join(''));
      }));

    test('writing again replaces', () =>
      withArea(async (area) => {
        await area.write('w/r/a', streamOf(['the first, longer text']));
        await area.write('w/r/a', streamOf(['second']));
        expect(await textAt(area, 'w/r/a')).toBe('second');
      }));

    test('a document that breaks off is not written, and what was there before stays', () =>
      withArea(async (area) => {
        const failure = new Error('the source ended early');
        await expect(area.write('w/r/new', streamOf(['half'], failure))).rejects.toThrow('the source ended early');
        await expect(area.open('w/r/new')).rejects.toThrow(ObjectMissingError);
        await area.write('w/r/old', streamOf(['whole']));
        await expect(area.write('w/r/old', streamOf(['half'], failure))).rejects.toThrow('the source ended early');
        expect(await textAt(area, 'w/r/old')).toBe('whole');
        expect(await keysOf(area, 'w/')).toEqual(['w/r/old']);
      }));

    test('what is not there is missing, by name', () =>
      withArea(async (area) => {
        await area.write('w/r/folder/a', streamOf(['a']));
        for (const key of ['w/r/none', 'w/r/folder', 'w/r/folder/a/b', 'none/at/all']) {
          await expect(area.open(key)).rejects.toThrow(ObjectMissingError);
          await expect(area.open(key)).rejects.toThrow(key);
        }
      }));

    test('a stream that nobody reads to its end can be destroyed', () =>
      withArea(async (area) => {
        await area.write('w/r/long', streamOf(Array.from({ length: 2000 }, () => 'x'.repeat(1000))));
        for await (const chunk of await area.open('w/r/long')) {
          expect(chunk.length).toBeGreaterThan(0);
          break;
        }
        expect(await textAt(area, 'w/r/long')).toHaveLength(2_000_000);
      }));

    test('a prefix lists what lies below it, and nothing beside it', () =>
      withArea(async (area) => {
        const keys = ['w/r/a', 'w/r/b/c', 'w/r/b/d/e', 'w/r/Größe ü.csv', 'w/rr/a', 'w/r.manifest.jsonl', 'w2/r/a'];
        for (const key of keys) await area.write(key, streamOf([key]));
        expect(await keysOf(area, 'w/r/')).toEqual(['w/r/a', 'w/r/b/c', 'w/r/b/d/e', 'w/r/Größe ü.csv'].sort());
        expect(await keysOf(area, 'w/r/b/')).toEqual(['w/r/b/c', 'w/r/b/d/e']);
        expect(await keysOf(area, 'w/none/')).toEqual([]);
      }));

    test('removal takes the named keys, those that are not there too, and leaves the others', () =>
      withArea(async (area) => {
        for (const key of ['w/r/a', 'w/r/b/c', 'w/r/b/d']) await area.write(key, streamOf([key]));
        await area.remove(['w/r/a', 'w/r/b/c', 'w/r/none', 'none/at/all']);
        await area.remove(['w/r/a']);
        await area.remove([]);
        expect(await keysOf(area, 'w/r/')).toEqual(['w/r/b/d']);
        await area.write('w/r/a', streamOf(['again']));
        expect(await textAt(area, 'w/r/a')).toBe('again');
      }));

    test('more keys than fit one batch of S3 are listed and removed', () =>
      withArea(async (area) => {
        const keys = Array.from({ length: 1050 }, (_, index) => `w/r/${index % 7}/file-${index}`);
        for (let start = 0; start < keys.length; start += 50) {
          await Promise.all(keys.slice(start, start + 50).map((key) => area.write(key, streamOf([key]))));
        }
        expect(await keysOf(area, 'w/r/')).toEqual(keys.toSorted());
        await area.remove(keys);
        expect(await keysOf(area, 'w/r/')).toEqual([]);
      }));
  });
};
