/** Outgoing Teams messages. */
import type { PrivatePlace } from '../../workflow/deliveries.ts';
import type { Channel, ChatIdentity, RequestId } from '../../workflow/request.ts';
import type { Card } from '../card.ts';
import type { Actors, Chat } from '../chat.ts';
import { ChannelUnreachableError } from '../chat.ts';
import { RequestField } from '../commands.ts';
import type { Language } from '../languages/english.ts';
import { cardActivity } from './adaptive-card.ts';
import { TeamsCallError } from './call-error.ts';
import type { Place, TeamsApi } from './connector.ts';
import { unlessRefused } from './connector.ts';
import { personFinder } from './find-person.ts';
import type { TeamsRoutes } from './routes.ts';

/** Teams: `refresh.userIds` takes so many. */
const mostActors = 60;

/** Words for a deleted message that come with status 400. */
const goneWords = ['ActivityNotFoundInConversation', 'ActivityNotFound', 'MessageNotFound'];

const isGone = (error: unknown): boolean =>
  error instanceof TeamsCallError && (error.status === 404 || error.status === 410 || goneWords.includes(error.code));

const reached = async <T>(call: Promise<T>): Promise<T> => {
  try {
    return await call;
  } catch (error) {
    if (error instanceof TeamsCallError && (error.status === 403 || error.status === 404)) throw new ChannelUnreachableError(error.message);
    throw error;
  }
};

/** A request's marks begin with its id; other marks have none. */
const requestOf = (mark: string): RequestId | undefined => {
  const id = RequestField.safeParse(mark.split('/', 1)[0]);
  return id.success ? id.data : undefined;
};

export type TeamsChat = Chat & {
  /** The private conversation with this account, opened if need be: before anything is spent on a message that cannot be sent. */
  readonly openPersonal: (identity: ChatIdentity) => Promise<string | 'not-installed'>;
  /** A card for this account alone. */
  readonly sendPersonal: (identity: ChatIdentity, card: Card) => Promise<'sent' | 'not-installed'>;
};

/** `bot` is the bot's own member id (`28:` and the app's id); `tenants` are those that this installation serves, in lower case. */
export const teamsChat = (options: {
  readonly api: TeamsApi;
  readonly routes: TeamsRoutes;
  readonly bot: string;
  readonly tenants: readonly string[];
  readonly language: Language;
}): TeamsChat => {
  const { api, routes, bot, tenants, language } = options;

  const placeOf = async (channel: Channel, message?: string): Promise<Place> => {
    const serviceUrl = (await routes.ofChannel(channel))?.serviceUrl ?? (await routes.anyServer(channel.tenant));
    if (serviceUrl === undefined) throw new TeamsCallError('route', { code: 'never_heard_from' });
    return { serviceUrl, conversation: message === undefined ? channel.id : `${channel.id};messageid=${message}` };
  };

  /** The channel's copy has no buttons of its own: those whose turn it is are shown theirs by a refresh. */
  const shared = async ({ tenant }: Channel, message: { readonly card: Card; readonly mark: string; readonly actors?: Actors }) => {
    const known = await Promise.all((message.actors ?? []).slice(0, mostActors).map((person) => routes.ofPerson(tenant, person)));
    const userIds = known.map((route) => route?.member).filter((member) => member !== undefined);
    const request = requestOf(message.mark);
    return cardActivity(language, message.card, { kind: 'everyone', userIds, ...(request === undefined ? {} : { request }) });
  };

  const openPersonal = async (identity: ChatIdentity): Promise<string | 'not-installed'> => {
    const route = await routes.ofUser(identity);
    if (!route?.member) return 'not-installed';
    if (route.personal !== undefined) return route.personal;
    const { serviceUrl, member } = route;
    const { tenant, user } = identity;
    const conversation = await unlessRefused(api.openPersonal(serviceUrl, { tenant, bot, member }), [403]);
    if (conversation === undefined) return 'not-installed';
    await routes.hear({ tenant, user, member, serviceUrl, conversation, personal: true });
    return conversation;
  };

  const sendPersonal = async (identity: ChatIdentity, card: Card, mayReopen = true): Promise<PrivatePlace | 'not-installed'> => {
    const conversation = await openPersonal(identity);
    const route = await routes.ofUser(identity);
    if (conversation === 'not-installed' || !route) return 'not-installed';
    try {
      const activity = cardActivity(language, card, { kind: 'personal' });
      return { identity, conversation, message: await api.send({ serviceUrl: route.serviceUrl, conversation }, activity) };
    } catch (error) {
      if (!(error instanceof TeamsCallError) || (error.status !== 403 && error.status !== 404)) throw error;
      await routes.forgetPersonal(identity);
      // Every 403 in a private conversation says that the bot may not write there: removed, blocked, or barred by an administrator.
      if (error.status === 403) return 'not-installed';
      if (!mayReopen) throw error;
      return sendPersonal(identity, card, false);
    }
  };

  const findPerson = personFinder({ api, routes, tenants });

  return {
    platform: 'teams',
    post: async (channel, message) => {
      const activity = await shared(channel, message);
      return reached(api.startThread(await placeOf(channel), { tenant: channel.tenant, bot, activity }));
    },
    // Teams lets no bot search a channel: an orphan that a crash left behind is retired when somebody looks at it.
    find: async () => undefined,
    update: async (channel, { id, ...message }) => {
      const activity = await shared(channel, message);
      try {
        await api.update(await placeOf(channel, id), { id, activity });
        return 'updated';
      } catch (error) {
        if (isGone(error)) return 'gone';
        return reached(Promise.reject(error));
      }
    },
    reply: async (channel, { id, card }) => {
      await reached(api.send(await placeOf(channel, id), cardActivity(language, card, { kind: 'thread' })));
    },
    tell: async (person, { card, isTheirs }) => {
      const identity = await findPerson({ email: person });
      if (!identity || !(await isTheirs(identity))) return 'unknown';
      if ((await openPersonal(identity)) === 'not-installed') return 'not-installed';
      return sendPersonal(identity, await card());
    },
    retell: async ({ identity, conversation, message: id }, card) => {
      const serviceUrl = (await routes.ofUser(identity))?.serviceUrl ?? (await routes.anyServer(identity.tenant));
      if (serviceUrl === undefined) return 'gone';
      try {
        await api.update({ serviceUrl, conversation }, { id, activity: cardActivity(language, card, { kind: 'personal' }) });
        return 'updated';
      } catch (error) {
        // Where the bot was removed or blocked, it cannot mend what it said.
        if (isGone(error) || (error instanceof TeamsCallError && error.status === 403)) return 'gone';
        throw error;
      }
    },
    openPersonal,
    sendPersonal: async (identity, card) => ((await sendPersonal(identity, card)) === 'not-installed' ? 'not-installed' : 'sent'),
  };
};
