import type { Inline, Line } from '../../card.ts';
import { commandLine, line } from '../../card.ts';

/** The buttons beside the entries of the lists of mappings and grants. */
export const entries = {
  unmap: '➖ Unmap…',
  unmapOf: (entry: Inline): Line => line('Unmap ', entry),
  takeBack: '➖ Take back…',
  takeBackOf: (entry: Inline): Line => line('Take back from ', entry),
  changed: 'This entry was changed or taken away since you were shown it, so nothing was done.',
  asItIs: (words: string): Line => line('See the list as it is now: ', commandLine(words)),
};
