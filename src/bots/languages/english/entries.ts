import type { Inline, Line } from '../../card.ts';
import { commandLine, line } from '../../card.ts';

/** The buttons beside the entries of the lists of mappings and grants. */
export const entries = {
  unmap: '➖ Unmap…',
  unmapOf: (entry: Inline): Line => line('Unmap ', entry),
  takeBack: '➖ Take back…',
  takeBackOf: (entry: Inline): Line => line('Take back from ', entry),
  changed: 'This entry was changed or taken away since you were shown it, so nothing was done.',
  changedEnough: {
    grants:
      'This grant was changed so often that its record takes no more, so nothing was granted. It can still be taken back. Grant the role for single projects instead, or for all.',
    mappings:
      'This mapping was changed so often that its record takes no more, so nothing was mapped. It can still be taken away. Map another channel instead.',
  },
  asItIs: (words: string): Line => line('See the list as it is now: ', commandLine(words)),
};
