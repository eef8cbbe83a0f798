/** Slack payload <-> command. Everything is parsed here, once; a malformed payload is a `BadInputError` that quotes nothing of it. */
import * as z from 'zod';
import { BadInputError } from '../../workflow/errors.ts';
import type { RequestId, Sha256 } from '../../workflow/request.ts';
import { rejectionCategories } from '../../workflow/request.ts';
import { minimumReason } from '../../workflow/service.ts';
import type { ActionCommand, Form, FormAnswer } from '../card.ts';
import type { Speaker, Word } from '../chat.ts';
import { formCallback } from './dialogs.ts';
import type { Allow } from './identity.ts';
import { ChannelId, identityOf, PayloadTeam, PayloadUser, TeamId, tenantOf, UserId } from './identity.ts';
import { readWords } from './words.ts';

const request = z
  .string()
  .regex(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/)
  .transform((id) => id as RequestId);
const digest = z
  .string()
  .regex(/^[0-9a-f]{64}$/)
  .transform((hex) => hex as Sha256);
const stage = z.int().min(0).max(99);

const decisions = [
  z.strictObject({ do: z.literal('approve'), request, stage, digest }),
  z.strictObject({ do: z.literal('reject'), request, stage, digest }),
] as const;
const FormCommand = z.discriminatedUnion('do', decisions);
const Command = z.discriminatedUnion('do', [
  ...decisions,
  z.strictObject({ do: z.literal('claim'), request, stage }),
  z.strictObject({ do: z.literal('files'), request }),
  z.strictObject({ do: z.literal('link'), request }),
]);

const Json = z
  .string()
  .max(3000)
  .transform((value, context): unknown => {
    try {
      return JSON.parse(value);
    } catch {
      context.addIssue({ code: 'custom', message: 'not JSON' });
      return z.NEVER;
    }
  });

/** A button's `value` as the command it stands for. */
export const readCommand = (value: unknown): ActionCommand => read('slack button', Json.pipe(Command), value);

const Origin = z.strictObject({ command: FormCommand, channel: ChannelId.optional() });

const read = <T>(boundary: string, schema: z.ZodType<T>, value: unknown): T => {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  // Neither zod's message nor its error is kept: both may quote what was sent.
  const [issue] = result.error.issues;
  throw new BadInputError(boundary, { field: issue?.path.join('.') ?? '', expected: issue?.code ?? 'invalid' });
};

const BlockActions = z.object({
  user: PayloadUser,
  team: PayloadTeam.nullish(),
  channel: z.object({ id: ChannelId }).nullish(),
  container: z.object({ channel_id: ChannelId.nullish() }).nullish(),
  actions: z
    .array(z.object({ action_id: z.string().max(255), value: z.string().max(2000).nullish() }))
    .min(1)
    .max(25),
});

type Foreign = { readonly kind: 'foreign' };

/** A pressed button; `ignored` is a link button or another program's. */
export type Pressed =
  | { readonly kind: 'command'; readonly speaker: Speaker; readonly command: ActionCommand }
  | { readonly kind: 'ignored' }
  | Foreign;

const ours = /^egress:(approve|reject|claim|files|link)(:\d+)?$/;

/** Reads a `block_actions` payload. */
export const parseBlockAction = (payload: unknown, allow: Allow): Pressed => {
  const body = read('slack block_actions', BlockActions, payload);
  const [action] = body.actions;
  if (action === undefined || !ours.test(action.action_id)) return { kind: 'ignored' };
  const identity = identityOf(body, allow);
  if (identity === undefined) return { kind: 'foreign' };
  const command = readCommand(action.value);
  const channel = body.channel?.id ?? body.container?.channel_id;
  return { kind: 'command', speaker: { identity, ...(channel ? { channel } : {}) }, command };
};

const FieldValue = z.object({
  value: z.string().max(3000).nullish(),
  selected_option: z.object({ value: z.string().max(255) }).nullish(),
  selected_options: z
    .array(z.object({ value: z.string().max(255) }))
    .max(100)
    .nullish(),
});

const ViewSubmission = z.object({
  user: PayloadUser,
  team: PayloadTeam.nullish(),
  view: z.object({
    id: z.string().max(255),
    callback_id: z.string().max(255),
    private_metadata: z.string().max(3000),
    state: z.object({ values: z.record(z.string().max(255), z.record(z.string().max(255), FieldValue)) }),
  }),
});

/** A submitted dialog; `invalid` carries a sentence for each block that must be mended before Slack closes the dialog. */
export type Submitted =
  | {
      readonly kind: 'submission';
      readonly speaker: Speaker;
      readonly viewId: string;
      readonly submission: { readonly command: Form['command']; readonly answer: FormAnswer };
    }
  | { readonly kind: 'invalid'; readonly errors: Readonly<Record<string, string>> }
  | { readonly kind: 'ignored' }
  | Foreign;

type Filled = { readonly block: string; readonly value: z.infer<typeof FieldValue> };

const longestAnswer = 2000;

/** The fields' names are `comment`, `independent`, `category`, `reason` (`forms.ts`). */
const readAnswer = (
  fields: ReadonlyMap<string, Filled>,
  verdict: FormAnswer['do'],
): FormAnswer | { readonly errors: Record<string, string> } => {
  const block = (name: string) => fields.get(name)?.block ?? 'field-0';
  const written = (name: string) => fields.get(name)?.value.value?.trim() ?? '';
  const errors: Record<string, string> = {};
  const atMost = (name: string) => {
    if (written(name).length > longestAnswer) errors[block(name)] = `Please keep this under ${longestAnswer} characters.`;
  };
  if (verdict === 'approve') {
    const comment = written('comment');
    atMost('comment');
    const declaration = fields.get('independent');
    const declaredIndependent = declaration?.value.selected_options?.some(({ value }) => value === 'yes') ?? false;
    if (declaration !== undefined && !declaredIndependent)
      errors[declaration.block] = 'Please confirm this, or leave the request to somebody else.';
    if (Object.keys(errors).length > 0) return { errors };
    return { do: 'approve', declaredIndependent, ...(comment === '' ? {} : { comment }) };
  }
  const reason = written('reason');
  atMost('reason');
  if ([...reason].length < minimumReason) errors[block('reason')] = `Please give a reason of at least ${minimumReason} characters.`;
  const category = rejectionCategories.find((name) => name === fields.get('category')?.value.selected_option?.value);
  if (category === undefined) errors[block('category')] = 'Please choose a category.';
  if (category === undefined || Object.keys(errors).length > 0) return { errors };
  return { do: 'reject', category, reason };
};

/** Reads a `view_submission` payload. */
export const parseViewSubmission = (payload: unknown, allow: Allow): Submitted => {
  const { user, team, view } = read('slack view_submission', ViewSubmission, payload);
  if (view.callback_id !== formCallback) return { kind: 'ignored' };
  const identity = identityOf({ user, team }, allow);
  if (identity === undefined) return { kind: 'foreign' };
  const { command, channel } = read('slack private_metadata', Json.pipe(Origin), view.private_metadata);
  const fields = new Map(
    Object.entries(view.state.values).flatMap(([block, values]) =>
      Object.entries(values).map(([name, value]) => [name, { block, value }] as const),
    ),
  );
  const answer = readAnswer(fields, command.do);
  if ('errors' in answer) return { kind: 'invalid', errors: answer.errors };
  return {
    kind: 'submission',
    speaker: { identity, ...(channel === undefined ? {} : { channel }) },
    viewId: view.id,
    submission: { command, answer },
  };
};

const SlashCommand = z.object({
  user_id: UserId,
  team_id: TeamId,
  enterprise_id: TeamId.nullish(),
  channel_id: ChannelId.nullish(),
  text: z.string().max(4000).default(''),
});

/** A slash command line. */
export type Said = { readonly kind: 'words'; readonly speaker: Speaker; readonly words: readonly Word[] } | Foreign;

/**
 * Reads a slash command. Slack sends no other team than the one it was typed in, so the speaker's own is checked again
 * when their profile is read.
 */
export const parseSlashCommand = (payload: unknown, allow: Allow): Said => {
  const body = read('slack command', SlashCommand, payload);
  const tenant = tenantOf({ teamId: body.team_id, enterpriseId: body.enterprise_id ?? undefined }, allow);
  if (tenant === undefined) return { kind: 'foreign' };
  return {
    kind: 'words',
    speaker: { identity: { platform: 'slack', tenant, user: body.user_id }, ...(body.channel_id ? { channel: body.channel_id } : {}) },
    words: readWords(body.text, tenant),
  };
};
