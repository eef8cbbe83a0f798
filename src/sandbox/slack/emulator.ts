/**
 * `emulate`'s Slack Web API behind stable ids. It makes up the ids of users, channels and messages anew at every start, so
 * every id is translated on the way in and out; that is also what lets a restored message keep its `ts`.
 */
import { createEmulator } from 'emulate';
import * as z from 'zod';
import type { SlackSeed } from './state.ts';
import { directChannel } from './state.ts';

/** emulate answers 403 after 5,000 calls an hour with one token; taking them in turn keeps a long session going. */
const tokens = Array.from({ length: 400 }, (_, index) => `inner-${index}`);
const callsPerToken = 4000;

const Result = z.looseObject({ ok: z.boolean(), error: z.string().optional() });
/** What a Web API method answers. */
export type ApiResult = z.infer<typeof Result>;
const inwards = ['channel', 'user', 'users', 'user_id', 'ts', 'thread_ts', 'message_ts'];
/** Content is never translated. */
const opaque = ['text', 'blocks', 'metadata', 'view', 'profile'];

const emulateSeed = (seed: SlackSeed) => ({
  tokens: Object.fromEntries(tokens.map((token) => [token, { login: seed.bot.userId }])),
  slack: {
    team: { name: seed.team.name, domain: seed.team.domain },
    // Names are our ids, because a name is the only thing that emulate takes over as it is.
    users: seed.users.map(({ id, name, email, handle }) => ({
      name: id,
      real_name: name,
      email: email?.toLowerCase() ?? `${id}@no-address.invalid`,
      profile: { display_name: handle, real_name: name, email: email?.toLowerCase() ?? `${id}@no-address.invalid` },
    })),
    channels: seed.channels.map(({ id }) => ({ name: id })),
    oauth_apps: [
      {
        app_id: seed.bot.appId,
        client_id: 'sandbox',
        client_secret: 'sandbox',
        name: seed.bot.name,
        redirect_uris: [],
        bot_id: seed.bot.botId,
        bot_user_id: seed.bot.userId,
        bot_name: 'sandbox-bot',
      },
    ],
    tokens: tokens.map((token) => ({ token, user_id: seed.bot.userId, app_id: seed.bot.appId, bot_id: seed.bot.botId, type: 'bot' })),
  },
});

/** Starts an emulator of its own; `call` speaks our ids. */
export const slackEmulator = async (seed: SlackSeed) => {
  const emulator = await createEmulator({ service: 'slack', port: 0, seed: emulateSeed(seed) });
  const inner = new Map<string, string>();
  const outer = new Map<string, string>();
  let calls = 0;

  const alias = (ours: string, theirs: string): void => {
    inner.set(ours, theirs);
    outer.set(theirs, ours);
  };
  const translated = (value: unknown): unknown => {
    if (typeof value === 'string') return outer.get(value) ?? value;
    if (Array.isArray(value)) return value.map(translated);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, each]) => [outer.get(key) ?? key, opaque.includes(key) ? each : translated(each)]),
    );
  };
  const raw = async (method: string, params: Readonly<Record<string, string>>): Promise<ApiResult> => {
    const token = tokens[Math.floor(calls / callsPerToken) % tokens.length];
    calls += 1;
    const response = await fetch(`${emulator.url}/api/${method}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}` },
      body: new URLSearchParams(params),
    });
    return Result.parse(await response.json());
  };
  const call = async (method: string, params: Readonly<Record<string, string>>): Promise<ApiResult> => {
    const entries = Object.entries(params).map(([key, value]) => [key, inwards.includes(key) ? (inner.get(value) ?? value) : value]);
    return Result.parse(translated(await raw(method, Object.fromEntries(entries))));
  };

  // emulate has one workspace, and this is its id.
  alias(seed.team.id, 'T000000001');
  const Named = z.array(z.object({ id: z.string(), name: z.string() }));
  const listed = await raw('users.list', { limit: '1000' });
  for (const { id, name } of Named.parse(listed['members'])) if (seed.users.some((user) => user.id === name)) alias(name, id);
  const channels = await raw('conversations.list', { limit: '1000' });
  for (const { id, name } of Named.parse(channels['channels'])) if (seed.channels.some((channel) => channel.id === name)) alias(name, id);

  /** Opens the direct conversation with a user, under our own id for it. */
  const openDirect = async (userId: string): Promise<ApiResult> => {
    const opened = await raw('conversations.open', { users: inner.get(userId) ?? userId });
    if (!opened.ok) return opened;
    const { id } = z.object({ id: z.string() }).parse(opened['channel']);
    alias(directChannel(userId), id);
    return { ...opened, channel: { id: directChannel(userId) } };
  };

  return { call, alias, openDirect, close: () => emulator.close() };
};
export type SlackEmulator = Awaited<ReturnType<typeof slackEmulator>>;
