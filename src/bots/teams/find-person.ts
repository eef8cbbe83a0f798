/** The Teams account of a directory person: the bot has no directory to ask, so it asks where they were heard, and in the channels that it knows. */
import * as z from 'zod';
import type { ChatIdentity } from '../../workflow/request.ts';
import type { Sought } from '../chat.ts';
import type { Place, TeamsApi } from './connector.ts';
import { unlessRefused } from './connector.ts';
import { accountOf, judgeMember } from './members.ts';
import type { TeamsRoutes } from './routes.ts';

/** What a conversation answers that does not know a member, is gone, or does not have the bot any more. */
export const notThere = [400, 403, 404];

const ObjectId = z.guid().transform((id) => id.toLowerCase());

/** Finds the one member of these tenants (lower case) who has this very address now, or this object id. */
export const personFinder = ({
  api,
  routes,
  tenants,
}: {
  readonly api: TeamsApi;
  readonly routes: TeamsRoutes;
  readonly tenants: readonly string[];
}) => {
  const findIn = async (place: Place, { member, sought }: { readonly member: string; readonly sought: Sought }) => {
    const found = await unlessRefused(api.member(place, member), notThere);
    const account = accountOf(found, tenants);
    if ('user' in sought) return account?.identity.user === sought.user ? account : undefined;
    const profile = judgeMember(found, tenants);
    return profile.kind === 'member' && profile.email === sought.email ? account : undefined;
  };

  const findInTenant = async (tenant: string, sought: Sought): Promise<ChatIdentity | undefined> => {
    const isById = 'user' in sought;
    const route = await (isById ? routes.ofUser({ platform: 'teams', tenant, user: sought.user }) : routes.ofPerson(tenant, sought.email));
    const { serviceUrl, member, seenIn, personal } = route ?? {};
    if (serviceUrl !== undefined && member !== undefined)
      for (const conversation of new Set([seenIn, personal])) {
        if (conversation === undefined) continue;
        const account = await findIn({ serviceUrl, conversation }, { member, sought });
        if (account?.identity.tenant === tenant) return account.identity;
      }
    for (const { id, serviceUrl: server } of await routes.channels(tenant)) {
      const account = await findIn({ serviceUrl: server, conversation: id }, { member: isById ? sought.user : sought.email, sought });
      if (account?.identity.tenant !== tenant) continue;
      const { identity, member: found } = account;
      const heard = { tenant, user: identity.user, member: found, serviceUrl: server, conversation: id };
      // Their way is remembered.
      await routes.hear({ ...heard, personal: false, ...(isById ? {} : { email: sought.email }) });
      return identity;
    }
    return undefined;
  };

  return async (sought: Sought, within: readonly string[] = tenants): Promise<ChatIdentity | undefined> => {
    const user = 'user' in sought ? ObjectId.safeParse(sought.user).data : undefined;
    if ('user' in sought && user === undefined) return undefined;
    for (const tenant of within) {
      const found = await findInTenant(tenant, user === undefined ? sought : { user });
      if (found) return found;
    }
    return undefined;
  };
};
