import { commandLine, line, text } from '../../card.ts';
import type { Language } from '../english.ts';

export const cases: Language['cases'] = {
  withdrawn: (id) => `Antrag ${id} ist zurückgezogen`,
  nothingLeaves: 'Es wird nichts ausgeleitet. Die Kopien für die Prüfung werden gelöscht; der Antrag kann neu eingereicht werden.',
  revoked: (id) => `Die Freigabe von ${id} ist widerrufen`,
  linksEnd: 'Es werden keine weiteren Links ausgegeben. Das Zip wird gelöscht, damit auch ausgegebene Links nicht mehr funktionieren.',
  nobodyHadLinks: 'Niemand hatte einen Link bekommen.',
  youHadLink: 'Sie hatten selbst einen Link: Löschen Sie, was Sie heruntergeladen haben.',
  hadLinks: (people) =>
    line(
      'Links gingen an: ',
      text(people, 'bold'),
      '. Alle Genannten werden jetzt benachrichtigt; was schon heruntergeladen ist, bleibt dort: Bitte sprechen Sie sie an.',
    ),
  reminded: (id) => `Alle, die über ${id} entscheiden können, werden erinnert`,
  requesterReminded: (id) => `Die antragstellende Person von ${id} wird an die Frage erinnert`,
  askedAgain:
    'Vor der Antwort ist keine Entscheidung zu erwarten, daher wurde die Frage noch einmal gestellt; im Thread der Karte steht es auch.',
  writtenTo: 'Sie werden einzeln angeschrieben, und im Thread der Karte steht es auch.',
  retried: (id) => `Antrag ${id} wird noch einmal versucht`,
  goesOn:
    'Es geht mit dem Schritt weiter, der gescheitert ist; keine Entscheidung wird zweimal verlangt. Scheitert er wieder, erfahren Sie es.',
  aborted: (id) => `Antrag ${id} ist aufgegeben`,
  requesterTold: (id) =>
    line(
      'Die Kopien für die Prüfung werden gelöscht, und wer den Antrag gestellt hat, erfährt es. Verlauf: ',
      commandLine(`history ${id}`),
    ),
};
