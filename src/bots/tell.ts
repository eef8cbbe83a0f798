/** Who hears of what privately: releases, outcomes, reminders, questions. */
import { errorNameOf } from '../workflow/failure.ts';
import { isRequester } from '../workflow/permissions.ts';
import { openQuestion, questionsOf } from '../workflow/questions.ts';
import type { EgressRequest, PersonId, StatusKind } from '../workflow/request.ts';
import { requesters } from '../workflow/requesters.ts';
import { labelOfRole } from '../workflow/role-label.ts';
import { egressManagersOf, holdersAmong, holdingsIn } from '../workflow/roster.ts';
import { currentStage } from '../workflow/transitions.ts';
import { failureMail, failureMessage, nobodyDecidesMessage, unseenMessage } from './admin-messages.ts';
import type { Card } from './card.ts';
import type { Waiting } from './deciders.ts';
import { decidersOf, waitingFor } from './deciders.ts';
import type { TellPorts } from './deliver.ts';
import { isTold, mailOnce, tellAdmins, tellOnce, tellOrMail } from './deliver.ts';
import { each } from './each.ts';
import { unreadGroupMessage } from './group-lines.ts';
import { isSeen } from './paint.ts';
import { outcomeMessage, revokedMessage, takenPartMessage } from './private-messages.ts';
import { failureState, repaintPrivate } from './private-state.ts';
import { answerActions } from './question-forms.ts';
import { questionMail, questionMessage, questionState } from './questions.ts';
import { stillReads } from './still-reads.ts';
import { tellEscalationChannels } from './tell-channels.ts';
import { tellManagers } from './tell-release.ts';
import { answerMessage, escalationMessage, pauseEndedMessage, reminderMessage, waitingState } from './waiting-messages.ts';

/** To the admins: a message for whoever holds this role did not go to everybody, since a group that confers it could not be read. */
const tellOfUnread = (ports: TellPorts, request: EgressRequest, at: { readonly label: string; readonly what: string }): Promise<void> =>
  tellAdmins(ports, { partition: request.id, what: `${at.what}-group-unread`, card: unreadGroupMessage(request, at.label) });

/** By chat when they are there, by e-mail always, with the first stage's deciders in copy. */
const tellRequesters = async (ports: TellPorts, request: EgressRequest): Promise<void> => {
  const approved = request.release && request.status.kind !== 'revoked';
  const what = approved ? 'outcome-released' : `outcome-${request.status.kind}`;
  const copy = [...new Set(request.decisions.filter(({ stage }) => stage === 0).map(({ person }) => person.id))];
  const card = outcomeMessage(request);
  await each(requesters(request), (to) =>
    each(
      [
        () => tellOnce(ports, { partition: request.id, what, to, card: async () => card }),
        () => mailOnce(ports, { partition: request.id, what: `${what}-mail`, to, card, cc: copy }),
      ],
      (tell) => tell(),
    ),
  );
};

const tellTakenPart = async (ports: TellPorts, request: EgressRequest): Promise<void> => {
  const last = request.decisions.at(-1);
  const decidedIt = request.status.kind === 'rejected' ? last?.person.id : undefined;
  const others = new Set(request.decisions.map(({ person }) => person.id).filter((id) => id !== decidedIt));
  await each(others, async (to) => {
    const told = { partition: request.id, what: 'taken-part', to };
    if ((await isTold(ports, told)) || !(await stillReads(ports, request, { id: to, name: to }))) return;
    await tellOrMail(ports, { ...told, card: async () => takenPartMessage(request) });
  });
};

const tellFailures = async (ports: TellPorts, request: EgressRequest): Promise<void> =>
  each(request.events, async ({ fact, seq }) => {
    if (fact.kind !== 'failed' && fact.kind !== 'step-failed') return;
    const card = failureMessage(request, fact, { at: seq });
    // An error may name a file (I11).
    const named = { ...fact, failure: { ...fact.failure, error: errorNameOf(fact.failure) } };
    const inChannels = request.terms.showFileNames ? card : failureMessage(request, named, { at: seq });
    await tellAdmins(ports, {
      partition: request.id,
      what: `failure-${seq}`,
      card,
      inChannels,
      inMail: failureMail(request, fact, { at: seq }),
      shown: failureState(request, seq),
    });
  });

/** I17: a review that no channel shows is told to those who can map one. */
const tellOfUnseenReview = async (ports: TellPorts, request: EgressRequest): Promise<void> => {
  const stage = currentStage(request);
  if (!stage || (await isSeen(ports, request))) return;
  const card = unseenMessage(request, { what: 'channel', role: stage.role });
  await tellAdmins(ports, { partition: request.id, what: `no-channel-${stage.index}`, card });
};

/** I17: that nobody may decide at this stage, once for each, before anybody has to be reminded of it. */
const tellUndecidable = async (ports: TellPorts, request: EgressRequest): Promise<void> => {
  const { deciders, unread } = await decidersOf(ports, request);
  if (deciders.length > 0 || unread) return;
  const what = `nobody-decides-at-${currentStage(request)?.index}`;
  await tellAdmins(ports, { partition: request.id, what, card: nobodyDecidesMessage(request) });
};

/** Of the stage that the request waits at, the last event of this kind. */
const lastAtStage = (request: EgressRequest, kind: 'reminded' | 'escalated' | 'pause-ended') => {
  const stage = currentStage(request)?.index;
  return request.events.findLast(({ fact }) => fact.kind === kind && 'stage' in fact && fact.stage === stage);
};

type Said = { readonly what: string; readonly card: (at: Waiting) => Card; readonly except?: PersonId | undefined };

/** Those who can still decide, and then the admins, where there may be more; resolves with whether it is certain that nobody can. */
const tellDeciders = async (ports: TellPorts, request: EgressRequest, { what, card, except }: Said): Promise<'nobody' | 'somebody'> => {
  const { deciders, unread, rights } = await decidersOf(ports, request);
  const label = currentStage(request)?.label ?? '';
  const told = deciders.filter((id) => id !== except);
  const tellDecider = (to: PersonId): Promise<void> => {
    const at = { stage: currentStage(request)?.index ?? 0, to, right: rights.get(to) };
    return tellOrMail(ports, { partition: request.id, what, to, shown: waitingState(request, at), card: async () => card(at) });
  };
  await each(
    [...told.map((to) => () => tellDecider(to)), ...(unread ? [() => tellOfUnread(ports, request, { label, what })] : [])],
    (tell) => tell(),
  );
  return deciders.length === 0 && !unread ? 'nobody' : 'somebody';
};

/** Those who can still decide; whoever asked for the reminder knows. */
const tellReminded = async (ports: TellPorts, request: EgressRequest): Promise<void> => {
  const event = lastAtStage(request, 'reminded');
  if (!event) return;
  if (event.fact.kind === 'reminded' && event.fact.question !== undefined) {
    if (event.fact.question === openQuestion(request)?.number) await tellAsked(ports, request, event.seq);
    return;
  }
  const except = event.actor.kind === 'person' ? event.actor.person.id : undefined;
  const can = await tellDeciders(ports, request, { what: `reminder-${event.seq}`, card: (at) => reminderMessage(request, at), except });
  if (can === 'somebody') return;
  await tellAdmins(ports, { partition: request.id, what: `nobody-decides-${event.seq}`, card: nobodyDecidesMessage(request) });
};

/** The other role's people, and the admins where nobody holds that role. One who cannot be told keeps it from nobody else. */
const tellEscalated = async (ports: TellPorts, request: EgressRequest): Promise<void> => {
  const event = lastAtStage(request, 'escalated');
  if (event?.fact.kind !== 'escalated') return;
  const { to: role, stage } = event.fact;
  const waiting = await waitingFor(ports, request);
  const cardFor = (to: PersonId) => escalationMessage(request, waiting({ stage, to }));
  const what = `escalation-${event.seq}`;
  const holdings = await holdingsIn(ports.roster, { role, project: request.submission.projectId });
  const holders = holdersAmong(holdings).filter((id) => !isRequester({ id, name: id }, request));
  const inChannels = async (): Promise<void> => {
    const card = cardFor('' as PersonId);
    const unreachable = await tellEscalationChannels(ports, request, { what, since: event.at, card });
    if (holders.length === 0 || unreachable.length > 0) await tellAdmins(ports, { partition: request.id, what, card });
  };
  const tellHolder = (to: PersonId): Promise<void> =>
    tellOrMail(ports, {
      partition: request.id,
      what,
      to,
      shown: waitingState(request, waiting({ stage, to })),
      card: async () => cardFor(to),
    });
  await each(
    [
      ...holders.map((to) => () => tellHolder(to)),
      inChannels,
      ...(holdings.unread.length > 0 ? [() => tellOfUnread(ports, request, { label: labelOfRole(request.terms, role), what })] : []),
    ],
    (tell) => tell(),
  );
};

/** Everybody who got a link, the egress managers, and whoever asked for the egress; who revokes it knows. */
const tellRevoked = async (ports: TellPorts, request: EgressRequest): Promise<void> => {
  // Nobody is told that the links are dead before they are.
  if (!request.zipRemoved) return;
  const managers = await egressManagersOf(ports.roster, request);
  const revoker = request.events.findLast(({ fact }) => fact.kind === 'revoked')?.actor;
  const receivers = new Set([...request.links.map(({ person }) => person.id), ...managers]);
  if (revoker?.kind === 'person') receivers.delete(revoker.person.id);
  await each(receivers, (to) =>
    tellOrMail(ports, { partition: request.id, what: 'revoked', to, card: async () => revokedMessage(request) }),
  );
  await tellRequesters(ports, request);
};

/** The question that waits, to everybody who counts as requester; once more (`again`) for each reminder of it. */
const tellAsked = async (ports: TellPorts, request: EgressRequest, again?: number): Promise<void> => {
  const question = openQuestion(request);
  if (!question) return;
  const what = again === undefined ? `question-${question.number}` : `question-${question.number}-again-${again}`;
  await each(requesters(request), (to) =>
    tellOrMail(ports, {
      partition: request.id,
      what,
      to,
      shown: questionState(request, question),
      card: async () => questionMessage(request, question, answerActions(request, question)),
      inMail: questionMail(request, question),
    }),
  );
};

/** Each answer to whoever asked and may still read it, whatever has become of the request meanwhile. */
const tellAnswered = async (ports: TellPorts, request: EgressRequest): Promise<void> =>
  each(
    questionsOf(request).filter(({ answer }) => answer !== undefined),
    async (question) => {
      const { asker, number } = question;
      const told = { partition: request.id, what: `answer-${number}`, to: asker.id };
      if ((await isTold(ports, told)) || !(await stillReads(ports, request, asker))) return;
      const at = (await waitingFor(ports, request))({ stage: question.stage, to: asker.id });
      await tellOrMail(ports, {
        ...told,
        shown: waitingState(request, at),
        card: async () => answerMessage(request, question, at),
      });
    },
  );

/** I17: that nobody answered in time, to those who can decide, for as long as no other question waits. */
const tellPauseEnded = async (ports: TellPorts, request: EgressRequest): Promise<void> => {
  const event = lastAtStage(request, 'pause-ended');
  if (event?.fact.kind !== 'pause-ended') return;
  const question = questionsOf(request).at(-1);
  if (!question || question.answer || question.number !== event.fact.number) return;
  await tellDeciders(ports, request, { what: `pause-ended-${event.seq}`, card: (at) => pauseEndedMessage(request, question, at) });
};

type Telling = (ports: TellPorts, request: EgressRequest) => Promise<void>;

/** Who hears of a status, besides the admins of failures. */
const tellings = {
  received: [],
  staging: [],
  'in-review': [
    tellOfUnseenReview,
    tellUndecidable,
    (ports, request) => tellAsked(ports, request),
    tellPauseEnded,
    tellReminded,
    tellEscalated,
  ],
  packaging: [],
  released: [tellManagers, tellRequesters],
  closed: [tellManagers, tellRequesters],
  revoked: [tellRevoked],
  rejected: [tellTakenPart, tellRequesters],
  expired: [tellTakenPart, tellRequesters],
  withdrawn: [tellTakenPart, tellRequesters],
  failed: [],
} satisfies Record<StatusKind, readonly Telling[]>;

/** Everybody who should hear of the request's present status hears it once, and no earlier private message offers what is over (I14). */
export const tellPeople = async (ports: TellPorts, request: EgressRequest): Promise<void> => {
  try {
    await each<Telling>([tellFailures, tellAnswered, ...tellings[request.status.kind]], (tell) => tell(ports, request));
  } finally {
    await repaintPrivate(ports, request);
  }
};
