/** Notices every commit to a SQLite file, whoever made it. */
import { DatabaseSync } from 'node:sqlite';

/** Milliseconds between two looks; a look reads one number. */
const every = 60;

export type Commits = { readonly close: () => void };

/** Calls back after commits by other connections: SQLite's `data_version` changes with each. */
export const watchCommits = (file: string, onCommit: () => void): Commits => {
  const sql = new DatabaseSync(file, { readOnly: true });
  const version = sql.prepare('PRAGMA data_version');
  const look = (): unknown => version.get()?.['data_version'];
  let last = look();
  const timer = setInterval(() => {
    const now = look();
    if (now === last) return;
    last = now;
    onCommit();
  }, every);
  timer.unref();
  return {
    close: () => {
      clearInterval(timer);
      sql.close();
    },
  };
};
