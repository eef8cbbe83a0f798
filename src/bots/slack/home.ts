/** The app's Home tab: whose it is, what it shows, and the private message that answers where a tab has no other way to. */
import type { HomeView } from '@slack/types';
import type { WebClient } from '@slack/web-api';
import * as z from 'zod';
import type { Card } from '../card.ts';
import type { Speaker } from '../chat.ts';
import { readInput } from '../commands.ts';
import type { Language } from '../languages/english.ts';
import { sayCard } from '../say.ts';
import { renderBlocks, renderCard } from './blocks.ts';
import type { Allow } from './identity.ts';
import { TeamId, tenantOf, UserId } from './identity.ts';
import { limits, orDash, rich, section, shown } from './text.ts';
import { called } from './web-client.ts';

const Opened = z.object({
  team_id: TeamId,
  enterprise_id: TeamId.nullish(),
  authorizations: z
    .array(z.object({ enterprise_id: TeamId.nullish() }))
    .max(10)
    .nullish(),
  event: z.object({ user: UserId, tab: z.string().max(50) }),
});

/** Somebody looks at a tab of the app. */
export type HomeOpened =
  | { readonly kind: 'opened'; readonly speaker: Speaker }
  | { readonly kind: 'foreign'; readonly user: string }
  | { readonly kind: 'ignored' };

/** Reads an `app_home_opened` event. It names no other team than the app's, so the speaker's own is checked when their profile is read. */
export const parseHomeOpened = (payload: unknown, allow: Allow): HomeOpened => {
  const { team_id: teamId, enterprise_id: organisation, authorizations, event } = readInput('slack event', Opened, payload);
  if (event.tab !== 'home') return { kind: 'ignored' };
  const enterpriseId = organisation ?? authorizations?.[0]?.enterprise_id ?? undefined;
  const tenant = tenantOf({ teamId, enterpriseId }, allow);
  if (tenant === undefined) return { kind: 'foreign', user: event.user };
  return { kind: 'opened', speaker: { identity: { platform: 'slack', tenant, user: event.user } } };
};

/** A card as a Home tab. */
export const renderHome = (language: Language, card: Card): HomeView => {
  const { summary, blocks } = sayCard(language, card);
  const rendered = renderBlocks(language, blocks, { blocks: limits.modalBlocks, json: limits.modalJson });
  return {
    type: 'home',
    blocks: rendered.length === 0 ? [rich([section([{ type: 'text', text: orDash(shown(summary, limits.fallback)) }])])] : rendered,
  };
};

/** What one user, and nobody else, is shown. */
export const slackPrivately = ({ client, language }: { readonly client: WebClient; readonly language: Language }) => ({
  /** In their Home tab. */
  publish: async (user: string, card: Card): Promise<void> => {
    await called('views.publish', client.views.publish({ user_id: user, view: renderHome(language, card) }));
  },
  /** As a message of the bot. */
  write: async (user: string, card: Card): Promise<void> => {
    const { channel } = await called('conversations.open', client.conversations.open({ users: user }));
    const quiet = { mrkdwn: false, unfurl_links: false, unfurl_media: false };
    await called('chat.postMessage', client.chat.postMessage({ channel: channel?.id ?? user, ...renderCard(language, card), ...quiet }));
  },
});
