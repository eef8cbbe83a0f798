import type { Line } from '../../card.ts';
import { commandLine, line } from '../../card.ts';

/** The buttons beside the entries of the lists of mappings and grants. */
export const entries = {
  unmap: (channel: string, platform: string) => `🗺️ Unmap #${channel} in ${platform}…`,
  takeBack: (person: string, role: string) => `🎫 Take back from ${person}: ${role}…`,
  changed: 'This entry was changed or taken away since you were shown it, so nothing was done.',
  asItIs: (words: string): Line => line('See the list as it is now: ', commandLine(words)),
};
