/** How Teams' servers reach accounts and channels: learnt from what they send, because a bot cannot ask. */
import type { ChatRoute, Clock, Records } from '../../workflow/ports.ts';
import type { Channel, ChatIdentity, PersonId } from '../../workflow/request.ts';
import { rootOf } from './connector.ts';

/** What an inbound activity says of its sender and its place; only of an authenticated activity. */
export type Heard = {
  readonly tenant: string;
  readonly user: string;
  readonly member: string;
  readonly serviceUrl: string;
  readonly conversation: string;
  readonly personal: boolean;
  readonly channel?: string;
  readonly team?: string;
  readonly email?: PersonId;
};

export type TeamsRoutes = ReturnType<typeof teamsRoutes>;

/** A route that says nothing new is written again after this long, in milliseconds. */
const freshFor = 24 * 60 * 60_000;
/** A tenant's channels are asked one by one for a person, so not all of many. */
const mostChannels = 20;

/** Of a route, what is remembered. */
type Said = Omit<ChatRoute, 'partition' | 'key' | 'version' | 'heardAt'>;

const partitionOf = (tenant: string): string => `teams#${tenant}`;
const userKey = (user: string): string => `user#${user}`;

/** Reads and keeps routes; a change is written at once, and nothing else more than once a day. */
export const teamsRoutes = ({ routes, clock }: { readonly routes: Records<ChatRoute>; readonly clock: Clock }) => {
  const read = async (tenant: string, key: string): Promise<ChatRoute | undefined> => {
    const found = await routes.list({ partition: partitionOf(tenant), prefix: key });
    return found.find((route) => route.key === key);
  };

  const writeOnce = async (
    { tenant, key }: { readonly tenant: string; readonly key: string },
    change: (before: ChatRoute | undefined) => Said | undefined,
  ): Promise<'written' | 'stale'> => {
    const before = await read(tenant, key);
    const said = change(before);
    if (!said) return 'written';
    const heardAt = clock();
    const fields: readonly (keyof Said)[] = ['serviceUrl', 'user', 'member', 'seenIn', 'personal', 'team'];
    const isNews = !before || fields.some((field) => before[field] !== said[field]);
    if (!isNews && Date.parse(heardAt) - Date.parse(before.heardAt) < freshFor) return 'written';
    return routes.write({ ...said, partition: partitionOf(tenant), key, version: (before?.version ?? 0) + 1, heardAt });
  };

  /** Twice: whoever wrote in between said much the same, and the next activity says it again. */
  const write = async (...change: Parameters<typeof writeOnce>): Promise<void> => {
    if ((await writeOnce(...change)) === 'stale') await writeOnce(...change);
  };

  const ofUser = ({ tenant, user }: ChatIdentity): Promise<ChatRoute | undefined> => read(tenant, userKey(user));

  return {
    hear: async (heard: Heard): Promise<void> => {
      const { tenant, user, member, serviceUrl, personal, channel, team, email } = heard;
      const conversation = rootOf(heard.conversation);
      await write({ tenant, key: userKey(user) }, (before) => {
        const privately = personal ? conversation : before?.personal;
        return { serviceUrl, user, member, seenIn: conversation, ...(privately === undefined ? {} : { personal: privately }) };
      });
      if (email !== undefined) await write({ tenant, key: `mail#${email}` }, () => ({ serviceUrl, user, member }));
      if (channel !== undefined)
        await write({ tenant, key: `channel#${rootOf(channel)}` }, (before) => {
          const known = team ?? before?.team;
          return { serviceUrl, ...(known === undefined ? {} : { team: known }) };
        });
    },
    /** The private conversation is not there any more, or not ours to write to. */
    forgetPersonal: ({ tenant, user }: ChatIdentity): Promise<void> =>
      write({ tenant, key: userKey(user) }, (before) => {
        if (before?.personal === undefined) return undefined;
        const { serviceUrl, member, seenIn, personal } = before;
        return {
          serviceUrl,
          user,
          ...(member === undefined ? {} : { member }),
          ...(seenIn === undefined || seenIn === personal ? {} : { seenIn }),
        };
      }),
    ofUser,
    /** Of the account that had this address when it was last seen: to be judged afresh. */
    ofPerson: async (tenant: string, email: PersonId): Promise<ChatRoute | undefined> => {
      const user = (await read(tenant, `mail#${email}`))?.user;
      return user === undefined ? undefined : ofUser({ platform: 'teams', tenant, user });
    },
    ofChannel: ({ tenant, id }: Channel): Promise<ChatRoute | undefined> => read(tenant, `channel#${id}`),
    /** Known channels with their ids, at most 20. */
    channels: async (tenant: string): Promise<readonly { readonly id: string; readonly serviceUrl: string }[]> => {
      const prefix = 'channel#';
      const found = await routes.list({ partition: partitionOf(tenant), prefix });
      return found.slice(0, mostChannels).map(({ key, serviceUrl }) => ({ id: key.slice(prefix.length), serviceUrl }));
    },
    /** A server that spoke for this tenant, when nothing was heard from the very place that is meant. */
    anyServer: async (tenant: string): Promise<string | undefined> =>
      (await routes.list({ partition: partitionOf(tenant) }))[0]?.serviceUrl,
  };
};
