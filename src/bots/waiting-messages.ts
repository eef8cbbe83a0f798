/** What single people are told privately of a request that waits, with what they can press for as long as it does (I14). */
import type { Question } from '../workflow/questions.ts';
import type { EgressRequest, PersonId } from '../workflow/request.ts';
import { shortId } from '../workflow/request.ts';
import type { Block, Card, Inline, Phrase } from './card.ts';
import { line } from './card.ts';
import { headline } from './cards.ts';
import { decisionActions } from './decision-actions.ts';
import { statusIcon } from './format.ts';
import { answerLine } from './questions.ts';
import { requestFacts, sealLine, stageLabel } from './request-facts.ts';

/** At which stage it waited, and who was told. */
export type Waiting = { readonly stage: number; readonly to: PersonId };

const hasDecided = ({ decisions }: EgressRequest, { stage, to }: Waiting): boolean =>
  decisions.some((decision) => decision.person.id === to && decision.stage === stage);

const waits = (request: EgressRequest, at: Waiting): boolean =>
  request.status.kind === 'in-review' && request.status.stage === at.stage && !hasDecided(request, at);

/** Whether it still waits for them; afterwards all that the message says of where it stands. */
export const waitingState = (request: EgressRequest, at: Waiting): string => {
  const { status } = request;
  if (waits(request, at)) return 'waits';
  return status.kind === 'in-review' ? `over-${status.kind}-${status.stage}` : `over-${status.kind}`;
};

const said = (...sentence: readonly (Phrase | Inline)[]): Block => ({ kind: 'text', tone: 'normal', line: line(...sentence) });
const standing = ({ id }: EgressRequest): Block => ({
  kind: 'text',
  tone: 'muted',
  line: line(({ privately }) => privately.whereItStands(shortId(id))),
});

const decide = (request: EgressRequest): Block => ({ kind: 'actions', actions: decisionActions(request) });

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
  const { status } = request;
  const title: Phrase = ({ privately }) => privately.stillWaits(shortId(request.id), stageLabel(request, at.stage));
  return {
    summary: title,
    blocks: [
      { kind: 'header', icon: '⏰', text: title },
      said(
        ({ privately }) => privately.youCanDecide,
        ({ privately }) => (status.kind === 'in-review' ? privately.withoutDecision(status.deadline) : ''),
      ),
      decide(request),
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
export const answerMessage = (request: EgressRequest, { text: asked, answer, stage, asker }: Question): Card => {
  const title: Phrase = (say) => say.questions.isAnswered(say.requests.title(shortId(request.id)));
  return {
    summary: title,
    blocks: [
      { kind: 'header', icon: '💬', text: title },
      said((say) => say.questions.yours(asked)),
      ...(answer ? [said(...answerLine(answer))] : []),
      ...(waits(request, { stage, to: asker.id }) ? [decide(request)] : []),
      standing(request),
    ],
  };
};

/** To those who can decide: nobody answered in time. */
export const pauseEndedMessage = (request: EgressRequest, { text: asked }: Question, at: Waiting): Card => {
  if (!waits(request, at)) return movedOn(request, at);
  const title: Phrase = (say) => say.questions.notAnswered(say.requests.title(shortId(request.id)));
  const { status } = request;
  return {
    summary: title,
    blocks: [
      { kind: 'header', icon: '⏳', text: title },
      said((say) => say.questions.was(asked)),
      said(
        (say) => say.questions.decideWithout,
        (say) => (status.kind === 'in-review' ? say.questions.expires(status.deadline) : ''),
      ),
      decide(request),
      standing(request),
    ],
  };
};
