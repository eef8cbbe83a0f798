/** What Teams' connector does with a call: Bot Framework REST v3, as far as a bot that posts cards needs it. */
import * as z from 'zod';
import { cardProblems, messageProblems } from './limits.ts';
import type { TeamsCard, TeamsUser } from './state.ts';
import { conversationParts, personalConversationId, userPrincipalName } from './state.ts';
import type { TeamsWorld } from './world.ts';

export type ConnectorAnswer = { readonly status: number; readonly body?: unknown };
/** A call below the service URL: its path is split and decoded. */
export type ConnectorCall = {
  readonly method: string;
  readonly path: readonly string[];
  readonly query: URLSearchParams;
  readonly body: unknown;
};

export const cardType = 'application/vnd.microsoft.card.adaptive';
const Card = z.looseObject({ type: z.literal('AdaptiveCard') });

const Activity = z.looseObject({
  type: z.string(),
  text: z.string().nullish(),
  replyToId: z.string().optional(),
  attachments: z.array(z.looseObject({ contentType: z.string(), content: z.unknown() })).nullish(),
});
const NewConversation = z.looseObject({
  isGroup: z.boolean().optional(),
  members: z.array(z.looseObject({ id: z.string() })).optional(),
  tenantId: z.string().optional(),
  channelData: z
    .looseObject({ channel: z.looseObject({ id: z.string() }).optional(), tenant: z.looseObject({ id: z.string() }).optional() })
    .optional(),
  activity: Activity.optional(),
});

const refused = (status: number, { code, message }: { readonly code: string; readonly message: string }): ConnectorAnswer => ({
  status,
  body: { error: { code, message } },
});
const notInRoster = refused(403, { code: 'BotNotInConversationRoster', message: 'The bot is not part of the conversation roster.' });
const noConversation = refused(404, { code: 'ConversationNotFound', message: 'Conversation not found.' });
const noActivity = refused(404, { code: 'ActivityNotFoundInConversation', message: 'Activity not found in the conversation.' });
const noMember = refused(404, { code: 'MemberNotFoundInConversation', message: 'Member not found in the conversation.' });
const notFound = refused(404, { code: 'ServiceError', message: 'No such method.' });

type Content = { readonly text: string; readonly card?: TeamsCard };
type Place = { readonly base: string; readonly root?: string; readonly isIn: (user: TeamsUser) => boolean };
const isRefusal = (value: Place | Content | ConnectorAnswer): value is ConnectorAnswer => 'status' in value;

/** The connector's methods over the tenant's state. */
export const teamsConnector = (world: TeamsWorld) => {
  const { seed } = world;

  const badSyntax = (problems: readonly string[]): ConnectorAnswer => {
    world.problems.push(...problems);
    return refused(400, { code: 'BadSyntax', message: problems.join('; ') });
  };

  const content = (activity: z.infer<typeof Activity>): Content | ConnectorAnswer => {
    const attachments = activity.attachments ?? [];
    const cards = attachments.filter(({ contentType }) => contentType === cardType);
    const problems = [
      ...messageProblems(activity),
      ...(cards.length > 1 ? ['more than one card'] : []),
      ...(attachments.length > cards.length ? ['an attachment that is no Adaptive Card'] : []),
      ...(activity.type === 'message' && (activity.text ?? '') === '' && cards.length === 0 ? ['an empty message'] : []),
      ...cards.flatMap((card) => cardProblems(card.content)),
    ];
    if (problems.length > 0) return badSyntax(problems);
    const text = activity.text ?? '';
    return cards[0] === undefined ? { text } : { text, card: Card.parse(cards[0].content) };
  };

  /** A conversation that the bot may speak in, or why not. */
  const place = (conversation: string): Place | ConnectorAnswer => {
    const parts = conversationParts(conversation);
    const channel = seed.channels.find(({ id }) => id === parts.base);
    if (channel !== undefined)
      return channel.isWithoutBot ? notInRoster : { ...parts, isIn: (user) => user.channels?.includes(channel.id) ?? true };
    const person = world.personalUser(parts.base);
    if (person === undefined) return noConversation;
    return world.installed.has(person.objectId) ? { ...parts, isIn: ({ objectId }) => objectId === person.objectId } : notInRoster;
  };

  const post = (conversation: string, { body, replyTo }: { readonly body: unknown; readonly replyTo?: string }): ConnectorAnswer => {
    const where = place(conversation);
    if (isRefusal(where)) return where;
    const activity = Activity.safeParse(body);
    if (!activity.success) return badSyntax(['not an activity']);
    if (activity.data.type === 'typing') return { status: 202, body: { id: world.nextId() } };
    if (activity.data.type !== 'message') return badSyntax([`an activity of type ${activity.data.type}`]);
    const written = content(activity.data);
    if (isRefusal(written)) return written;
    const isChannel = where.base.startsWith('19:');
    const root = isChannel ? (where.root ?? replyTo) : undefined;
    if (root !== undefined && world.find(where.base, root) === undefined) return noConversation;
    const { id } = world.add({ conversation: where.base, from: seed.bot.id, ...(root === undefined ? {} : { root }), ...written });
    return { status: 201, body: { id } };
  };

  const create = (body: unknown): ConnectorAnswer => {
    const parsed = NewConversation.safeParse(body);
    if (!parsed.success) return badSyntax(['not the parameters of a conversation']);
    const { isGroup, members = [], channelData, tenantId = channelData?.tenant?.id, activity } = parsed.data;
    const channel = channelData?.channel?.id;
    if (channel !== undefined) {
      if (isGroup !== true || activity === undefined) return badSyntax(['a thread needs isGroup and an activity']);
      const posted = post(channel, { body: activity });
      if (posted.status !== 201) return posted;
      const { id } = z.object({ id: z.string() }).parse(posted.body);
      return { status: 201, body: { id: `${channel};messageid=${id}`, activityId: id } };
    }
    const [only, ...more] = members;
    if (only === undefined || more.length > 0 || isGroup === true) return badSyntax(['a 1:1 conversation has one member']);
    if (tenantId !== seed.tenant.id) return badSyntax(['a 1:1 conversation needs the tenant id']);
    const user = world.member(only.id);
    if (user === undefined) return noMember;
    if (!world.installed.has(user.objectId)) return notInRoster;
    const id = personalConversationId(seed, user.objectId);
    if (activity === undefined) return { status: 201, body: { id } };
    const posted = post(id, { body: activity });
    return posted.status === 201 ? { status: 201, body: { id, activityId: z.object({ id: z.string() }).parse(posted.body).id } } : posted;
  };

  const change = (conversation: string, { id, body, method }: { readonly id: string; readonly body: unknown; readonly method: string }) => {
    const where = place(conversation);
    if (isRefusal(where)) return where;
    const message = world.find(where.base, id);
    if (message === undefined) return noActivity;
    if (message.from !== seed.bot.id) return refused(403, { code: 'Forbidden', message: 'The activity is not the bot’s.' });
    if (method === 'DELETE') {
      world.remove(message);
      return { status: 200, body: {} };
    }
    const activity = Activity.safeParse(body);
    if (!activity.success || activity.data.type !== 'message') return badSyntax(['not a message']);
    const written = content(activity.data);
    if (isRefusal(written)) return written;
    world.update(message, written);
    return { status: 200, body: { id } };
  };

  const account = (user: TeamsUser): object => {
    const email = user.email;
    return {
      id: user.memberId,
      name: user.name,
      aadObjectId: user.objectId,
      objectId: user.objectId,
      ...(email === undefined ? {} : { email }),
      userPrincipalName: userPrincipalName(seed, user),
      userRole: user.isGuest ? 'guest' : 'user',
      tenantId: user.tenantId ?? seed.tenant.id,
    };
  };
  const roster = (conversation: string): ConnectorAnswer | readonly TeamsUser[] => {
    if (conversation === seed.team.id) return world.users().filter((user) => user.channels?.length !== 0);
    const where = place(conversation);
    return isRefusal(where) ? where : world.users().filter(where.isIn);
  };
  const oneMember = (conversation: string, id: string): ConnectorAnswer => {
    const members = roster(conversation);
    if ('status' in members) return members;
    const wanted = world.member(id)?.objectId;
    const found = members.find(({ objectId }) => objectId === wanted);
    return found === undefined ? noMember : { status: 200, body: account(found) };
  };
  const pagedMembers = (conversation: string, query: URLSearchParams): ConnectorAnswer => {
    const members = roster(conversation);
    if ('status' in members) return members;
    const from = Number(query.get('continuationToken') ?? 0);
    const size = Number(query.get('pageSize') ?? 200);
    const isMore = from + size < members.length;
    return {
      status: 200,
      body: { members: members.slice(from, from + size).map(account), ...(isMore ? { continuationToken: String(from + size) } : {}) },
    };
  };

  const conversations = ({ method, path, query, body }: ConnectorCall): ConnectorAnswer => {
    const [conversation, area, id, ...more] = path;
    if (more.length > 0) return notFound;
    if (conversation === undefined) return method === 'POST' ? create(body) : notFound;
    if (area === 'activities' && method === 'POST') return post(conversation, { body, ...(id === undefined ? {} : { replyTo: id }) });
    if (area === 'activities' && id !== undefined && (method === 'PUT' || method === 'DELETE'))
      return change(conversation, { id, body, method });
    if (method !== 'GET') return notFound;
    if (area === 'members' && id !== undefined) return oneMember(conversation, id);
    return area === 'pagedmembers' && id === undefined ? pagedMembers(conversation, query) : notFound;
  };

  const teams = ([id, area]: readonly string[]): ConnectorAnswer => {
    if (id !== seed.team.id) return refused(404, { code: 'TeamNotFound', message: 'Team not found.' });
    if (area === 'conversations')
      return { status: 200, body: { conversations: seed.channels.map(({ id: channel, name }) => ({ id: channel, name })) } };
    return { status: 200, body: { id, name: seed.team.name, tenantId: seed.tenant.id, channelCount: seed.channels.length } };
  };

  /** Answers a call whose token was found good. */
  return (call: ConnectorCall): ConnectorAnswer => {
    const [version, area, ...path] = call.path;
    if (version !== 'v3') return notFound;
    if (area === 'conversations') return conversations({ ...call, path });
    return area === 'teams' && call.method === 'GET' ? teams(path) : notFound;
  };
};
export type TeamsConnector = ReturnType<typeof teamsConnector>;
