/** Dead letters that nobody needs any more: what the time to live of the table removes in AWS. */
import type { Instant } from '../request.ts';
import type { Database } from './database.ts';

/** Removes the letters that nothing was done about since before this instant, each with its text, and says how many there were. */
export const expireLetters = ({ sql }: Database): ((before: Instant) => number) => {
  const bodies = sql.prepare(
    `DELETE FROM records WHERE collection = 'dead-letter-bodies' AND key IN (
       SELECT key FROM records WHERE collection = 'dead-letters' AND json_extract(document, '$.events[#-1].at') < ?)`,
  );
  const letters = sql.prepare(`DELETE FROM records WHERE collection = 'dead-letters' AND json_extract(document, '$.events[#-1].at') < ?`);
  return (before) => {
    // The texts first: a crash in between leaves a letter that the next call removes.
    bodies.run(before);
    return Number(letters.run(before).changes);
  };
};
