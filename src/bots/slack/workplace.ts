/** What Slack knows of its people and channels, asked afresh each time. */
import type { WebClient } from '@slack/web-api';
import type { Workplace } from '../chat.ts';
import { cleanText, cutText } from '../clean.ts';
import type { Allow } from './identity.ts';
import { accountOf, judgeUser } from './profile.ts';
import { calledUnless } from './web-client.ts';

const unknownUser = ['user_not_found', 'user_not_visible', 'users_not_found'];
/** `missing_scope` is what a private channel answers when the bot may not read private channels. */
const unknownChannel = ['channel_not_found', 'not_in_channel', 'missing_scope'];

const isAllowed = (tenant: string, { teamIds, enterpriseIds }: Allow): boolean =>
  teamIds.includes(tenant) || enterpriseIds.includes(tenant);

/** Looks people up by `users.info` and channels by `conversations.info`. */
export const slackWorkplace = ({ client, allow }: { readonly client: WebClient; readonly allow: Allow }): Workplace => ({
  platform: 'slack',
  profile: async ({ platform, tenant, user }) => {
    if (platform !== 'slack' || !isAllowed(tenant, allow)) return { kind: 'not-member', why: 'external' };
    const found = await calledUnless('users.info', client.users.info({ user }), unknownUser);
    return found === undefined ? { kind: 'not-member', why: 'unknown' } : judgeUser(found.user, allow);
  },
  find: async (tenant, sought) => {
    if ('user' in sought) return { platform: 'slack', tenant, user: sought.user };
    const { email } = sought;
    const found = isAllowed(tenant, allow)
      ? await calledUnless('users.lookupByEmail', client.users.lookupByEmail({ email }), unknownUser)
      : undefined;
    const identity = accountOf(found?.user, allow);
    return identity?.tenant === tenant ? identity : undefined;
  },
  // Slack's own pickers offer them.
  channels: async () => [],
  channel: async ({ platform, tenant, id }) => {
    if (platform !== 'slack' || !isAllowed(tenant, allow)) return undefined;
    const found = await calledUnless('conversations.info', client.conversations.info({ channel: id }), unknownChannel);
    const channel = found?.channel;
    if (!channel?.id || channel.is_im === true || channel.is_mpim === true) return undefined;
    // Shared within an organisation is internal only where the whole organisation is served.
    const withinOrganisation = channel.is_org_shared === true && channel.is_ext_shared !== true && allow.enterpriseIds.length > 0;
    return {
      id: channel.id,
      name: cutText(cleanText(channel.name ?? channel.id), 80),
      external:
        channel.is_ext_shared === true ||
        channel.is_pending_ext_shared === true ||
        (channel.pending_shared?.length ?? 0) > 0 ||
        (channel.pending_connected_team_ids?.length ?? 0) > 0 ||
        ((channel.is_shared === true || channel.is_org_shared === true) && !withinOrganisation),
      archived: channel.is_archived === true,
    };
  },
});
