/** Errands on one machine: one after the other, in this process. What a crash interrupts is asked for again. */
import type { Errand } from '../bots/errands.ts';

export const errandLine = ({
  run,
  onError,
}: {
  readonly run: (errand: Errand) => Promise<void>;
  readonly onError: (error: unknown) => void;
}): { readonly ask: (errand: Errand) => void; readonly idle: () => Promise<void> } => {
  let line: Promise<void> = Promise.resolve();
  return {
    ask: (errand) => {
      line = line.then(() => run(errand)).catch(onError);
    },
    /** Resolves when all that was asked for is done. */
    idle: () => line,
  };
};
