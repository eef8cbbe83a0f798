import type { Instant } from '../../../workflow/request.ts';
import type { Line } from '../../card.ts';
import { commandLine, line, text } from '../../card.ts';
import { quantities } from './quantities.ts';

const noData = 'Name no patient and quote no data: everybody who sees the card reads it';

/** Questions to the requester and their answers. */
export const questions = {
  asked: (who: string, at: Instant, said: string): Line =>
    line('❓ ', text(who, 'bold'), ' asked, ', { kind: 'instant', at }, `: “${said}”`),
  answered: (who: string, at: Instant, said: string): Line =>
    line('💬 ', text(who, 'bold'), ' answered, ', { kind: 'instant', at }, `: “${said}”`),
  noAnswerYet: '⏳ The requester has been told; no answer yet.',
  only: 'Question to the requester',
  latest: (questions: number) => `Latest of ${quantities.number(questions)} questions to the requester`,
  aboutYours: (id: string) => `A question about your egress request ${id}`,
  asks: (who: string, stage: string, said: string): Line => line(text(who, 'bold'), ` (${stage}) asks: “${said}”`),
  /** `until` when the clock stands still for the answer. */
  pleaseAnswer: (until: Instant | undefined): Line =>
    until === undefined
      ? line('You can still answer; the review does not wait for it.')
      : line('Please answer by ', { kind: 'instant', at: until }, ', so that the review goes on.'),
  howToAnswer: (id: string, asker: string): Line =>
    line(
      'You can answer in chat: ',
      commandLine(`answer ${id} your answer`),
      `. If you cannot write to Sallyport there, write to ${asker}.`,
    ),
  notNeeded: 'This no longer needs an answer.',
  isAnswered: (title: string) => `${title}: your question is answered`,
  yours: (said: string) => `❓ “${said}”`,
  whereItStands: (id: string): Line => line('Where it stands: ', commandLine(`status ${id}`)),
  notAnswered: (title: string) => `${title}: the question was not answered in time`,
  answeredLate: (title: string) => `${title}: the question is answered now`,
  was: (said: string) => `The question was: “${said}”`,
  decideWithout: 'Please decide on its card without the answer, or ask again there.',
  sent: 'Question sent',
  isSent: (id: string): Line => line('❓ Your question about ', text(id, 'code'), ' is recorded, and the requester is being told.'),
  whereTheAnswerComes: 'You will get the answer here, and the card will show it. Everybody who may decide still can.',
  recorded: 'Answer recorded',
  isRecorded: (id: string): Line => line('💬 Your answer about ', text(id, 'code'), ' is recorded, and whoever asked is being told.'),
  askTitle: (id: string) => `Ask about ${id}`,
  ask: 'Ask',
  askIntro: 'The requester is told privately; question and answer stand on the card and on record.',
  question: 'Question',
  questionHint: noData,
  answerTitle: (id: string) => `Answer about ${id}`,
  answer: 'Answer',
  answerIntro: (said: string) => `You are asked: “${said}”`,
  answerHint: noData,
  askButton: '❓ Ask…',
  answerButton: '💬 Answer…',
};
