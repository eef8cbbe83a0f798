/** Tells each person once what they should hear privately, by chat or else by e-mail; what was sent is on record. */

import { countReleaseLink } from '../workflow/link-service.ts';
import { isRequester } from '../workflow/permissions.ts';
import type { Clock, DataLake, Delivery, Mailer, PostedCard, Records } from '../workflow/ports.ts';
import type { ChatIdentity, EgressRequest, LinkIssued, PersonId, Platform, StatusKind } from '../workflow/request.ts';
import { requesters } from '../workflow/request.ts';
import type { Roster } from '../workflow/roster.ts';
import { adminsOf, holdersOf } from '../workflow/roster.ts';
import type { Core } from '../workflow/service.ts';
import { currentStage } from '../workflow/transitions.ts';
import { failureMessage, nobodyDecidesMessage, notInstalledMessage, unseenMessage } from './admin-messages.ts';
import type { Card } from './card.ts';
import type { Chat } from './chat.ts';
import { each } from './each.ts';
import { mintLink } from './links.ts';
import type { MailStyle } from './mails.ts';
import { mailOf } from './mails.ts';
import { decidersOf, isSeen } from './paint.ts';
import {
  escalationMessage,
  outcomeMessage,
  releaseMessage,
  reminderMessage,
  revokedMessage,
  takenPartMessage,
} from './private-messages.ts';
import { tellEscalationChannels } from './tell-channels.ts';

export type TellPorts = {
  readonly core: Core;
  readonly roster: Pick<Roster, 'grants' | 'mappings' | 'clock'>;
  readonly cards: Records<PostedCard>;
  readonly deliveries: Records<Delivery>;
  readonly chats: Readonly<Partial<Record<Platform, Chat>>>;
  /** Whether what is for this person may go to this account (`people.ts`). */
  readonly isTheirs: (identity: ChatIdentity, person: PersonId) => Promise<boolean>;
  readonly mailer: Mailer;
  readonly lake: Pick<DataLake, 'presign'>;
  readonly clock: Clock;
  /** Named in the policy file. */
  readonly admins: readonly PersonId[];
  readonly mailStyle: MailStyle;
};

/** Something to be said once to one person; `card` is made only when it is really sent. */
type Message = { readonly partition: string; readonly what: string; readonly to: PersonId; readonly card: () => Promise<Card> };

const keyOf = (what: string, to: string): string => `${what}#${encodeURIComponent(to)}`;

const isSent = async ({ deliveries }: TellPorts, partition: string, key: string): Promise<boolean> =>
  (await deliveries.list({ partition, prefix: key })).some((delivery) => delivery.key === key);

const note = async (ports: TellPorts, message: Pick<Message, 'partition' | 'what' | 'to'>, via: Delivery['via']): Promise<void> => {
  const { partition, what, to } = message;
  await ports.deliveries.write({ partition, key: keyOf(what, to), version: 1, what, to, via, at: ports.clock() });
};

type Tried = { readonly told: boolean; readonly barredOn: readonly Platform[] };

const tryChats = async (ports: TellPorts, message: Message): Promise<Tried> => {
  if (await isSent(ports, message.partition, keyOf(message.what, message.to))) return { told: true, barredOn: [] };
  const isTheirs = (identity: ChatIdentity): Promise<boolean> => ports.isTheirs(identity, message.to);
  const barredOn: Platform[] = [];
  for (const chat of Object.values(ports.chats)) {
    const told = await chat.tell(message.to, { card: message.card, isTheirs });
    if (told === 'not-installed') barredOn.push(chat.platform);
    if (told !== 'told') continue;
    await note(ports, message, chat.platform);
    return { told: true, barredOn: [] };
  }
  return { told: false, barredOn };
};

/** Says it once, on the first platform where the person can be written to; false when that is none. */
const tellOnce = async (ports: TellPorts, message: Message): Promise<boolean> => {
  const { told, barredOn } = await tryChats(ports, message);
  for (const platform of barredOn) await tellOfMissingInstallation(ports, platform, message.to);
  return told;
};

const mailOnce = async (
  ports: TellPorts,
  message: Omit<Message, 'card'> & { readonly card: Card; readonly cc: readonly PersonId[] },
): Promise<void> => {
  const { partition, what, to, cc, card } = message;
  if (await isSent(ports, partition, keyOf(what, to))) return;
  await ports.mailer.send(mailOf(ports.mailStyle, card, { to: [to], cc }));
  await note(ports, message, 'mail');
};

/** Tells one person once, whatever of it was asked for. */
export const tellPrivately = (
  ports: TellPorts,
  about: { readonly partition: string; readonly what: string; readonly to: PersonId; readonly card: Card },
): Promise<void> => tellOrMail(ports, { ...about, card: async () => about.card });

/** By chat, or by e-mail when chat does not know them. */
export const tellOrMail = async (ports: TellPorts, message: Message): Promise<void> => {
  if (await tellOnce(ports, message)) return;
  await mailOnce(ports, { ...message, card: await message.card(), cc: [] });
};

/** What admins are told, all but those whom it does not concern; `partition` and `what` are how it is remembered. */
export type AdminsTold = {
  readonly partition: string;
  readonly what: string;
  readonly card: Card;
  readonly except?: readonly PersonId[];
};

/** Tells every admin once. */
export const tellAdmins = async (ports: TellPorts, about: AdminsTold): Promise<void> => {
  const { partition, what, card, except = [] } = about;
  const admins = (await adminsOf(ports.roster, ports.admins)).filter((admin) => !except.includes(admin));
  await each(admins, (to) => tellOrMail(ports, { partition, what, to, card: async () => card }));
};

/** Once for each person; what they were to be told goes by e-mail meanwhile. Says nothing of admins who cannot be reached themselves. */
const tellOfMissingInstallation = async (ports: TellPorts, platform: Platform, person: PersonId): Promise<void> => {
  const what = `not-installed-${platform}-${encodeURIComponent(person)}`;
  const card = notInstalledMessage(platform, person);
  await each(await adminsOf(ports.roster, ports.admins), async (to) => {
    const message = { partition: 'accounts', what, to };
    const { told } = await tryChats(ports, { ...message, card: async () => card });
    if (!told) await mailOnce(ports, { ...message, card, cc: [] });
  });
};

/** The link that the release message carries: counted before it is minted, and counted once even when the message is tried again. */
const directLink = async (
  ports: TellPorts,
  request: EgressRequest,
  to: PersonId,
): Promise<{ readonly request: EgressRequest; readonly link: LinkIssued } | undefined> => {
  const counted = request.links.find(({ cause, person }) => cause === 'release-message' && person.id === to);
  if (counted) return { request, link: counted };
  if (request.links.some(({ cause }) => cause === 'release-message')) return undefined;
  const outcome = await countReleaseLink(ports.core, request.id, { id: to, name: to });
  const link = outcome.ok ? outcome.value.links.at(-1) : undefined;
  return outcome.ok && link ? { request: outcome.value, link } : undefined;
};

const releaseCardFor = async (
  ports: TellPorts,
  request: EgressRequest,
  at: { readonly to: PersonId; readonly managers: number },
): Promise<Card> => {
  const direct = request.terms.linkDelivery === 'direct' && at.managers === 1 ? await directLink(ports, request, at.to) : undefined;
  if (!direct || direct.link.expiresAt <= ports.clock()) return releaseMessage(request);
  return releaseMessage(direct.request, { link: direct.link, url: await mintLink(ports, direct.request, direct.link) });
};

const tellManager = async (
  ports: TellPorts,
  request: EgressRequest,
  at: { readonly to: PersonId; readonly managers: number },
): Promise<void> => {
  const { to } = at;
  const told = await tellOnce(ports, { partition: request.id, what: 'release', to, card: () => releaseCardFor(ports, request, at) });
  // No link ever goes by e-mail: whoever is not in chat is told where to ask.
  if (!told) await mailOnce(ports, { partition: request.id, what: 'release', to, card: releaseMessage(request), cc: [] });
};

const tellManagers = async (ports: TellPorts, request: EgressRequest): Promise<void> => {
  const managers = await holdersOf(ports.roster, { role: request.terms.egressManagerRole, project: request.submission.projectId });
  await each(managers, (to) => tellManager(ports, request, { to, managers: managers.length }));
  if (managers.length > 0) return;
  const card = unseenMessage(request, { what: 'egress-manager', role: request.terms.egressManagerRole });
  await tellAdmins(ports, { partition: request.id, what: 'no-egress-manager', card });
};

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
  await each(others, (to) =>
    tellOrMail(ports, { partition: request.id, what: 'taken-part', to, card: async () => takenPartMessage(request) }),
  );
};

const tellFailures = async (ports: TellPorts, request: EgressRequest): Promise<void> =>
  each(request.events, async ({ fact, seq }) => {
    if (fact.kind === 'failed' || fact.kind === 'step-failed')
      await tellAdmins(ports, { partition: request.id, what: `failure-${seq}`, card: failureMessage(request, fact) });
  });

/** I17: a review that no channel shows is told to those who can map one. */
const tellOfUnseenReview = async (ports: TellPorts, request: EgressRequest): Promise<void> => {
  const stage = currentStage(request);
  if (!stage || (await isSeen(ports, request))) return;
  const card = unseenMessage(request, { what: 'channel', role: stage.role });
  await tellAdmins(ports, { partition: request.id, what: `no-channel-${stage.index}`, card });
};

/** Of the stage that the request waits at, the last event of this kind. */
const lastAtStage = (request: EgressRequest, kind: 'reminded' | 'escalated') => {
  const stage = currentStage(request)?.index;
  return request.events.findLast(({ fact }) => fact.kind === kind && 'stage' in fact && fact.stage === stage);
};

/** Those who can still decide; whoever asked for the reminder knows. */
const tellReminded = async (ports: TellPorts, request: EgressRequest): Promise<void> => {
  const event = lastAtStage(request, 'reminded');
  if (!event) return;
  const asker = event.actor.kind === 'person' ? event.actor.person.id : undefined;
  const deciders = await decidersOf(ports, request);
  if (deciders.length === 0) {
    const card = nobodyDecidesMessage(request);
    return tellAdmins(ports, { partition: request.id, what: `nobody-decides-${event.seq}`, card });
  }
  const waitedFor = deciders.filter((id) => id !== asker);
  await each(waitedFor, (to) =>
    tellOrMail(ports, { partition: request.id, what: `reminder-${event.seq}`, to, card: async () => reminderMessage(request) }),
  );
};

/** The other role's people, and the admins where nobody holds that role. */
const tellEscalated = async (ports: TellPorts, request: EgressRequest): Promise<void> => {
  const event = lastAtStage(request, 'escalated');
  if (event?.fact.kind !== 'escalated') return;
  const card = escalationMessage(request);
  const what = `escalation-${event.seq}`;
  const unreachable = await tellEscalationChannels(ports, request, { what, since: event.at, card });
  const all = await holdersOf(ports.roster, { role: event.fact.to, project: request.submission.projectId });
  const holders = all.filter((id) => !isRequester({ id, name: id }, request));
  // A channel that cannot be posted to must not keep it from everybody.
  if (holders.length === 0 || unreachable.length > 0) await tellAdmins(ports, { partition: request.id, what, card });
  await each(holders, (to) => tellOrMail(ports, { partition: request.id, what, to, card: async () => card }));
};

/** Everybody who got a link, the egress managers, and whoever asked for the egress. */
const tellRevoked = async (ports: TellPorts, request: EgressRequest): Promise<void> => {
  // Nobody is told that the links are dead before they are.
  if (!request.zipRemoved) return;
  const managers = await holdersOf(ports.roster, { role: request.terms.egressManagerRole, project: request.submission.projectId });
  const receivers = new Set([...request.links.map(({ person }) => person.id), ...managers]);
  await each(receivers, (to) =>
    tellOrMail(ports, { partition: request.id, what: 'revoked', to, card: async () => revokedMessage(request) }),
  );
  await tellRequesters(ports, request);
};

type Telling = (ports: TellPorts, request: EgressRequest) => Promise<void>;

/** Who hears of a status, besides the admins of failures. */
const tellings = {
  received: [],
  staging: [],
  'in-review': [tellOfUnseenReview, tellReminded, tellEscalated],
  packaging: [],
  released: [tellManagers, tellRequesters],
  closed: [tellManagers, tellRequesters],
  revoked: [tellRevoked],
  rejected: [tellTakenPart, tellRequesters],
  expired: [tellTakenPart, tellRequesters],
  withdrawn: [tellTakenPart, tellRequesters],
  failed: [],
} satisfies Record<StatusKind, readonly Telling[]>;

/** Everybody who should hear of the request's present status hears it once. */
export const tellPeople = async (ports: TellPorts, request: EgressRequest): Promise<void> =>
  each<Telling>([tellFailures, ...tellings[request.status.kind]], (tell) => tell(ports, request));
