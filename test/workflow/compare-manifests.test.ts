import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { byBytes } from '../../src/workflow/byte-order.ts';
import { sha256 } from '../../src/workflow/canonical.ts';
import type { Difference } from '../../src/workflow/compare-manifests.ts';
import { ComparisonTimeUpError, changeKinds, compareManifests } from '../../src/workflow/compare-manifests.ts';
import { hostileNames } from './hostile-names.ts';

/** Contents by path. */
type Files = Readonly<Record<string, string>>;

async function* manifest(files: Files) {
  const sorted = Object.entries(files).sort(([a], [b]) => byBytes(a, b));
  for (const [path, content] of sorted) yield { path, size: Buffer.byteLength(content), sha256: sha256(content) };
}

const difference = (before: Files, after: Files, most = 10_000): Promise<Difference> =>
  compareManifests(manifest(before), manifest(after), { most, isTimeUp: () => false });

/** Hashes by path. */
const hashes = (files: Files): Map<string, string> => new Map(Object.entries(files).map(([path, content]) => [path, sha256(content)]));

const applied = (before: Files, { changes }: Difference): Map<string, string> => {
  const files = hashes(before);
  for (const change of changes) {
    if (change.kind === 'removed') files.delete(change.path);
    if (change.kind === 'renamed') files.delete(change.from);
  }
  for (const change of changes) if (change.kind !== 'removed') files.set(change.path, change.sha256);
  return files;
};

/** Few paths and few contents, so that everything happens: the same, changed, moved, swapped, doubled. */
const someFiles: fc.Arbitrary<Files> = fc
  .uniqueArray(
    fc.tuple(fc.constantFrom(...'abcdefgh', 'a/b', 'é', '\u{1f469}', ...hostileNames.slice(0, 8)), fc.constantFrom('', '1', '22', '333')),
    {
      selector: ([path]) => path,
    },
  )
  .map((entries) => Object.fromEntries(entries));

describe('compareManifests', () => {
  test('what was added, changed, renamed, removed and left alone is told apart', async () => {
    const before = { 'a.csv': 'one', 'b.csv': 'two', 'c.csv': 'three', 'd.csv': 'four!' };
    const after = { 'a.csv': 'one', 'b.csv': 'twenty', 'e.csv': 'three', 'f.csv': 'new' };
    expect(await difference(before, after)).toEqual({
      abridged: false,
      tallies: {
        unchanged: { files: 1, bytes: 3 },
        changed: { files: 1, bytes: 6 },
        renamed: { files: 1, bytes: 5 },
        added: { files: 1, bytes: 3 },
        removed: { files: 1, bytes: 5 },
      },
      changes: [
        { kind: 'changed', path: 'b.csv', size: 6, was: 3, sha256: sha256('twenty') },
        { kind: 'removed', path: 'd.csv', size: 5, sha256: sha256('four!') },
        { kind: 'renamed', path: 'e.csv', from: 'c.csv', size: 5, sha256: sha256('three') },
        { kind: 'added', path: 'f.csv', size: 3, sha256: sha256('new') },
      ],
    });
  });

  test('an empty file is like every other one: it was added, or removed, and never renamed', async () => {
    const { changes } = await difference({ 'src/__init__.py': '' }, { 'results/empty.csv': '' });
    expect(changes.map(({ kind, path }) => [kind, path])).toEqual([
      ['added', 'results/empty.csv'],
      ['removed', 'src/__init__.py'],
    ]);
  });

  test('applied to the manifest before, the changes make the manifest after', async () => {
    await fc.assert(
      fc.asyncProperty(someFiles, someFiles, async (before, after) => {
        expect(applied(before, await difference(before, after))).toEqual(hashes(after));
      }),
      { numRuns: 300 },
    );
  });

  test('every file of either side counts once, and the same files differ in nothing', async () => {
    await fc.assert(
      fc.asyncProperty(someFiles, someFiles, async (before, after) => {
        const { tallies, changes } = await difference(before, after);
        const { unchanged, added, changed, renamed, removed } = tallies;
        expect(unchanged.files + changed.files + renamed.files + removed.files).toBe(Object.keys(before).length);
        expect(unchanged.files + changed.files + renamed.files + added.files).toBe(Object.keys(after).length);
        for (const kind of changeKinds) expect(changes.filter((change) => change.kind === kind)).toHaveLength(tallies[kind].files);
        expect(changes.map(({ path }) => path)).toEqual(changes.map(({ path }) => path).toSorted(byBytes));
        expect((await difference(after, after)).changes).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  test('I8: hostile names are compared as they are, by the order of their bytes', async () => {
    const files = Object.fromEntries(hostileNames.map((name) => [name, `in ${name}`]));
    const { tallies, changes } = await difference(files, { ...files, [hostileNames[0] ?? '']: 'other' });
    expect(tallies.unchanged.files).toBe(Object.keys(files).length - 1);
    expect(changes).toMatchObject([{ kind: 'changed', path: hostileNames[0] }]);
  });

  test('what is too much to be held is still counted whole, and says that it is abridged', async () => {
    const many = (from: number, to: number): Files =>
      Object.fromEntries(
        Array.from({ length: to - from }, (_, index) => [`f/${String(from + index).padStart(6, '0')}`, `${from + index}`]),
      );
    const { tallies, changes, abridged } = await difference(many(0, 500), many(100, 700), 50);
    expect(abridged).toBe(true);
    expect(changes).toHaveLength(50);
    expect(tallies).toMatchObject({ unchanged: { files: 400 }, removed: { files: 100 }, added: { files: 200 }, renamed: { files: 0 } });
    expect((await difference(many(0, 5), many(0, 7), 2)).abridged).toBe(false);
  });

  test('it ends when the time is up, and lets go of both manifests', async () => {
    let open = 0;
    const endless = async function* () {
      open += 1;
      try {
        for (let index = 0; ; index += 1) yield { path: String(index).padStart(9, '0'), size: 1, sha256: sha256('x') };
      } finally {
        open -= 1;
      }
    };
    const comparing = compareManifests(endless(), endless(), { most: 10, isTimeUp: () => true });
    await expect(comparing).rejects.toThrow(ComparisonTimeUpError);
    expect(open).toBe(0);
  });
});
