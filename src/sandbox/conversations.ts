/** What a persona sees of the pretend Slack workspace. */
import * as z from 'zod';
import type { Memory } from './memory.ts';
import type { Persona } from './personas.ts';
import { channels, channelsOf, firstGrants, personaBySlackId, personas } from './personas.ts';
import type { SlackMessage } from './slack/state.ts';
import { directChannel } from './slack/state.ts';
import type { SlackWorkspace } from './slack/workspace.ts';
import type { ConversationView, DialogView, MessageView, View } from './view.ts';

type Slack = Pick<SlackWorkspace, 'messages' | 'thread' | 'directMessages' | 'ephemerals' | 'modal' | 'home'>;
type Said = Memory['said'][number];

const instantOf = (ts: string): string => new Date(Number.parseInt(ts, 10) * 1000).toISOString();

const messageView = (slack: Slack, message: SlackMessage): MessageView => {
  const persona = message.user === undefined ? undefined : personaBySlackId(message.user);
  return {
    id: message.ts,
    at: instantOf(message.ts),
    from: persona ? { name: persona.name, persona: persona.id, bot: false } : { name: 'Sallyport', bot: true },
    text: message.text,
    blocks: message.blocks ?? [],
    edited: message.edited,
    onlyYou: message.onlyFor !== undefined,
    replies: message.thread_ts === undefined ? slack.thread(message.channel, message.ts).map((reply) => messageView(slack, reply)) : [],
  };
};

export const saidView = ({ ts, at, persona, text }: Said): MessageView => {
  const name = personas.find(({ id }) => id === persona)?.name ?? persona;
  return { id: ts, at, from: { name, persona, bot: false }, text, blocks: [], edited: false, onlyYou: false, replies: [] };
};

/** The newest this many are shown: each is a card with all its blocks. */
export const mostShown = 60;

type Place = Pick<ConversationView, 'id' | 'kind' | 'platform' | 'name' | 'purpose'>;

const placesOf = (persona: Persona): readonly Place[] => [
  ...channelsOf(persona).map(({ id, name, purpose }) => ({ id, kind: 'channel' as const, platform: 'slack' as const, name, purpose })),
  {
    id: directChannel(persona.slackId),
    kind: 'direct',
    platform: 'slack',
    name: 'Sallyport',
    purpose: `Private messages between Sallyport and ${persona.name}`,
  },
];

const seenIn = (slack: Slack, place: Place, persona: Persona): readonly SlackMessage[] => [
  ...(place.kind === 'channel'
    ? slack.messages(place.id)
    : slack.directMessages(persona.slackId).filter((each) => each.thread_ts === undefined)),
  ...slack.ephemerals(persona.slackId).filter(({ channel }) => channel === place.id),
];

export const saidIn = (said: readonly Said[], { id }: Pick<Place, 'id'>): readonly Said[] =>
  said.filter(({ conversation }) => conversation === id);

/** Where the page keeps the app's Home tab among the conversations. */
export const homeTab = 'home';

const homeOf = (slack: Slack, persona: Persona): ConversationView => {
  const blocks = slack.home(persona.slackId);
  return {
    id: homeTab,
    kind: 'home',
    platform: 'slack',
    name: 'Home',
    purpose: `The Home tab of the Sallyport app, for ${persona.name} alone`,
    older: 0,
    messages: blocks
      ? [{ id: homeTab, at: '', from: { name: 'Sallyport', bot: true }, text: '', blocks, edited: false, onlyYou: true, replies: [] }]
      : [],
  };
};

/** The channels that the persona is in, their private conversation with the bot, and its Home tab. */
export const conversationsOf = (slack: Slack, said: readonly Said[], persona: Persona): readonly ConversationView[] => [
  ...placesOf(persona).map((place) => {
    const all = [
      ...seenIn(slack, place, persona).map((message) => ({ id: message.ts, view: () => messageView(slack, message) })),
      ...saidIn(said, place).map((each) => ({ id: each.ts, view: () => saidView(each) })),
    ].toSorted((a, b) => (a.id < b.id ? -1 : 1));
    const shown = all.slice(-mostShown);
    return { ...place, older: all.length - shown.length, messages: shown.map(({ view }) => view()) };
  }),
  homeOf(slack, persona),
];

export const newest = (ids: readonly { readonly ts: string }[]): string =>
  ids
    .map(({ ts }) => ts)
    .toSorted()
    .at(-1) ?? '';

/** The newest message of each conversation of everybody. */
export const latestOf = (slack: Slack, said: readonly Said[]): View['latest'] =>
  Object.fromEntries(
    personas.map((persona) => [
      persona.id,
      Object.fromEntries(placesOf(persona).map((place) => [place.id, newest([...seenIn(slack, place, persona), ...saidIn(said, place)])])),
    ]),
  );

/** The conversations where something may wait for the persona: their own, and the channels of the roles they were granted first. */
export const watchedBy = (persona: Persona): readonly string[] => {
  const roles: readonly string[] = firstGrants.filter((grant) => grant.persona === persona.id).map(({ role }) => role);
  const mapped = channels.filter((channel) => 'role' in channel && roles.includes(channel.role));
  return [directChannel(persona.slackId), ...mapped.map(({ id }) => id)];
};

const Carried = z.object({ command: z.object({ do: z.string() }) });

const endings = ['reject', 'unmap', 'revoke-grant', 'discard', 'abort'];

/** Whether the form ends something: Slack's dialogs have no style, so it is told by the command that the form carries. */
const isDanger = (metadata: string): boolean => {
  try {
    return endings.includes(Carried.parse(JSON.parse(metadata)).command.do);
  } catch {
    return false; // Only forms carry a command.
  }
};

export const dialogOf = (slack: Slack, persona: Persona): DialogView | undefined => {
  const view = slack.modal(persona.slackId);
  if (!view) return undefined;
  const { id, title, submit, close = submit === undefined ? 'Close' : 'Cancel', blocks, privateMetadata } = view;
  return { id, title, close, blocks, danger: isDanger(privateMetadata), ...(submit === undefined ? {} : { submit }) };
};

/** An id for what somebody says now: after everything that is there, before what comes next. */
export const nextSaid = (conversation: ConversationView, at: string): string => {
  const now = `${Math.floor(Date.parse(at) / 1000)}.000000`;
  const [last = ''] = (conversation.messages.at(-1)?.id ?? '').split('~');
  const base = last > now ? last : now;
  const same = conversation.messages.filter(({ id }) => id.startsWith(`${base}~`)).length;
  return `${base}~${String(same + 1).padStart(4, '0')}`;
};
