/** What a persona sees of the pretend Teams. */

import { mostShown, newest, saidIn, saidView, watchedBy } from './conversations.ts';
import type { Memory } from './memory.ts';
import type { Persona } from './personas.ts';
import { channels, personas } from './personas.ts';
import { refreshOf } from './teams/inputs.ts';
import type { TeamsMessage } from './teams/state.ts';
import { personalConversationId } from './teams/state.ts';
import type { TeamsTenant } from './teams/tenant.ts';
import { personaByMemberId, teamsChannels, teamsIdsOf } from './teams-world.ts';
import type { ConversationView, MessageView, View } from './view.ts';

type Teams = Pick<TeamsTenant, 'seed' | 'messages' | 'viewOf' | 'personalConversation'>;
type Place = Pick<ConversationView, 'id' | 'kind' | 'platform' | 'name' | 'purpose'>;

/** Whether Teams would fetch the card anew for this member by itself. */
const isStale = ({ card, views }: TeamsMessage, { objectId, memberId }: ReturnType<typeof teamsIdsOf>): boolean =>
  card !== undefined && views[objectId] === undefined && refreshOf(card)?.userIds?.includes(memberId) === true;

const messageView = (teams: Teams, message: TeamsMessage, persona: Persona): MessageView => {
  const from = personaByMemberId(message.from);
  const ids = teamsIdsOf(persona);
  const card = teams.viewOf(ids.objectId, message.conversation, message.id);
  const replies = message.root === undefined ? teams.messages(`${message.conversation};messageid=${message.id}`).slice(1) : [];
  return {
    id: message.id,
    at: new Date(Number(message.id)).toISOString(),
    from: from ? { name: from.name, persona: from.id, bot: false } : { name: 'Sallyport', bot: true },
    text: message.text,
    blocks: [],
    ...(card === undefined ? {} : { card }),
    ...(isStale(message, ids) ? { stale: true as const } : {}),
    edited: message.edited,
    onlyYou: false,
    replies: message.conversation.startsWith('19:') ? replies.map((reply) => messageView(teams, reply, persona)) : [],
  };
};

/** The conversation between the persona and the bot, whether or not they have the app. */
export const personalOf = (teams: Pick<Teams, 'seed'>, persona: Persona): string =>
  personalConversationId(teams.seed, teamsIdsOf(persona).objectId);

const placesOf = (teams: Teams, persona: Persona): readonly Place[] => [
  ...teamsChannels
    .filter(({ members }) => members.some((member) => member === persona.id))
    .map(({ id, name, purpose }) => ({ id, kind: 'channel' as const, platform: 'teams' as const, name, purpose })),
  {
    id: personalOf(teams, persona),
    kind: 'direct',
    platform: 'teams',
    name: 'Sallyport',
    purpose: `Private chat between Sallyport and ${persona.name}`,
  },
];

/** The channels that the persona is in, and their private chat with the bot. */
export const teamsConversationsOf = (teams: Teams, said: Memory['said'], persona: Persona): readonly ConversationView[] =>
  placesOf(teams, persona).map((place) => {
    const all = [
      ...teams.messages(place.id).map((message) => ({ id: message.id, view: () => messageView(teams, message, persona) })),
      ...saidIn(said, place).map((each) => ({ id: each.ts, view: () => saidView(each) })),
    ].toSorted((a, b) => (a.id < b.id ? -1 : 1));
    const shown = all.slice(-mostShown);
    return { ...place, older: all.length - shown.length, messages: shown.map(({ view }) => view()) };
  });

/** The newest message of each conversation of everybody. */
export const teamsLatestOf = (teams: Teams, said: Memory['said']): View['latest'] =>
  Object.fromEntries(
    personas.map((persona) => [
      persona.id,
      Object.fromEntries(
        placesOf(teams, persona).map((place) => [
          place.id,
          newest([...teams.messages(place.id).map(({ id }) => ({ ts: id })), ...saidIn(said, place)]),
        ]),
      ),
    ]),
  );

/** The conversations in Teams where something may wait for the persona. */
export const teamsWatchedBy = (teams: Pick<Teams, 'seed'>, persona: Persona): readonly string[] => {
  const watched = watchedBy(persona);
  const mapped = channels.filter(({ id }) => watched.includes(id)).map(({ name }) => name);
  return [personalOf(teams, persona), ...teamsChannels.filter(({ name }) => mapped.some((each) => each === name)).map(({ id }) => id)];
};
