/** What the request store leaves for the change feed: one row for each request that nobody has followed up since it changed. */
import type { DatabaseSync } from 'node:sqlite';
import type { RequestId } from '../request.ts';

/** Notes, in the transaction that is open, that the request wants following up; nothing for an id that is not known. */
export const changeNoter = (sql: DatabaseSync): ((id: RequestId) => void) => {
  // The mark tells a note from those before it: what is followed up meanwhile must not be acknowledged with it.
  const note = sql.prepare(
    'INSERT INTO changes (request, mark) SELECT id, 1 FROM requests WHERE id = ? ON CONFLICT (request) DO UPDATE SET mark = mark + 1',
  );
  return (id) => {
    note.run(id);
  };
};
