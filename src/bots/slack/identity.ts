/** Who a Slack payload comes from, and whether their own workspace is one that this installation serves (I3). */
import * as z from 'zod';
import type { ChatIdentity } from '../../workflow/request.ts';

/** The workspaces and Enterprise Grid organisations whose members may speak to the bot (policy file). */
export type Allow = { readonly teamIds: readonly string[]; readonly enterpriseIds: readonly string[] };

export const TeamId = z.string().regex(/^[TE][A-Z0-9]{1,30}$/);
/** Grid users begin with W as well as U. */
export const UserId = z.string().regex(/^[UW][A-Z0-9]{1,30}$/);
/** Public and private channels and direct messages. */
export const ChannelId = z.string().regex(/^[CDG][A-Z0-9]{1,30}$/);

/** What a payload claims about a user: their own team and organisation, not those of the envelope. */
export type Membership = { readonly teamId?: string | undefined; readonly enterpriseId?: string | undefined };

/** The tenant that a member belongs to: their organisation when it is listed, else their workspace, else none. */
export const tenantOf = ({ teamId, enterpriseId }: Membership, allow: Allow): string | undefined => {
  // On Grid `user.team_id` may itself be the organisation's id.
  const organisation = [enterpriseId, teamId].find((id) => id !== undefined && allow.enterpriseIds.includes(id));
  if (organisation !== undefined) return organisation;
  return teamId !== undefined && allow.teamIds.includes(teamId) ? teamId : undefined;
};

export const PayloadUser = z.object({ id: UserId, team_id: TeamId.nullish(), enterprise_id: TeamId.nullish() });
export const PayloadTeam = z.object({ id: TeamId, enterprise_id: TeamId.nullish() });

/**
 * The speaker of an interaction, or undefined when their workspace is not served. The envelope's organisation says something
 * about the user only when the user belongs to the envelope's team: through Slack Connect the two differ.
 */
export const identityOf = (
  { user, team }: { readonly user: z.infer<typeof PayloadUser>; readonly team?: z.infer<typeof PayloadTeam> | null | undefined },
  allow: Allow,
): ChatIdentity | undefined => {
  const home = user.enterprise_id ?? (team && team.id === user.team_id ? team.enterprise_id : undefined);
  const tenant = tenantOf({ teamId: user.team_id ?? undefined, enterpriseId: home ?? undefined }, allow);
  return tenant === undefined ? undefined : { platform: 'slack', tenant, user: user.id };
};
