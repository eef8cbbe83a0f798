/** One thing at a time per key, with a pause between: chat platforms take so many messages a second in a conversation. */

export type Sleep = (milliseconds: number) => Promise<unknown>;

/** Waits until it is the key's turn. `now` is in milliseconds. */
export const pacer = ({ interval, now, sleep }: { readonly interval: number; readonly now: () => number; readonly sleep: Sleep }) => {
  /** Key -> when its next turn comes. */
  const next = new Map<string, number>();
  return async (key: string): Promise<void> => {
    const time = now();
    if (next.size > 1000) for (const [other, at] of next) if (at <= time) next.delete(other);
    const turn = Math.max(time, next.get(key) ?? 0);
    next.set(key, turn + interval);
    if (turn > time) await sleep(turn - time);
  };
};
