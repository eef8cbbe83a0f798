/** Questions and answers in words: on the card, in its thread, and to those whom they concern. */
import type { Question } from '../workflow/questions.ts';
import { questionsOf } from '../workflow/questions.ts';
import type { EgressRequest } from '../workflow/request.ts';
import { shortId } from '../workflow/request.ts';
import type { Action, Block, Card, Line, Notice } from './card.ts';
import { commandLine, line, text } from './card.ts';
import { requestFacts, titleOf } from './request-facts.ts';

const askedLine = ({ asker, at, text: said }: Pick<Question, 'asker' | 'at' | 'text'>): Line =>
  line('❓ ', text(asker.name, 'bold'), ' asked, ', { kind: 'instant', at }, `: “${said}”`);

const answerLine = ({ person, at, text: said }: NonNullable<Question['answer']>): Line =>
  line('💬 ', text(person.name, 'bold'), ' answered, ', { kind: 'instant', at }, `: “${said}”`);

/** A line of its own, which keeps its whole length where a list would cut it: who decides must not read half an answer. */
const said = (sentence: Line): Block => ({ kind: 'text', tone: 'normal', line: sentence });

/** The latest question and what became of it, for the card. */
export const questionBlocks = (request: EgressRequest): readonly Block[] => {
  const questions = questionsOf(request);
  const latest = questions.at(-1);
  if (!latest) return [];
  const unanswered = request.status.kind === 'in-review' ? [line('⏳ The requester has been told; no answer yet.')] : [];
  return [
    said(
      line(text(questions.length === 1 ? 'Question to the requester' : `Latest of ${questions.length} questions to the requester`, 'bold')),
    ),
    ...[askedLine(latest), ...(latest.answer ? [answerLine(latest.answer)] : unanswered)].map(said),
  ];
};

/** To whoever asked for the egress: what a reviewer wants to know, and how to answer. */
export const questionMessage = (request: EgressRequest, question: Question, actions: readonly Action[]): Card => {
  const { asker, stage, text: said } = question;
  const label = request.terms.stages[stage]?.label ?? 'review';
  const title = `A question about your ${titleOf(request).toLowerCase()}`;
  return {
    summary: title,
    blocks: [
      { kind: 'header', icon: '❓', text: title },
      { kind: 'text', tone: 'normal', line: line(text(asker.name, 'bold'), ` (${label}) asks: “${said}”`) },
      {
        kind: 'text',
        tone: 'normal',
        line: line(
          'Please answer in chat: ',
          commandLine(`answer ${shortId(request.id)} your answer`),
          `. If you cannot write to Sallyport there, write to ${asker.id}.`,
        ),
      },
      { kind: 'facts', facts: requestFacts(request) },
      { kind: 'actions', actions },
    ],
  };
};

/** To whoever asked the question: its answer. */
export const answerMessage = (request: EgressRequest, { text: asked, answer }: Question): Card => {
  const title = `${titleOf(request)}: your question is answered`;
  return {
    summary: title,
    blocks: [
      { kind: 'header', icon: '💬', text: title },
      ...[line(`❓ “${asked}”`), ...(answer ? [answerLine(answer)] : [])].map(said),
      { kind: 'text', tone: 'muted', line: line('Where it stands: ', commandLine(`status ${shortId(request.id)}`)) },
    ],
  };
};

/** To those who can decide: nobody answered in time. */
export const pauseEndedMessage = (request: EgressRequest, { text: said }: Question): Card => {
  const title = `${titleOf(request)}: the question was not answered in time`;
  const { status } = request;
  return {
    summary: title,
    blocks: [
      { kind: 'header', icon: '⏳', text: title },
      { kind: 'text', tone: 'normal', line: line(`The question was: “${said}”`) },
      {
        kind: 'text',
        tone: 'normal',
        line: line(
          'Please decide on its card without the answer, or ask again there. ',
          ...(status.kind === 'in-review'
            ? (['Without a decision it expires ', { kind: 'instant', at: status.deadline }, '.'] as const)
            : []),
        ),
      },
    ],
  };
};

/** The thread's line of a question or an answer. */
export const saidInThread = (request: EgressRequest, { number, answered }: { readonly number: number; readonly answered: boolean }) => {
  const question = questionsOf(request)[number - 1];
  if (!question) return undefined;
  if (!answered) return askedLine(question);
  return question.answer && answerLine(question.answer);
};

const notice = (title: string, ...lines: readonly Line[]): Notice => ({
  title,
  blocks: lines.map((said) => ({ kind: 'text', tone: 'normal', line: said })),
});

/** What the asker is told at once. */
export const askedNotice = (request: EgressRequest): Notice =>
  notice(
    'Question sent',
    line('❓ Your question about ', text(shortId(request.id), 'code'), ' is recorded, and the requester is being told.'),
    line('You will get the answer here, and the card will show it. Everybody who may decide still can.'),
  );

/** What whoever answered is told at once. */
export const answeredNotice = (request: EgressRequest): Notice =>
  notice(
    'Answer recorded',
    line('💬 Your answer about ', text(shortId(request.id), 'code'), ' is recorded, and whoever asked is being told.'),
  );
