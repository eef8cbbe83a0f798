import type { Language } from '../english.ts';

export const downloadPage: Language['downloadPage'] = {
  open: 'Download-Seite öffnen',
  whatItIs: ({ openings, minutes }) =>
    `Der Link öffnet eine Seite; der Download beginnt, wenn Sie dort die Schaltfläche drücken. Der Link gilt für einen Download: Bricht er ab, können Sie innerhalb von ${minutes} Minuten erneut drücken, insgesamt höchstens ${openings} Mal.`,
  title: 'Freigegebene Dateien herunterladen',
  about: (organisation) => `Diese Dateien wurden freigegeben von: ${organisation}.`,
  project: 'Projekt',
  request: 'Ausleitungsantrag',
  size: 'Größe der Zip-Datei',
  ends: 'Dieser Link gilt bis',
  downloadsLeft: 'Übrige Downloads mit diesem Link',
  left: 'Verbleibende Links nach diesem',
  button: 'Zip-Datei herunterladen',
  howOften: ({ openings, minutes }) =>
    `Diese Seite anzusehen verbraucht nichts; erst die Schaltfläche tut es. Der Link gilt für einen Download: Bricht er ab, können Sie innerhalb von ${minutes} Minuten erneut drücken, insgesamt höchstens ${openings} Mal.`,
  forOne: 'Der Link wurde einer einzigen Person gegeben, und jeder Download wird protokolliert. Bitte geben Sie ihn nicht weiter.',
  deadTitle: 'Dieser Link funktioniert nicht',
  deadWhy: 'Er wurde bereits benutzt, seine Zeit ist abgelaufen, er wurde zurückgenommen, oder seine Adresse ist unvollständig.',
  deadNext:
    'Wenn Sie Ausleitungsverantwortliche:r sind, lassen Sie sich im Chat von Sallyport einen neuen Link geben: in Slack mit „/egress link“ und der kurzen ID des Antrags, in Teams mit „link“ und der kurzen ID. Andernfalls wenden Sie sich an die Ausleitungsverantwortlichen Ihres Projekts.',
  elsewhereTitle: 'Die Schaltfläche wurde nicht auf dieser Seite gedrückt',
  elsewhereNext:
    'Es wurde nichts heruntergeladen und nichts verbraucht. Bitte öffnen Sie den Link erneut in Ihrem Browser und drücken Sie dort die Schaltfläche.',
  failedTitle: 'Die Download-Seite funktioniert gerade nicht',
  failedNext: 'Bitte versuchen Sie es in einigen Minuten erneut, mit demselben Link.',
};
