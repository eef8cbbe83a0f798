/** Errands on one machine: one after the other, in this process, each kept until it is done, so that a crash loses none. */
import type { Errand } from '../bots/errands.ts';
import type { KeptErrands } from '../workflow/local/kept-errands.ts';
import type { Clock } from '../workflow/ports.ts';

/** What fails so often, over a working day, is for whoever asked to ask again; told of it, an operator finds out why. */
const mostAttempts = 10;
/** Milliseconds until the next attempt after so many; a digest or an export reads all requests of its time anew. */
const restOf = (attempts: number): number => 30_000 * 2 ** attempts;

/** Each attempt at an errand ended with the process: nothing else is known of why. */
export class ErrandCutOffError extends Error {
  override name = 'ErrandCutOffError' as const;
}

export type ErrandLine = {
  readonly ask: (errand: Errand) => void;
  /** Has done what an earlier process left, and what failed long enough ago. */
  readonly again: () => void;
  /** Resolves when all that was asked for is done, or has failed this time. */
  readonly idle: () => Promise<void>;
};

export const errandLine = ({
  kept,
  run,
  clock,
  onError,
}: {
  readonly kept: KeptErrands<Errand>;
  readonly run: (errand: Errand) => Promise<void>;
  readonly clock: Clock;
  readonly onError: (error: unknown, ended: 'tried-again' | 'given-up') => void;
}): ErrandLine => {
  let line: Promise<void> = Promise.resolve();
  /** Until when what failed in this process rests, by its place. */
  const resting = new Map<number, number>();
  const now = (): number => Date.parse(clock());

  const work = async (): Promise<void> => {
    for (const { place, attempts, what } of kept.all()) {
      if (now() < (resting.get(place) ?? 0)) continue;
      if (attempts >= mostAttempts) {
        kept.remove(place);
        onError(new ErrandCutOffError(`each of ${attempts} attempts at a ${what.kind} was cut off`), 'given-up');
        continue;
      }
      // Before it begins: one that ends the process each time must not do so for ever.
      kept.noteAttempt(place);
      try {
        await run(what);
        kept.remove(place);
        resting.delete(place);
      } catch (error) {
        const isLast = attempts + 1 >= mostAttempts;
        if (isLast) kept.remove(place);
        if (isLast) resting.delete(place);
        else resting.set(place, now() + restOf(attempts + 1));
        onError(error, isLast ? 'given-up' : 'tried-again');
      }
    }
  };
  const again = (): void => {
    line = line.then(work).catch((error: unknown) => onError(error, 'tried-again'));
  };
  return {
    ask: (errand) => {
      kept.add(errand);
      again();
    },
    again,
    idle: () => line,
  };
};
