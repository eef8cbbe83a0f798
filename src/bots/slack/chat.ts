/** Outgoing Slack messages. */
import { setTimeout as delay } from 'node:timers/promises';
import type { MessageMetadata } from '@slack/types';
import type { WebClient } from '@slack/web-api';
import type { Channel } from '../../workflow/request.ts';
import type { Card } from '../card.ts';
import type { Chat } from '../chat.ts';
import { ChannelUnreachableError } from '../chat.ts';
import type { Language } from '../languages/english.ts';
import type { Log } from '../log.ts';
import type { Sleep } from '../pace.ts';
import { pacer } from '../pace.ts';
import { renderCard } from './blocks.ts';
import type { Allow } from './identity.ts';
import { sharePictures } from './pictures.ts';
import { accountOf, judgeUser } from './profile.ts';
import { called, calledUnless, SlackCallError } from './web-client.ts';

const eventType = 'sallyport_card';

/** Slack's words for a message that can be painted no more, whoever is to blame. */
const gone = ['message_not_found', 'cant_update_message', 'edit_window_closed'];

const noSuchUser = [
  'users_not_found',
  'user_not_found',
  'user_disabled',
  'user_not_visible',
  'cannot_dm_bot',
  'restricted_action',
  'method_not_supported_for_channel_type',
];

/** Slack's words for a channel that the bot can neither read nor post to. */
const unreachable = [
  'channel_not_found',
  'is_archived',
  'is_inactive',
  'not_in_channel',
  'restricted_action',
  'restricted_action_read_only_channel',
];

const reached = async <T>(method: string, call: Promise<T>): Promise<T> => {
  try {
    return await called(method, call);
  } catch (error) {
    if (error instanceof SlackCallError && unreachable.includes(error.code)) throw new ChannelUnreachableError(error.message);
    throw error;
  }
};

/** Our clock and Slack's may differ by this much when a message is sought by time. */
const clockSlackSeconds = 120;
const pageSize = 200;
const mostPages = 25;

/** Nothing in a message is parsed, linked or unfurled: Slack's link expander GETs what it finds (I10). */
const quiet = { parse: 'none', link_names: false } as const;
const quietPost = { ...quiet, mrkdwn: false, unfurl_links: false, unfurl_media: false } as const;

const metadata = (mark: string): MessageMetadata => ({ event_type: eventType, event_payload: { mark } });

/** `interval` is the pause in milliseconds between two messages in one channel. */
export const slackChat = (options: {
  readonly client: WebClient;
  readonly allow: Allow;
  readonly language: Language;
  readonly interval?: number;
  readonly now?: () => number;
  readonly sleep?: Sleep;
  readonly log?: Log;
}): Chat => {
  const { client, allow, language, log = () => {}, interval = 1000, now = Date.now, sleep = delay } = options;
  const turn = pacer({ interval, now, sleep });

  const send = async (
    channel: string,
    message: { readonly card: Card; readonly mark?: string; readonly thread?: string },
  ): Promise<string> => {
    await turn(channel);
    const posted = await reached(
      'chat.postMessage',
      client.chat.postMessage({
        channel,
        ...renderCard(language, message.card),
        ...quietPost,
        ...(message.mark === undefined ? {} : { metadata: metadata(message.mark) }),
        ...(message.thread === undefined ? {} : { thread_ts: message.thread }),
      }),
    );
    // The message says all that they show: without them it is whole.
    await sharePictures(client, language, { card: message.card, channel, thread: message.thread }).catch((error: unknown) =>
      log('picture-unsent', { error: error instanceof SlackCallError ? error.code : 'unreachable' }),
    );
    if (posted.ts === undefined) throw new SlackCallError('chat.postMessage', { code: 'no_ts', cause: undefined });
    return posted.ts;
  };

  const find = async ({ id }: Channel, { mark, since }: { readonly mark: string; readonly since: string }): Promise<string | undefined> => {
    const oldest = String(Math.floor(Date.parse(since) / 1000) - clockSlackSeconds);
    let cursor: string | undefined;
    for (let page = 0; page < mostPages; page += 1) {
      const found = await reached(
        'conversations.history',
        client.conversations.history({
          channel: id,
          oldest,
          inclusive: true,
          limit: pageSize,
          include_all_metadata: true,
          ...(cursor ? { cursor } : {}),
        }),
      );
      const message = found.messages?.find(
        ({ metadata: data }) =>
          data?.event_type === eventType &&
          Object.entries(data.event_payload ?? {}).some(([key, value]) => key === 'mark' && value === mark),
      );
      if (message?.ts !== undefined) return message.ts;
      cursor = found.response_metadata?.next_cursor;
      if (!cursor) return undefined;
    }
    return undefined;
  };

  return {
    platform: 'slack',
    post: ({ id }, { card, mark }) => send(id, { card, mark }),
    find,
    update: async ({ id: channel }, { id: ts, card, mark }) => {
      const call = client.chat.update({ channel, ts, ...renderCard(language, card), ...quiet, metadata: metadata(mark) });
      return (await reached('chat.update', calledUnless('chat.update', call, gone))) === undefined ? 'gone' : 'updated';
    },
    reply: async ({ id }, { id: thread, card }) => {
      await send(id, { card, thread });
    },
    tell: async (person, { card, isTheirs }) => {
      const found = await calledUnless('users.lookupByEmail', client.users.lookupByEmail({ email: person }), noSuchUser);
      const user = found?.user;
      const profile = judgeUser(user, allow);
      // Slack might resolve an alias: what was found must be the very person that is meant.
      if (!user?.id || profile.kind !== 'member' || profile.email !== person) return 'unknown';
      const account = accountOf(user, allow);
      if (!account || !(await isTheirs(account))) return 'unknown';
      const opened = await calledUnless('conversations.open', client.conversations.open({ users: user.id }), noSuchUser);
      if (!opened?.channel?.id) return 'unknown';
      const conversation = opened.channel.id;
      return { identity: account, conversation, message: await send(conversation, { card: await card() }) };
    },
    retell: async ({ conversation: channel, message: ts }, card) => {
      const call = client.chat.update({ channel, ts, ...renderCard(language, card), ...quiet });
      return (await calledUnless('chat.update', call, [...gone, ...unreachable])) === undefined ? 'gone' : 'updated';
    },
  };
};
