/** The one-machine database with many requests in it, and the predecessor's way of listing beside it. */
import { DatabaseSync } from 'node:sqlite';
import { openDatabase } from '../src/workflow/local/database.ts';
import { sqliteRequestStore } from '../src/workflow/local/request-store.ts';
import { predecessorItem, storedRequest } from './stored-requests.ts';

/** Fills a database file with so many decided and open requests, in transactions of a thousand. */
export const fillSqlite = async (file: string, total: number): Promise<void> => {
  const db = openDatabase(file);
  db.sql.exec('CREATE TABLE predecessor (id TEXT PRIMARY KEY, item TEXT NOT NULL)');
  const insert = db.sql.prepare('INSERT INTO predecessor (id, item) VALUES (?, ?)');
  // A commit for each would spend the time on the disk's flushes.
  const store = sqliteRequestStore({ ...db, transaction: (work) => work(), ring: () => undefined });
  for (let start = 0; start < total; start += 1000) {
    db.sql.exec('BEGIN');
    for (let index = start; index < Math.min(total, start + 1000); index += 1) {
      await store.create(storedRequest(index, total));
      const item = predecessorItem(index, total);
      insert.run(item['egress_request_id'] ?? '', JSON.stringify(item));
    }
    db.sql.exec('COMMIT');
  }
  // Nothing follows from these: their cards were painted long ago.
  db.sql.exec('DELETE FROM changes');
  db.close();
};

/** `scan` reads the whole table, keeps what is open, and says how many items it read. */
export const scanSqlite = (file: string): { readonly scan: () => number; readonly close: () => void } => {
  const sql = new DatabaseSync(file);
  const select = sql.prepare('SELECT item FROM predecessor');
  const scan = (): number => {
    let read = 0;
    const open: unknown[] = [];
    for (const { item } of select.iterate()) {
      read += 1;
      const parsed: { readonly status: string } = JSON.parse(String(item));
      if (parsed.status === 'PROCESSING') open.push(parsed);
    }
    return read;
  };
  return { scan, close: () => sql.close() };
};
