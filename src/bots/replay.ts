/** Remembers what was already taken, for as long as it could be sent again, in bounded memory. */

/** `take` says whether all keys are new, and remembers them; only keys of verified requests may be given, or a stranger could flush it. */
export const replayGuard = ({ windowSeconds, most }: { readonly windowSeconds: number; readonly most: number }) => {
  /** Key -> when it may be forgotten, oldest first. */
  const taken = new Map<string, number>();
  const prune = (seconds: number): void => {
    for (const [key, until] of taken) {
      if (until > seconds && taken.size <= most) return;
      taken.delete(key);
    }
  };
  return {
    take: (keys: readonly string[], seconds: number): boolean => {
      prune(seconds);
      if (keys.some((key) => (taken.get(key) ?? 0) > seconds)) return false;
      for (const key of keys) taken.set(key, seconds + windowSeconds);
      return true;
    },
    forget: (keys: readonly string[]): void => {
      for (const key of keys) taken.delete(key);
    },
  };
};
