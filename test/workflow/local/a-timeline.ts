/** Time as a test wants it: a clock and timers that move only when told to. */
import type { Timers } from '../../../src/workflow/local/timers.ts';
import type { Clock } from '../../../src/workflow/ports.ts';
import type { Instant } from '../../../src/workflow/request.ts';

export type Timeline = {
  readonly clock: Clock;
  readonly timers: Timers;
  /** Leaps ahead by this many milliseconds and fires what has become due, as a machine does that wakes from its sleep. */
  readonly leap: (milliseconds: number) => void;
  /** The longest that anybody asked a timer for. */
  readonly longestTimer: () => number;
};

export const aTimeline = (start = '2026-11-02T09:00:00.000Z'): Timeline => {
  let now = Date.parse(start);
  let longest = 0;
  const pending = new Set<{ readonly at: number; readonly work: () => void }>();
  return {
    clock: () => new Date(now).toISOString() as Instant,
    timers: {
      after: (milliseconds, work) => {
        const timer = { at: now + milliseconds, work };
        longest = Math.max(longest, milliseconds);
        pending.add(timer);
        return () => pending.delete(timer);
      },
    },
    leap: (milliseconds) => {
      now += milliseconds;
      for (const timer of [...pending].filter(({ at }) => at <= now).sort((one, other) => one.at - other.at)) {
        if (pending.delete(timer)) timer.work();
      }
    },
    longestTimer: () => longest,
  };
};

/** A promise and the means to settle it. */
export const aGate = <T = void>() => Promise.withResolvers<T>();
