/** On one machine, what time alone brings about: requests that something is due for are followed up, a minute late at the most. */
import type { Clock, RequestStore } from '../ports.ts';
import type { Instant, RequestId } from '../request.ts';
import type { Timers } from './timers.ts';
import { systemTimers } from './timers.ts';

const every = 60_000;

export type DueLoop = {
  /** Has everything followed up that is due by now. */
  readonly look: () => Promise<void>;
  /** Looks at once, and then every minute. */
  readonly start: () => void;
  /** Looks no more, and resolves when a look that is under way has ended. */
  readonly stop: () => Promise<void>;
  /** When it last looked, to the end. */
  readonly lookedAt: () => Instant | undefined;
};

export const dueLoop = ({
  requests,
  clock,
  wake,
  onError,
  also,
  timers = systemTimers,
}: {
  readonly requests: Pick<RequestStore, 'list'>;
  readonly clock: Clock;
  readonly wake: (id: RequestId) => void;
  /** Told when the list could not be read; the next look tries again. */
  readonly onError: (error: unknown) => void;
  /** What else time brings about. */
  readonly also?: (now: Instant) => Promise<void>;
  readonly timers?: Timers;
}): DueLoop => {
  let cancel: (() => void) | undefined;
  let last: Instant | undefined;
  const underWay = new Set<Promise<void>>();

  const lookOnce = async (): Promise<void> => {
    const before = clock();
    let after: string | undefined;
    do {
      const page = await requests.list({ by: { kind: 'due', before }, limit: 100, ...(after === undefined ? {} : { after }) });
      for (const { id } of page.requests) wake(id);
      after = page.next;
    } while (after !== undefined);
    last = clock();
    await also?.(before);
  };

  const look = (): Promise<void> => {
    const looking = lookOnce().finally(() => underWay.delete(looking));
    underWay.add(looking);
    return looking;
  };

  const run = (): void => {
    cancel = timers.after(every, run);
    look().catch(onError);
  };

  return {
    look,
    start: run,
    stop: async () => {
      cancel?.();
      await Promise.allSettled(underWay);
    },
    lookedAt: () => last,
  };
};
