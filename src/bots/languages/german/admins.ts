import type { Instant } from '../../../workflow/request.ts';
import type { Line } from '../../card.ts';
import { commandLine, line, text } from '../../card.ts';
import type { Language } from '../english.ts';
import { names } from './names.ts';
import { requests } from './requests.ts';

const at = (instant: Instant): Line => [{ kind: 'instant', at: instant }];

export const admins: Language['admins'] = {
  zipStays: (id) => `Das Zip von Antrag ${id} ließ sich nicht löschen`,
  zipStaysWhy:
    'Die Freigabe ist vorbei, aber ihr Zip liegt noch im Data Lake, und ausgegebene Links gelten vielleicht noch. Es wird immer wieder versucht; bitte sehen Sie nach, was es festhält, oder löschen Sie es dort.',
  archiveDiffers: (id) => `Das Revisionsarchiv von Antrag ${id} passt nicht zu seinem Protokoll`,
  archiveDiffersWhy: (id) =>
    line(
      'Eines von beiden wurde verändert, und nicht von Sallyport: Behandeln Sie das als Vorfall. Bis sie wieder zueinander passen, wird von diesem Antrag nichts mehr archiviert. Ob das Protokoll heil ist: ',
      commandLine(`verify ${id}`),
      '; ob es das Archiv ist, findet die Revision mit der Prüfung des Programms heraus.',
    ),
  nobodyDecides: (id) => `Niemand kann über Antrag ${id} entscheiden`,
  nobodyDecidesWhy: (waiting) =>
    line(
      `Er wartet auf ${waiting.stage}, und es ist niemand übrig, der diese Rolle hat, ihn nicht gestellt und noch nicht darüber entschieden hat. Abhilfe: `,
      commandLine(`grant @Person ${waiting.role} ${waiting.project}`),
      '.',
    ),
  stepFailed: (id, step) => `${requests.title(id)}: Das ${names.step(step)} ist gescheitert`,
  stepTriedAgain: (id, step) => `${requests.title(id)}: Das ${names.step(step)} ist gescheitert und wurde noch einmal versucht`,
  stepGivenUp: (id, step) => `${requests.title(id)}: Das ${names.step(step)} ist gescheitert; der Antrag wurde aufgegeben`,
  forOperator: 'Für den Betrieb',
  correlationId: 'Vorgangskennung',
  wrongBytesAfterEnd: 'Daten sind nicht, wie sie sein sollten: Behandeln Sie das als Vorfall. ',
  afterEnd:
    'Der Antrag selbst war schon zu Ende, und sein Ergebnis steht; es gibt nichts aufzugeben. Übrig ist nur, was auf das Ende folgt, etwa Kopiertes zu löschen und den Ausleitungsspeicher zurückzugeben, ohne den nicht neu eingereicht werden kann. Beheben Sie die Ursache, dann versuchen Sie es noch einmal.',
  wrongBytes:
    'Daten sind nicht, was genehmigt wurde: Behandeln Sie das als Vorfall, und versuchen Sie es erst wieder, wenn Sie wissen, warum.',
  missing: 'Solange das Fehlende nicht zurückkommt, hilft ein neuer Versuch nicht: Geben Sie auf, damit neu eingereicht werden kann.',
  mendTheCause:
    'Das Protokoll und alles Kopierte bleiben erhalten. Beheben Sie die Ursache, dann versuchen Sie es noch einmal; oder geben Sie auf, damit neu eingereicht werden kann.',
  triedAgain: (who, when) => line('🔁 Noch einmal versucht von ', text(who, 'bold'), ', ', ...at(when), '.'),
  givenUp: (who, when) => line('↩️ Aufgegeben von ', text(who, 'bold'), ', ', ...at(when), '.'),
  history: (id) => line('Verlauf: ', commandLine(`history ${id}`)),
  notTakenSummary: 'Eine Meldung von Service Workbench konnte nicht angenommen werden',
  notTaken: 'Eine Meldung konnte nicht angenommen werden',
  fromElsewhere: (letter) =>
    line(
      'Sie kam nicht aus dem Topic, auf das diese Installation hört. Nichts dahinter muss warten. Nicht gebraucht: ',
      commandLine(`discard ${letter} Grund`),
    ),
  inFolder:
    'Sie liegt mit ihren Dateien im Eingangsordner, ihr Name endet jetzt auf „.refused“, und nichts dahinter muss warten. Ist die Ursache behoben, gibt der Betrieb ihr wieder ihren Namen, der auf „.json“ endet.',
  isKept: (letter) =>
    line(
      'Sie wird aufbewahrt, und nichts dahinter muss warten. Ist die Ursache behoben: ',
      commandLine(`replay ${letter}`),
      '. Nicht gebraucht: ',
      commandLine(`discard ${letter} Grund`),
      '. Alle aufbewahrten: ',
      commandLine('dead-letters'),
    ),
  addressChangedSummary: 'Ein Chatkonto hat seine E-Mail-Adresse geändert und wird abgewiesen',
  addressChanged: 'Ein Konto hat seine E-Mail-Adresse geändert',
  account: 'Konto',
  firstUsedAs: 'Zuerst benutzt als',
  nowClaims: 'Gibt jetzt an',
  refusedUntil: 'Was immer es versucht, wird abgewiesen, bis seine Adresse wieder die erste ist.',
  reachesNobody: (id) => `${requests.title(id)} erreicht niemanden`,
  noChannel: (role, project) =>
    `Er wartet auf ${role}, aber kein Kanal zeigt die Anträge dieser Rolle für Projekt ${project}, oder keiner davon ist erreichbar.`,
  noManager: (role, project) => `Er ist freigegeben, aber niemand hat ${role} für Projekt ${project}, daher ging er an niemanden.`,
  mendByMapping: (role, project) =>
    line('Abhilfe: ', commandLine(`map #Kanal ${role} ${project}`), '; was wartet, wird dann sofort gezeigt.'),
  mendByGranting: (role, project) =>
    line('Abhilfe: ', commandLine(`grant @Person ${role} ${project}`), '; was wartet, wird dann sofort gezeigt.'),
  notInstalled: (person, platform) => `Sallyport ist für ${person} in ${platform} nicht installiert`,
  toldByMail:
    'Es konnte dort nicht privat schreiben, daher geht alles per E-Mail. Installieren Sie die App durch eine Richtlinie, oder bitten Sie die Person, sie hinzuzufügen.',
};
