/** The one-machine database: one SQLite file for everything, opened with its schema. */
import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { migrations } from './schema.ts';

/** An open database file, and the bell that rings after each commit that changed a request. */
export type Database = {
  readonly sql: DatabaseSync;
  /** Says that a change of a request was committed. */
  readonly ring: () => void;
  /** Calls `heard` at each ring, until the returned function is called. */
  readonly listen: (heard: () => void) => () => void;
  /** Runs `work` in one transaction that has the database to itself; rolled back when it throws. */
  readonly transaction: <T>(work: () => T) => T;
  /** Whether something can be written at this moment: not when the disk is full or was taken away. */
  readonly isWritable: () => boolean;
  readonly close: () => void;
};

/** The file was made by a newer version of this program. */
export class DatabaseTooNewError extends Error {
  override name = 'DatabaseTooNewError' as const;
}

const transactionOn =
  (sql: DatabaseSync) =>
  <T>(work: () => T): T => {
    sql.exec('BEGIN IMMEDIATE');
    try {
      const result = work();
      sql.exec('COMMIT');
      return result;
    } catch (error) {
      // A full disk makes SQLite roll back by itself.
      if (sql.isTransaction) sql.exec('ROLLBACK');
      throw error;
    }
  };

const migrate = (sql: DatabaseSync, file: string): void => {
  const found = Number(sql.prepare('PRAGMA user_version').get()?.['user_version']);
  if (found > migrations.length) {
    throw new DatabaseTooNewError(`${file} has schema ${found}, this program knows schemas up to ${migrations.length}`);
  }
  for (const [index, migration] of migrations.entries()) {
    if (index < found) continue;
    sql.exec(migration);
    sql.exec(`PRAGMA user_version = ${index + 1}`);
  }
};

/** Opens the file, making it (and its folder) when it is not there. Throws `DatabaseTooNewError` when a newer program made it. */
export const openDatabase = (file: string): Database => {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const sql = new DatabaseSync(file, { enableForeignKeyConstraints: true, timeout: 1500 });
  const transaction = transactionOn(sql);
  try {
    // FULL: a commit that was answered survives a power cut, not just the end of the process.
    sql.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;');
    transaction(() => migrate(sql, file));
  } catch (error) {
    sql.close();
    throw error;
  }
  const listeners = new Set<() => void>();
  return {
    sql,
    ring: () => {
      for (const heard of listeners) heard();
    },
    listen: (heard) => {
      listeners.add(heard);
      return () => listeners.delete(heard);
    },
    transaction,
    isWritable: () => {
      try {
        // Written anew as it is.
        transaction(() => sql.exec(`PRAGMA user_version = ${migrations.length}`));
        return true;
      } catch {
        return false;
      }
    },
    close: () => sql.close(),
  };
};

/** A secret of 256 random bits, made when it is first asked for and kept in the database. */
export const keptSecret = ({ sql }: Database, name: string): Buffer => {
  sql.prepare('INSERT OR IGNORE INTO secrets (name, value) VALUES (?, ?)').run(name, randomBytes(32));
  const value = sql.prepare('SELECT value FROM secrets WHERE name = ?').get(name)?.['value'];
  if (!(value instanceof Uint8Array)) throw new TypeError(`the secret ${name} is not kept as bytes`);
  return Buffer.from(value);
};
