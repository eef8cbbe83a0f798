/** The forms for a question and for its answer: opened for whoever may, and taken. */
import type { Standing } from '../workflow/permissions.ts';
import { answer, ask, longestText, refuseAnswer, refuseQuestion } from '../workflow/question-service.ts';
import { openQuestion } from '../workflow/questions.ts';
import type { Outcome } from '../workflow/refusal.ts';
import { done, refused } from '../workflow/refusal.ts';
import type { EgressRequest, Sha256 } from '../workflow/request.ts';
import { shortId } from '../workflow/request.ts';
import { requesters } from '../workflow/requesters.ts';
import type { Action, Form, FormAnswer, FormCommand, Notice, Phrase } from './card.ts';
import { line } from './card.ts';
import type { Answer } from './chat.ts';
import type { Context } from './context.ts';
import { answeredNotice, askedNotice } from './questions.ts';
import { requestFacts } from './request-facts.ts';

const written = (name: string, label: Phrase, hint: Phrase): Form['fields'][number] => ({
  kind: 'text',
  name,
  label,
  hint,
  required: true,
  minLength: 1,
  maxLength: longestText,
});

const askForm = (request: EgressRequest, { stage, digest }: { readonly stage: number; readonly digest: Sha256 }): Form => ({
  title: (say) => say.questions.askTitle(shortId(request.id)),
  submit: (say) => say.questions.ask,
  style: 'primary',
  brief: [],
  blocks: [
    { kind: 'text', tone: 'normal', line: line((say) => say.questions.askIntro) },
    { kind: 'facts', facts: requestFacts(request) },
  ],
  fields: [
    written(
      'question',
      (say) => say.questions.question,
      (say) => say.questions.questionHint,
    ),
  ],
  command: { do: 'ask', request: request.id, stage, digest },
});

const answerForm = (request: EgressRequest, { number, text }: { readonly number: number; readonly text: string }): Form => ({
  title: (say) => say.questions.answerTitle(shortId(request.id)),
  submit: (say) => say.questions.answer,
  style: 'primary',
  brief: [],
  blocks: [{ kind: 'text', tone: 'normal', line: line((say) => say.questions.answerIntro(text)) }],
  fields: [
    written(
      'text',
      (say) => say.questions.answer,
      (say) => say.questions.answerHint,
    ),
  ],
  command: { do: 'answer', request: request.id, question: number },
});

/** Whether an answer is still waited for: a question that nobody answered in time gives way to another. */
const waits = ({ status, terms }: EgressRequest): boolean =>
  terms.answerWithinHours === undefined || (status.kind === 'in-review' && status.pause !== undefined);

/** The button for whoever may decide, where somebody can be asked and no question waits. */
export const askActions = (request: EgressRequest, at: { readonly stage: number; readonly digest: Sha256 }): readonly Action[] =>
  requesters(request).length === 0 || (openQuestion(request)?.stage === at.stage && waits(request))
    ? []
    : [{ kind: 'form', label: (say) => say.questions.askButton, form: askForm(request, at), quiet: true }];

/** The button for whoever asked for the egress, while the question waits. */
export const answerActions = (request: EgressRequest, question: { readonly number: number; readonly text: string }): readonly Action[] => [
  { kind: 'form', label: (say) => say.questions.answerButton, form: answerForm(request, question) },
];

/** The form, or why this person may not have it. */
export const openQuestionForm = async (
  { core }: Context,
  standing: Standing,
  command: Extract<FormCommand, { do: 'ask' | 'answer' }>,
): Promise<Outcome<Answer>> => {
  const request = await core.requests.read(command.request);
  if (!request) return refused({ kind: 'unknown-request', id: command.request });
  if (command.do === 'ask') {
    const { stage, digest } = command;
    return (
      refuseQuestion(standing, request, { stage, digest, now: core.clock() }) ??
      done({ kind: 'form', form: askForm(request, { stage, digest }) })
    );
  }
  const barred = refuseAnswer(standing, request, command.question);
  const open = openQuestion(request);
  return barred ?? (open ? done({ kind: 'form', form: answerForm(request, open) }) : refused({ kind: 'no-question', id: request.id }));
};

/** Records what was asked or answered, and says so. */
export const takeQuestion = async (
  { core }: Context,
  standing: Standing,
  said: Extract<FormAnswer, { do: 'ask' | 'answer' }>,
): Promise<Outcome<Notice>> => {
  const { request: id, text } = said;
  if (said.do === 'ask') {
    const asked = await ask(core, standing, { id, stage: said.stage, digest: said.digest, text });
    return asked.ok ? done(askedNotice(asked.value)) : asked;
  }
  const answered = await answer(core, standing, { id, number: said.question, text });
  return answered.ok ? done(answeredNotice(answered.value)) : answered;
};
