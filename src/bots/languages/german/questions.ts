import { commandLine, line, text } from '../../card.ts';
import type { Language } from '../english.ts';
import { quantities } from './quantities.ts';

const noData = 'Nennen Sie keine Behandelten und zitieren Sie keine Daten: Alle, die die Karte sehen, lesen es';

export const questions: Language['questions'] = {
  asked: (who, at, said) => line('❓ ', text(who, 'bold'), ' hat gefragt, ', { kind: 'instant', at }, `: „${said}“`),
  answered: (who, at, said) => line('💬 ', text(who, 'bold'), ' hat geantwortet, ', { kind: 'instant', at }, `: „${said}“`),
  noAnswerYet: '⏳ Die antragstellende Person ist benachrichtigt; noch keine Antwort.',
  only: 'Frage an die antragstellende Person',
  latest: (questions) => `Letzte von ${quantities.number(questions)} Fragen an die antragstellende Person`,
  aboutYours: (id) => `Eine Frage zu Ihrem Ausleitungsantrag ${id}`,
  asks: (who, stage, said) => line(text(who, 'bold'), ` (${stage}) fragt: „${said}“`),
  pleaseAnswer: (until) =>
    until === undefined
      ? line('Sie können noch antworten; die Prüfung wartet nicht darauf.')
      : line('Bitte antworten Sie bis ', { kind: 'instant', at: until }, ', damit die Prüfung weitergeht.'),
  howToAnswer: (id, asker) =>
    line(
      'Antworten können Sie im Chat: ',
      commandLine(`answer ${id} Ihre Antwort`),
      `. Wenn Sie Sallyport dort nicht schreiben können, schreiben Sie an ${asker}.`,
    ),
  notNeeded: 'Diese Frage braucht keine Antwort mehr.',
  isAnswered: (title) => `${title}: Ihre Frage ist beantwortet`,
  yours: (said) => `❓ „${said}“`,
  whereItStands: (id) => line('Aktueller Stand: ', commandLine(`status ${id}`)),
  notAnswered: (title) => `${title}: Die Frage wurde nicht rechtzeitig beantwortet`,
  answeredLate: (title) => `${title}: Die Frage ist jetzt beantwortet`,
  was: (said) => `Die Frage war: „${said}“`,
  decideWithout: 'Bitte entscheiden Sie auf der Karte ohne die Antwort, oder fragen Sie dort noch einmal.',
  sent: 'Frage gesendet',
  isSent: (id) => line('❓ Ihre Frage zu ', text(id, 'code'), ' ist eingetragen und wird gerade übermittelt.'),
  whereTheAnswerComes: 'Die Antwort bekommen Sie hier, und die Karte zeigt sie. Wer entscheiden darf, kann es weiterhin.',
  recorded: 'Antwort eingetragen',
  isRecorded: (id) => line('💬 Ihre Antwort zu ', text(id, 'code'), ' ist eingetragen und wird gerade übermittelt.'),
  askTitle: (id) => `Frage zu ${id}`,
  ask: 'Fragen',
  askIntro: 'Die Frage geht privat an die antragstellende Person; Frage und Antwort stehen auf der Karte und im Protokoll.',
  question: 'Frage',
  questionHint: noData,
  answerTitle: (id) => `Antwort zu ${id}`,
  answer: 'Antwort',
  answerIntro: (said) => `Sie werden gefragt: „${said}“`,
  answerHint: noData,
  askButton: '❓ Fragen…',
  answerButton: '💬 Antworten…',
};
