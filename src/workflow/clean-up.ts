/**
 * Clean up: removes what a request left in the staging area, under its own prefix only, its manifest last. The manifest of what was not released
 * stays, as evidence of what was refused and to compare a resubmission with; that of a release lies beside the zip.
 */
import { BadInputError, IntegrityError, ObjectMissingError, UnsafePathError } from './errors.ts';
import { changesKey, manifestKey, partsPrefix, readManifest, stagingPrefix } from './manifest.ts';
import { checkEntryPath } from './paths.ts';
import type { StagingArea } from './ports.ts';
import type { EgressRequest } from './request.ts';
import { keepsManifest } from './resubmission.ts';

type Owner = Pick<EgressRequest, 'id' | 'submission'>;

/** S3: keys in one DeleteObjects. */
const batchKeys = 1000;
const maxPasses = 10;

/** Removes the keys batch by batch and says how many there were. */
const removeAll = async (staging: StagingArea, keys: AsyncIterable<string>): Promise<number> => {
  let batch: string[] = [];
  let removed = 0;
  const flush = async (): Promise<void> => {
    if (batch.length > 0) await staging.remove(batch);
    removed += batch.length;
    batch = [];
  };
  for await (const key of keys) {
    batch.push(key);
    if (batch.length >= batchKeys) await flush();
  }
  await flush();
  return removed;
};

/** The staged keys that the manifest names, as far as it can be read: what it misses is found by listing. */
async function* manifestKeys(staging: StagingArea, request: Owner): AsyncGenerator<string> {
  try {
    for await (const { path } of readManifest(await staging.open(manifestKey(request)), request.id)) {
      checkEntryPath(path);
      yield `${stagingPrefix(request)}${path}`;
    }
  } catch (error) {
    const isUnusable = error instanceof ObjectMissingError || error instanceof BadInputError || error instanceof UnsafePathError;
    if (!isUnusable) throw error;
  }
}

async function* listed(staging: StagingArea, prefix: string): AsyncGenerator<string> {
  for await (const key of staging.list(prefix)) {
    if (!key.startsWith(prefix)) throw new IntegrityError(`the staging area lists ${JSON.stringify(key)} under ${JSON.stringify(prefix)}`);
    yield key;
  }
}

/** Lists and removes until nothing is listed: a listing may miss keys while others are being removed. */
const removePrefix = async (staging: StagingArea, prefix: string): Promise<void> => {
  for (let pass = 0; pass < maxPasses; pass += 1) {
    if ((await removeAll(staging, listed(staging, prefix))) === 0) return;
  }
  throw new Error(`objects under ${JSON.stringify(prefix)} are still listed after they were removed`);
};

/** Removes what is staged for the request: by manifest, then what else lies under its prefix, then the manifest. Safe to repeat at any point. */
export const cleanUp = async ({ staging }: { readonly staging: StagingArea }, request: EgressRequest): Promise<void> => {
  await removeAll(staging, manifestKeys(staging, request));
  await removePrefix(staging, stagingPrefix(request));
  await removePrefix(staging, partsPrefix(request));
  await staging.remove([changesKey(request), ...(keepsManifest(request) ? [] : [manifestKey(request)])]);
};
