/** A backup of an installation on one machine, taken while it works: what is in the database at one moment, with every file that belongs to it. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { access, mkdir, mkdtemp, open, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { cleanUp } from '../../workflow/clean-up.ts';
import { ObjectMissingError } from '../../workflow/errors.ts';
import { folderEgressStore } from '../../workflow/local/egress-store.ts';
import { FolderInUseError, lockFolder, lockName } from '../../workflow/local/lock.ts';
import { folderStagingArea } from '../../workflow/local/staging-area.ts';
import { removeImported } from '../../workflow/local/submitted.ts';
import { manifestKey, readManifest, stagingPrefix } from '../../workflow/manifest.ts';
import { mayHoldZip, sidecarKey, zipKey } from '../../workflow/release-place.ts';
import type { EgressRequest, Instant, RequestId } from '../../workflow/request.ts';
import { isOpen } from '../../workflow/request.ts';
import type { Listed } from './contents.ts';
import { auditName, copyFile, databaseName, filesBelow, listName, objectFolders } from './contents.ts';

/** There is nothing to back up. */
export class NoInstallationError extends Error {
  override name = 'NoInstallationError' as const;
}

export type BackedUp = {
  /** The new folder. */
  readonly path: string;
  readonly files: number;
  /** Requests that want files which are not there: they were lost before the backup, or moved on faster than it could follow. */
  readonly incomplete: readonly RequestId[];
};

/** Hears of what another backup left and cannot be removed. */
type OnStuck = (path: string, error: unknown) => void;

/** What the folder of a backup is called before it is whole. */
const unfinished = '.incomplete-sallyport-';
/** And before it is locked, when another backup would take it for one that was cut off. */
const unlocked = '.beginning-sallyport-';

/** So often the database is read again because requests moved on while files were copied. */
const mostLooks = 5;

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );

const hashOf = async (file: string): Promise<Listed> => {
  const hash = createHash('sha256');
  let size = 0;
  for await (const chunk of createReadStream(file)) {
    hash.update(chunk);
    size += chunk.length;
  }
  return { size, sha256: hash.digest('hex') };
};

/** The database as it is at one moment, which keeps nobody from writing to it. */
const snapshot = async (folder: string, target: string): Promise<void> => {
  // SQLite fills an empty file as it is, and would give one of its own making to everybody.
  await writeFile(target, '', { mode: 0o600 });
  // Not read-only: such a connection leaves its files behind in a folder where nobody else works.
  const sql = new DatabaseSync(join(folder, databaseName), { timeout: 10_000 });
  try {
    sql.prepare('VACUUM INTO ?').run(target);
  } finally {
    sql.close();
  }
};

function* requestsIn(database: string): Generator<EgressRequest> {
  const sql = new DatabaseSync(database, { readOnly: true });
  try {
    for (const { document } of sql.prepare('SELECT document FROM requests').iterate()) {
      const request: EgressRequest = JSON.parse(String(document));
      yield request;
    }
  } finally {
    sql.close();
  }
}

/** Whether all files are in the copy that this request goes on with. */
const isWhole = async (root: string, request: EgressRequest): Promise<boolean> => {
  const { kind } = request.status;
  if (kind === 'released' && mayHoldZip(request)) return exists(join(root, 'data-lake', ...zipKey(request).split('/')));
  if (kind !== 'in-review' && kind !== 'packaging') return true;
  try {
    const manifest = await folderStagingArea(join(root, 'staging')).open(manifestKey(request));
    for await (const { path } of readManifest(manifest, request.id))
      if (!(await exists(join(root, 'staging', ...`${stagingPrefix(request)}${path}`.split('/'))))) return false;
    return true;
  } catch (error) {
    if (error instanceof ObjectMissingError) return false;
    throw error;
  }
};

/** Removes from the copy what the installation itself had removed by the moment of the snapshot. */
const prune = async (root: string, requests: Iterable<EgressRequest>): Promise<void> => {
  const stagingRoot = join(root, 'staging');
  const staging = folderStagingArea(stagingRoot);
  const egressStore = folderEgressStore({ root: join(root, 'egress-store'), stagingRoot });
  for (const request of requests) {
    if (!isOpen(request.status.kind)) {
      await cleanUp({ staging }, request);
      await removeImported(egressStore, request);
    }
    if (!mayHoldZip(request))
      for (const key of [zipKey(request), sidecarKey(request)]) await rm(join(root, 'data-lake', ...key.split('/')), { force: true });
  }
};

/** Writes the backup into the folder, which holds nothing else. */
const fill = async (folder: string, root: string) => {
  const files = new Map<string, Listed>();
  const copyNew = async (name: string): Promise<void> => {
    for await (const path of filesBelow(folder, name)) {
      if (files.has(path)) continue;
      const copied = await copyFile(join(folder, path), join(root, path));
      if (copied) files.set(path, copied);
    }
  };
  // Before the database, so that no archived event is missing from it: what the archive lacks is appended again after a restore.
  await copyNew(auditName);
  for (const name of objectFolders) await copyNew(name);
  const isOnFolders = await exists(join(folder, 'staging'));
  const database = join(root, databaseName);
  let incomplete: RequestId[] = [];
  for (let look = 1; look <= mostLooks; look += 1) {
    await rm(database, { force: true });
    await snapshot(folder, database);
    // Again, for what came to be since it was looked for: whatever the database knows was there when it was written down.
    for (const name of objectFolders) await copyNew(name);
    incomplete = [];
    if (isOnFolders) for (const request of requestsIn(database)) if (!(await isWhole(root, request))) incomplete.push(request.id);
    if (incomplete.length === 0) break;
  }
  await prune(root, requestsIn(database));
  for (const path of files.keys()) if (!(await exists(join(root, path)))) files.delete(path);
  files.set(databaseName, await hashOf(database));
  return { files, incomplete };
};

/** Makes sure that a power cut does not undo it. */
const sync = async (file: string): Promise<void> => {
  const handle = await open(file, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
};

/** SQLite: SQLITE_FULL. */
const full = 13;

const isAtWork = (folder: string): boolean => {
  try {
    lockFolder(folder)();
    return false;
  } catch (error) {
    if (error instanceof FolderInUseError) return true;
    // Whoever works there has the lock already; it was free, and there was no room to write down that it is taken.
    if (error instanceof Error && 'errcode' in error && error.errcode === full) return false;
    throw error;
  }
};

/** Removes what backups left that were killed: it takes the room of a backup, and nobody else would. What cannot be removed keeps no backup from being written. */
const removeCutOff = async (into: string, onStuck: OnStuck): Promise<void> => {
  for (const name of await readdir(into)) {
    if (!name.startsWith(unfinished)) continue;
    const path = join(into, name);
    try {
      if (!isAtWork(path)) await rm(path, { recursive: true, force: true });
    } catch (error) {
      // Another backup may have removed it.
      if (await exists(path)) onStuck(path, error);
    }
  }
};

/** Gives the whole backup its name; another one that began in the same millisecond may have it. */
const nameIt = async (growing: string, { path, mark }: { readonly path: string; readonly mark: string }): Promise<string> => {
  try {
    await rename(growing, path);
    return path;
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && (error.code === 'ENOTEMPTY' || error.code === 'EEXIST'))) throw error;
    await rename(growing, `${path}-${mark}`);
    return `${path}-${mark}`;
  }
};

/** Backs the data folder up into a new folder below `into`, which is named by the time and appears when it is whole. */
export const backUp = async ({
  folder,
  into,
  at,
  onStuck,
}: {
  readonly folder: string;
  readonly into: string;
  readonly at: Instant;
  readonly onStuck: OnStuck;
}): Promise<BackedUp> => {
  if (!(await exists(join(folder, databaseName)))) throw new NoInstallationError(`${folder} holds no installation`);
  const time = at.replaceAll(/[:.]/g, '-');
  await mkdir(into, { recursive: true, mode: 0o700 });
  await removeCutOff(into, onStuck);
  let growing = await mkdtemp(join(into, unlocked));
  const mark = growing.slice(-6);
  let unlock = (): void => {};
  try {
    unlock = lockFolder(growing);
    const locked = join(into, `${unfinished}${time}-${mark}`);
    await rename(growing, locked);
    growing = locked;
    const { files, incomplete } = await fill(folder, growing);
    await sync(join(growing, databaseName));
    await writeFile(join(growing, listName), JSON.stringify({ version: 1, at, files: Object.fromEntries(files) }), {
      mode: 0o600,
      flush: true,
    });
    const path = await nameIt(growing, { path: join(into, `sallyport-${time}`), mark });
    unlock();
    await rm(join(path, lockName));
    return { path, files: files.size, incomplete };
  } catch (error) {
    unlock();
    await rm(growing, { recursive: true, force: true });
    throw error;
  }
};
