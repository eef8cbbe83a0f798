import type { Language } from '../english.ts';

export const excuses: Language['excuses'] = {
  recording: 'Wird eingetragen',
  laterInSlack: 'Das dauert länger als sonst. Das Ergebnis erscheint hier und auf der Karte.',
  laterInTeams: 'Das dauert länger als sonst. Das Ergebnis erscheint in Ihrem Chat mit Sallyport und auf der Karte.',
  trouble: 'Etwas ist schiefgegangen',
  notYourFault:
    'Das hat nicht geklappt, und es liegt nicht an Ihnen. Bitte sehen Sie auf der Karte nach, was eingetragen ist, und versuchen Sie es dann noch einmal.',
  reference: (correlationId) => `Wenn es noch einmal geschieht, nennen Sie einem Admin diese Kennung: ${correlationId}`,
  notServed: 'Hier nicht verfügbar',
  workspaceNotServed:
    'Für Ihren Slack-Arbeitsbereich ist dieser Ausleitungsdienst nicht eingerichtet. Es ist nichts geschehen. Bitte nutzen Sie den Arbeitsbereich Ihrer Forschungsumgebung, oder fragen Sie deren Admins.',
  pressAgain: 'Bitte noch einmal',
  tooLate: 'Slack hat nicht gewartet, bis sich der Dialog öffnen ließ. Es wurde nichts entschieden. Bitte drücken Sie noch einmal.',
  notRecorded: 'Noch nichts eingetragen',
  notInstalled: 'Bitte fügen Sie Sallyport zuerst für sich hinzu',
  howToInstall:
    'So etwas beantworte ich nur privat, und Ihnen kann ich noch nicht schreiben. Wählen Sie in Teams „Apps“, suchen Sie Sallyport und fügen Sie es hinzu. Fragen Sie dann noch einmal: Es ist noch nichts geschehen.',
  notInGroups: 'Nicht in Gruppenchats',
  whereInstead: 'Bitte schreiben Sie mir privat oder in einem Kanal des Teams, zu dem ich hinzugefügt wurde. Es ist nichts geschehen.',
  sentPrivately: 'Privat an Sie gesendet',
  lookInPrivate: 'Sehen Sie in Ihren Chat mit Sallyport.',
  outdatedCopy: 'Eine neuere Kopie dieser Karte steht in diesem Kanal',
  copyOutOfDate: 'Diese Kopie ist veraltet, und es ist nichts geschehen: Eine neuere steht in diesem Kanal. Bitte nutzen Sie die neuere.',
  welcome: 'Sallyport sagt Ihnen hier, was Sie betrifft',
  whatItTells:
    'Hier sage ich Ihnen, was Sie betrifft: Anträge, Daten aus der Forschungsumgebung auszuleiten, und was aus ihnen geworden ist.',
  whatCanBeAsked: 'Was Sie fragen können: ',
};
