/** Keeps what did not change: each picture arrives whole, but only what differs should be drawn again. */

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);

const shareAll = (before: unknown, after: unknown): unknown => {
  if (Array.isArray(before) && Array.isArray(after)) {
    const shared = after.map((each, index) => shareAll(before[index], each));
    return shared.length === before.length && shared.every((each, index) => each === before[index]) ? before : shared;
  }
  if (isRecord(before) && isRecord(after)) {
    const shared = Object.fromEntries(Object.entries(after).map(([key, each]) => [key, shareAll(before[key], each)]));
    const same =
      Object.keys(before).length === Object.keys(shared).length && Object.entries(shared).every(([key, each]) => each === before[key]);
    return same ? before : shared;
  }
  return after;
};

/** `after`, with every part of it that equals the same part of `before` replaced by that very object. */
export const share = <T>(before: T | undefined, after: T): T => shareAll(before, after) as T;
