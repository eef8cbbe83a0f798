import { commandLine, line } from '../../card.ts';
import type { Language } from '../english.ts';
import { quantities } from './quantities.ts';

const { bytes, counted, files, number, requests } = quantities;

export const digests: Language['digests'] = {
  drawnUp: (month) => `Die Zahlen für ${month} werden zusammengestellt`,
  comePrivately: 'Sie bekommen sie gleich als private Nachricht.',
  figures: (month) => `${month} in Zahlen`,
  nothing: (title) => `${title}: nichts geschehen`,
  nothingHappened: 'Es kam kein Antrag, über keinen wurde entschieden, und kein Link wurde ausgegeben.',
  another: line('Ein anderer Monat: ', commandLine('digest JJJJ-MM')),
  summary: (title, counts) =>
    `${title}: ${requests(counts.received)} eingegangen, ${number(counts.released)} freigegeben, ${number(counts.rejected)} abgelehnt`,
  received: 'Eingegangen',
  released: 'Freigegeben',
  releasedFiles: (released, content) => `${number(released)} (${files(content.files)}, ${bytes(content.bytes)})`,
  rejected: 'Abgelehnt',
  expired: 'Verfallen',
  withdrawn: 'Zurückgezogen',
  givenUp: 'Aufgegeben',
  revoked: 'Widerrufen',
  links: 'Ausgegebene Links',
  escalated: 'Eskaliert',
  failed: 'Gescheiterte Schritte',
  overdue: 'Jetzt über der Frist',
  whole: 'Vom Eingang bis zum Ergebnis',
  howLong: 'Wie lange es gedauert hat',
  decisions: (decisions) => counted(decisions, { one: 'Entscheidung', other: 'Entscheidungen' }),
  took: (what, median, slowest) => `: ${what}, die Hälfte binnen ${median}, am längsten ${slowest}`,
  tookOne: (what, time) => `: ${what}, binnen ${time}`,
  whyRejected: 'Warum Anträge abgelehnt wurden',
};
