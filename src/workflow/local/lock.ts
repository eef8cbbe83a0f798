/** One process at a time: two runners over one database would each run every task. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** Another process works in the folder. */
export class FolderInUseError extends Error {
  override name = 'FolderInUseError' as const;
}

/** Of the file in the folder that carries the lock. */
export const lockName = 'in-use.db';

/** Whoever locks for good need not keep what is returned: a connection that nobody holds is closed by the garbage collector. */
const held = new Set<DatabaseSync>();

/** SQLite: SQLITE_BUSY. */
const busy = 5;

/**
 * Takes the folder for this process until the returned function is called or the process ends, however it ends: the lock is SQLite's own on
 * an empty database. Throws `FolderInUseError`.
 */
export const lockFolder = (folder: string): (() => void) => {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const sql = new DatabaseSync(join(folder, lockName), { timeout: 0 });
  try {
    sql.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    sql.close();
    if (error instanceof Error && 'errcode' in error && error.errcode === busy) {
      throw new FolderInUseError(`another process works in ${folder}`, { cause: error });
    }
    throw error;
  }
  held.add(sql);
  return () => {
    held.delete(sql);
    sql.close();
  };
};
