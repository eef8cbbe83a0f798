/** What the server tells the page: one whole picture for one persona, sent again after every change. */

export type PersonaView = {
  readonly id: string;
  /** Slack's user id, as mentions carry it. */
  readonly slackId: string;
  readonly name: string;
  /** Job title, as the person would introduce themselves. */
  readonly title: string;
  /** Slack's short name, typed after `@`. */
  readonly handle: string;
  readonly email: string;
  /** One sentence: what this person can do here. */
  readonly can: string;
  /** Degrees on the colour wheel, for the avatar. */
  readonly hue: number;
  readonly submits: boolean;
  /** Conversations in Slack where something may wait for this person. */
  readonly watches: readonly string[];
  /** The same in Teams. */
  readonly teamsWatches: readonly string[];
};

export type MessageView = {
  /** Slack's `ts`, or Teams' activity id; distinct within its conversation. */
  readonly id: string;
  readonly at: string;
  readonly from: { readonly name: string; readonly persona?: string; readonly bot: boolean };
  /** The plain fallback, in Slack's mrkdwn. */
  readonly text: string;
  readonly blocks: readonly unknown[];
  /** Teams: the Adaptive Card as this persona sees it. */
  readonly card?: unknown;
  /** Teams: the card asks to be fetched anew for this persona, as clients do when it comes into sight. */
  readonly stale?: true;
  readonly edited: boolean;
  /** Slack's ephemeral: nobody else sees it. */
  readonly onlyYou: boolean;
  readonly replies: readonly MessageView[];
};

export type ConversationView = {
  readonly id: string;
  /** `home` is the app's Home tab: one message that is drawn as a whole page, when it was ever opened. */
  readonly kind: 'channel' | 'direct' | 'home';
  readonly platform: 'slack' | 'teams';
  readonly name: string;
  readonly purpose: string;
  /** How many messages before these are not shown. */
  readonly older: number;
  readonly messages: readonly MessageView[];
};

/** An open Slack modal; `blocks` are Block Kit. */
export type DialogView = {
  readonly id: string;
  readonly title: string;
  readonly submit?: string;
  readonly close: string;
  /** Submitting it ends something. */
  readonly danger: boolean;
  readonly blocks: readonly unknown[];
};

export type Tone = 'waiting' | 'going' | 'good' | 'bad' | 'over';

export type RequestRow = {
  readonly id: string;
  readonly shortId: string;
  readonly name: string;
  readonly project: string;
  readonly receivedAt: string;
  readonly status: string;
  readonly tone: Tone;
};

/** One step of the picture of a request's life. */
export type StepView = {
  readonly label: string;
  readonly state: 'done' | 'now' | 'ahead' | 'stopped' | 'skipped';
  readonly detail: string;
};

export type EventView = {
  readonly seq: number;
  readonly at: string;
  readonly who: string;
  readonly where: string;
  readonly what: string;
  readonly detail: string;
  readonly hash: string;
};

export type ToldView = { readonly at: string; readonly who: string; readonly what: string; readonly via: string };
export type MailView = {
  readonly id: string;
  readonly at: string;
  readonly to: string;
  readonly cc: string;
  readonly subject: string;
  readonly body: string;
};
export type RefusedView = { readonly at: string; readonly who: string; readonly attempted: string; readonly why: string };

export type RequestView = RequestRow & {
  readonly steps: readonly StepView[];
  readonly facts: readonly { readonly label: string; readonly value: string; readonly code?: true }[];
  readonly events: readonly EventView[];
  /** Whether each event's hash follows from the one before it. */
  readonly chain: { readonly ok: true; readonly events: number } | { readonly ok: false; readonly brokenAt: number };
  readonly told: readonly ToldView[];
  readonly mails: readonly MailView[];
  readonly refused: readonly RefusedView[];
  readonly execution?: { readonly state: string; readonly status: string; readonly detail: string };
};

/** One line of "what to try"; `done` ticks itself from what was recorded. */
export type TryView = {
  readonly id: string;
  readonly label: string;
  readonly hint: string;
  readonly persona?: string;
  readonly done: boolean;
};

export type SampleView = { readonly id: string; readonly name: string; readonly about: string };

export type View = {
  readonly organisation: string;
  /** BCP 47: how the chats write dates. */
  readonly locale: string;
  readonly me: string;
  readonly personas: readonly PersonaView[];
  readonly conversations: readonly ConversationView[];
  /** Newest message of each conversation of each persona, for the dots that say "look here". */
  readonly latest: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Messages up to this id were there before anybody came: they are news to nobody. */
  readonly before: string;
  readonly dialog?: DialogView;
  readonly requests: readonly RequestRow[];
  readonly selected?: RequestView;
  readonly samples: readonly SampleView[];
  readonly tries: readonly TryView[];
  readonly commands: readonly CommandHint[];
  readonly channels: readonly { readonly id: string; readonly name: string }[];
  /** Whether the persona has the app in Teams, without which the bot cannot write to them. */
  readonly teamsInstalled: boolean;
};

/** A word that may follow `/egress`, for the list that opens while typing. */
export type CommandHint = { readonly word: string; readonly usage: string; readonly about: string };
