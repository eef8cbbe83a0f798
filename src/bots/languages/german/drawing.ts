import type { Language } from '../english.ts';

export const drawing: Language['drawing'] = {
  andMore: (more) => `und ${more} weitere`,
  leftOut: (parts) => `und ${parts} weitere Teile, die hier keinen Platz haben`,
  tooLong: (labels) => `Zu lang für eine Schaltfläche: ${labels}`,
  opensPage: (label) => `${label} (öffnet eine Seite)`,
  ofRequest: (label, shortId) => `${label}, Ausleitungsantrag ${shortId}`,
  chooseOne: 'Bitte auswählen',
  searchByName: 'Nach Namen suchen',
  orAddress: 'Oder die E-Mail-Adresse der Person',
  confirm: 'Das bestätige ich',
  cancel: 'Abbrechen',
  close: 'Schließen',
  showMyActions: 'Meine Aktionen zeigen',
  cannotShow: 'Diese Version von Teams kann die Karte eines Ausleitungsantrags nicht zeigen. Bitte aktualisieren Sie Teams.',
  fillIn: 'Bitte ausfüllen.',
  fillInAtLeast: (characters) => `Bitte ausfüllen, mit mindestens ${characters} Zeichen.`,
  pleaseChoose: 'Bitte wählen Sie etwas aus.',
  pleaseConfirm: 'Bitte bestätigen Sie dies, oder überlassen Sie den Antrag jemand anderem.',
};
