/** `/egress ask | answer`: what reviewers and whoever asked for the egress say to each other. */
import { answer, ask } from '../workflow/question-service.ts';
import { openQuestion } from '../workflow/questions.ts';
import { refused } from '../workflow/refusal.ts';
import { currentStage, refuseKind } from '../workflow/transitions.ts';
import { noticeAsCard } from './card.ts';
import { withReason } from './case-words.ts';
import type { CommandWord } from './context.ts';
import { answeredNotice, askedNotice } from './questions.ts';
import { answerCard } from './request-words.ts';
import { misused } from './usage.ts';

const askWord: CommandWord = {
  audience: 'reviewers',
  run: withReason('ask', async (context, { standing, request, reason = '' }) => {
    if (reason.trim() === '') return misused('ask', 'needs-text');
    const stage = currentStage(request)?.index;
    const digest = request.manifest?.digest;
    if (stage === undefined || digest === undefined) return refused(refuseKind(request, 'asked') ?? { kind: 'stale' });
    const asked = await ask(context.core, standing, { id: request.id, stage, digest, text: reason });
    return asked.ok ? answerCard(noticeAsCard(askedNotice(asked.value))) : asked;
  }),
};

const answerWord: CommandWord = {
  audience: 'everybody',
  run: withReason('answer', async (context, { standing, request, reason = '' }) => {
    if (reason.trim() === '') return misused('answer', 'needs-text');
    const number = openQuestion(request)?.number;
    const answered = await answer(context.core, standing, {
      id: request.id,
      text: reason,
      ...(number === undefined ? {} : { number }),
    });
    return answered.ok ? answerCard(noticeAsCard(answeredNotice(answered.value))) : answered;
  }),
};

export const questionWords = { ask: askWord, answer: answerWord } as const satisfies Record<string, CommandWord>;
