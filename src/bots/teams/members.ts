/** What Teams says of a member of a conversation, judged: only a full member of an allowed tenant is somebody (I3). */
import * as z from 'zod';
import type { ChatIdentity, PersonId } from '../../workflow/request.ts';
import type { Profile } from '../chat.ts';
import { cleanText, cutText } from '../clean.ts';

/** The Bot Framework calls the object id `aadObjectId`, Teams' own answers `objectId`. */
const Member = z.object({
  id: z.string().min(1).max(500),
  aadObjectId: z.string().nullish(),
  objectId: z.string().nullish(),
  name: z.string().nullish(),
  email: z.string().nullish(),
  userPrincipalName: z.string().nullish(),
  tenantId: z.string().nullish(),
  userRole: z.string().nullish(),
});
type Member = z.infer<typeof Member>;

const ObjectId = z.guid().transform((id) => id.toLowerCase());
const Email = z.email().max(254);

/** Where Entra ID notes that an account belongs to another directory. */
const isInvited = (address: string): boolean => address.toLowerCase().includes('#ext#');

const notMember = (why: Extract<Profile, { kind: 'not-member' }>['why']): Profile => ({ kind: 'not-member', why });

const userOf = ({ aadObjectId, objectId }: Member): string | undefined => {
  const ids = [aadObjectId, objectId].filter((id) => typeof id === 'string').map((id) => ObjectId.safeParse(id).data);
  return ids.every((id) => id === ids[0]) ? ids[0] : undefined;
};

/** The account of a member object, and the id by which Teams addresses it; undefined when its tenant (lower case) is not served. */
export const accountOf = (
  value: unknown,
  tenants: readonly string[],
): { readonly identity: ChatIdentity; readonly member: string } | undefined => {
  const { data: member } = Member.safeParse(value);
  const tenant = member?.tenantId?.toLowerCase();
  const user = member && userOf(member);
  if (!member || !user || tenant === undefined || !tenants.includes(tenant)) return undefined;
  return { identity: { platform: 'teams', tenant, user }, member: member.id };
};

/** Judges a member object; what it does not say is not assumed. */
export const judgeMember = (value: unknown, tenants: readonly string[]): Profile => {
  const parsed = Member.safeParse(value);
  if (!parsed.success) return notMember('unknown');
  const member = parsed.data;
  if (member.id.startsWith('28:')) return notMember('bot');
  const tenant = member.tenantId?.toLowerCase();
  if (!tenant || userOf(member) === undefined) return notMember('unknown');
  if (!tenants.includes(tenant)) return notMember('external');
  const role = member.userRole?.toLowerCase();
  if (role === 'guest' || role === 'anonymous' || isInvited(member.userPrincipalName ?? '')) return notMember('guest');
  if (role !== 'user') return notMember('unknown');
  const address = [member.email, member.userPrincipalName].map((given) => given?.trim().toLowerCase()).find((given) => given);
  const email = Email.safeParse(address);
  if (!email.success || isInvited(email.data)) return notMember('no-email');
  const name = cleanText(member.name ?? '').trim() || email.data;
  return { kind: 'member', email: email.data as PersonId, name: cutText(name, 100) };
};
