/** Who is in an Entra group (Microsoft 365 or security): asked of Microsoft Graph with the app's own token. */
import * as z from 'zod';
import type { PersonId } from '../../workflow/request.ts';
import type { GroupMember, GroupReader } from '../groups.ts';
import { GroupTooLargeError, mostMembers } from '../groups.ts';
import type { TeamsCredentials } from './authentication.ts';
import { TeamsCallError } from './call-error.ts';
import { tokenSource } from './token.ts';

const microsoft = { loginUrl: 'https://login.microsoftonline.com', graphUrl: 'https://graph.microsoft.com' };
const scope = 'https://graph.microsoft.com/.default';
const timeout = 3000;
/** Pages also hold devices, contacts and the groups inside. */
const mostPages = 10;

const Member = z.object({
  '@odata.type': z.string().nullish(),
  id: z.guid(),
  mail: z.string().nullish(),
  userPrincipalName: z.string().nullish(),
  accountEnabled: z.boolean().nullish(),
  userType: z.string().nullish(),
});
const Page = z.object({ value: z.array(Member), '@odata.nextLink': z.string().optional() });

const Email = z.email().max(254);

/** Without User.Read.All, Graph tells of a member nothing but the object id: an address is believed only of a full account that is switched on. */
const memberOf = (tenant: string, member: z.infer<typeof Member>): readonly GroupMember[] => {
  const { id, accountEnabled, userType } = member;
  const isUser = member['@odata.type'] === '#microsoft.graph.user';
  const isGuest = (userType ?? 'Member') !== 'Member' || (member.userPrincipalName ?? '').toLowerCase().includes('#ext#');
  if (!isUser || isGuest || accountEnabled === false) return [];
  const identity = { platform: 'teams', tenant, user: id.toLowerCase() } as const;
  const email = Email.safeParse((member.mail?.trim() || member.userPrincipalName)?.trim().toLowerCase());
  return [{ identity, ...(email.success && accountEnabled === true ? { email: email.data as PersonId } : {}) }];
};

/** Reads a group of the bot's own tenant with everybody in the groups inside it (Graph: transitiveMembers; permission GroupMember.Read.All). */
export const entraGroups = ({ endpoints, appId, tenantId, password }: TeamsCredentials): GroupReader => {
  // Where a stand-in plays Microsoft and knows no Graph, the app's secret goes nowhere else.
  const { loginUrl, graphUrl }: { loginUrl: string; graphUrl?: string } = endpoints ?? microsoft;
  const token = tokenSource({ appId, tenantId, password, loginUrl }, scope);
  const tenant = tenantId.toLowerCase();

  const get = async (url: string): Promise<z.infer<typeof Page>> => {
    const authorization = `Bearer ${await token()}`;
    const response = await fetch(url, { headers: { authorization }, redirect: 'error', signal: AbortSignal.timeout(timeout) }).catch(() => {
      throw new TeamsCallError('transitiveMembers', { code: 'unreachable' });
    });
    // What Graph answers may name people: none of it is kept.
    if (!response.ok) throw new TeamsCallError('transitiveMembers', { code: `http_${response.status}`, status: response.status });
    const page = Page.safeParse(await response.json().catch(() => undefined));
    if (!page.success) throw new TeamsCallError('transitiveMembers', { code: 'no_list' });
    return page.data;
  };

  return async (group) => {
    if (group.kind !== 'entra' || graphUrl === undefined) throw new TypeError('not a group that Microsoft Graph is asked for');
    const { id } = group;
    const found: GroupMember[] = [];
    let next: string | undefined =
      `${graphUrl}/v1.0/groups/${encodeURIComponent(id)}/transitiveMembers?$select=id,mail,userPrincipalName,accountEnabled,userType&$top=100`;
    for (let pages = 0; next !== undefined; pages += 1) {
      if (pages === mostPages || found.length > mostMembers)
        throw new GroupTooLargeError(`Entra group ${id}: more than ${mostMembers} members`);
      // The token goes to no other server than this.
      if (URL.parse(next)?.origin !== new URL(graphUrl).origin) throw new TeamsCallError('transitiveMembers', { code: 'foreign_page' });
      const page: z.infer<typeof Page> = await get(next);
      found.push(...page.value.flatMap((member) => memberOf(tenant, member)));
      next = page['@odata.nextLink'];
    }
    if (found.length > mostMembers) throw new GroupTooLargeError(`Entra group ${id}: more than ${mostMembers} members`);
    return found;
  };
};
