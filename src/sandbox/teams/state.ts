/** What the pretend Teams is made of: a seed that is given, and a state that is kept. */
import { createHash } from 'node:crypto';
import * as z from 'zod';

/** A user as the connector shows them; a guest's user principal name is made from the address. */
export type TeamsUser = {
  /** The Entra object id. */
  readonly objectId: string;
  /** `29:...`, which a bot knows the user by. */
  readonly memberId: string;
  readonly name: string;
  readonly email?: string;
  readonly isGuest: boolean;
  /** Another tenant than the seed's makes a stranger. */
  readonly tenantId?: string;
  /** Whether the app is installed for the user in person. */
  readonly installed: boolean;
  /** The ids of the channels they are a member of; all of them unless given. */
  readonly channels?: readonly string[];
  readonly userPrincipalName?: string;
  readonly isDisabled?: boolean;
};

export type TeamsChannel = {
  readonly id: string;
  readonly name: string;
  /** The bot is in every channel unless this says otherwise. */
  readonly isWithoutBot?: boolean;
};

/** An Entra group of the tenant; members are object ids, of users or of groups inside it. */
export type EntraGroup = { readonly id: string; readonly members: readonly string[] };

export type TeamsSeed = {
  readonly tenant: { readonly id: string; readonly name: string };
  readonly app: { readonly id: string; readonly password: string };
  /** The id is `28:` with the app's. */
  readonly bot: { readonly id: string; readonly name: string };
  readonly team: { readonly id: string; readonly name: string };
  readonly channels: readonly TeamsChannel[];
  readonly users: readonly TeamsUser[];
  readonly groups?: readonly EntraGroup[];
};

const Card = z.looseObject({ type: z.literal('AdaptiveCard') });
/** An Adaptive Card as it was sent. */
export type TeamsCard = z.infer<typeof Card>;

const Message = z.object({
  /** The activity id: milliseconds, later than every one before. */
  id: z.string(),
  /** A channel without its `;messageid=`, or a personal conversation. */
  conversation: z.string(),
  /** The message that begins the thread, when this is a reply in one. */
  root: z.string().optional(),
  /** The member id of the one who wrote it. */
  from: z.string(),
  text: z.string(),
  card: Card.optional(),
  edited: z.boolean(),
  /** Cards that are shown to one user in place of the shared one, by object id. */
  views: z.record(z.string(), Card),
});
/** A message as Teams keeps it. */
export type TeamsMessage = z.infer<typeof Message>;

export const TeamsState = z.object({
  version: z.literal(1),
  lastId: z.number(),
  installed: z.array(z.string()),
  messages: z.array(Message),
});
/** What survives a restart. */
export type TeamsState = z.infer<typeof TeamsState>;

/** The name that a user signs in with; a guest's says where they are from. */
export const userPrincipalName = (seed: TeamsSeed, { userPrincipalName: given, email, objectId, isGuest }: TeamsUser): string => {
  const domain = `${seed.tenant.name.toLowerCase().replace(/[^a-z0-9]/g, '')}.onmicrosoft.com`;
  if (given !== undefined) return given;
  if (isGuest) return `${email?.replace('@', '_') ?? objectId}#EXT#@${domain}`;
  return email ?? `${objectId}@${domain}`;
};

/** The 1:1 conversation between the bot and a user. */
export const personalConversationId = (seed: TeamsSeed, objectId: string): string =>
  `a:1${createHash('sha256').update(`${seed.bot.id} ${objectId}`).digest('base64url')}`;

/** A conversation's channel or 1:1 conversation, and the thread when it names one (`19:...@thread.tacv2;messageid=1`). */
export const conversationParts = (conversation: string): { readonly base: string; readonly root?: string } => {
  const [base = '', root] = conversation.split(';messageid=', 2);
  return root === undefined ? { base } : { base, root };
};
