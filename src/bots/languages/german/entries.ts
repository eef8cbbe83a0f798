import { commandLine, line } from '../../card.ts';
import type { Language } from '../english.ts';

export const entries: Language['entries'] = {
  unmap: '➖ Entfernen…',
  unmapOf: (entry) => line('Zuordnung entfernen: ', entry),
  takeBack: '➖ Zurücknehmen…',
  takeBackOf: (entry) => line('Rolle zurücknehmen: ', entry),
  changed: 'Dieser Eintrag wurde geändert oder entfernt, seit Sie ihn sahen; daher wurde nichts getan.',
  changedEnough: {
    grants:
      'Diese Rollenvergabe wurde so oft geändert, dass nichts mehr eingetragen werden kann; es wurde nichts vergeben. Zurücknehmen lässt sie sich weiterhin. Vergeben Sie die Rolle stattdessen für einzelne Projekte, oder für alle.',
    mappings:
      'Diese Zuordnung wurde so oft geändert, dass nichts mehr eingetragen werden kann; es wurde nichts zugeordnet. Aufheben lässt sie sich weiterhin. Ordnen Sie stattdessen einen anderen Kanal zu.',
  },
  asItIs: (words) => line('Die Liste, wie sie jetzt ist: ', commandLine(words)),
};
