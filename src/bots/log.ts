/** Logs of the bots: an event's name and ids, never texts, names, tokens or URLs. */

/** Writes one event; the values are ids, codes and numbers. */
export type Log = (event: string, ids?: Readonly<Record<string, string | number>>) => void;
