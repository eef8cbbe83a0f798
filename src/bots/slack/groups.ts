/** Who is in a Slack user group. */
import * as z from 'zod';
import { forEachBounded } from '../../workflow/bounded.ts';
import type { Clock } from '../../workflow/ports.ts';
import type { GroupMember, GroupReader } from '../groups.ts';
import { GroupTooLargeError, mostMembers } from '../groups.ts';
import type { Allow } from './identity.ts';
import { UserId } from './identity.ts';
import type { SlackSettings } from './platform.ts';
import { accountOf, judgeUser } from './profile.ts';
import { called, calledUnless, slackWebClient } from './web-client.ts';

const Listed = z.object({ users: z.array(UserId) });

/** Milliseconds for which a profile counts, at most, as it does for whoever speaks (`people.ts`). */
const profileLasts = 10 * 60_000;
/**
 * Of the profiles that are known, the oldest are asked for anew at each reading, so that whoever is switched off is out of a small group a minute
 * later: so many in so many milliseconds, since Slack allows about a hundred a minute.
 */
const anew = { most: 20, within: 30_000 };
const atOnce = 10;

type Judged = { readonly at: number; readonly member?: GroupMember };

/** Reads a group by `usergroups.users.list` and judges each member by `users.info`; short of time, so nothing is tried twice. */
export const slackGroups = (
  { botToken, apiUrl }: Pick<SlackSettings, 'botToken' | 'apiUrl'>,
  { allow, clock }: { readonly allow: Allow; readonly clock: Clock },
): GroupReader => {
  const client = slackWebClient({ token: botToken, apiUrl, timeout: 3000, patience: 0 });
  const judged = new Map<string, Judged>();

  const judge = async (user: string): Promise<Judged> => {
    const at = Date.parse(clock());
    const found = await calledUnless('users.info', client.users.info({ user }), ['user_not_found', 'user_not_visible']);
    const profile = judgeUser(found?.user, allow);
    const identity = accountOf(found?.user, allow);
    return { at, ...(profile.kind === 'member' && identity?.user === user ? { member: { identity, email: profile.email } } : {}) };
  };

  return async (group) => {
    if (group.kind !== 'slack') throw new TypeError('not a group of Slack');
    const { teamId, id } = group;
    const answer = await called('usergroups.users.list', client.usergroups.users.list({ usergroup: id, team_id: teamId }));
    const { users } = Listed.parse(answer);
    if (users.length > mostMembers) throw new GroupTooLargeError(`slack user group ${id}: more than ${mostMembers} members`);
    const now = Date.parse(clock());
    for (const [user, { at }] of judged) if (now - at >= profileLasts) judged.delete(user);
    const isRecent = ({ at }: Judged): boolean => now - at < anew.within;
    const left = Math.max(0, anew.most - [...judged.values()].filter(isRecent).length);
    const known = users.flatMap((user) => {
      const before = judged.get(user);
      return before && !isRecent(before) ? [{ user, at: before.at }] : [];
    });
    const oldest = known.toSorted((a, b) => a.at - b.at).slice(0, left);
    const asked = [...users.filter((user) => !judged.has(user)), ...oldest.map(({ user }) => user)];
    await forEachBounded(asked, atOnce, async (user) => {
      judged.set(user, await judge(user));
    });
    return users.flatMap((user) => judged.get(user)?.member ?? []);
  };
};
