/** What every collection of versioned records promises (`ports.ts`). */
import { describe, expect, test } from 'vitest';
import type { Records, Versioned } from '../../src/workflow/ports.ts';

export type SampleRecord = Versioned & { readonly note: string };

const record = (key: string, { version = 1, note = 'n', partition = 'grants' } = {}): SampleRecord => ({ partition, key, version, note });

/** Keys that a careless store would merge, match as a pattern, or take apart. */
const hostileKeys = [
  'ada@example.ac.uk#InformationGovernance#*',
  'ada@example.ac.uk#InformationGovernance#proj-1',
  'Ada@example.ac.uk#InformationGovernance#proj-1',
  'ada_example.ac.uk#x',
  'ada%#x',
  "o'brien@example.ac.uk",
  '"; DROP TABLE records; --',
  '../../etc/passwd',
  'a b',
  'a  b',
  ' ',
  'é',
  'e\u0301',
  'ß',
  '\u202ereversed',
  'tab\tnewline\n',
  '＃',
  '👩‍🔬',
  '\uffee',
  'slack#T0123#C0123#review',
  'k'.repeat(1000),
];

/** Runs the suite; `open` gives an empty collection. */
export const recordsContract = (name: string, open: () => Promise<Records<SampleRecord>>): void => {
  describe(`${name} keeps versioned records`, () => {
    test('a partition that was never written is empty', async () => {
      const records = await open();
      expect(await records.list({ partition: 'grants' })).toEqual([]);
      expect(await records.list({ partition: 'grants', prefix: 'a' })).toEqual([]);
    });

    test('version 1 creates and version n replaces n - 1', async () => {
      const records = await open();
      expect(await records.write(record('a'))).toBe('written');
      expect(await records.write(record('a', { version: 2, note: 'second' }))).toBe('written');
      expect(await records.list({ partition: 'grants' })).toStrictEqual([record('a', { version: 2, note: 'second' })]);
    });

    test('any other version is stale and changes nothing', async () => {
      const records = await open();
      expect(await records.write(record('a', { version: 2 }))).toBe('stale');
      expect(await records.list({ partition: 'grants' })).toEqual([]);
      await records.write(record('a'));
      for (const version of [1, 3]) expect(await records.write(record('a', { version, note: 'late' }))).toBe('stale');
      expect(await records.list({ partition: 'grants' })).toStrictEqual([record('a')]);
    });

    test('of fifty writes of one version at once, exactly one is written', async () => {
      const records = await open();
      for (const version of [1, 2]) {
        const writes = Array.from({ length: 50 }, (_, index) => record('a', { version, note: `writer ${index}` }));
        const outcomes = await Promise.all(writes.map((write) => records.write(write)));
        expect(outcomes.filter((outcome) => outcome === 'written')).toHaveLength(1);
        expect(await records.list({ partition: 'grants' })).toStrictEqual([writes[outcomes.indexOf('written')]]);
      }
    });

    test('a record is read back whole, whatever is in it', async () => {
      const records = await open();
      const note = 'Ünïcödé 👩‍🔬 "quotes" \\ \n\u0000\u202e {"a":1}'.repeat(200);
      await records.write(record('a', { note }));
      expect(await records.list({ partition: 'grants' })).toStrictEqual([record('a', { note })]);
    });

    test('hostile keys stay apart, each with its own record', async () => {
      const records = await open();
      for (const key of hostileKeys) expect(await records.write(record(key, { note: `of ${key}` }))).toBe('written');
      const found = await records.list({ partition: 'grants' });
      expect(found.map(({ key }) => key).sort()).toEqual([...hostileKeys].sort());
      for (const { key, note } of found) expect(note).toBe(`of ${key}`);
      for (const key of hostileKeys) expect(await records.write(record(key, { version: 2 }))).toBe('written');
    });

    test('a list is ordered by the bytes of the keys', async () => {
      const records = await open();
      for (const key of hostileKeys) await records.write(record(key));
      const found = (await records.list({ partition: 'grants' })).map(({ key }) => key);
      expect(found).toEqual([...hostileKeys].sort((one, other) => Buffer.compare(Buffer.from(one), Buffer.from(other))));
    });

    test.each(hostileKeys.map((prefix) => ({ prefix, shown: JSON.stringify(prefix.slice(0, 50)) })))(
      'the prefix $shown matches literally',
      async ({ prefix }) => {
        const records = await open();
        for (const key of hostileKeys) await records.write(record(key));
        const found = (await records.list({ partition: 'grants', prefix })).map(({ key }) => key);
        expect(found.sort()).toEqual(hostileKeys.filter((key) => key.startsWith(prefix)).sort());
      },
    );

    test('an empty prefix is no prefix', async () => {
      const records = await open();
      await records.write(record('a'));
      expect(await records.list({ partition: 'grants', prefix: '' })).toHaveLength(1);
    });

    test('partitions stay apart, however their names and keys look', async () => {
      const records = await open();
      const partitions = ['grants', 'grants#a', 'Grants', 'gra%', 'slack#T0123', 'slack', '2026-11-02'];
      for (const partition of partitions) for (const key of ['b', 'a#b']) await records.write(record(key, { partition, note: partition }));
      for (const partition of partitions)
        expect(await records.list({ partition })).toStrictEqual([
          record('a#b', { partition, note: partition }),
          record('b', { partition, note: partition }),
        ]);
    });

    test('a partition of several megabytes is listed whole', async () => {
      const records = await open();
      const keys = Array.from({ length: 60 }, (_, index) => `key-${String(index).padStart(3, '0')}`);
      await Promise.all(keys.map((key) => records.write(record(key, { note: 'x'.repeat(40_000) }))));
      expect((await records.list({ partition: 'grants' })).map(({ key }) => key)).toEqual(keys);
    });
  });
};
