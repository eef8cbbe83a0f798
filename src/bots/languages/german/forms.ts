import { line, text } from '../../card.ts';
import type { Language } from '../english.ts';
import { fullStop } from '../full-stop.ts';
import { quantities } from './quantities.ts';

const { characters, files } = quantities;

export const forms: Language['forms'] = {
  approveTitle: (id) => `${id} genehmigen`,
  approve: 'Genehmigen',
  approveIntro: (stage) => `Ihre Genehmigung für ${stage} gilt genau den Dateien, die die Prüfsumme des Manifests besiegelt.`,
  noAnswerYet: (question) => `${fullStop(question)} Es gibt noch keine Antwort.`,
  reviewingNow: (who) => line('👀 ', text(who, 'bold'), ' prüft gerade.'),
  inPlaceOf: (colleague) =>
    `Sie entscheiden anstelle von ${colleague}: Das zählt für Sie beide, und keine:r von Ihnen kann dann noch auf einer anderen Stufe entscheiden.`,
  independent: 'Ich habe diese Ausleitung nicht beantragt und ihren Arbeitsbereich nicht angelegt',
  comment: 'Anmerkung',
  commentHint: 'Bleibt im Protokoll; wer den Antrag gestellt hat, kann sie lesen',
  rejectTitle: (id) => `${id} ablehnen`,
  reject: 'Ablehnen',
  rejectIntro: 'Eine Ablehnung beendet diesen Antrag; wer ihn gestellt hat, liest Ihren Grund und kann neu einreichen.',
  category: 'Was nicht stimmt',
  reason: 'Grund',
  reasonHint: (minimum) => `Mindestens ${characters(minimum)}: sagen Sie, was zu ändern ist`,
  approvalRecorded: 'Genehmigung eingetragen',
  rejectionRecorded: 'Ablehnung eingetragen',
  approvalIsRecorded: (id) => line('✅ Ihre Genehmigung von ', text(id, 'code'), ' ist eingetragen.'),
  rejectionIsRecorded: (id) => line('⛔ Ihre Ablehnung von ', text(id, 'code'), ' ist eingetragen.'),
  submittedAs: (name) => line('  🛡️ Name gesichert; eingereicht als ', name),
  filesOf: (id) => `Dateien von ${id}`,
  notCopied: 'Die Dateien werden noch kopiert; fragen Sie in einer Minute noch einmal.',
  namesHidden: (summary) => `${summary} (die Richtlinie verbirgt die Namen)`,
  filesOfType: (extension, count) => `${extension === '' ? 'ohne Dateityp' : extension}: ${files(count)}`,
  noLongerReviewing: 'Notiert: Sie prüfen nicht mehr',
  notNamed: 'Die Karte nennt Sie nicht mehr. Entscheiden können Sie weiterhin.',
  reviewing: 'Notiert: Sie prüfen',
  named: (until) =>
    line(
      'Die Karte zeigt es allen an',
      ...(until === undefined ? [] : [' bis ', { kind: 'instant', at: until } as const]),
      '. Das bindet niemanden: Andere können weiterhin entscheiden. Drücken Sie noch einmal auf die Schaltfläche, um es zu beenden.',
    ),
};
