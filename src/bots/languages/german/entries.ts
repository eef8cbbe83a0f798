import { commandLine, line } from '../../card.ts';
import type { Language } from '../english.ts';

export const entries: Language['entries'] = {
  unmap: '➖ Entfernen…',
  unmapOf: (entry) => line('Zuordnung entfernen: ', entry),
  takeBack: '➖ Zurücknehmen…',
  takeBackOf: (entry) => line('Rolle zurücknehmen: ', entry),
  changed: 'Dieser Eintrag wurde geändert oder entfernt, seit Sie ihn sahen; daher wurde nichts getan.',
  asItIs: (words) => line('Die Liste, wie sie jetzt ist: ', commandLine(words)),
};
