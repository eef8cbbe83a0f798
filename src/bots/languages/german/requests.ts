import { commandLine, line, text } from '../../card.ts';
import type { Language } from '../english.ts';
import { fullStop } from '../full-stop.ts';
import { names } from './names.ts';
import { quantities } from './quantities.ts';

const { bytes, files, links, ofTotal } = quantities;

export const requests: Language['requests'] = {
  title: (id) => `Ausleitungsantrag ${id}`,
  contents: 'Inhalt',
  requester: 'Beantragt von',
  project: 'Projekt',
  workspace: 'Arbeitsbereich',
  submitted: 'Eingereicht',
  submittedUnknown: 'unbekannt',
  request: 'Antrag',
  digest: 'Prüfsumme des Manifests',
  files: 'Dateien',
  notCopied: 'noch nicht kopiert',
  size: (count, size) => `${files(count)}, ${bytes(size)}`,
  createdBy: '; Arbeitsbereich angelegt von ',
  beingCopied: 'Die Dateien werden kopiert; die Prüfung beginnt, wenn alle da sind.',
  waitsFor: (stage) => `Wartet jetzt auf ${stage}.`,
  waitsForAnswer: (stage) => `Wartet jetzt auf die Antwort der antragstellenden Person; ${stage} kann trotzdem entscheiden.`,
  beingPackaged:
    'Alle Stufen haben genehmigt. Die Dateien werden gepackt und geprüft; die Ausleitungsverantwortlichen werden benachrichtigt, sobald das Zip bereit ist.',
  isReleased: (issued, most) =>
    `Das Zip liegt im Data Lake, wo die Ausleitungsverantwortlichen es abholen; ${ofTotal(issued, most)} Links sind ausgegeben.`,
  linksUsed: (most) => `Alle ${links(most)} sind ausgegeben.`,
  linkAgain: (id) =>
    line('Ist ein Link nicht angekommen, kann man ihn noch einmal anfordern, solange er gilt: ', commandLine(`link ${id}`)),
  retentionOver: 'Die Freigabe wurde so lange aufbewahrt, wie die Richtlinie es erlaubt.',
  isRejected: (again) =>
    `Es wird nichts ausgeleitet.${again ? ' Wer den Antrag gestellt hat, erfährt den Grund und kann neu einreichen.' : ''}`,
  isExpired: (again) =>
    `Niemand hat vor Ablauf der Frist entschieden, daher wird nichts ausgeleitet.${again ? ' Wer den Antrag gestellt hat, erfährt es und kann neu einreichen.' : ''}`,
  isWithdrawn: ' Es wird nichts ausgeleitet.',
  isRevoked: ' Es werden keine weiteren Links ausgegeben.',
  ended: (how, deed) =>
    line(
      how === 'withdrawn'
        ? '↩️ Zurückgezogen von '
        : how === 'aborted'
          ? '↩️ Nach einem technischen Fehler aufgegeben von '
          : '🚫 Widerrufen von ',
      text(deed.who, 'bold'),
      deed.platform === undefined ? '' : ` in ${names.platform[deed.platform]}`,
      ', ',
      { kind: 'instant', at: deed.at },
      deed.reason === undefined ? '.' : `: „${deed.reason}“${fullStop(deed.reason)}`,
    ),
  hasFailed: (step) => `Das ${names.step(step)} ist gescheitert; die Admins wissen Bescheid. Es wurde nichts freigegeben.`,
  sealed: (digest) => line(', Prüfsumme ', text(digest, 'code')),
};
