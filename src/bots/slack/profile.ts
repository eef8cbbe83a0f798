/** What `users.info` says of a user, judged: only a confirmed full member of an allowed workspace is somebody (I3). */
import * as z from 'zod';
import type { ChatIdentity, PersonId } from '../../workflow/request.ts';
import type { Profile } from '../chat.ts';
import { cleanText, cutText } from '../clean.ts';
import type { Allow } from './identity.ts';
import { tenantOf } from './identity.ts';

const User = z.object({
  id: z.string(),
  team_id: z.string().nullish(),
  deleted: z.boolean().nullish(),
  is_bot: z.boolean().nullish(),
  is_app_user: z.boolean().nullish(),
  is_workflow_bot: z.boolean().nullish(),
  is_restricted: z.boolean().nullish(),
  is_ultra_restricted: z.boolean().nullish(),
  is_stranger: z.boolean().nullish(),
  is_email_confirmed: z.boolean().nullish(),
  is_invited_user: z.boolean().nullish(),
  real_name: z.string().nullish(),
  name: z.string().nullish(),
  enterprise_user: z.object({ enterprise_id: z.string().nullish(), teams: z.array(z.string()).nullish() }).nullish(),
  profile: z.object({ email: z.string().nullish(), real_name: z.string().nullish(), display_name: z.string().nullish() }).nullish(),
});

const notMember = (why: Extract<Profile, { kind: 'not-member' }>['why']): Profile => ({ kind: 'not-member', why });

const Email = z.email().max(254);

const homeOf = ({ team_id: team, enterprise_user: user }: z.infer<typeof User>, allow: Allow): string | undefined =>
  tenantOf({ teamId: team ?? undefined, enterpriseId: user?.enterprise_id ?? undefined }, allow);

/** The account of a user object of the Web API; undefined when its workspace is not served. */
export const accountOf = (value: unknown, allow: Allow): ChatIdentity | undefined => {
  const { data: user } = User.safeParse(value);
  const tenant = user && homeOf(user, allow);
  return user && tenant !== undefined ? { platform: 'slack', tenant, user: user.id } : undefined;
};

/** Judges a user object of the Web API; what it does not say is not assumed. */
export const judgeUser = (value: unknown, allow: Allow): Profile => {
  const parsed = User.safeParse(value);
  if (!parsed.success) return notMember('unknown');
  const user = parsed.data;
  if (user.deleted === true) return notMember('deactivated');
  if (user.is_bot === true || user.is_workflow_bot === true || user.id === 'USLACKBOT') return notMember('bot');
  if (user.is_stranger === true || homeOf(user, allow) === undefined) return notMember('external');
  if (user.is_restricted === true || user.is_ultra_restricted === true) return notMember('guest');
  const email = Email.safeParse(user.profile?.email?.trim().toLowerCase());
  if (!email.success || user.is_email_confirmed === false || user.is_invited_user === true) return notMember('no-email');
  const name = [user.profile?.real_name, user.real_name, user.profile?.display_name, user.name].find(
    (text) => text && cleanText(text).trim() !== '',
  );
  return { kind: 'member', email: email.data as PersonId, name: cutText(cleanText(name ?? email.data).trim(), 100) };
};
