/** What people do in Teams, sent to the program as the Bot Framework sends it: activities with a signed token, answered within ten seconds. */
import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import { cardType } from './connector.ts';
import type { Taken } from './inputs.ts';
import { actionsOf, filledIn, hasData, refreshOf } from './inputs.ts';
import type { TeamsKeys } from './keys.ts';
import { channelIssuer } from './keys.ts';
import { cardProblems } from './limits.ts';
import { withPeople } from './people.ts';
import type { TeamsCard, TeamsMessage, TeamsUser } from './state.ts';
import { conversationParts, personalConversationId } from './state.ts';
import type { TeamsWorld } from './world.ts';

/** What the program answered, or why Teams would show the user an error. */
export type Delivery =
  | { readonly kind: 'delivered'; readonly status: number; readonly body?: unknown }
  | {
      readonly kind: 'failed';
      readonly why: 'timeout' | 'unreachable' | 'status' | 'invalid-answer' | 'invalid-input';
      readonly status?: number;
      readonly problems?: readonly string[];
    };
/** What a pressed button came to: a card is now the person's own view; an error is what they are told. */
export type Executed = Delivery & {
  readonly card?: TeamsCard;
  readonly message?: string;
  readonly error?: { readonly code: string; readonly message: string };
};

/** How people reach the program; `url` is asked for at each use. */
export type Wire = { readonly url: () => string; readonly serviceUrl: string; readonly answerWithin: number };

export type Said = {
  /** A channel, a channel's thread (`;messageid=`), or the person's own conversation with the bot. */
  readonly conversation: string;
  /** As typed; in a channel the bot is mentioned in front of it. */
  readonly text: string;
  /** People whom `@name` in the text mentions. */
  readonly mentions?: readonly { readonly memberId: string; readonly name: string }[];
};
export type Pressed = {
  readonly conversation: string;
  readonly message: string;
  readonly data: Readonly<Record<string, unknown>>;
  readonly inputs?: Readonly<Record<string, string>>;
  readonly trigger?: 'manual' | 'automatic';
  readonly verb?: string;
  /** Sends what is on no card that the person sees, as a changed client could. */
  readonly forged?: boolean;
};

const InvokeAnswer = z.discriminatedUnion('type', [
  z.object({ statusCode: z.literal(200), type: z.literal(cardType), value: z.looseObject({ type: z.literal('AdaptiveCard') }) }),
  z.object({ statusCode: z.literal(200), type: z.literal('application/vnd.microsoft.activity.message'), value: z.string() }),
  z.object({
    statusCode: z.number(),
    type: z.literal('application/vnd.microsoft.error'),
    value: z.object({ code: z.string(), message: z.string() }),
  }),
]);

const mention = (id: string, name: string) => ({ type: 'mention', mentioned: { id, name }, text: `<at>${name}</at>` });

/** The acts of the seed's people; each throws when what it acts on is not there, as a person could not do it either. */
export const teamsInteractions = (world: TeamsWorld, { keys, wire }: { readonly keys: TeamsKeys; readonly wire: Wire }) => {
  const { seed } = world;

  /** A token as the Bot Framework sends one to the bot, with other claims where they are given; `undefined` leaves one out. */
  const signToken = (claims: Readonly<Record<string, unknown>> = {}): Promise<string> =>
    keys.sign({ iss: channelIssuer, aud: seed.app.id, serviceurl: wire.serviceUrl, ...claims });

  /** Sends an activity as it is; without an authorization none is sent. */
  const send = (activity: unknown, authorization?: string): Promise<Response> =>
    fetch(wire.url(), {
      method: 'POST',
      body: JSON.stringify(activity),
      headers: { 'content-type': 'application/json; charset=utf-8', ...(authorization === undefined ? {} : { authorization }) },
      signal: AbortSignal.timeout(wire.answerWithin),
    });

  const deliver = async (activity: object): Promise<Delivery> => {
    try {
      const response = await send(activity, `Bearer ${await signToken()}`);
      const text = await response.text();
      if (!response.ok) return { kind: 'failed', why: 'status', status: response.status };
      return { kind: 'delivered', status: response.status, ...(text === '' ? {} : { body: JSON.parse(text) }) };
    } catch (error) {
      if (error instanceof SyntaxError) return { kind: 'failed', why: 'invalid-answer' };
      return { kind: 'failed', why: error instanceof Error && error.name === 'TimeoutError' ? 'timeout' : 'unreachable' };
    }
  };

  const person = (objectId: string): TeamsUser => {
    const user = world.user(objectId);
    if (user === undefined) throw new Error(`no user ${objectId} in the tenant`);
    return user;
  };

  /** What every activity from this person in this place carries. */
  const envelope = (user: TeamsUser, conversation: string) => {
    const tenantId = user.tenantId ?? seed.tenant.id;
    const { base } = conversationParts(conversation);
    const channel = seed.channels.find(({ id }) => id === base);
    if (channel === undefined && base !== personalConversationId(seed, user.objectId))
      throw new Error(`${user.objectId} is not in the conversation ${base}`);
    if (channel !== undefined && user.channels?.includes(base) === false) throw new Error(`${user.objectId} is not in the channel ${base}`);
    return {
      channelId: 'msteams',
      serviceUrl: wire.serviceUrl,
      timestamp: world.clock(),
      localTimezone: 'Europe/London',
      locale: 'en-GB',
      from: { id: user.memberId, name: user.name, aadObjectId: user.objectId },
      recipient: seed.bot,
      conversation: {
        ...(channel === undefined ? {} : { isGroup: true }),
        conversationType: channel === undefined ? 'personal' : 'channel',
        tenantId,
        id: conversation,
      },
      channelData: {
        tenant: { id: tenantId },
        ...(channel === undefined
          ? {}
          : { teamsChannelId: channel.id, teamsTeamId: seed.team.id, team: { id: seed.team.id }, channel: { id: channel.id } }),
      },
    };
  };

  /** Types a line; in a channel it begins a thread, or answers in the one that the conversation names. */
  const say = async (objectId: string, { conversation, text, mentions = [] }: Said): Promise<Delivery> => {
    const user = person(objectId);
    const { base, root } = conversationParts(conversation);
    const isChannel = base.startsWith('19:');
    if (root !== undefined && world.find(base, root) === undefined) throw new Error(`no thread ${root} in ${base}`);
    envelope(user, base);
    const named = mentions.reduce((line, { name }) => line.replace(`@${name}`, `<at>${name}</at>`), text);
    const bot = `<at>${seed.bot.name}</at>`;
    const spoken = isChannel ? named.replace(`@${seed.bot.name}`, bot) : named;
    const written = isChannel && !spoken.includes(bot) ? `${bot} ${spoken}` : spoken;
    const { id } = world.add({ conversation: base, from: user.memberId, text, ...(root === undefined ? {} : { root }) });
    return deliver({
      ...envelope(user, isChannel ? `${base};messageid=${root ?? id}` : base),
      type: 'message',
      id,
      textFormat: 'plain',
      text: isChannel ? `${written}\n` : written,
      ...(root === undefined ? {} : { replyToId: root }),
      entities: [
        ...(isChannel ? [mention(seed.bot.id, seed.bot.name)] : []),
        ...mentions.map(({ memberId, name }) => mention(memberId, name)),
        { type: 'clientInfo', locale: 'en-GB', country: 'GB', platform: 'Web', timezone: 'Europe/London' },
      ],
    });
  };

  const messageAt = (conversation: string, id: string): TeamsMessage => {
    const found = world.find(conversation, id);
    if (found === undefined) throw new Error(`no message ${id} in ${conversation}`);
    return found;
  };
  const cardFor = (objectId: string, message: TeamsMessage): TeamsCard | undefined => {
    const card = message.views[objectId] ?? message.card;
    return card && withPeople(world, card);
  };

  const invoke = async (
    user: TeamsUser,
    { message, value }: { readonly message: TeamsMessage; readonly value: object },
  ): Promise<Executed> => {
    const isChannel = message.conversation.startsWith('19:');
    const conversation = isChannel ? `${message.conversation};messageid=${message.root ?? message.id}` : message.conversation;
    const delivery = await deliver({
      ...envelope(user, conversation),
      type: 'invoke',
      name: 'adaptiveCard/action',
      id: `f:${randomUUID()}`,
      replyToId: message.id,
      value,
    });
    if (delivery.kind === 'failed') return delivery;
    const answer = InvokeAnswer.safeParse(delivery.body);
    if (!answer.success) return { kind: 'failed', why: 'invalid-answer', problems: answer.error.issues.map((issue) => issue.message) };
    switch (answer.data.type) {
      case cardType: {
        const problems = cardProblems(answer.data.value);
        world.problems.push(...problems);
        if (problems.length > 0) return { kind: 'failed', why: 'invalid-answer', problems };
        world.show(message, { objectId: user.objectId, card: answer.data.value });
        return { ...delivery, card: answer.data.value };
      }
      case 'application/vnd.microsoft.activity.message':
        return { ...delivery, message: answer.data.value };
      case 'application/vnd.microsoft.error':
        return { ...delivery, error: answer.data.value };
      default:
        return answer.data satisfies never;
    }
  };

  /** Presses the button with these data on what the person sees, the inputs filled in; `automatic` runs the card's refresh. */
  const execute = async (objectId: string, pressed: Pressed): Promise<Executed> => {
    const { conversation, data, inputs = {}, trigger = 'manual', verb, forged = false } = pressed;
    const user = person(objectId);
    const message = messageAt(conversation, pressed.message);
    const card = cardFor(objectId, message);
    const refresh = card === undefined ? undefined : refreshOf(card)?.action;
    const offered: readonly Taken[] =
      card === undefined ? [] : trigger === 'manual' ? actionsOf(card) : refresh === undefined ? [] : [refresh];
    const action = offered.find(hasData(data));
    if (action === undefined && !forged) throw new Error(`no button with ${JSON.stringify(data)} on message ${message.id}`);
    const { values, problems } = action === undefined || forged ? { values: inputs, problems: [] } : filledIn(action.inputs, inputs);
    if (problems.length > 0) return { kind: 'failed', why: 'invalid-input', problems };
    return invoke(user, {
      message,
      value: {
        action: { type: 'Action.Execute', verb: verb ?? action?.verb ?? 'egress', data: { ...data, ...values } },
        trigger,
      },
    });
  };

  /** Opens a conversation: runs the refresh of every message in it that is for the person and newer than what they see. */
  const look = async (objectId: string, conversation: string): Promise<readonly Executed[]> => {
    const user = person(objectId);
    const { base, root } = conversationParts(conversation);
    const results: Executed[] = [];
    for (const message of world.list().filter((each) => each.conversation === base)) {
      if (root !== undefined && message.id !== root && message.root !== root) continue;
      const refresh = message.card === undefined ? undefined : refreshOf(message.card);
      if (refresh === undefined || message.views[objectId] !== undefined) continue;
      if (!(refresh.userIds?.includes(user.memberId) ?? !base.startsWith('19:'))) continue;
      const { verb, data } = refresh.action;
      results.push(await invoke(user, { message, value: { action: { type: 'Action.Execute', verb, data }, trigger: 'automatic' } }));
    }
    return results;
  };

  /** Adds the app for the person alone. */
  const install = async (objectId: string): Promise<Delivery> => {
    const user = person(objectId);
    const conversation = personalConversationId(seed, objectId);
    world.install(objectId);
    const membersAdded = [{ id: seed.bot.id }];
    await deliver({ ...envelope(user, conversation), type: 'conversationUpdate', id: world.nextId(), membersAdded });
    return deliver({ ...envelope(user, conversation), type: 'installationUpdate', action: 'add', id: world.nextId() });
  };

  /** Takes the app away from the person. */
  const uninstall = (objectId: string): Promise<Delivery> => {
    const user = person(objectId);
    world.uninstall(objectId);
    const conversation = personalConversationId(seed, objectId);
    return deliver({ ...envelope(user, conversation), type: 'installationUpdate', action: 'remove', id: world.nextId() });
  };

  return {
    signToken,
    send,
    deliver,
    say,
    execute,
    look,
    install,
    uninstall,
    cardFor: (objectId: string, at: { readonly conversation: string; readonly message: string }) =>
      cardFor(objectId, messageAt(at.conversation, at.message)),
  };
};
