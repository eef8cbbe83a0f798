/** Deletes what has lain too long in a folder where nothing is meant to stay. */
import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Instant } from '../request.ts';

/**
 * Deletes files below the folder that were last written more than this many milliseconds before `now`; a folder that is not there is empty.
 * One that cannot be deleted does not keep the others; only then does it throw.
 */
export const sweepFolder = async (root: string, now: Instant, lifetime: number): Promise<void> => {
  const entries = await readdir(root, { withFileTypes: true, recursive: true }).catch(() => []);
  const failures: unknown[] = [];
  for (const entry of entries.filter((each) => each.isFile())) {
    const path = join(entry.parentPath, entry.name);
    const written = (await stat(path).catch(() => undefined))?.mtimeMs;
    if (written !== undefined && Date.parse(now) - written > lifetime)
      await rm(path, { force: true }).catch((error: unknown) => failures.push(error));
  }
  if (failures.length > 0) throw new AggregateError(failures, `${failures.length} files could not be deleted`);
};
