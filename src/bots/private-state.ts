/** What private messages with buttons still offer, and painting them again when that has changed (I14). */

import type { Delivery } from '../workflow/deliveries.ts';
import { isSpent } from '../workflow/download-page.ts';
import type { Clock, Records } from '../workflow/ports.ts';
import { questionsOf } from '../workflow/questions.ts';
import type { EgressRequest, Instant, PersonId, Platform, RequestId } from '../workflow/request.ts';
import type { HoldersOf } from '../workflow/roster.ts';
import { answerTo, failureMessage } from './admin-messages.ts';
import type { Card } from './card.ts';
import type { Chat } from './chat.ts';
import type { Waiting } from './deciders.ts';
import { waitingFor } from './deciders.ts';
import { each } from './each.ts';
import { releaseMessage } from './private-messages.ts';
import { answerActions } from './question-forms.ts';
import { questionMessage, questionState } from './questions.ts';
import { answerMessage, escalationMessage, pauseEndedMessage, pauseEndedState, reminderMessage, waitingState } from './waiting-messages.ts';

type Ports = {
  readonly core: { readonly requests: { readonly read: (id: RequestId) => Promise<EgressRequest | undefined> } };
  readonly deliveries: Records<Delivery>;
  readonly chats: Readonly<Partial<Record<Platform, Chat>>>;
  readonly roster: HoldersOf;
  readonly clock: Clock;
};

/**
 * Whether the release message to this person offers a link; one that carries their own link keeps it for as long as that works. `spent`: in its
 * place, the message offers to get another.
 */
export const releaseState = (request: EgressRequest, to: string, now: Instant): 'open' | 'spent' | 'closed' | 'revoked' => {
  const { status, links } = request;
  if (status.kind === 'revoked') return 'revoked';
  const carried = links.find(({ cause, person }) => cause === 'release-message' && person.id === to);
  const works = carried && now < carried.expiresAt && request.zipRemoved === undefined && !isSpent(request, carried, now);
  if (status.kind === 'released') return carried && !works ? 'spent' : 'open';
  return works ? 'open' : 'closed';
};

/** Whether the failure that this event tells of can still be tried again. */
export const failureState = (request: EgressRequest, seq: number): 'open' | 'over' => (answerTo(request, seq) ? 'over' : 'open');

type Painting = { readonly state: string; readonly card: () => Card };

/** As of when, and how the request waits for single people then. */
type Now = { readonly now: Instant; readonly waiting: (at: Omit<Waiting, 'right'>) => Waiting };

/** Of a message about what waits for its reader. */
const waitingPainting = (
  request: EgressRequest,
  { what, to: told }: Pick<Delivery, 'what' | 'to'>,
  { waiting }: Now,
): Painting | undefined => {
  const to = told as PersonId;
  const questions = questionsOf(request);
  const answered = questions.find(({ number }) => what === `answer-${number}`);
  if (answered) {
    const at = waiting({ stage: answered.stage, to });
    return { state: waitingState(request, at), card: () => answerMessage(request, answered, at) };
  }
  const fact = request.events.find(
    ({ seq }) => what === `reminder-${seq}` || what === `escalation-${seq}` || what === `pause-ended-${seq}`,
  )?.fact;
  if (fact?.kind !== 'reminded' && fact?.kind !== 'escalated' && fact?.kind !== 'pause-ended') return undefined;
  const at = waiting({ stage: fact.stage, to });
  const question = fact.kind === 'pause-ended' ? questions.find(({ number }) => number === fact.number) : undefined;
  if (question) return { state: pauseEndedState(request, question, at), card: () => pauseEndedMessage(request, question, at) };
  const draw = fact.kind === 'reminded' ? reminderMessage : escalationMessage;
  return { state: waitingState(request, at), card: () => draw(request, at) };
};

/** What the message should show now; undefined for those that offer nothing. */
const paintingOf = (request: EgressRequest, { what, to }: Delivery, at: Now): Painting | undefined => {
  if (what === 'release') return { state: releaseState(request, to, at.now), card: () => releaseMessage(request) };
  const question = questionsOf(request).find(({ number }) => what === `question-${number}` || what.startsWith(`question-${number}-again-`));
  if (question)
    return {
      state: questionState(request, question),
      card: () => questionMessage(request, question, answerActions(request, question)),
    };
  const waiting = waitingPainting(request, { what, to }, at);
  if (waiting) return waiting;
  const event = request.events.find(({ seq }) => what === `failure-${seq}`);
  if (event?.fact.kind !== 'failed' && event?.fact.kind !== 'step-failed') return undefined;
  const { fact, seq } = event;
  return { state: failureState(request, seq), card: () => failureMessage(request, fact, { at: seq }) };
};

const nowOf = async (ports: Ports, request: EgressRequest): Promise<Now> => ({
  now: ports.clock(),
  waiting: await waitingFor(ports, request),
});

const attempts = 5;

/** Somebody who paints at the same time may have painted an older state last, so a lost write means painting once more, whatever is noted. */
const repaint = async (ports: Ports, id: RequestId, sent: Delivery): Promise<void> => {
  let delivery: Delivery | undefined = sent;
  for (let attempt = 0; delivery && attempt < attempts; attempt += 1) {
    const { place, via, shown, gone } = delivery;
    const request = await ports.core.requests.read(id);
    const painting = request && paintingOf(request, delivery, await nowOf(ports, request));
    const chat = via === 'mail' ? undefined : ports.chats[via];
    if (!place || gone || !painting || !chat || (attempt === 0 && painting.state === shown)) return;
    const updated = await chat.retell(place, painting.card());
    const next = { ...delivery, version: delivery.version + 1, shown: painting.state };
    if ((await ports.deliveries.write(updated === 'gone' ? { ...next, gone: true } : next)) === 'written') return;
    const { partition, key }: Delivery = delivery;
    delivery = (await ports.deliveries.list({ partition, prefix: key })).find((each) => each.key === key);
  }
};

/**
 * Brings the private messages about this request to what they still offer. The request is read anew after the messages are listed, so that of two
 * who follow different versions the later sees all that the earlier sent.
 */
export const repaintPrivate = async (ports: Ports, { id }: Pick<EgressRequest, 'id'>): Promise<void> => {
  const offering = (await ports.deliveries.list({ partition: id })).filter(({ shown }) => shown !== undefined);
  const request = offering.length > 0 ? await ports.core.requests.read(id) : undefined;
  if (!request) return;
  const at = await nowOf(ports, request);
  const behind = offering.filter((sent) => paintingOf(request, sent, at)?.state !== sent.shown);
  await each(behind, (sent) => repaint(ports, id, sent));
};
