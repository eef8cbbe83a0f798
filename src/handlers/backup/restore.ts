/** Puts a backup back into an empty folder, each file checked, and has everything followed up that went on after it was taken. */
import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { distrustCards } from '../../bots/paint.ts';
import { changeNoter } from '../../workflow/local/changes.ts';
import { openDatabase } from '../../workflow/local/database.ts';
import { lockFolder, lockName } from '../../workflow/local/lock.ts';
import { sqliteRecords } from '../../workflow/local/records.ts';
import type { PostedCard } from '../../workflow/ports.ts';
import type { EgressRequest } from '../../workflow/request.ts';
import { isOpen } from '../../workflow/request.ts';
import { auditName, BackupDamagedError, copyFile, databaseName, readList } from './contents.ts';

/** Something is in the way: a restore never overwrites. */
export class FolderNotEmptyError extends Error {
  override name = 'FolderNotEmptyError' as const;
}

const entriesOf = async (folder: string): Promise<readonly string[]> => {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  return (await readdir(folder)).filter((name) => !name.startsWith(lockName));
};

const eventsArchived = async (folder: string, { id }: EgressRequest): Promise<number> => {
  const text = await readFile(join(folder, auditName, `${id}.jsonl`), 'utf8').catch(() => '');
  return text.split('\n').length - 1;
};

/** Cards may show what was decided after the backup and is not known any more, and the archive may lack what was copied after it. */
const followUpAgain = async (folder: string): Promise<number> => {
  const db = openDatabase(join(folder, databaseName));
  try {
    const cards = sqliteRecords<PostedCard>(db, 'cards');
    const note = changeNoter(db.sql);
    let noted = 0;
    for (const { document } of db.sql.prepare('SELECT document FROM requests').all()) {
      const request: EgressRequest = JSON.parse(String(document));
      const goesOn = isOpen(request.status.kind) || request.status.kind === 'released';
      if (!goesOn && (await eventsArchived(folder, request)) >= request.events.length) continue;
      if (goesOn) await distrustCards({ cards }, request.id);
      note(request.id);
      noted += 1;
    }
    return noted;
  } finally {
    db.close();
  }
};

export type Restored = { readonly at: string; readonly files: number; readonly followedUp: number };

/** Throws `FolderNotEmptyError`, `FolderInUseError` or `BackupDamagedError`, and leaves the folder as it was then. */
export const restore = async ({ backup, folder }: { readonly backup: string; readonly folder: string }): Promise<Restored> => {
  const { at, files } = await readList(backup);
  const [other] = await entriesOf(folder);
  if (other !== undefined) throw new FolderNotEmptyError(`${folder} is not empty: it holds ${other}`);
  const unlock = lockFolder(folder);
  try {
    // The database last: without it, the folder is no installation yet.
    const paths = Object.keys(files).filter((path) => path !== databaseName);
    for (const path of [...paths, databaseName]) {
      const copied = await copyFile(join(backup, path), join(folder, path));
      const listed = files[path];
      if (copied === undefined) throw new BackupDamagedError(`${path} is missing from the backup`);
      if (copied.size !== listed?.size || copied.sha256 !== listed.sha256)
        throw new BackupDamagedError(`${path} is not what was backed up: its checksum differs`);
    }
    return { at, files: paths.length + 1, followedUp: await followUpAgain(folder) };
  } catch (error) {
    for (const name of await entriesOf(folder)) await rm(join(folder, name), { recursive: true, force: true });
    throw error;
  } finally {
    unlock();
  }
};
