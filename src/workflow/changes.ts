/** The comparison of a request's manifest with that of the one it submits again: made when it is staged, and kept beside the manifest. */
import { createHash } from 'node:crypto';
import * as z from 'zod';
import type { Change } from './compare-manifests.ts';
import { ComparisonTimeUpError, changeKinds, compareManifests } from './compare-manifests.ts';
import { BadInputError, IntegrityError, ObjectMissingError } from './errors.ts';
import { changesKey, linesOf, manifestKey, readManifest } from './manifest.ts';
import type { StagingArea } from './ports.ts';
import type { EgressRequest, ManifestSummary, StagedFile } from './request.ts';
import type { Comparison, ShownChange } from './resubmission.ts';
import { isOfTheSame, shownChanges } from './resubmission.ts';

/** Changes that are kept beside the manifest, and held in memory meanwhile. */
const keptChanges = 10_000;

type Owner = Pick<EgressRequest, 'id' | 'submission'>;

/** The files of exactly the manifest with this digest; throws `IntegrityError` at the end of any other. */
async function* sealedManifest(
  staging: Pick<StagingArea, 'open'>,
  request: Owner,
  digest: ManifestSummary['digest'],
): AsyncGenerator<StagedFile> {
  const hash = createHash('sha256');
  const bytes = await staging.open(manifestKey(request));
  const hashed = async function* () {
    for await (const chunk of bytes) {
      hash.update(chunk);
      yield chunk;
    }
  };
  yield* readManifest(hashed(), request.id);
  if (hash.digest('hex') !== digest) throw new IntegrityError(`the manifest of request ${request.id} is not the one that was shown`);
}

const shown = (change: Change): ShownChange => ({
  kind: change.kind,
  path: change.path,
  size: change.size,
  ...(change.kind === 'renamed' ? { from: change.from } : {}),
});

/** Without the names that only the earlier request has: its requesters alone may read them, besides those who review both. */
const withoutEarlierNames = (changes: readonly ShownChange[]): readonly ShownChange[] =>
  changes.filter(({ kind }) => kind !== 'removed').map(({ kind, path, size }) => ({ kind, path, size }));

/** What would leave matters more than what no longer does. */
const firstOf = (changes: readonly ShownChange[]): readonly ShownChange[] =>
  changeKinds.flatMap((kind) => changes.filter((change) => change.kind === kind)).slice(0, shownChanges);

const whyNot = (error: unknown): Extract<Comparison, { kind: 'not-compared' }>['because'] => {
  if (error instanceof ObjectMissingError) return 'missing';
  if (error instanceof BadInputError || error instanceof IntegrityError) return 'altered';
  return error instanceof ComparisonTimeUpError ? 'no-time' : 'unreadable';
};

/** Compares the request's staged manifest with the kept one of the earlier request, and keeps the changes. Never throws: that must not hold it up. */
export const compareStaged = async (
  { staging }: { readonly staging: Pick<StagingArea, 'open' | 'write'> },
  { request, manifest, earlier }: { readonly request: Owner; readonly manifest: ManifestSummary; readonly earlier: EgressRequest },
  isTimeUp: () => boolean,
): Promise<Comparison> => {
  try {
    if (!earlier.manifest) return { kind: 'not-compared', because: 'missing' };
    const [before, after] = [earlier.manifest.digest, manifest.digest];
    const { tallies, changes, abridged } = await compareManifests(
      sealedManifest(staging, earlier, before),
      sealedManifest(staging, request, after),
      { most: keptChanges, isTimeUp },
    );
    const all = changes.map(shown);
    const readable = isOfTheSame(request, earlier) ? all : withoutEarlierNames(all);
    const lines = async function* () {
      for (const change of readable) yield `${JSON.stringify(change)}\n`;
    };
    await staging.write(changesKey(request), lines());
    return { kind: 'compared', before, after, tallies, first: firstOf(readable), abridged };
  } catch (error) {
    return { kind: 'not-compared', because: whyNot(error) };
  }
};

const Line = z.object({ kind: z.enum(changeKinds), path: z.string(), size: z.int().min(0), from: z.string().optional() });

/** The list of changes is gone, or damaged from here on. */
const isEnd = (error: unknown): boolean =>
  [ObjectMissingError, BadInputError, SyntaxError, z.ZodError].some((kind) => error instanceof kind);

/** What is kept of the changes, by path: nothing once it is cleaned up, and no more from where it is damaged, since the files are to be seen all the same. */
export async function* keptChangesOf(staging: Pick<StagingArea, 'open'>, request: Owner): AsyncGenerator<ShownChange> {
  try {
    for await (const text of linesOf(await staging.open(changesKey(request)))) {
      const { from, ...change } = Line.parse(JSON.parse(text));
      yield { ...change, ...(from === undefined ? {} : { from }) };
    }
  } catch (error) {
    if (!isEnd(error)) throw error;
  }
}
