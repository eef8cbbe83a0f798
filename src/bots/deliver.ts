/** Says something to a person once, by chat or else by e-mail; what was sent is on record. */
import type { Delivery } from '../workflow/deliveries.ts';
import type { Clock, DataLake, Mailer, PostedCard, Records } from '../workflow/ports.ts';
import type { ChatIdentity, PersonId, Platform } from '../workflow/request.ts';
import type { Roster } from '../workflow/roster.ts';
import { adminsOf } from '../workflow/roster.ts';
import type { Core } from '../workflow/service.ts';
import { notInstalledMessage } from './admin-messages.ts';
import type { Card } from './card.ts';
import type { Chat } from './chat.ts';
import { each } from './each.ts';
import type { Language } from './languages/english.ts';
import type { LinkPages } from './links.ts';
import { mailOf } from './mails.ts';
import { tellAdminChannels } from './tell-channels.ts';

/** What telling people needs of the installation. */
export type TellPorts = {
  readonly core: Core;
  readonly roster: Pick<Roster, 'grants' | 'groups' | 'mappings' | 'clock' | 'dormantAmong'>;
  readonly cards: Records<PostedCard>;
  readonly deliveries: Records<Delivery>;
  readonly chats: Readonly<Partial<Record<Platform, Chat>>>;
  /** Whether what is for this person may go to this account (`people.ts`). */
  readonly isTheirs: (identity: ChatIdentity, person: PersonId) => Promise<boolean>;
  readonly mailer: Mailer;
  readonly lake: Pick<DataLake, 'presign'>;
  readonly pages: LinkPages;
  readonly clock: Clock;
  /** Named in the policy file. */
  readonly admins: readonly PersonId[];
  /** Of the mails. */
  readonly language: Language;
};

/** Something to be said once to one person; `card` is made only when it is really sent. */
type Message = {
  readonly partition: string;
  readonly what: string;
  readonly to: PersonId;
  readonly card: () => Promise<Card>;
  /** What an e-mail says instead, which has no buttons. */
  readonly inMail?: Card;
  /** Where it is tried first: what somebody asked for comes to where they asked. */
  readonly first?: Platform | undefined;
  /** Of a message that offers something: how it stands with that. */
  readonly shown?: string;
};

const keyOf = (what: string, to: string): string => `${what}#${encodeURIComponent(to)}`;

const isSent = async ({ deliveries }: TellPorts, partition: string, key: string): Promise<boolean> =>
  (await deliveries.list({ partition, prefix: key })).some((delivery) => delivery.key === key);

const note = async (
  ports: TellPorts,
  message: Pick<Message, 'partition' | 'what' | 'to'>,
  sent: Pick<Delivery, 'via' | 'place' | 'shown'>,
): Promise<void> => {
  const { partition, what, to } = message;
  await ports.deliveries.write({ partition, key: keyOf(what, to), version: 1, what, to, at: ports.clock(), ...sent });
};

type Tried = { readonly told: boolean; readonly barredOn: readonly Platform[] };

const tryChats = async (ports: TellPorts, message: Message): Promise<Tried> => {
  if (await isSent(ports, message.partition, keyOf(message.what, message.to))) return { told: true, barredOn: [] };
  const isTheirs = (identity: ChatIdentity): Promise<boolean> => ports.isTheirs(identity, message.to);
  const barredOn: Platform[] = [];
  const inTurn = Object.values(ports.chats).toSorted(
    (one, other) => Number(other.platform === message.first) - Number(one.platform === message.first),
  );
  for (const chat of inTurn) {
    const told = await chat.tell(message.to, { card: message.card, isTheirs });
    if (told === 'not-installed') barredOn.push(chat.platform);
    if (typeof told === 'string') continue;
    const { shown } = message;
    await note(ports, message, { via: chat.platform, ...(shown === undefined ? {} : { place: told, shown }) });
    return { told: true, barredOn: [] };
  }
  return { told: false, barredOn };
};

/** Says it once, on the first platform where the person can be written to, beginning with where they asked; false when that is none. */
export const tellOnce = async (ports: TellPorts, message: Message): Promise<boolean> => {
  const { told, barredOn } = await tryChats(ports, message);
  for (const platform of barredOn) await tellOfMissingInstallation(ports, platform, message.to);
  return told;
};

export const mailOnce = async (
  ports: TellPorts,
  message: Omit<Message, 'card'> & { readonly card: Card; readonly cc: readonly PersonId[] },
): Promise<void> => {
  const { partition, what, to, cc, card } = message;
  if (await isSent(ports, partition, keyOf(what, to))) return;
  await ports.mailer.send(mailOf(ports.language, card, { to: [to], cc }));
  await note(ports, message, { via: 'mail' });
};

/** By chat, or by e-mail when chat does not know them. */
export const tellOrMail = async (ports: TellPorts, message: Message): Promise<void> => {
  if (await tellOnce(ports, message)) return;
  await mailOnce(ports, { ...message, card: message.inMail ?? (await message.card()), cc: [] });
};

/** What admins are told, all but those whom it does not concern; `partition` and `what` are how it is remembered. */
export type AdminsTold = {
  readonly partition: string;
  readonly what: string;
  readonly card: Card;
  /** What channels are told instead, where they should read less of it. */
  readonly inChannels?: Card;
  readonly except?: readonly PersonId[];
  /** Of what offers something: how it stands with that. */
  readonly shown?: string;
};

/** Tells every admin once, and the channels that are mapped to them. */
export const tellAdmins = async (ports: TellPorts, about: AdminsTold): Promise<void> => {
  const { card, inChannels = card, except = [], ...message } = about;
  const admins = (await adminsOf(ports.roster, ports.admins)).filter((admin) => !except.includes(admin));
  const { partition, what } = message;
  await each(
    [
      ...admins.map((to) => () => tellOrMail(ports, { ...message, to, card: async () => card })),
      () => tellAdminChannels(ports, { partition, what, card: inChannels }),
    ],
    (tell) => tell(),
  );
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
