import { commandLine, line, text } from '../../card.ts';
import type { Language } from '../english.ts';
import { quantities } from './quantities.ts';

const { day } = quantities;
const days = (from: string, to: string): string => (from === to ? day(from) : `${day(from)} bis ${day(to)}`);

export const exports: Language['exports'] = {
  askedTitle: (from, to) => `Das Protokoll vom ${days(from, to)} wird exportiert`,
  askedLine: (timeZone) =>
    `Ganze Tage, nach der Uhrzeit in ${timeZone}. Das kann eine Weile dauern; Sie werden hier privat benachrichtigt, sobald der Export fertig ist.`,
  untilToday: 'Der Export endet mit dem heutigen Tag: Spätere Tage haben noch nicht begonnen.',
  onRecord: 'Wer was exportiert, steht selbst im Protokoll.',
  readyTitle: (from, to) => `Das Protokoll vom ${days(from, to)} liegt bereit`,
  onlyYou: (minutes) =>
    `Nur für Sie: Der Export nennt Personen und ihre Gründe, geben Sie den Link daher nicht weiter. Er gilt ${minutes} Minuten, bis `,
  whereDays: 'Tage',
  daysIn: (from, to, timeZone) => `${days(from, to)}, in ${timeZone}`,
  projects: 'Projekte',
  contents: 'Inhalt',
  counted: (events, requests) =>
    `${events} ${events === 1 ? 'Ereignis' : 'Ereignisse'} von ${requests} ${requests === 1 ? 'Ausleitungsantrag' : 'Ausleitungsanträgen'}`,
  size: 'Größe',
  download: (format) => (format === 'csv' ? '⬇️ Tabelle herunterladen (CSV)' : '⬇️ Ereignisse herunterladen (JSON-Zeilen)'),
  onceMore: 'Ist der Link abgelaufen, fragen Sie noch einmal: ',
  failedTitle: (from, to) => `Das Protokoll vom ${days(from, to)} konnte nicht exportiert werden`,
  roleLost: 'Sie haben die dafür nötige Rolle nicht mehr, daher wurde nichts exportiert.',
  error:
    'Es wurde nichts exportiert. Fragen Sie nach weniger Tagen auf einmal; wenn auch das scheitert, nennen Sie dem Betrieb diesen Export: ',
  unreachableTitle: 'Ihr Export konnte Ihnen nicht übergeben werden',
  unreachable:
    'Der Link dazu geht nur per Chat an Sie, und dort kann Ihnen nicht geschrieben werden. Schreiben Sie Sallyport einmal privat, und fragen Sie dann noch einmal.',
  howTitle: 'Protokoll exportieren',
  how: 'Nennen Sie den ersten und den letzten Tag als JJJJ-MM-TT. Sie bekommen eine Tabelle oder, mit „jsonl“ hinter den Tagen, jedes Ereignis als eine JSON-Zeile: ',
  latest: 'Letzte Exporte',
  latestLine: (who, from, to, format) => line(text(who, 'bold'), `: ${days(from, to)}, ${format}`),
  states: { asked: 'nicht fertig', made: 'erstellt', failed: 'gescheitert' },
  notAuditor: (role) =>
    role === undefined
      ? line('Nur Admins können das Protokoll exportieren. Es wurde nichts exportiert.')
      : line(
          'Nur Admins und Personen mit der Rolle ',
          text(role, 'bold'),
          ' können das Protokoll exportieren. Es wurde nichts exportiert.',
        ),
  askForRole: (role) => line('Wenn Sie diese Rolle haben sollten, bitten Sie einen Admin darum: ', commandLine(`grant @Sie ${role}`)),
  yourRoles: 'Ihre Rollen: ',
  range: {
    'no-day': 'Hierfür braucht es den ersten und den letzten Tag als JJJJ-MM-TT.',
    reversed: 'Der erste Tag liegt nach dem letzten.',
    ahead: 'Der erste Tag hat noch nicht begonnen, daher gibt es für ihn noch kein Protokoll.',
    'too-long': 'Das ist mehr als ein Jahr. Exportieren Sie Jahr für Jahr.',
    format: 'Hinter den Tagen steht „csv“, „jsonl“ oder nichts.',
  },
  writeItAs: 'So wird es geschrieben: ',
};
