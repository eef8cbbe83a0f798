/** Small versioned records in SQLite: grants, mappings, pinned identities, posted cards, deliveries, refused attempts. */
import type { Records, Versioned } from '../ports.ts';
import type { Database } from './database.ts';

/** One collection of records, kept apart from the others by its name. */
export const sqliteRecords = <T extends Versioned>({ sql }: Database, collection: string): Records<T> => {
  const select = sql.prepare('SELECT key, document FROM records WHERE collection = ? AND partition = ? AND key >= ? ORDER BY key');
  const insert = sql.prepare(
    `INSERT INTO records (collection, partition, key, version, document)
     VALUES (:collection, :partition, :key, :version, :document) ON CONFLICT DO NOTHING`,
  );
  const replace = sql.prepare(
    `UPDATE records SET version = :version, document = :document
     WHERE collection = :collection AND partition = :partition AND key = :key AND version = :version - 1`,
  );
  return {
    list: async ({ partition, prefix = '' }) => {
      const records: T[] = [];
      // Keys that share a beginning stand together, first among those that do not sort before it.
      for (const { key, document } of select.iterate(collection, partition, prefix)) {
        if (!String(key).startsWith(prefix)) break;
        const record: T = JSON.parse(String(document));
        records.push(record);
      }
      return records;
    },
    write: async (record) => {
      const { partition, key, version } = record;
      const row = { collection, partition, key, version, document: JSON.stringify(record) };
      return (version === 1 ? insert : replace).run(row).changes === 1 ? 'written' : 'stale';
    },
  };
};
