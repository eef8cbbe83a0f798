/** What Teams knows of its people and channels, asked afresh each time in a place where they were heard. */
import * as z from 'zod';
import type { ChatIdentity } from '../../workflow/request.ts';
import type { Profile, Workplace } from '../chat.ts';
import { cleanText, cutText } from '../clean.ts';
import type { Place, TeamsApi } from './connector.ts';
import { rootOf, unlessRefused } from './connector.ts';
import { notThere, personFinder } from './find-person.ts';
import { accountOf, judgeMember } from './members.ts';
import type { TeamsRoutes } from './routes.ts';

const ChannelList = z.object({
  conversations: z.array(z.object({ id: z.string(), name: z.string().nullish(), type: z.string().nullish() })),
});

/** Older answers list standard channels without a type; whatever is neither of these may be shared with another organisation. */
const internal = ['standard', 'private'];

export type TeamsWorkplace = Workplace & {
  /** The account behind a mention in a message, if its tenant is served; where it was mentioned, its profile can be asked for. */
  readonly resolveMention: (member: string, place: Place) => Promise<ChatIdentity | undefined>;
};

/** `tenants` are those that this installation serves, in lower case. */
export const teamsWorkplace = (options: {
  readonly api: TeamsApi;
  readonly routes: TeamsRoutes;
  readonly tenants: readonly string[];
}): TeamsWorkplace => {
  const { api, routes, tenants } = options;
  const unknown: Profile = { kind: 'not-member', why: 'unknown' };
  const findPerson = personFinder({ api, routes, tenants });

  const channel: Workplace['channel'] = async (place) => {
    const { platform, tenant, id } = place;
    if (platform !== 'teams' || !tenants.includes(tenant)) return undefined;
    const route = await routes.ofChannel(place);
    if (route?.team === undefined) return undefined;
    const { serviceUrl, team } = route;
    const listed = ChannelList.safeParse(await unlessRefused(api.channels({ serviceUrl, team }), notThere));
    const found = listed.data?.conversations.find((one) => one.id === id);
    if (!found) return undefined;
    // Teams gives a team's first channel, whose id is the team's, no name: clients translate it.
    const name = cleanText(found.name ?? '').trim() || (id === team ? 'General' : id);
    // An archived team cannot be told apart by a bot: posting to it fails.
    return { id, name: cutText(name, 80), external: !internal.includes(found.type?.toLowerCase() ?? 'standard'), archived: false };
  };

  return {
    platform: 'teams',
    profile: async (identity) => {
      const { platform, tenant, user } = identity;
      if (platform !== 'teams' || !tenants.includes(tenant)) return { kind: 'not-member', why: 'external' };
      const route = await routes.ofUser(identity);
      if (!route) return unknown;
      const { serviceUrl, member = user } = route;
      // Whoever has left the place where they spoke last may still be asked for in their private conversation.
      for (const conversation of new Set([route.seenIn, route.personal])) {
        if (conversation === undefined) continue;
        const found = await unlessRefused(api.member({ serviceUrl, conversation }, member), notThere);
        if (found === undefined) continue;
        const profile = judgeMember(found, tenants);
        const account = accountOf(found, tenants);
        if (profile.kind !== 'member') return profile;
        if (account?.identity.tenant !== tenant || account.identity.user !== user) return unknown;
        await routes.hear({
          tenant,
          user,
          member: account.member,
          serviceUrl,
          conversation,
          personal: conversation === route.personal,
          email: profile.email,
        });
        return profile;
      }
      return unknown;
    },
    find: async (tenant, sought) => (tenants.includes(tenant) ? findPerson(sought, [tenant]) : undefined),
    channels: async (tenant) => {
      const known = tenants.includes(tenant) ? await routes.channels(tenant) : [];
      const found = await Promise.all(known.map(({ id }) => channel({ platform: 'teams', tenant, id })));
      return found.filter((one) => one !== undefined).map(({ id, name }) => ({ id, name }));
    },
    channel,
    resolveMention: async (member, { serviceUrl, conversation }) => {
      const found = await unlessRefused(api.member({ serviceUrl, conversation }, member), notThere);
      const account = accountOf(found, tenants);
      if (!account) return undefined;
      const { tenant, user } = account.identity;
      // Somebody whose way is known keeps it: their own words say more than another's mention.
      if (!(await routes.ofUser(account.identity)))
        await routes.hear({ tenant, user, member: account.member, serviceUrl, conversation: rootOf(conversation), personal: false });
      return account.identity;
    },
  };
};
