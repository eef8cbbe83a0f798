/** An answer that counts for a while. */
import type { Clock } from './ports.ts';

/** Asks again only when the last answer is older than this many milliseconds: whoever wants to know, and however often, costs no more. */
export const lasting = <T>(ask: () => T, { lasts, clock }: { readonly lasts: number; readonly clock: Clock }): (() => T) => {
  let last: { readonly answer: T; readonly at: number } | undefined;
  return () => {
    const now = Date.parse(clock());
    // A clock that was put back is no reason to believe it for longer.
    if (last === undefined || Math.abs(now - last.at) >= lasts) last = { answer: ask(), at: now };
    return last.answer;
  };
};
