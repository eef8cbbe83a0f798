/** What the bots ask of a chat platform, and what a platform's adapter asks of the bots. Platforms render and parse; they decide nothing. */

import type { PrivatePlace } from '../workflow/deliveries.ts';
import type { Channel, ChatIdentity, PersonId, Platform, RequestId } from '../workflow/request.ts';
import type { ActionCommand, Card, Form, FormAnswer, Notice } from './card.ts';

/** The channel cannot be posted to until somebody mends it: archived, deleted, or the bot is not in it. Trying again does not help. */
export class ChannelUnreachableError extends Error {
  override name = 'ChannelUnreachableError' as const;
}

/** Whose turn it is, for platforms on which only they are shown the buttons; everybody else sees the card without. At most a few dozen. */
export type Actors = readonly PersonId[];

/** Outgoing messages of one platform. Time-outs and rate limits are honoured inside; what still fails throws, and the change feed tries again. */
export type Chat = {
  readonly platform: Platform;
  /** Posts a card and returns the platform's message id; throws `ChannelUnreachableError`. `mark` travels invisibly with the message, so that `find` can recognise it. */
  readonly post: (channel: Channel, message: { readonly card: Card; readonly mark: string; readonly actors?: Actors }) => Promise<string>;
  /** The message with this mark that was posted to the channel at or after `since`, if any: found after a crash between post and record; throws `ChannelUnreachableError`. */
  readonly find: (channel: Channel, sought: { readonly mark: string; readonly since: string }) => Promise<string | undefined>;
  readonly update: (
    channel: Channel,
    message: { readonly id: string; readonly card: Card; readonly mark: string; readonly actors?: Actors },
  ) => Promise<'updated' | 'gone'>;
  /** One line in the message's thread. */
  readonly reply: (channel: Channel, message: { readonly id: string; readonly card: Card }) => Promise<void>;
  /**
   * A private message to a directory person, and where it hangs then; `unknown` when no member of the platform has that e-mail address, or their account is not `theirs`;
   * `not-installed` when they are there but the bot may not write to them until it is installed for them.
   * The card is drawn only once the person is found, so that nothing is spent on a message that cannot be sent.
   */
  readonly tell: (
    person: PersonId,
    message: { readonly card: () => Promise<Card>; readonly isTheirs: (identity: ChatIdentity) => Promise<boolean> },
  ) => Promise<PrivatePlace | 'unknown' | 'not-installed'>;
  /** Paints a private message anew; `gone` when it can be painted no more. */
  readonly retell: (place: PrivatePlace, card: Card) => Promise<'updated' | 'gone'>;
};

export type Profile =
  | { readonly kind: 'member'; readonly email: PersonId; readonly name: string }
  | { readonly kind: 'not-member'; readonly why: 'guest' | 'external' | 'bot' | 'deactivated' | 'no-email' | 'unknown' };

export type ChannelProfile = {
  readonly id: string;
  readonly name: string;
  /** Shared with another organisation, or waiting to be. */
  readonly external: boolean;
  readonly archived: boolean;
};

/** A channel to choose from. */
export type KnownChannel = { readonly id: string; readonly name: string };

/** An account by its platform's own id, as somebody claims it, or by its address. */
export type Sought = { readonly user: string } | { readonly email: PersonId };

/** What one platform knows of its people and channels, asked afresh each time. */
export type Workplace = {
  readonly platform: Platform;
  readonly profile: (identity: ChatIdentity) => Promise<Profile>;
  /** Undefined when the channel does not exist or the bot cannot see it. */
  readonly channel: (channel: Channel) => Promise<ChannelProfile | undefined>;
  /** The account in this workspace or tenant that has the id or the address, if any: whose it is, its profile says. */
  readonly find: (tenant: string, sought: Sought) => Promise<ChatIdentity | undefined>;
  /** Channels to choose from, where the platform's dialogs cannot offer them by themselves; at most 20. */
  readonly channels: (tenant: string) => Promise<readonly KnownChannel[]>;
};

/** Who speaks to the bot, and in which channel. */
export type Speaker = { readonly identity: ChatIdentity; readonly channel?: string };

/** What somebody typed where a word stands, and the space before it: quotes are kept, and a mention is its name. Left out, it is the word itself. */
export type Written = { readonly written?: string };

/** A word of a command line, with the platform's mentions already recognised. */
export type Word = Written &
  (
    | { readonly kind: 'text'; readonly text: string }
    | { readonly kind: 'channel'; readonly id: string }
    | { readonly kind: 'user'; readonly identity: ChatIdentity }
  );

/** A message of ours that somebody looks at, as its platform names it. */
export type SeenCard = { readonly channel: Channel; readonly message: string };

/** A form that was sent in. */
export type Submission = {
  readonly answer: FormAnswer;
  /** Nobody pressed a button to open it, so nobody asked for the speaker's profile a moment ago. */
  readonly fromCard?: true;
};

/** The bot's answer; always shown privately to the speaker. */
export type Answer =
  | { readonly kind: 'form'; readonly form: Form }
  | { readonly kind: 'notice'; readonly notice: Notice }
  | { readonly kind: 'card'; readonly card: Card };

/** The bot, as every platform's adapter speaks to it (`conversation.ts`). None of these ever throws for a refusal. */
export type Conversation = {
  /** A button was pressed: a form to fill in, or a notice (done, or why not). */
  readonly press: (speaker: Speaker, command: ActionCommand) => Promise<Answer>;
  /** A form was submitted: the decision. Answers with what was recorded, or why nothing was. */
  readonly submit: (speaker: Speaker, submission: Submission) => Promise<Notice>;
  /**
   * The request's card as it is for this speaker now, with buttons only where they may act; `barred` says why there are none. Whoever sees the
   * card where it hangs is shown it whatever they may do (`inSight`); anybody else only if they may read the request.
   */
  readonly look: (
    speaker: Speaker,
    seen: { readonly request: RequestId; readonly inSight: boolean },
  ) => Promise<{ readonly card: Card; readonly barred?: Notice }>;
  /** Whether this message is the request's recorded copy; one that a crash left behind is painted by nobody. */
  readonly isRecorded: (request: RequestId, seen: SeenCard) => Promise<boolean>;
  /** What this speaker has to do and may do here; for whoever is nobody here, why. */
  readonly home: (speaker: Speaker) => Promise<Card>;
  /** A command line such as `/egress link 1a2b`, without the command's own name. */
  readonly say: (speaker: Speaker, words: readonly Word[]) => Promise<Answer>;
};
