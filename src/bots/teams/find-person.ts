/** The Teams account of a directory person: the bot has no directory to ask, so it asks where they were heard, and in the channels that it knows. */
import type { ChatIdentity, PersonId } from '../../workflow/request.ts';
import type { Place, TeamsApi } from './connector.ts';
import { unlessRefused } from './connector.ts';
import { accountOf, judgeMember } from './members.ts';
import type { TeamsRoutes } from './routes.ts';

/** What a conversation answers that does not know a member, is gone, or does not have the bot any more. */
export const notThere = [400, 403, 404];

/** Finds the one member of these tenants (lower case) who has this very address now. */
export const personFinder = ({
  api,
  routes,
  tenants,
}: {
  readonly api: TeamsApi;
  readonly routes: TeamsRoutes;
  readonly tenants: readonly string[];
}) => {
  const findIn = async (place: Place, { member, person }: { readonly member: string; readonly person: PersonId }) => {
    const found = await unlessRefused(api.member(place, member), notThere);
    const profile = judgeMember(found, tenants);
    const account = accountOf(found, tenants);
    return account && profile.kind === 'member' && profile.email === person ? account : undefined;
  };

  const findInTenant = async (tenant: string, person: PersonId): Promise<ChatIdentity | undefined> => {
    const route = await routes.ofPerson(tenant, person);
    const { serviceUrl, member, seenIn, personal } = route ?? {};
    if (serviceUrl !== undefined && member !== undefined)
      for (const conversation of new Set([seenIn, personal])) {
        if (conversation === undefined) continue;
        const account = await findIn({ serviceUrl, conversation }, { member, person });
        if (account?.identity.tenant === tenant) return account.identity;
      }
    for (const { id, serviceUrl: server } of await routes.channels(tenant)) {
      const account = await findIn({ serviceUrl: server, conversation: id }, { member: person, person });
      if (account?.identity.tenant !== tenant) continue;
      const { identity, member: found } = account;
      const heard = { tenant, user: identity.user, member: found, serviceUrl: server, conversation: id };
      // Their way is remembered.
      await routes.hear({ ...heard, personal: false, email: person });
      return identity;
    }
    return undefined;
  };

  return async (person: PersonId, within: readonly string[] = tenants): Promise<ChatIdentity | undefined> => {
    for (const tenant of within) {
      const found = await findInTenant(tenant, person);
      if (found) return found;
    }
    return undefined;
  };
};
