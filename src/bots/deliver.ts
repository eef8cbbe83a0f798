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

/** Something to be said once to one person; `card` is made only when it is really sent, and once, whatever platform it goes to then. */
type Message = {
  readonly partition: string;
  readonly what: string;
  readonly to: PersonId;
  readonly card: () => Promise<Card>;
  /** What an e-mail says instead, which has no buttons, and may have to say less. */
  readonly inMail?: Card;
  /** Where it is tried first: what somebody asked for comes to where they asked. */
  readonly first?: Platform | undefined;
  /** Of a message that offers something: how it stands with that. */
  readonly shown?: string;
  /** Somebody waits for it and nothing tries it again: what fails is not tried on the same platform once more. */
  readonly atOnce?: true;
};

/** Milliseconds for which a platform that fails is tried again, before it is said elsewhere: most of what fails is over sooner. */
const patience = 60_000;

const keyOf = (what: string, to: string): string => `${what}#${encodeURIComponent(to)}`;

const read = async (
  { deliveries }: Pick<TellPorts, 'deliveries'>,
  { partition, key }: Pick<Delivery, 'partition' | 'key'>,
): Promise<Delivery | undefined> => (await deliveries.list({ partition, prefix: key })).find((delivery) => delivery.key === key);

type Sent = Pick<Message, 'partition' | 'what' | 'to'>;

const sentBefore = (ports: TellPorts, { partition, what, to }: Sent): Promise<Delivery | undefined> =>
  read(ports, { partition, key: keyOf(what, to) });

/** Whether it was said, so that what only the saying needs is not asked for. */
export const isTold = async (ports: TellPorts, sent: Sent): Promise<boolean> => (await sentBefore(ports, sent)) !== undefined;

const note = async (ports: TellPorts, message: Sent, sent: Pick<Delivery, 'via' | 'place' | 'shown' | 'barredOn'>): Promise<void> => {
  const { partition, what, to } = message;
  await ports.deliveries.write({ partition, key: keyOf(what, to), version: 1, what, to, at: ports.clock(), ...sent });
};

/** Whether this platform has been failing at it for so long that it is said elsewhere. */
const isGivenUp = async (ports: TellPorts, { partition: of, what, to, atOnce }: Message, via: Platform): Promise<boolean> => {
  if (atOnce) return true;
  const [partition, now] = ['failing', ports.clock()];
  const key = `${encodeURIComponent(of)}#${via}#${keyOf(what, to)}`;
  const first = await read(ports, { partition, key });
  if (!first) await ports.deliveries.write({ partition, key, version: 1, what, to, via, at: now });
  return first !== undefined && Date.parse(now) - Date.parse(first.at) >= patience;
};

type Tried = { readonly told: boolean; readonly barredOn: readonly Platform[] };

const tryChats = async (ports: TellPorts, message: Message): Promise<Tried> => {
  const sent = await sentBefore(ports, message);
  if (sent) return { told: true, barredOn: sent.barredOn ?? [] };
  const isTheirs = (identity: ChatIdentity): Promise<boolean> => ports.isTheirs(identity, message.to);
  // What a card carries may be counted (I10), and be lost with it.
  let made: Card | undefined;
  const card = async (): Promise<Card> => {
    made ??= await message.card();
    return made;
  };
  const barredOn: Platform[] = [];
  const inTurn = Object.values(ports.chats).toSorted(
    (one, other) => Number(other.platform === message.first) - Number(one.platform === message.first),
  );
  for (const chat of inTurn) {
    const told = await chat.tell(message.to, { card, isTheirs }).catch(async (error: unknown) => {
      if (await isGivenUp(ports, message, chat.platform)) return 'failed' as const;
      throw error;
    });
    if (told === 'not-installed') barredOn.push(chat.platform);
    if (typeof told === 'string') continue;
    const { shown } = message;
    await note(ports, message, { via: chat.platform, ...(shown === undefined ? {} : { place: told, shown }) });
    return { told: true, barredOn: [] };
  }
  return { told: false, barredOn };
};

const mail = async (
  ports: TellPorts,
  message: Sent & { readonly card: Card; readonly cc?: readonly PersonId[]; readonly barredOn?: readonly Platform[] },
): Promise<void> => {
  const { to, cc = [], card, barredOn = [] } = message;
  if (await sentBefore(ports, message)) return;
  await ports.mailer.send(mailOf(ports.language, card, { to: [to], cc }));
  await note(ports, message, { via: 'mail', ...(barredOn.length === 0 ? {} : { barredOn }) });
};

/** By e-mail alone, once. */
export const mailOnce = (ports: TellPorts, message: Sent & { readonly card: Card; readonly cc: readonly PersonId[] }): Promise<void> =>
  mail(ports, message);

/** Says it once, on the first platform where the person can be written to, beginning with where they asked; to nobody when that is none. */
export const tellOnce = async (ports: TellPorts, message: Message): Promise<void> => {
  const { barredOn } = await tryChats(ports, message);
  await each(barredOn, (platform) => tellOfMissingInstallation(ports, platform, message.to));
};

/** By chat, or by e-mail when chat does not know them, or fails for long. Whom it is for hears of it before anybody hears what kept it from chat. */
export const tellOrMail = async (ports: TellPorts, message: Message): Promise<void> => {
  const { told, barredOn } = await tryChats(ports, message);
  if (!told) await mail(ports, { ...message, card: message.inMail ?? (await message.card()), barredOn });
  await each(barredOn, (platform) => tellOfMissingInstallation(ports, platform, message.to));
};

/** What admins are told, all but those whom it does not concern; `partition` and `what` are how it is remembered. */
export type AdminsTold = {
  readonly partition: string;
  readonly what: string;
  readonly card: Card;
  /** What channels are told instead, where they should read less of it. */
  readonly inChannels?: Card;
  /** What an e-mail says instead, which has no buttons. */
  readonly inMail?: Card;
  readonly except?: readonly PersonId[];
  /** Of what offers something: how it stands with that. */
  readonly shown?: string;
  /** As of a message to one person. */
  readonly atOnce?: true;
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
    if (!told) await mail(ports, { ...message, card });
  });
};
