/** Teams activity -> what somebody did. Everything is parsed here, once; a malformed activity is a `BadInputError` that quotes nothing of it. */
import * as z from 'zod';
import type { RequestId } from '../../workflow/request.ts';
import type { ActionCommand, FormCommand as FormCommandOf, Phrase } from '../card.ts';
import { addressField } from '../card.ts';
import type { SeenCard, Submission } from '../chat.ts';
import { FormCommand, PlainCommand, RequestField, readInput } from '../commands.ts';
import { readAnswer } from '../form-answers.ts';
import { rootOf } from './connector.ts';
import { inputId } from './form.ts';
import type { TypedWord } from './words.ts';
import { Entities, readTypedWords } from './words.ts';

const text = z.string().min(1).max(1000);
const Guid = z.guid().transform((id) => id.toLowerCase());

/** Ids of threads, channels and people; Teams' own are far shorter. */
const Tenanted = z.object({
  type: z.string().max(100),
  id: text.optional(),
  serviceUrl: text,
  from: z.object({ id: text, aadObjectId: Guid.nullish() }),
  conversation: z.object({ id: text, conversationType: z.string().max(100).nullish(), tenantId: Guid.nullish() }),
  channelData: z
    .object({
      tenant: z.object({ id: Guid.nullish() }).nullish(),
      team: z.object({ id: text.nullish() }).nullish(),
      teamsTeamId: text.nullish(),
    })
    .nullish(),
});

/** Where an activity came from, and from whom; only of an authenticated activity. */
export type Origin = {
  readonly tenant: string;
  /** The Entra object id, lower case. */
  readonly user: string;
  /** The id by which Teams addresses the person. */
  readonly member: string;
  readonly serviceUrl: string;
  /** With `;messageid=` in a thread. */
  readonly conversation: string;
  readonly place: 'personal' | 'channel' | 'group';
  /** Of a channel, without the thread. */
  readonly channel?: string;
  readonly team?: string;
};

/** An activity's outside: what is checked before anything is done about it. */
export type Envelope = {
  readonly type: string;
  /** Distinct within its conversation. */
  readonly id: string | undefined;
  readonly conversation: string;
  readonly origin: Origin | 'foreign' | 'nobody';
};

const places = { personal: 'personal', channel: 'channel', groupChat: 'group' } as const;
const placeOf = (kind: string | null | undefined, id: string): Origin['place'] => {
  if (kind === 'personal' || kind === 'channel' || kind === 'groupChat') return places[kind];
  return rootOf(id).endsWith('@thread.tacv2') || rootOf(id).endsWith('@thread.skype') ? 'channel' : 'group';
};

/** Reads the outside; `foreign` when any of the tenants that it names is not served, `nobody` when no person sent it. */
export const readEnvelope = (activity: unknown, tenants: readonly string[]): Envelope => {
  const { type, id, serviceUrl, from, conversation, channelData } = readInput('teams activity', Tenanted, activity);
  const named = [conversation.tenantId, channelData?.tenant?.id].filter((tenant) => typeof tenant === 'string');
  const [tenant] = named;
  const outside = { type, id, conversation: conversation.id };
  if (tenant === undefined || named.some((each) => each !== tenant) || !tenants.includes(tenant)) return { ...outside, origin: 'foreign' };
  if (!from.aadObjectId) return { ...outside, origin: 'nobody' };
  const place = placeOf(conversation.conversationType, conversation.id);
  const team = channelData?.team?.id ?? channelData?.teamsTeamId ?? undefined;
  return {
    ...outside,
    origin: {
      tenant,
      user: from.aadObjectId,
      member: from.id,
      serviceUrl,
      conversation: conversation.id,
      place,
      ...(place === 'channel' ? { channel: rootOf(conversation.id) } : {}),
      ...(place === 'channel' && team !== undefined ? { team } : {}),
    },
  };
};

const Message = z.object({ text: z.string().max(30_000).nullish(), entities: Entities });

/** The words of a message to the bot, whose member id is `bot`. */
export const readMessage = (activity: unknown, bot: string): readonly TypedWord[] => {
  const { text: said, entities } = readInput('teams message', Message, activity);
  return readTypedWords({ text: said ?? '', entities }, bot);
};

/** A form's command, and its inputs by field name. */
export type FilledIn = { readonly command: FormCommandOf; readonly values: Readonly<Record<string, string>> };

/** A button of a card. */
export type Pressed =
  /** `auto` when Teams asked because the card came into sight. */
  | { readonly kind: 'look'; readonly request: RequestId; readonly auto: boolean }
  | { readonly kind: 'press'; readonly command: Exclude<ActionCommand, FormCommandOf> }
  | ({ readonly kind: 'submit'; readonly submission: Submission } & FilledIn)
  /** A sentence for each field that must be mended first. */
  | ({ readonly kind: 'invalid'; readonly problems: readonly Phrase[] } & FilledIn);

const Look = z.strictObject({ do: z.literal('look'), request: RequestField, auto: z.literal(true).optional() });
const Data = z.record(z.string().max(100), z.unknown());
const Invoke = z.object({
  name: z.literal('adaptiveCard/action'),
  replyToId: text.nullish(),
  value: z.object({ action: z.object({ type: z.literal('Action.Execute'), verb: z.literal('egress'), data: Data }) }),
});
const Inputs = z.record(z.string(), z.string().max(4000));
const isInput = (key: string): boolean => key.includes('-');

const readData = (data: z.infer<typeof Data>): Pressed => {
  const entries = Object.entries(data);
  const command = Object.fromEntries(entries.filter(([key]) => !isInput(key)));
  if (command['do'] === 'look') {
    const { request, auto } = readInput('teams action', Look, command);
    return { kind: 'look', request, auto: auto === true };
  }
  const plain = PlainCommand.safeParse(command);
  if (plain.success) return { kind: 'press', command: plain.data };
  const about = readInput('teams action', FormCommand, command);
  const inputs = readInput('teams action', Inputs, Object.fromEntries(entries.filter(([key]) => isInput(key))));
  const value = (name: string): string | undefined => {
    const id = inputId(about.do, name);
    return Object.hasOwn(inputs, id) ? inputs[id] : undefined;
  };
  const filled = (name: string): string | undefined => value(name)?.trim() || undefined;
  const read = readAnswer(about, {
    written: value,
    chosen: filled,
    named: (name) => {
      const user = filled(name);
      const email = filled(addressField(name))?.toLowerCase();
      if (user !== undefined) return { user, ...(email === undefined ? {} : { email }) };
      return email === undefined ? undefined : { email };
    },
    ticked: (name) => (value(name) === undefined ? undefined : value(name) === 'yes'),
  });
  const prefix = inputId(about.do, '');
  const values = Object.fromEntries(
    Object.entries(inputs).flatMap(([id, given]) => (id.startsWith(prefix) ? [[id.slice(prefix.length), given] as const] : [])),
  );
  const filledIn = { command: about, values };
  if ('problems' in read) return { kind: 'invalid', ...filledIn, problems: Object.values(read.problems) };
  return { kind: 'submit', ...filledIn, submission: { answer: read.answer, fromCard: true } };
};

/** Reads an `adaptiveCard/action` invoke, and the message whose card it was pressed on; undefined for any other invoke. */
export const readInvoke = (
  activity: unknown,
  { tenant, channel }: Origin,
): { readonly pressed: Pressed; readonly seen?: SeenCard } | undefined => {
  if (!Invoke.pick({ name: true }).safeParse(activity).success) return undefined;
  const { replyToId, value } = readInput('teams invoke', Invoke, activity);
  const pressed = readData(value.action.data);
  if (channel === undefined || !replyToId) return { pressed };
  return { pressed, seen: { channel: { platform: 'teams', tenant, id: channel }, message: replyToId } };
};

const Installation = z.object({ action: z.string().max(100) });

/** Whether the app was just installed or taken away; undefined for an upgrade. */
export const readInstallation = (activity: unknown): 'add' | 'remove' | undefined => {
  const { action } = readInput('teams installation', Installation, activity);
  if (action === 'add' || action === 'remove') return action;
  return undefined;
};
