/** Questions and answers in words: on the card, in its thread, and to those whom they concern. */
import type { Question } from '../workflow/questions.ts';
import { openQuestion, questionsOf } from '../workflow/questions.ts';
import type { EgressRequest, Instant } from '../workflow/request.ts';
import { shortId } from '../workflow/request.ts';
import type { Action, Block, Card, Line, Notice, Phrase } from './card.ts';
import { line, text } from './card.ts';
import { requestBrief, stageLabel } from './request-facts.ts';

const askedLine = ({ asker, at, text: said }: Pick<Question, 'asker' | 'at' | 'text'>): Line =>
  line((say) => say.questions.asked(asker.name, at, said));

export const answerLine = ({ person, at, text: said }: NonNullable<Question['answer']>): Line =>
  line((say) => say.questions.answered(person.name, at, said));

/** A line of its own, which keeps its whole length where a list would cut it: who decides must not read half an answer. */
const said = (sentence: Line): Block => ({ kind: 'text', tone: 'normal', line: sentence });
const aside = (sentence: Line): Block => ({ kind: 'text', tone: 'muted', line: sentence });

/** In a line, the question that nobody has answered yet; none is no line. */
export const openQuestionLine = (request: EgressRequest): Line => {
  const question = openQuestion(request);
  return question ? [...askedLine(question), ...line((say) => say.forms.noAnswerYet(question.text))] : [];
};

/** The latest question with its answer, each in a line; none while nobody has answered it. */
export const answeredLines = (request: EgressRequest): readonly Line[] => {
  const latest = questionsOf(request).at(-1);
  return latest?.answer ? [askedLine(latest), answerLine(latest.answer)] : [];
};

/** The latest question and what became of it, for the card. */
export const questionBlocks = (request: EgressRequest): readonly Block[] => {
  const questions = questionsOf(request);
  const latest = questions.at(-1);
  if (!latest) return [];
  const unanswered = request.status.kind === 'in-review' ? [line((say) => say.questions.noAnswerYet)] : [];
  return [
    said(line(text((say) => (questions.length === 1 ? say.questions.only : say.questions.latest(questions.length)), 'bold'))),
    ...[askedLine(latest), ...(latest.answer ? [answerLine(latest.answer)] : unanswered)].map(said),
  ];
};

/** Until when the clock stands still for the answer to this question, if it does. */
export const pausedUntil = ({ status }: EgressRequest, { number }: Question): Instant | undefined =>
  status.kind === 'in-review' && status.pause?.question === number ? status.pause.until : undefined;

/** Whether the question still waits for its answer; `late` when no clock stands still for it. */
export const questionState = (request: EgressRequest, question: Question): 'open' | 'late' | 'answered' | 'over' => {
  if (question.answer) return 'answered';
  if (openQuestion(request)?.number !== question.number) return 'over';
  return pausedUntil(request, question) === undefined ? 'late' : 'open';
};

/** What it waits with, or what became of it. */
const stateBlocks = (request: EgressRequest, question: Question, actions: readonly Action[]): readonly Block[] => {
  const { answer } = question;
  const state = questionState(request, question);
  const askedFor = aside(line(({ requests }) => requests.title(shortId(request.id)), ': ', ...requestBrief(request)));
  if (state === 'open' || state === 'late')
    return [said(line((say) => say.questions.pleaseAnswer(pausedUntil(request, question)))), { kind: 'actions', actions }, askedFor];
  return [
    said(answer ? answerLine(answer) : line((say) => say.questions.notNeeded)),
    askedFor,
    aside(line((say) => say.questions.whereItStands(shortId(request.id)))),
  ];
};

/** To whoever asked for the egress: what a reviewer wants to know, and the button that answers for as long as it waits. */
export const questionMessage = (request: EgressRequest, question: Question, actions: readonly Action[]): Card => {
  const { asker, stage, text: wanted } = question;
  const title: Phrase = (say) => say.questions.aboutYours(shortId(request.id));
  return {
    summary: title,
    blocks: [
      { kind: 'header', icon: '❓', text: title },
      said(line((say) => say.questions.asks(asker.name, stageLabel(request, stage), wanted))),
      ...stateBlocks(request, question, actions),
    ],
  };
};

/** The same as an e-mail, which has no button: how to answer all the same. */
export const questionMail = (request: EgressRequest, question: Question): Card => {
  const { summary, blocks } = questionMessage(request, question, []);
  return { summary, blocks: [...blocks, said(line((say) => say.questions.howToAnswer(shortId(request.id), question.asker.id)))] };
};

/** The thread's line of a question or an answer. */
export const saidInThread = (request: EgressRequest, { number, answered }: { readonly number: number; readonly answered: boolean }) => {
  const question = questionsOf(request)[number - 1];
  if (!question) return undefined;
  if (!answered) return askedLine(question);
  return question.answer && answerLine(question.answer);
};

const notice = (title: Phrase, ...lines: readonly Line[]): Notice => ({
  title,
  blocks: lines.map((said) => ({ kind: 'text', tone: 'normal', line: said })),
});

/** What the asker is told at once. */
export const askedNotice = (request: EgressRequest): Notice =>
  notice(
    (say) => say.questions.sent,
    line((say) => say.questions.isSent(shortId(request.id))),
    line((say) => say.questions.whereTheAnswerComes),
  );

/** What whoever answered is told at once. */
export const answeredNotice = (request: EgressRequest): Notice =>
  notice(
    (say) => say.questions.recorded,
    line((say) => say.questions.isRecorded(shortId(request.id))),
  );
