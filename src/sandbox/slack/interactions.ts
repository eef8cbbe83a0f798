/** What people do in Slack, sent to the program as Slack sends it: signed HTTP requests, answered within three seconds. */
import { createHmac } from 'node:crypto';
import * as z from 'zod';
import type { SlackEmulator } from './emulator.ts';
import type { ViewState } from './fields.ts';
import { clientErrors, filledIn } from './fields.ts';
import { viewProblems } from './limits.ts';
import type { Blocks, SlackMessage, SlackUser } from './state.ts';
import { directChannel } from './state.ts';
import { asTyped } from './typed.ts';
import { showDialog, viewObject } from './views.ts';
import type { World } from './world.ts';

/** Headers that Slack signs a body with. */
export const signedHeaders = (
  secret: string,
  { body, seconds }: { readonly body: string; readonly seconds: number },
): Record<string, string> => ({
  'content-type': 'application/x-www-form-urlencoded',
  'x-slack-request-timestamp': String(seconds),
  'x-slack-signature': `v0=${createHmac('sha256', secret).update(`v0:${seconds}:${body}`).digest('hex')}`,
});

/** What the program answered, or why Slack would show the user an error. */
export type Delivery =
  | { readonly kind: 'answered'; readonly status: number; readonly body: string }
  | {
      readonly kind: 'failed';
      readonly why: 'timeout' | 'unreachable' | 'status' | 'invalid-answer';
      readonly status?: number;
      readonly problems?: readonly string[];
    };

/** What became of a submitted dialog. */
export type Submission =
  | { readonly kind: 'closed' }
  | { readonly kind: 'updated' }
  /** Problems by block id: of Slack's own client, or of the program. */
  | { readonly kind: 'errors'; readonly errors: Readonly<Record<string, string>> }
  | Extract<Delivery, { kind: 'failed' }>;

const SubmissionAnswer = z.discriminatedUnion('response_action', [
  z.object({ response_action: z.literal('update'), view: z.unknown() }),
  z.object({ response_action: z.literal('errors'), errors: z.record(z.string(), z.string()) }),
  z.object({ response_action: z.literal('clear') }),
]);

const Element = z.looseObject({
  type: z.string(),
  action_id: z.string().optional(),
  value: z.string().optional(),
  url: z.string().optional(),
});
const elementsOf = (blocks: Blocks | undefined) =>
  (blocks ?? []).flatMap((block) => {
    const held = block.type === 'actions' ? block['elements'] : block['accessory'] === undefined ? [] : [block['accessory']];
    return z
      .array(Element)
      .parse(held)
      .map((element) => ({ block: block.block_id ?? '', element }));
  });

/** A button: its message, its action id, and its block where two have the same. */
export type PressTarget = { readonly channel: string; readonly ts: string; readonly actionId: string; readonly blockId?: string };

/** How people reach the program; `url` and `apiUrl` are asked for at each use. */
export type Wire = {
  readonly url: () => string;
  readonly apiUrl: () => string;
  readonly answerWithin: number;
  /** There when the program is reached by Socket Mode. */
  readonly socket: () => { readonly deliver: (body: string) => Promise<Delivery> } | undefined;
};

/** The acts of the seed's people; each throws when what it acts on is not there, as a person could not do it either. */
export const interactions = (world: World, { emulator, wire }: { readonly emulator: SlackEmulator; readonly wire: Wire }) => {
  const { seed } = world;

  const deliver = async (body: string, headers?: Readonly<Record<string, string>>): Promise<Delivery> => {
    const socket = wire.socket();
    if (socket) return socket.deliver(body);
    const signed = headers ?? signedHeaders(seed.signingSecret, { body, seconds: Math.floor(world.now() / 1000) });
    try {
      const response = await fetch(wire.url(), { method: 'POST', body, headers: signed, signal: AbortSignal.timeout(wire.answerWithin) });
      const text = await response.text();
      return response.ok
        ? { kind: 'answered', status: response.status, body: text }
        : { kind: 'failed', why: 'status', status: response.status };
    } catch (error) {
      return { kind: 'failed', why: error instanceof Error && error.name === 'TimeoutError' ? 'timeout' : 'unreachable' };
    }
  };

  const person = (id: string): SlackUser => {
    const user = world.user(id);
    if (user === undefined) throw new Error(`no user ${id} in the workspace`);
    return user;
  };
  const trigger = (user: string): string => {
    const id = `${Math.floor(world.now() / 1000)}.${world.secret('trg')}`;
    world.triggers.set(id, { user, at: world.now(), used: false });
    return id;
  };
  const responseUrl = (user: string, channel: string): string => {
    const id = world.secret('r');
    world.responseUrls.set(id, { user, channel, at: world.now(), uses: 0 });
    return `${new URL(wire.apiUrl()).origin}/response/${id}`;
  };
  const enterprise = seed.team.enterpriseId === undefined ? null : { id: seed.team.enterpriseId, name: 'Organisation' };
  const envelope = (user: SlackUser) => ({
    user: { id: user.id, username: user.handle, name: user.handle, team_id: user.teamId ?? seed.team.id },
    api_app_id: seed.bot.appId,
    token: 'deprecated',
    team: {
      id: seed.team.id,
      domain: seed.team.domain,
      ...(seed.team.enterpriseId === undefined ? {} : { enterprise_id: seed.team.enterpriseId }),
    },
    enterprise,
    is_enterprise_install: false,
  });
  const sendPayload = (payload: object) => deliver(new URLSearchParams({ payload: JSON.stringify(payload) }).toString());

  const messageAt = ({ channel, ts }: PressTarget, user: string): SlackMessage => {
    const mine = (message: SlackMessage) => message.channel === channel && message.ts === ts && (message.onlyFor ?? user) === user;
    const found = world.messages.find(mine) ?? world.ephemerals.find(mine);
    if (found === undefined) throw new Error(`no message ${ts} in ${channel}`);
    return found;
  };

  /** Presses a button of a message; a link button sends its interaction too, and tells its address. */
  const press = async (userId: string, target: PressTarget): Promise<Delivery & { readonly opens?: string }> => {
    const user = person(userId);
    const message = messageAt(target, userId);
    const found = elementsOf(message.blocks).find(
      ({ block, element }) => element.action_id === target.actionId && (target.blockId ?? block) === block,
    );
    if (found === undefined) throw new Error(`no button ${target.actionId} on message ${target.ts}`);
    const { channel, ts } = target;
    const ephemeral = message.onlyFor !== undefined;
    const delivery = await sendPayload({
      type: 'block_actions',
      ...envelope(user),
      container: { type: 'message', message_ts: ts, channel_id: channel, is_ephemeral: ephemeral },
      trigger_id: trigger(userId),
      channel: { id: channel, name: world.channel(channel)?.name ?? 'directmessage' },
      ...(ephemeral
        ? {}
        : { message: { type: 'message', ts, bot_id: seed.bot.botId, text: message.text, blocks: message.blocks, app_id: seed.bot.appId } }),
      state: { values: {} },
      response_url: responseUrl(userId, channel),
      actions: [{ ...found.element, block_id: found.block, action_ts: world.ts() }],
    });
    return { ...delivery, ...(found.element.url === undefined ? {} : { opens: found.element.url }) };
  };

  /** Opens the app's Home tab, of which Slack tells the program by an event. */
  const openHome = (userId: string): Promise<Delivery> => {
    const user = person(userId);
    const seconds = Math.floor(world.now() / 1000);
    const body = JSON.stringify({
      token: 'deprecated',
      team_id: seed.team.id,
      ...(seed.team.enterpriseId === undefined ? {} : { enterprise_id: seed.team.enterpriseId }),
      api_app_id: seed.bot.appId,
      event: { type: 'app_home_opened', user: user.id, channel: directChannel(user.id), tab: 'home', event_ts: world.ts() },
      type: 'event_callback',
      event_id: world.secret('Ev'),
      event_time: seconds,
      authorizations: [
        {
          enterprise_id: seed.team.enterpriseId ?? null,
          team_id: seed.team.id,
          user_id: seed.bot.userId,
          is_bot: true,
          is_enterprise_install: false,
        },
      ],
    });
    return deliver(body, { ...signedHeaders(seed.signingSecret, { body, seconds }), 'content-type': 'application/json' });
  };

  /** Presses a button of the Home tab: Slack sends neither a channel nor a `response_url`. */
  const pressHome = async (userId: string, target: Pick<PressTarget, 'actionId' | 'blockId'>): Promise<Delivery> => {
    const user = person(userId);
    const blocks = world.homes.get(userId);
    const found = elementsOf(blocks).find(
      ({ block, element }) => element.action_id === target.actionId && (target.blockId ?? block) === block,
    );
    if (found === undefined) throw new Error(`no button ${target.actionId} in the Home tab of ${userId}`);
    const id = `V${userId}`;
    return sendPayload({
      type: 'block_actions',
      ...envelope(user),
      container: { type: 'view', view_id: id },
      trigger_id: trigger(userId),
      view: { id, team_id: seed.team.id, type: 'home', blocks, private_metadata: '', callback_id: '', app_id: seed.bot.appId },
      actions: [{ ...found.element, block_id: found.block, action_ts: world.ts() }],
    });
  };

  /** Submits the open dialog with its fields' state, by block and action id. */
  const submitState = async (
    userId: string,
    { viewId, state }: { readonly viewId: string; readonly state: ViewState },
  ): Promise<Submission> => {
    const user = person(userId);
    const view = world.views.get(userId);
    if (view === undefined || view.id !== viewId) throw new Error(`${userId} has no dialog ${viewId} open`);
    const errors = clientErrors(view.blocks, state, seed.language);
    if (Object.keys(errors).length > 0) return { kind: 'errors', errors };
    const delivery = await sendPayload({
      type: 'view_submission',
      ...envelope(user),
      trigger_id: trigger(userId),
      view: { ...viewObject(world, userId), state: { values: state } },
      response_urls: [],
    });
    if (delivery.kind === 'failed') return delivery;
    if (delivery.body === '') {
      world.views.delete(userId);
      world.changed();
      return { kind: 'closed' };
    }
    const answer = SubmissionAnswer.safeParse(JSON.parse(delivery.body));
    if (!answer.success) return { kind: 'failed', why: 'invalid-answer' };
    switch (answer.data.response_action) {
      case 'errors':
        world.views.set(userId, { ...view, errors: answer.data.errors });
        world.changed();
        return { kind: 'errors', errors: answer.data.errors };
      case 'clear':
        world.views.delete(userId);
        world.changed();
        return { kind: 'closed' };
      case 'update': {
        const problems = viewProblems(answer.data.view);
        if (problems.length > 0) return { kind: 'failed', why: 'invalid-answer', problems };
        await emulator.call('views.update', { view_id: viewId, view: JSON.stringify(answer.data.view) });
        // The user may have closed the dialog while the answer was on its way.
        if (world.views.get(userId)?.id === viewId) showDialog(world, answer.data.view, { id: viewId, user: userId });
        return { kind: 'updated' };
      }
      default:
        return answer.data satisfies never;
    }
  };

  /** Submits the open dialog with answers by field name (`filledIn`). */
  const submit = (userId: string, answers: Readonly<Record<string, string | boolean>>): Promise<Submission> => {
    const view = world.views.get(userId);
    if (view === undefined) throw new Error(`${userId} has no dialog open`);
    return submitState(userId, { viewId: view.id, state: filledIn(view.blocks, answers) });
  };

  const closeDialog = (userId: string): void => {
    world.views.delete(userId);
    world.changed();
  };

  /** Types `/egress TEXT` in a channel (the command may be another, for tests). */
  const slash = (
    userId: string,
    { channel, text, command = '/egress' }: { readonly channel: string; readonly text: string; readonly command?: string },
  ): Promise<Delivery> => {
    const user = person(userId);
    return deliver(
      new URLSearchParams({
        token: 'deprecated',
        team_id: user.teamId ?? seed.team.id,
        team_domain: seed.team.domain,
        ...(seed.team.enterpriseId === undefined ? {} : { enterprise_id: seed.team.enterpriseId, enterprise_name: 'Organisation' }),
        channel_id: channel,
        channel_name: world.channel(channel)?.name ?? 'directmessage',
        user_id: user.id,
        user_name: user.handle,
        command,
        text: asTyped(seed, text),
        api_app_id: seed.bot.appId,
        is_enterprise_install: 'false',
        response_url: responseUrl(userId, channel),
        trigger_id: trigger(userId),
      }).toString(),
    );
  };

  return { deliver, press, openHome, pressHome, submit, submitState, closeDialog, slash };
};
