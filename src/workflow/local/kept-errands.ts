/** What was asked for and is not done yet, kept where a crash does not lose it. */
import type { Database } from './database.ts';

export type Kept<T> = { readonly place: number; readonly attempts: number; readonly what: T };

export type KeptErrands<T> = {
  readonly add: (what: T) => void;
  /** The oldest first. */
  readonly all: () => readonly Kept<T>[];
  readonly noteAttempt: (place: number) => void;
  readonly remove: (place: number) => void;
};

/** The errands of this database. */
export const sqliteErrands = <T>({ sql }: Database): KeptErrands<T> => {
  const insert = sql.prepare('INSERT INTO errands (document) VALUES (?)');
  const select = sql.prepare('SELECT place, attempts, document FROM errands ORDER BY place');
  const count = sql.prepare('UPDATE errands SET attempts = attempts + 1 WHERE place = ?');
  const remove = sql.prepare('DELETE FROM errands WHERE place = ?');
  return {
    add: (what) => {
      insert.run(JSON.stringify(what));
    },
    all: () =>
      select.all().map(({ place, attempts, document }) => {
        const what: T = JSON.parse(String(document));
        return { place: Number(place), attempts: Number(attempts), what };
      }),
    noteAttempt: (place) => {
      count.run(place);
    },
    remove: (place) => {
      remove.run(place);
    },
  };
};
