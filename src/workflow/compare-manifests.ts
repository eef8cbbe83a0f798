/** What differs between two manifests: one pass over both, which are sorted by path, so that only what differs is ever held. */
import { byBytes } from './byte-order.ts';
import type { Sha256, StagedFile } from './request.ts';

type Content = Pick<StagedFile, 'path' | 'size' | 'sha256'>;

/** One path that is not as it was. Sizes are in bytes; `was` is the size before. */
export type Change =
  | { readonly kind: 'added'; readonly path: string; readonly size: number; readonly sha256: Sha256 }
  | { readonly kind: 'changed'; readonly path: string; readonly size: number; readonly sha256: Sha256; readonly was: number }
  /** The same bytes under another path. */
  | { readonly kind: 'renamed'; readonly path: string; readonly size: number; readonly sha256: Sha256; readonly from: string }
  | { readonly kind: 'removed'; readonly path: string; readonly size: number; readonly sha256: Sha256 };
export const changeKinds = ['added', 'changed', 'renamed', 'removed'] as const satisfies readonly Change['kind'][];

/** How many files, and their bytes together. */
export type Tally = { readonly files: number; readonly bytes: number };
export type Tallies = Readonly<Record<Change['kind'] | 'unchanged', Tally>>;

export type Difference = {
  readonly tallies: Tallies;
  /** By path in byte order; the first ones, when there are more than may be held. */
  readonly changes: readonly Change[];
  /** Whether there were more, so that a renamed file counts as one that was removed and one that was added. */
  readonly abridged: boolean;
};

/** Comparing went on for longer than there was time. */
export class ComparisonTimeUpError extends Error {
  override name = 'ComparisonTimeUpError' as const;
}

export type CompareOptions = {
  /** At most this many changes are held. */
  readonly most: number;
  readonly isTimeUp: () => boolean;
};

/** Files between two looks at the clock. */
const lookEvery = 1000;

/** Files of either side, in the order of their paths; both sides of one path together. */
async function* sideBySide(
  before: AsyncIterable<Content>,
  after: AsyncIterable<Content>,
): AsyncGenerator<{ readonly old?: Content; readonly now?: Content }> {
  const [olds, nows] = [before[Symbol.asyncIterator](), after[Symbol.asyncIterator]()];
  try {
    let [old, now] = [await olds.next(), await nows.next()];
    while (!old.done || !now.done) {
      const order = old.done ? 1 : now.done ? -1 : byBytes(old.value.path, now.value.path);
      yield { ...(order <= 0 && !old.done ? { old: old.value } : {}), ...(order >= 0 && !now.done ? { now: now.value } : {}) };
      if (order <= 0) old = await olds.next();
      if (order >= 0) now = await nows.next();
    }
  } finally {
    await Promise.all([olds.return?.(), nows.return?.()]);
  }
}

const changeOf = ({ old, now }: { readonly old?: Content; readonly now?: Content }): Change | undefined => {
  if (now) {
    const { path, size, sha256 } = now;
    if (!old) return { kind: 'added', path, size, sha256 };
    return old.sha256 === sha256 ? undefined : { kind: 'changed', path, size, sha256, was: old.size };
  }
  return old && { kind: 'removed', path: old.path, size: old.size, sha256: old.sha256 };
};

/** What was removed and added again under another path, as one change; of several of the same bytes, the first with the first. Nothing tells two empty files apart. */
const withRenames = (changes: readonly Change[]): readonly Change[] => {
  const gone = new Map<Sha256, string[]>();
  for (const { kind, path, size, sha256 } of changes) {
    if (kind !== 'removed' || size === 0) continue;
    const paths = gone.get(sha256);
    if (paths) paths.push(path);
    else gone.set(sha256, [path]);
  }
  const moved = new Set<string>();
  const renamed = changes.map((change): Change => {
    const from = change.kind === 'added' ? gone.get(change.sha256)?.shift() : undefined;
    if (from === undefined) return change;
    moved.add(from);
    return { kind: 'renamed', path: change.path, size: change.size, sha256: change.sha256, from };
  });
  return renamed.filter(({ kind, path }) => kind !== 'removed' || !moved.has(path));
};

const nothing: Tally = { files: 0, bytes: 0 };
const plus = ({ files, bytes }: Tally, size: number): Tally => ({ files: files + 1, bytes: bytes + size });

/** The difference between two manifests, both sorted by path; throws `ComparisonTimeUpError` when the time is up before the end. */
export const compareManifests = async (
  before: AsyncIterable<Content>,
  after: AsyncIterable<Content>,
  { most, isTimeUp }: CompareOptions,
): Promise<Difference> => {
  const tallies = { added: nothing, changed: nothing, renamed: nothing, removed: nothing, unchanged: nothing };
  const held: Change[] = [];
  let seen = 0;
  for await (const both of sideBySide(before, after)) {
    seen += 1;
    if (seen % lookEvery === 0 && isTimeUp()) throw new ComparisonTimeUpError(`the time was up after ${seen} files`);
    const change = changeOf(both);
    const kind = change?.kind ?? 'unchanged';
    tallies[kind] = plus(tallies[kind], (change ?? both.now)?.size ?? 0);
    // One more than are given tells whether there are more.
    if (change && held.length <= most) held.push(change);
  }
  if (held.length > most) return { tallies, changes: held.slice(0, most), abridged: true };
  const changes = withRenames(held);
  for (const kind of changeKinds)
    tallies[kind] = changes.filter((change) => change.kind === kind).reduce((sum, { size }) => plus(sum, size), nothing);
  return { tallies, changes, abridged: false };
};
