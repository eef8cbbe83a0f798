/** What single people are told privately of a request that waits, with what they can press for as long as it does (I14). */
import type { Question } from '../workflow/questions.ts';
import { openQuestion } from '../workflow/questions.ts';
import type { EgressRequest } from '../workflow/request.ts';
import { shortId } from '../workflow/request.ts';
import type { Block, Card, Inline, Phrase } from './card.ts';
import { line } from './card.ts';
import { headline } from './cards.ts';
import type { Waiting } from './deciders.ts';
import { decisionActions } from './decision-actions.ts';
import { statusIcon } from './format.ts';
import { answerLine } from './questions.ts';
import { requestFacts, sealLine, stageLabel } from './request-facts.ts';

const hasDecided = ({ decisions }: EgressRequest, { stage, to }: Waiting): boolean =>
  decisions.some((decision) => decision.person.id === to && decision.stage === stage);

const waits = (request: EgressRequest, at: Waiting): boolean =>
  request.status.kind === 'in-review' && request.status.stage === at.stage && !hasDecided(request, at);

/** By which right they decide, in a word. */
const byWord = ({ right }: Waiting): string => {
  if (right === undefined || right === 'unread') return right ?? 'nobody';
  return right.delegatedBy ?? 'themselves';
};

/** Whether it still waits for them, and all that the message says of that; afterwards all that it says of where it stands. */
export const waitingState = (request: EgressRequest, at: Waiting): string => {
  const { status } = request;
  if (status.kind !== 'in-review') return `over-${status.kind}`;
  if (!waits(request, at)) return `over-${status.kind}-${status.stage}`;
  return `waits-${status.deadline}-${byWord(at)}-${openQuestion(request)?.number ?? 'unasked'}`;
};

/** As far as they may still read it, the answer to the question that was not answered in time. */
export const pauseEndedState = (request: EgressRequest, { answer }: Question, at: Waiting): string =>
  answer && waits(request, at) ? `${waitingState(request, at)}-answered` : waitingState(request, at);

const said = (...sentence: readonly (Phrase | Inline)[]): Block => ({ kind: 'text', tone: 'normal', line: line(...sentence) });
const standing = ({ id }: EgressRequest): Block => ({
  kind: 'text',
  tone: 'muted',
  line: line(({ privately }) => privately.whereItStands(shortId(id))),
});

/** Who stands in for somebody reads for whom; Teams opens the form without asking who presses. */
const decide = (request: EgressRequest, { to, right }: Waiting): readonly Block[] => {
  if (right === undefined) return [];
  const by = right === 'unread' ? undefined : { person: { id: to, name: to }, right };
  return [{ kind: 'actions', actions: decisionActions(request, by) }];
};

/** What they decide on, as no card of it is in sight. */
const aboutWhat = (request: EgressRequest, { right }: Waiting): readonly Block[] =>
  right === undefined ? [] : [{ kind: 'facts', facts: requestFacts(request) }];

/** That they can decide, or can no more, and until when somebody has to. */
const turn = (request: EgressRequest, at: Waiting, theirs: Phrase): Block => {
  const { status } = request;
  return said(at.right === undefined ? ({ privately }) => privately.notYours(stageLabel(request, at.stage)) : theirs, ({ privately }) =>
    status.kind === 'in-review' ? privately.withoutDecision(status.deadline) : '',
  );
};

/** Once it no longer waits there. */
const movedOn = (request: EgressRequest, at: Waiting): Card => ({
  summary: headline(request),
  blocks: [
    { kind: 'header', icon: statusIcon[request.status.kind], text: headline(request) },
    said(({ privately }) => (hasDecided(request, at) ? privately.youDecided : privately.noLongerWaits(stageLabel(request, at.stage)))),
    standing(request),
  ],
});

/** To each who can decide: what waits for them, and until when. */
export const reminderMessage = (request: EgressRequest, at: Waiting): Card => {
  if (!waits(request, at)) return movedOn(request, at);
  const title: Phrase = ({ privately }) => privately.stillWaits(shortId(request.id), stageLabel(request, at.stage));
  return {
    summary: title,
    blocks: [
      { kind: 'header', icon: '⏰', text: title },
      turn(request, at, ({ privately }) => privately.youCanDecide),
      ...decide(request, at),
      { kind: 'facts', facts: requestFacts(request) },
      standing(request),
    ],
  };
};

/** To the role that a stage is escalated to: they cannot decide, but they can find somebody who does. */
export const escalationMessage = (request: EgressRequest, at: Waiting): Card => {
  if (!waits(request, at)) return movedOn(request, at);
  const { status } = request;
  const id = shortId(request.id);
  const label = stageLabel(request, at.stage);
  const title: Phrase = ({ privately }) => privately.nobodyDecided(id, label);
  return {
    summary: title,
    blocks: [
      { kind: 'header', icon: '📣', text: title },
      said(
        ({ privately }) => privately.seeThatSomebody(label),
        ({ privately }) => (status.kind === 'in-review' ? privately.withoutDecision(status.deadline) : ''),
      ),
      { kind: 'facts', facts: requestFacts(request) },
      { kind: 'text', tone: 'muted', line: sealLine(request) },
      { kind: 'text', tone: 'muted', line: line(({ privately }) => privately.remindAll(id)) },
    ],
  };
};

/** To whoever asked the question: its answer, and the decision that it was asked for. */
export const answerMessage = (request: EgressRequest, { text: asked, answer }: Question, at: Waiting): Card => {
  const title: Phrase = (say) => say.questions.isAnswered(say.requests.title(shortId(request.id)));
  return {
    summary: title,
    blocks: [
      { kind: 'header', icon: '💬', text: title },
      said((say) => say.questions.yours(asked)),
      ...(answer ? [said(...answerLine(answer))] : []),
      ...(waits(request, at) ? [...decide(request, at), ...aboutWhat(request, at)] : []),
      standing(request),
    ],
  };
};

/** To those who can decide: nobody answered in time; and the answer once it is there, to whoever may still read it. */
export const pauseEndedMessage = (request: EgressRequest, { text: asked, answer }: Question, at: Waiting): Card => {
  if (!waits(request, at)) return movedOn(request, at);
  const title: Phrase = ({ questions, requests }) =>
    (answer ? questions.answeredLate : questions.notAnswered)(requests.title(shortId(request.id)));
  const mayRead = at.right !== undefined && at.right !== 'unread';
  return {
    summary: title,
    blocks: [
      { kind: 'header', icon: answer ? '💬' : '⏳', text: title },
      said((say) => say.questions.was(asked)),
      ...(answer && mayRead ? [said(...answerLine(answer))] : []),
      turn(request, at, (say) => (answer ? say.privately.youCanDecide : say.questions.decideWithout)),
      ...decide(request, at),
      ...aboutWhat(request, at),
      standing(request),
    ],
  };
};
