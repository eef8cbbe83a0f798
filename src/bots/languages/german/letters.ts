import { commandLine, line } from '../../card.ts';
import type { Language } from '../english.ts';
import { quantities } from './quantities.ts';

export const letters: Language['letters'] = {
  origin: { topic: 'eine Meldung', foreign: 'eine Nachricht aus einem fremden Topic' },
  none: 'Alle Meldungen wurden angenommen',
  operators:
    'Auf AWS kümmert sich der Betrieb um das, was die anderen Warteschlangen nicht zustellen konnten: Die Alarme nennen es, und docs/operate.md sagt, was zu tun ist.',
  mended: (replay, discard) => line('Sobald die Ursache behoben ist: ', replay, '. Nicht gebraucht: ', discard),
  notTaken: (letters) => `${quantities.counted(letters, { one: 'Meldung konnte', other: 'Meldungen konnten' })} nicht angenommen werden`,
  newestFirst: 'Neueste zuerst',
  replay: (id) => `📬 ${id} noch einmal annehmen`,
  stillNot: (id) => `Meldung ${id} kann noch immer nicht angenommen werden`,
  stays: (id) => line('Sie bleibt liegen. Sobald die Ursache behoben ist: ', commandLine(`replay ${id}`)),
  replayedBefore: (id) => `Meldung ${id} wurde schon früher angenommen`,
  nothingDone: (request) => `Daraus ist Antrag ${request} geworden; es wurde nichts noch einmal getan.`,
  taken: (id) => `Meldung ${id} ist angenommen`,
  wasThere: (request) => `Antrag ${request} war schon da; nichts wurde doppelt angenommen.`,
  isRequest: (request) => `Daraus ist Antrag ${request} geworden.`,
  status: (request) => line('Aktueller Stand: ', commandLine(`status ${request}`)),
  discarded: 'Verworfen',
  isDiscarded: (id) => `Meldung ${id} ist verworfen`,
  wasDiscarded: (id) => `Meldung ${id} wurde schon früher verworfen`,
  onRecord: (id) => line('Sie bleibt im Protokoll und kann noch angenommen werden: ', commandLine(`replay ${id}`)),
  by: (who, at) => line(`Von ${who ?? 'einem Admin'}, `, at),
  discardTitle: (id) => `${id} verwerfen`,
  discard: 'Verwerfen',
  discardIntro: 'Die Meldung bleibt mit Ihrem Grund im Protokoll, und die Liste zeigt sie nicht mehr.',
  reason: 'Grund',
  reasonHint: (minimum) => `Mindestens ${quantities.characters(minimum)}: warum sie niemand braucht`,
  discardButton: '🗑️ Verwerfen…',
  replayButton: '📬 Noch einmal annehmen',
};
