/** Slack payload <-> command. Everything is parsed here, once; a malformed payload is a `BadInputError` that quotes nothing of it. */
import * as z from 'zod';
import type { ActionCommand, Phrase } from '../card.ts';
import type { Speaker, Submission, Word } from '../chat.ts';
import { Command, FormCommand, readInput } from '../commands.ts';
import { readAnswer } from '../form-answers.ts';
import { formCallback } from './dialogs.ts';
import type { Allow } from './identity.ts';
import { ChannelId, identityOf, PayloadTeam, PayloadUser, TeamId, tenantOf, UserId } from './identity.ts';
import { readWords } from './words.ts';

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
export const readCommand = (value: unknown): ActionCommand => readInput('slack button', Json.pipe(Command), value);

const Origin = z.strictObject({ command: FormCommand, channel: ChannelId.optional(), home: z.literal(true).optional() });

const BlockActions = z.object({
  user: PayloadUser,
  team: PayloadTeam.nullish(),
  channel: z.object({ id: ChannelId }).nullish(),
  container: z.object({ channel_id: ChannelId.nullish() }).nullish(),
  view: z.object({ type: z.string().max(50) }).nullish(),
  actions: z
    .array(z.object({ action_id: z.string().max(255), value: z.string().max(2000).nullish() }))
    .min(1)
    .max(25),
});

type Foreign = { readonly kind: 'foreign' };

/** A pressed button; `ignored` is a link button or another program's. */
export type Pressed =
  | {
      readonly kind: 'command';
      readonly speaker: Speaker;
      readonly command: ActionCommand;
      /** Pressed on the Home tab, which shows something else once it is done. */
      readonly fromHome: boolean;
    }
  | { readonly kind: 'ignored' }
  | Foreign;

const ours = /^egress:(?!url\b)[a-z-]+(:\d+)?$/;

/** Reads a `block_actions` payload. */
export const parseBlockAction = (payload: unknown, allow: Allow): Pressed => {
  const body = readInput('slack block_actions', BlockActions, payload);
  const [action] = body.actions;
  if (action === undefined || !ours.test(action.action_id)) return { kind: 'ignored' };
  const identity = identityOf(body, allow);
  if (identity === undefined) return { kind: 'foreign' };
  const command = readCommand(action.value);
  const channel = body.channel?.id ?? body.container?.channel_id;
  return { kind: 'command', speaker: { identity, ...(channel ? { channel } : {}) }, command, fromHome: body.view?.type === 'home' };
};

const FieldValue = z.object({
  value: z.string().max(3000).nullish(),
  selected_option: z.object({ value: z.string().max(255) }).nullish(),
  selected_conversation: ChannelId.nullish(),
  selected_user: UserId.nullish(),
  selected_date: z.string().max(20).nullish(),
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
      /** The dialog was opened from the Home tab. */
      readonly fromHome: boolean;
      readonly submission: Submission;
      /** The block of each field, by its name. */
      readonly blocks: Readonly<Record<string, string>>;
    }
  | { readonly kind: 'invalid'; readonly errors: Readonly<Record<string, Phrase>> }
  | { readonly kind: 'ignored' }
  | Foreign;

/** Reads a `view_submission` payload. */
export const parseViewSubmission = (payload: unknown, allow: Allow): Submitted => {
  const { user, team, view } = readInput('slack view_submission', ViewSubmission, payload);
  if (view.callback_id !== formCallback) return { kind: 'ignored' };
  const identity = identityOf({ user, team }, allow);
  if (identity === undefined) return { kind: 'foreign' };
  const { command, channel, home } = readInput('slack private_metadata', Json.pipe(Origin), view.private_metadata);
  const fields = new Map(
    Object.entries(view.state.values).flatMap(([block, values]) =>
      Object.entries(values).map(([name, value]) => [name, { block, value }] as const),
    ),
  );
  const read = readAnswer(command, {
    written: (name) => fields.get(name)?.value.value ?? undefined,
    chosen: (name) => {
      const value = fields.get(name)?.value;
      return value?.selected_option?.value ?? value?.selected_conversation ?? value?.selected_date ?? undefined;
    },
    named: (name) => {
      const user = fields.get(name)?.value.selected_user;
      return user ? { user } : undefined;
    },
    ticked: (name) => fields.get(name) && (fields.get(name)?.value.selected_options?.some(({ value }) => value === 'yes') ?? false),
  });
  if ('problems' in read)
    return {
      kind: 'invalid',
      errors: Object.fromEntries(Object.entries(read.problems).map(([name, said]) => [fields.get(name)?.block ?? 'field-0', said])),
    };
  return {
    kind: 'submission',
    speaker: { identity, ...(channel === undefined ? {} : { channel }) },
    viewId: view.id,
    fromHome: home === true,
    submission: { answer: read.answer },
    blocks: Object.fromEntries([...fields].map(([name, { block }]) => [name, block])),
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
  const body = readInput('slack command', SlashCommand, payload);
  const tenant = tenantOf({ teamId: body.team_id, enterpriseId: body.enterprise_id ?? undefined }, allow);
  if (tenant === undefined) return { kind: 'foreign' };
  return {
    kind: 'words',
    speaker: { identity: { platform: 'slack', tenant, user: body.user_id }, ...(body.channel_id ? { channel: body.channel_id } : {}) },
    words: readWords(body.text, tenant),
  };
};
