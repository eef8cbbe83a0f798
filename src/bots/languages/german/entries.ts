import { commandLine, line } from '../../card.ts';
import type { Language } from '../english.ts';

export const entries: Language['entries'] = {
  unmap: (channel) => `🗺️ Zuordnung von #${channel} lösen…`,
  takeBack: (person) => `🎫 ${person} die Rolle nehmen…`,
  changed: 'Dieser Eintrag wurde geändert oder entfernt, seit Sie ihn sahen; daher wurde nichts getan.',
  asItIs: (words) => line('Die Liste, wie sie jetzt ist: ', commandLine(words)),
};
