import type { Log } from '../../bots/log.ts';

/** Milliseconds after which what is made of the credentials is made again, so that new ones count without a deployment. */
const freshFor = 10 * 60_000;

/** `once`, made again from time to time; when that fails, what there is goes on being used, and the next call tries again. */
export const refreshed = <T>(make: () => Promise<T>, log: Log): (() => Promise<T>) => {
  let current = once(make);
  let madeAt = Date.now();
  return async () => {
    if (Date.now() - madeAt > freshFor) {
      madeAt = Date.now();
      const next = once(make);
      await next().then(
        () => {
          current = next;
        },
        (error: unknown) => log('refresh-failed', { error: error instanceof Error ? error.name : 'unknown' }),
      );
    }
    return current();
  };
};

/** Makes something once in the life of a process; after a failure the next call tries again. */
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
