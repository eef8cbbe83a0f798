/** What the pretend Slack workspace is made of: a seed that is given, and a state that is kept. */
import { randomBytes } from 'node:crypto';
import * as z from 'zod';

/** A user as `users.info` will show them. */
export type SlackUser = {
  readonly id: string;
  /** The short name that is typed after `@`. */
  readonly handle: string;
  readonly name: string;
  readonly email?: string;
  /** Another team than the workspace's own makes a Slack Connect stranger. */
  readonly teamId?: string;
  readonly enterpriseId?: string;
  readonly isGuest?: boolean;
  readonly isSingleChannelGuest?: boolean;
  readonly isBot?: boolean;
  readonly isDeactivated?: boolean;
  readonly isEmailUnconfirmed?: boolean;
};

/** A user group, which only paid plans have. */
export type SlackUserGroup = { readonly id: string; readonly users: readonly string[] };

export type SlackChannel = {
  readonly id: string;
  readonly name: string;
  readonly purpose?: string;
  readonly isPrivate?: boolean;
  readonly isArchived?: boolean;
  readonly isExternallyShared?: boolean;
  readonly isPendingExternallyShared?: boolean;
  readonly isSharedInOrganisation?: boolean;
  /** The bot is in every channel unless this says otherwise. */
  readonly isWithoutBot?: boolean;
};

export type SlackSeed = {
  /** Of its people's clients; English unless given. */
  readonly language?: 'en' | 'de';
  readonly team: { readonly id: string; readonly name: string; readonly domain: string; readonly enterpriseId?: string };
  readonly bot: {
    readonly userId: string;
    readonly botId: string;
    readonly appId: string;
    readonly name: string;
    readonly token: string;
    /** Of an app that uses Socket Mode. */
    readonly appToken?: string;
  };
  readonly signingSecret: string;
  readonly users: readonly SlackUser[];
  /** Left out where the plan has none. */
  readonly userGroups?: readonly SlackUserGroup[];
  readonly channels: readonly SlackChannel[];
};

const Blocks = z.array(z.looseObject({ type: z.string(), block_id: z.string().optional() }));
export type Blocks = z.infer<typeof Blocks>;

const Message = z.object({
  ts: z.string(),
  channel: z.string(),
  /** Absent for the bot's own. */
  user: z.string().optional(),
  text: z.string(),
  blocks: Blocks.optional(),
  metadata: z.looseObject({ event_type: z.string() }).optional(),
  thread_ts: z.string().optional(),
  edited: z.boolean(),
  /** The one who sees it, when it is an ephemeral. */
  onlyFor: z.string().optional(),
});
/** A message as Slack keeps it. */
export type SlackMessage = z.infer<typeof Message>;

export const SlackState = z.object({ version: z.literal(1), lastTs: z.string(), messages: z.array(Message), ephemerals: z.array(Message) });
/** What survives a restart. */
export type SlackState = z.infer<typeof SlackState>;

export const emptyState = (): SlackState => ({ version: 1, lastTs: '0.000000', messages: [], ephemerals: [] });

/** The next message id: the time in seconds with a counter, always later than the last. */
export const nextTs = (lastTs: string, seconds: number): string => {
  const [last = '0', count = '0'] = lastTs.split('.');
  const later = Math.max(seconds, Number(last));
  return `${later}.${String(later === Number(last) ? Number(count) + 1 : 1).padStart(6, '0')}`;
};

/** The direct conversation between the bot and a user. */
export const directChannel = (userId: string): string => `D${userId.slice(1)}`;

/** Blocks with an id each, as Slack gives them when the sender did not. */
export const withBlockIds = (blocks: Blocks): Blocks =>
  blocks.map((block) => (block.block_id === undefined ? { ...block, block_id: randomBytes(4).toString('hex') } : block));
