/** The change feed of one machine: hands on every request that changed, at least once, until its handling has succeeded (I2). */
import type { RequestId } from '../request.ts';
import { changeNoter } from './changes.ts';
import type { Database } from './database.ts';
import type { Timers } from './timers.ts';
import { soon, systemTimers } from './timers.ts';

export type ChangeFeed = {
  /** Has the request followed up soon although it did not change; kept like a change. */
  readonly wake: (id: RequestId) => void;
  /** Begins with what was left unacknowledged. */
  readonly start: () => void;
  /** Takes nothing new, and resolves when the handlers under way have ended. */
  readonly stop: () => Promise<void>;
  /** Resolves when no change waits and no handler runs, or the feed is stopped. */
  readonly idle: () => Promise<void>;
};

export type ChangeFeedOptions = {
  /** Does what follows from the request's newest version. Called for one request never twice at once; must bear being repeated. */
  readonly handle: (id: RequestId) => Promise<unknown>;
  /** Told of every failed attempt; without an id when the database itself could not be read. */
  readonly onError: (id: RequestId | undefined, error: unknown) => void;
  /** How many requests are handled at once. */
  readonly concurrency?: number;
  /** Milliseconds until the next attempt after so many failed ones (1, 2, ...). */
  readonly backOff?: (failures: number) => number;
  readonly timers?: Timers;
};

/** Another process may have written to the same file: it cannot ring this one's bell. */
const lookAgainAfter = 5_000;
const longestBackOff = 5 * 60_000;

/** One second, doubling up to five minutes, less up to half of it by chance so that what failed together does not come back together. */
const spreadBackOff = (failures: number): number => Math.min(1000 * 2 ** (failures - 1), longestBackOff) * (1 - Math.random() / 2);

type Rest = { readonly mark: number; readonly cancel: () => void };

/** The feed over the changes that the request store leaves in the database. */
export const changeFeed = (db: Database, options: ChangeFeedOptions): ChangeFeed => {
  const { handle, onError, concurrency = 8, backOff = spreadBackOff, timers = systemTimers } = options;
  const select = db.sql.prepare('SELECT request, mark FROM changes ORDER BY place LIMIT ?');
  // Only what was noted before its handling began: a change since then has its own turn.
  const acknowledge = db.sql.prepare('DELETE FROM changes WHERE request = ? AND mark = ?');
  const note = changeNoter(db.sql);
  const busy = new Map<RequestId, Promise<void>>();
  const resting = new Map<RequestId, Rest>();
  const failures = new Map<RequestId, number>();
  const waiters = new Set<() => void>();
  let running: { readonly unlisten: () => void; cancelLook: () => void } | undefined;

  const rest = (id: RequestId, mark: number): void => {
    const count = (failures.get(id) ?? 0) + 1;
    failures.set(id, count);
    if (!running) return;
    const cancel = timers.after(backOff(count), () => {
      resting.delete(id);
      pumpSoon();
    });
    resting.set(id, { mark, cancel });
  };

  const handled = async (id: RequestId, mark: number): Promise<{ readonly failure?: unknown }> => {
    try {
      await handle(id);
      acknowledge.run(id, mark);
      return {};
    } catch (failure) {
      return { failure };
    }
  };

  const attempt = async (id: RequestId, mark: number): Promise<void> => {
    const outcome = await handled(id, mark);
    busy.delete(id);
    if ('failure' in outcome) {
      onError(id, outcome.failure);
      rest(id, mark);
    } else {
      failures.delete(id);
    }
    pumpSoon();
  };

  const isIdle = (): boolean => busy.size === 0 && (!running || select.get(1) === undefined);

  const take = (): void => {
    const free = concurrency - busy.size;
    if (!running || free <= 0) return;
    for (const row of select.all(busy.size + resting.size + free)) {
      const id = String(row['request']) as RequestId;
      const mark = Number(row['mark']);
      const rested = resting.get(id);
      // A new change of a request that rests is worth an attempt at once.
      if (busy.has(id) || (rested && rested.mark >= mark)) continue;
      rested?.cancel();
      resting.delete(id);
      busy.set(id, attempt(id, mark));
      if (busy.size >= concurrency) return;
    }
  };

  const pump = (): void => {
    try {
      take();
      if (waiters.size === 0 || !isIdle()) return;
    } catch (error) {
      // The next look tries again.
      onError(undefined, error);
      return;
    }
    for (const resolve of waiters) resolve();
    waiters.clear();
  };
  const pumpSoon = soon(pump);

  const look = (): void => {
    if (!running) return;
    running.cancelLook = timers.after(lookAgainAfter, look);
    pumpSoon();
  };

  return {
    wake: (id) => {
      note(id);
      pumpSoon();
    },
    start: () => {
      if (running) return;
      running = { unlisten: db.listen(pumpSoon), cancelLook: () => {} };
      look();
    },
    stop: async () => {
      running?.unlisten();
      running?.cancelLook();
      running = undefined;
      for (const { cancel } of resting.values()) cancel();
      resting.clear();
      await Promise.all(busy.values());
      for (const resolve of waiters) resolve();
      waiters.clear();
    },
    idle: () =>
      new Promise((resolve) => {
        waiters.add(resolve);
        pumpSoon();
      }),
  };
};
