import { createHash } from 'node:crypto';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { assignPaths, checkEntryPath } from '../../src/workflow/paths.ts';
import { hostileNames } from './hostile-names.ts';

/** What a disk that ignores case and normalises accents takes for one name; written apart from the code under test. */
const onAnyDisk = (path: string): string => path.normalize('NFC').toUpperCase().normalize('NFC');

const expectSafe = (paths: readonly string[]): void => {
  for (const path of paths) {
    checkEntryPath(path);
    expect(Buffer.byteLength(path)).toBeLessThanOrEqual(900);
  }
  const names = new Set(paths.map(onAnyDisk));
  expect(names.size).toBe(paths.length);
  for (const path of names) {
    for (let slash = path.indexOf('/'); slash !== -1; slash = path.indexOf('/', slash + 1)) {
      expect(names.has(path.slice(0, slash)), `${path.slice(0, slash)} is a file and a folder`).toBe(false);
    }
  }
};

const hash8 = (key: string): string => createHash('sha256').update(key).digest('hex').slice(0, 8);

const component = fc.oneof(
  fc.constantFrom(
    'a',
    'A',
    'b',
    'con',
    'NUL.txt',
    '.',
    '..',
    '',
    'é',
    'e\u0301',
    'ß',
    'SS',
    'x ',
    'x.',
    'x',
    '\u202e',
    'C:',
    '\\',
    'a\u200bb',
    'ab',
  ),
  fc.string({ unit: 'binary', maxLength: 12 }),
  fc.string({ unit: 'grapheme', maxLength: 300 }),
  fc.constantFrom('y'.repeat(254), 'y'.repeat(255), 'y'.repeat(256), 'ü'.repeat(200), `${'z'.repeat(250)}.tar.gz`),
);
const key = fc.array(component, { minLength: 1, maxLength: 8 }).map((components) => components.join('/'));
const keys = fc.uniqueArray(key, { maxLength: 30 });

describe('assignPaths', () => {
  test('I8: hostile names end in one safe and distinct path each', () => {
    const paths = assignPaths(hostileNames);
    expect(paths.size).toBe(hostileNames.length);
    expectSafe([...paths.values()]);
  });

  test('I8: any keys end in one safe and distinct path each', async () => {
    await fc.assert(
      fc.property(keys, (some) => {
        const paths = assignPaths(some);
        expect([...paths.keys()].sort()).toEqual([...some].sort());
        expectSafe([...paths.values()]);
      }),
      { numRuns: 300 },
    );
  });

  test('the paths do not depend on the order of the keys', async () => {
    await fc.assert(
      fc.property(keys, fc.infiniteStream(fc.nat()), (some, random) => {
        const shuffled = [...some].map((item) => ({ item, at: random.next().value })).sort((a, b) => a.at - b.at);
        const paths = assignPaths(shuffled.map(({ item }) => item));
        expect(new Map([...paths].sort())).toEqual(new Map([...assignPaths(some)].sort()));
      }),
    );
  });

  test('paths that were assigned stay as they are when assigned again', async () => {
    await fc.assert(
      fc.property(keys, (some) => {
        const paths = [...assignPaths(some).values()];
        for (const [path, again] of assignPaths(paths)) expect(again).toBe(path);
      }),
    );
  });

  test.each([
    'a b/c d.csv',
    'a+b%20c.csv',
    '=cmd().csv',
    '-leading.csv',
    '.hidden',
    'ünï/統計/😀.csv',
    'cafe\u0301.csv',
    'a.b.c.tar.gz',
    '@x, (1) [2] {3} ~4 #5 $6 !7 ;8',
  ])('I8: the safe name %j keeps its bytes', (name) => {
    expect(assignPaths([name, 'other']).get(name)).toBe(name);
  });

  test.each([
    { key: '../../etc/passwd', path: '__/__/etc/passwd' },
    { key: '//etc//passwd', path: 'etc/passwd' },
    { key: '<!channel>', path: '_!channel_' },
    { key: 'C:\\x.csv', path: 'C__x.csv' },
    { key: 'con.txt', path: '_con.txt' },
    { key: 'dots... ', path: 'dots____' },
    { key: 'a\u202eb\u200bc\u0000d', path: 'a_b_c_d' },
    { key: '', path: '_' },
    { key: 'folder/', path: 'folder' },
  ])('$key becomes $path', ({ key, path }) => {
    expect(assignPaths([key]).get(key)).toBe(path);
  });

  test('of two names that differ in case only, one carries the hash of its key', () => {
    expect([...assignPaths(['in/data.csv', 'in/Data.csv'])]).toEqual([
      ['in/Data.csv', 'in/Data.csv'],
      ['in/data.csv', `in/data~${hash8('in/data.csv')}.csv`],
    ]);
  });

  test('a rewritten name gives way to one that was safe as it was', () => {
    expect(assignPaths(['a:b', 'a_b', 'a|b'])).toEqual(
      new Map([
        ['a_b', 'a_b'],
        ['a:b', `a_b~${hash8('a:b')}`],
        ['a|b', `a_b~${hash8('a|b')}`],
      ]),
    );
  });

  test('a file whose name is also a folder gives way to the folder', () => {
    const paths = assignPaths(['results', 'Results/table.csv']);
    expect(paths.get('Results/table.csv')).toBe('Results/table.csv');
    expect(paths.get('results')).toBe(`results~${hash8('results')}`);
  });

  test('a name made to look like the hashed one of another is told apart', () => {
    const decoy = `data~${hash8('data.csv')}.csv`;
    const paths = assignPaths(['Data.csv', 'data.csv', decoy]);
    expect(paths.get(decoy)).toBe(decoy);
    expectSafe([...paths.values()]);
  });

  test('files of a folder whose name was too long stay together', () => {
    const folder = 'f'.repeat(300);
    const [a, b] = [...assignPaths([`${folder}/a`, `${folder}/b`]).values()];
    expect(a?.split('/')[0]).toBe(b?.split('/')[0]);
  });
});

describe('checkEntryPath', () => {
  test.each(['a', 'a/b.csv', 'ünï 統計.csv', '=x', '-x', '~x', '.hidden', 'a/..b', 'a/b..c', 'console.txt'])('%j passes', (path) => {
    expect(() => checkEntryPath(path)).not.toThrow();
  });

  test.each([
    '',
    '/',
    '/a',
    'a/',
    'a//b',
    '.',
    '..',
    '../x',
    'a/../../b',
    'a/./b',
    'a\\b',
    'C:/x',
    'c:x',
    'https://x',
    'a\u0000b',
    'a\nb',
    'a\u0085b',
    'a\u202eb',
    'a\u2066b',
    'a\u200bb',
    '\ufeffa',
    'a\ud800',
    'a./b',
    'a ',
    'CON',
    'x/nul.txt',
  ])('%j is refused', (path) => {
    expect(() => checkEntryPath(path)).toThrow(expect.objectContaining({ name: 'UnsafePathError' }));
  });

  test('a name of 255 bytes passes, one of 256 and a path of 1,200 are refused', () => {
    expect(() => checkEntryPath('x'.repeat(255))).not.toThrow();
    expect(() => checkEntryPath('x'.repeat(256))).toThrow(/too long/);
    expect(() => checkEntryPath(`${'abc/'.repeat(300)}d`)).toThrow(/too long/);
  });
});
