/** Task tokens in SQLite, in a table of their own that no list reads (I6). */
import type { TaskTokens } from '../ports.ts';
import type { TaskToken } from '../request.ts';
import type { Database } from './database.ts';

/** The tokens of this database. */
export const sqliteTaskTokens = ({ sql }: Database): TaskTokens => {
  const insert = sql.prepare('INSERT OR REPLACE INTO task_tokens (request, stage, token) VALUES (?, ?, ?)');
  const select = sql.prepare('SELECT stage, token FROM task_tokens WHERE request = ?');
  const remove = sql.prepare('DELETE FROM task_tokens WHERE request = ? AND token = ?');
  return {
    save: async ({ id, stage, token }) => {
      insert.run(id, stage, token);
    },
    load: async (id) => select.all(id).map((row) => ({ stage: Number(row['stage']), token: String(row['token']) as TaskToken })),
    forget: async (id, token) => {
      remove.run(id, token);
    },
  };
};
