import { commandLine, line } from '../../card.ts';
import type { Language } from '../english.ts';
import { quantities } from './quantities.ts';

export const failures: Language['failures'] = {
  causes: {
    BadInputError: 'was von außen kam, ist nicht wie erwartet',
    ObjectMissingError: 'eine Datei, oder ihre aufgelistete Version, fehlt',
    IntegrityError: 'Daten sind nicht, wie sie sein sollten; behandeln Sie das als Vorfall',
    UnsafePathError: 'eine Datei hat einen Namen, der in kein Zip geschrieben werden darf',
    EgressStoreStatusError: 'der Ausleitungsspeicher hat einen Status, aus dem er nicht weiterbewegt werden kann',
    RecordTooLargeError: 'das Protokoll ist größer geworden, als gespeichert werden kann',
    RequestTooLargeError: 'der Antrag enthält mehr, als in einem Zip freigegeben werden kann',
  },
  unexpected: (name) => `ein Fehler, der vorübergehen kann (${name})`,
  tryAgain: '🔁 Noch einmal versuchen',
  abortButton: '🗑️ Aufgeben…',
  abortTitle: (id) => `${id} aufgeben`,
  abort: 'Aufgeben',
  givenUp: 'Aufgegeben',
  whatFailed: 'Was gescheitert ist',
  abortIntro:
    'Der Antrag endet: Die für die Prüfung gemachten Kopien werden gelöscht; wer ihn gestellt hat, liest Ihren Grund und kann neu einreichen.',
  reasonHint: (minimum) => `Mindestens ${quantities.characters(minimum)}: warum es nicht noch einmal versucht wird`,
  typed: (id) =>
    line('Um es noch einmal zu versuchen: ', commandLine(`retry ${id}`), '. Um aufzugeben: ', commandLine(`abort ${id} Grund`)),
  typedAfterEnd: (id) => line('Um es noch einmal zu versuchen: ', commandLine(`retry ${id}`)),
};
