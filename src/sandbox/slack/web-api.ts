/** The Web API methods the program uses: what `emulate` lacks or lets pass is added before or after it answers. */
import * as z from 'zod';
import type { ApiResult, SlackEmulator } from './emulator.ts';
import { fileMethods } from './files.ts';
import { messageProblems, viewProblems } from './limits.ts';
import type { Blocks, SlackMessage, SlackUser } from './state.ts';
import { directChannel, withBlockIds } from './state.ts';
import { showDialog } from './views.ts';
import type { World } from './world.ts';

/** A call's arguments as text, whichever way they were encoded. */
export type Params = Readonly<Record<string, string>>;
type Method = (params: Params) => Promise<ApiResult> | ApiResult;

const failed = (error: string, messages?: readonly string[]): ApiResult => ({
  ok: false,
  error,
  ...(messages === undefined ? {} : { response_metadata: { messages } }),
});

/** Slack: a trigger is good for three seconds and one dialog. */
const triggerMilliseconds = 3000;

const json = (text: string | undefined): unknown => {
  if (text === undefined || text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return 'not JSON';
  }
};

const BlockList = z.array(z.looseObject({ type: z.string(), block_id: z.string().optional() }));
const Metadata = z.object({ event_type: z.string().min(1), event_payload: z.record(z.string(), z.unknown()) });
const isTrue = (value: string | undefined): boolean => value === 'true' || value === '1';

const userObject = (user: SlackUser, seed: World['seed']) => ({
  id: user.id,
  team_id: user.teamId ?? seed.team.id,
  name: user.handle,
  real_name: user.name,
  deleted: user.isDeactivated ?? false,
  is_bot: user.isBot ?? false,
  is_app_user: false,
  is_restricted: (user.isGuest ?? false) || (user.isSingleChannelGuest ?? false),
  is_ultra_restricted: user.isSingleChannelGuest ?? false,
  is_email_confirmed: user.isEmailUnconfirmed !== true,
  ...(user.teamId !== undefined && user.teamId !== seed.team.id && user.enterpriseId === undefined ? { is_stranger: true } : {}),
  ...(user.enterpriseId === undefined
    ? {}
    : { enterprise_user: { enterprise_id: user.enterpriseId, teams: [user.teamId ?? seed.team.id] } }),
  profile: { real_name: user.name, display_name: user.handle, ...(user.email === undefined ? {} : { email: user.email }) },
});

/** The methods, by Slack's names for them; any other is unknown here. */
export const webApi = (world: World, emulator: SlackEmulator): Readonly<Record<string, Method>> => {
  const { seed } = world;

  /** The reason why the bot cannot write there, if any. */
  const shut = (channel: string): string | undefined => {
    const found = world.channel(channel);
    if (found?.isArchived) return 'is_archived';
    if (found?.isWithoutBot) return 'not_in_channel';
    const known = found !== undefined || seed.users.some((user) => directChannel(user.id) === channel);
    return known ? undefined : 'channel_not_found';
  };

  const refusedBlocks = (problems: readonly string[]): ApiResult | undefined => {
    if (problems.length === 0) return undefined;
    return problems.includes('msg_blocks_too_long') ? failed('msg_blocks_too_long') : failed('invalid_blocks', problems);
  };

  const content = (params: Params): ApiResult | { readonly blocks?: Blocks; readonly metadata?: z.infer<typeof Metadata> } => {
    const blocks = json(params['blocks']);
    const refused = refusedBlocks(messageProblems({ text: params['text'], ...(blocks === undefined ? {} : { blocks }) }));
    if (refused) return refused;
    const metadata = json(params['metadata']);
    if (metadata !== undefined && !Metadata.safeParse(metadata).success) return failed('invalid_metadata_format');
    return {
      ...(blocks === undefined ? {} : { blocks: withBlockIds(BlockList.parse(blocks)) }),
      ...(metadata === undefined ? {} : { metadata: Metadata.parse(metadata) }),
    };
  };
  const isRefusal = (value: object): value is ApiResult => 'ok' in value;

  const post: Method = async (params) => {
    const channel = params['channel'] ?? '';
    const closed = shut(channel);
    if (closed) return failed(closed);
    const thread = params['thread_ts'];
    if (thread !== undefined && !world.messages.some((message) => message.ts === thread && message.channel === channel))
      return failed('thread_not_found');
    const checked = content(params);
    if (isRefusal(checked)) return checked;
    const result = await emulator.call('chat.postMessage', {
      ...params,
      ...(checked.blocks ? { blocks: JSON.stringify(checked.blocks) } : {}),
    });
    if (!result.ok) return result;
    const ts = world.ts();
    emulator.alias(ts, z.string().parse(result['ts']));
    const message: SlackMessage = {
      ts,
      channel,
      text: params['text'] ?? '',
      ...checked,
      ...(thread === undefined ? {} : { thread_ts: thread }),
      edited: false,
    };
    world.messages.push(message);
    world.changed();
    return { ...result, ts, message: { ...z.looseObject({}).parse(result['message']), ts } };
  };

  const update: Method = async (params) => {
    const { channel = '', ts = '' } = params;
    const closed = shut(channel);
    if (closed) return failed(closed);
    const index = world.messages.findIndex((message) => message.ts === ts && message.channel === channel);
    const before = world.messages[index];
    if (before === undefined) return failed('message_not_found');
    const checked = content(params);
    if (isRefusal(checked)) return checked;
    const result = await emulator.call('chat.update', { ...params, ...(checked.blocks ? { blocks: JSON.stringify(checked.blocks) } : {}) });
    if (!result.ok) return result;
    // Slack: `text` without `blocks` takes the blocks away; metadata stays unless it is given.
    const { blocks, ...rest } = before;
    const kept = params['text'] === undefined && blocks !== undefined ? { blocks } : {};
    world.messages[index] = { ...rest, ...kept, ...checked, text: params['text'] ?? before.text, edited: true };
    world.changed();
    return result;
  };

  const remove: Method = async (params) => {
    const index = world.messages.findIndex((message) => message.ts === params['ts'] && message.channel === params['channel']);
    if (index === -1) return failed('message_not_found');
    const result = await emulator.call('chat.delete', params);
    if (!result.ok) return result;
    world.messages.splice(index, 1);
    world.changed();
    return result;
  };

  const Found = z.array(z.looseObject({ ts: z.string() }));
  const history: Method = async (params) => {
    const { oldest = '0', latest = '9999999999', inclusive } = params;
    const closed = shut(params['channel'] ?? '');
    if (closed && closed !== 'is_archived') return failed(closed);
    const result = await emulator.call('conversations.history', params);
    if (!result.ok) return result;
    const within = (ts: string) => (isTrue(inclusive) ? ts >= oldest && ts <= latest : ts > oldest && ts < latest);
    const messages = Found.parse(result['messages'])
      .filter(({ ts }) => within(ts))
      .map(({ metadata, ...message }) =>
        isTrue(params['include_all_metadata']) && metadata !== undefined ? { ...message, metadata } : message,
      );
    return { ...result, messages };
  };

  const channelInfo: Method = ({ channel = '' }) => {
    const found = world.channel(channel);
    if (found === undefined || (found.isPrivate && found.isWithoutBot)) {
      const direct = seed.users.find((user) => directChannel(user.id) === channel);
      return direct ? { ok: true, channel: { id: channel, is_im: true, user: direct.id } } : failed('channel_not_found');
    }
    return {
      ok: true,
      channel: {
        id: found.id,
        name: found.name,
        is_channel: !found.isPrivate,
        is_private: found.isPrivate ?? false,
        is_archived: found.isArchived ?? false,
        is_member: found.isWithoutBot !== true,
        is_im: false,
        is_mpim: false,
        is_shared: (found.isExternallyShared ?? false) || (found.isSharedInOrganisation ?? false),
        is_ext_shared: found.isExternallyShared ?? false,
        is_pending_ext_shared: found.isPendingExternallyShared ?? false,
        is_org_shared: found.isSharedInOrganisation ?? false,
        purpose: { value: found.purpose ?? '' },
      },
    };
  };

  const userInfo: Method = ({ user = '' }) => {
    const found = world.user(user);
    return found ? { ok: true, user: userObject(found, seed) } : failed('user_not_found');
  };

  const lookup: Method = async ({ email = '' }) => {
    const found = world.userByEmail(email.toLowerCase());
    return found && !found.isDeactivated ? { ok: true, user: userObject(found, seed) } : failed('users_not_found');
  };

  const userGroup: Method = ({ usergroup = '' }) => {
    if (seed.userGroups === undefined) return failed('plan_upgrade_required');
    const users = world.userGroups.get(usergroup);
    return users ? { ok: true, users } : failed('no_such_subteam');
  };

  const open: Method = ({ users = '' }) => {
    const user = world.user(users);
    if (user === undefined) return failed('user_not_found');
    if (user.isDeactivated) return failed('user_disabled');
    return user.isBot ? failed('cannot_dm_bot') : emulator.openDirect(user.id);
  };

  const viewOpen: Method = async (params) => {
    const view = json(params['view']);
    const problems = viewProblems(view);
    if (problems.length > 0) return failed('invalid_arguments', problems);
    const trigger = world.triggers.get(params['trigger_id'] ?? '');
    if (trigger === undefined) return failed('invalid_trigger_id');
    if (trigger.used) return failed('exchanged_trigger_id');
    if (world.now() - trigger.at > triggerMilliseconds) return failed('expired_trigger_id');
    trigger.used = true;
    // emulate counts a trigger's life by the real clock; it gets one of its own at the moment it is used.
    const { trigger_id: theirs } = await emulator.call('views.generateTriggerId', { user_id: trigger.user });
    const result = await emulator.call('views.open', { trigger_id: String(theirs), view: params['view'] ?? '' });
    if (!result.ok) return result;
    showDialog(world, view, { id: z.object({ id: z.string() }).parse(result['view']).id, user: trigger.user });
    return result;
  };

  const viewUpdate: Method = async (params) => {
    const view = json(params['view']);
    const problems = viewProblems(view);
    if (problems.length > 0) return failed('invalid_arguments', problems);
    const open = [...world.views.values()].find(({ id }) => id === params['view_id']);
    if (open === undefined) return failed('not_found');
    const result = await emulator.call('views.update', params);
    if (result.ok) showDialog(world, view, open);
    return result;
  };

  const publish: Method = async (params) => {
    const view = json(params['view']);
    const problems = viewProblems(view, 'home');
    if (problems.length > 0) return failed('invalid_arguments', problems);
    if (world.user(params['user_id'] ?? '') === undefined) return failed('user_not_found');
    const result = await emulator.call('views.publish', params);
    if (!result.ok) return result;
    world.homes.set(params['user_id'] ?? '', withBlockIds(z.object({ blocks: BlockList }).parse(view).blocks));
    world.changed();
    return result;
  };

  const ephemeral: Method = async (params) => {
    const checked = content(params);
    if (isRefusal(checked)) return checked;
    const result = await emulator.call('chat.postEphemeral', params);
    if (!result.ok) return result;
    const { channel = '', user = '', text = '' } = params;
    world.ephemerals.push({ ts: world.ts(), channel, onlyFor: user, text, ...checked, edited: false });
    world.changed();
    return result;
  };

  const files = fileMethods(world, shut);

  const through =
    (method: string): Method =>
    (params) =>
      emulator.call(method, params);

  return {
    'auth.test': through('auth.test'),
    'chat.postMessage': post,
    'chat.postEphemeral': ephemeral,
    'chat.update': update,
    'chat.delete': remove,
    'conversations.history': history,
    'conversations.replies': through('conversations.replies'),
    'conversations.info': channelInfo,
    'conversations.open': open,
    'usergroups.users.list': userGroup,
    ...files,
    'users.info': userInfo,
    'users.lookupByEmail': lookup,
    'views.open': viewOpen,
    'views.update': viewUpdate,
    'views.publish': publish,
  };
};
