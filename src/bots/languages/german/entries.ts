import { commandLine, line } from '../../card.ts';
import type { Language } from '../english.ts';

export const entries: Language['entries'] = {
  unmap: (channel, platform) => `🗺️ Zuordnung von #${channel} in ${platform} lösen…`,
  takeBack: (person, role) => `🎫 ${person} diese Rolle nehmen: ${role}…`,
  changed: 'Dieser Eintrag wurde geändert oder entfernt, seit Sie ihn sahen; daher wurde nichts getan.',
  asItIs: (words) => line('Die Liste, wie sie jetzt ist: ', commandLine(words)),
};
