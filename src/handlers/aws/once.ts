/** Makes something once in the life of a process; after a failure the next call tries again. */
import type { Log } from '../../bots/log.ts';
import { BadInputError } from '../../workflow/errors.ts';

export const once = <T>(make: () => Promise<T>): (() => Promise<T>) => {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make().catch((error: unknown) => {
      made = undefined;
      throw error;
    });
    return made;
  };
};

/** Milliseconds after which what is made of the credentials is made again, so that new ones count without a deployment. */
const freshFor = 10 * 60_000;
/** Milliseconds after which the old ones count no longer, whatever keeps the new ones away. */
const goodFor = 60 * 60_000;

/**
 * `once`, made again from time to time beside the calls, which do not wait for it. When that fails, what there is goes on being used for a
 * while; credentials that are there and no good (I3) are refused at once.
 */
export const refreshed = <T>(make: () => Promise<T>, log: Log, now: () => number = Date.now): (() => Promise<T>) => {
  let current: { readonly get: () => Promise<T>; readonly madeAt: number } | undefined;
  let refreshing = false;

  const refresh = async (): Promise<void> => {
    refreshing = true;
    try {
      const value = await make();
      current = { get: async () => value, madeAt: now() };
    } catch (error) {
      log('refresh-failed', { error: error instanceof Error ? error.name : 'unknown' });
      if (error instanceof BadInputError) current = undefined;
    } finally {
      refreshing = false;
    }
  };

  return async () => {
    const age = current ? now() - current.madeAt : 0;
    if (age > goodFor) current = undefined;
    current ??= { get: once(make), madeAt: now() };
    if (age > freshFor && age <= goodFor && !refreshing) void refresh();
    return current.get();
  };
};
