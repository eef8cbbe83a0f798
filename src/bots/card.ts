/** The closed card model: what a message or a dialog may consist of. One renderer per platform; the core knows no platform's markup. */
import type { Instant, RejectionCategory, RequestId, Sha256 } from '../workflow/request.ts';
import type { Language } from './languages/english.ts';

/** What is said: a text as it is, or a sentence of the catalogue, which is put into words only where its readers' language is known (`say.ts`). */
export type Phrase = string | ((language: Language) => string | Line);

/** A run of text. Text is untrusted and always shown literally; markup exists only as these kinds. */
export type Inline<P = Phrase> =
  | { readonly kind: 'text'; readonly text: P; readonly style?: 'bold' | 'code' }
  /** Shown in the viewer's own time zone where the platform can, with UTC as fallback. */
  | { readonly kind: 'instant'; readonly at: Instant }
  /** A command line of ours without its prefix, such as `link 1a2b`; shown as the reader's platform wants it typed. */
  | { readonly kind: 'command'; readonly words: string };
export type Line<P = Phrase> = readonly Inline<P>[];

export type Tone = 'normal' | 'muted';

export type Block<P = Phrase> =
  | { readonly kind: 'header'; readonly icon: string; readonly text: P }
  | { readonly kind: 'facts'; readonly facts: readonly { readonly label: P; readonly value: Line<P> }[] }
  | { readonly kind: 'text'; readonly line: Line<P>; readonly tone: Tone }
  /** `more` is how many items are not shown; a renderer that must cut adds to it. */
  | { readonly kind: 'list'; readonly title: P; readonly items: readonly Line<P>[]; readonly more: number }
  | { readonly kind: 'actions'; readonly actions: readonly Action<P>[] };

/** What a button asks for. Digest and stage are those that the card showed (I7). */
export type ActionCommand =
  | { readonly do: 'approve'; readonly request: RequestId; readonly stage: number; readonly digest: Sha256 }
  | { readonly do: 'reject'; readonly request: RequestId; readonly stage: number; readonly digest: Sha256 }
  | { readonly do: 'claim'; readonly request: RequestId; readonly stage: number }
  | { readonly do: 'files'; readonly request: RequestId }
  | { readonly do: 'link'; readonly request: RequestId }
  | { readonly do: 'retry'; readonly request: RequestId };

export type Action<P = Phrase> =
  | {
      readonly kind: 'button';
      readonly label: P;
      readonly style: 'primary' | 'danger' | 'normal';
      readonly command: Exclude<ActionCommand, Form['command']>;
    }
  /** A button whose form is filled in first: on the card itself, or in the dialog that pressing it opens. */
  | { readonly kind: 'form'; readonly label: P; readonly form: Form<P> }
  /** A plain link, opened in the browser; never put a link on a card that others can see (I10). */
  | { readonly kind: 'url'; readonly label: P; readonly url: string };

/** What pressing it asks for; undefined for a plain link. */
export const commandOf = (action: Action): ActionCommand | undefined => {
  switch (action.kind) {
    case 'button':
      return action.command;
    case 'form':
      return action.form.command;
    case 'url':
      return undefined;
    default:
      return action satisfies never;
  }
};

/** A message: `summary` is its plain-text fallback for notifications and screen readers. */
export type Card<P = Phrase> = { readonly summary: P; readonly blocks: readonly Block<P>[] };

export type Field<P = Phrase> =
  | {
      readonly kind: 'text';
      readonly name: string;
      readonly label: P;
      readonly hint: P;
      readonly required: boolean;
      readonly minLength: number;
      readonly maxLength: number;
    }
  | {
      readonly kind: 'choice';
      readonly name: string;
      readonly label: P;
      readonly options: readonly { readonly value: string; readonly label: P }[];
    }
  /** A box that must be ticked before the form can be submitted. */
  | { readonly kind: 'confirm'; readonly name: string; readonly label: P };

/** A dialog whose submission is the decision. */
export type Form<P = Phrase> = {
  /** At most 24 characters (Slack: modal titles). */
  readonly title: P;
  /** At most 24 characters. */
  readonly submit: P;
  readonly style: 'primary' | 'danger';
  readonly blocks: readonly Block<P>[];
  /** The blocks in one line, for where the card itself stands right above the form. */
  readonly brief: Line<P>;
  readonly fields: readonly Field<P>[];
  readonly command: Extract<ActionCommand, { do: 'approve' | 'reject' }>;
};

/** A dialog that only tells something: a refusal, a file list, an outcome. */
export type Notice<P = Phrase> = { readonly title: P; readonly blocks: readonly Block<P>[] };

/** What a form's fields come back as, parsed: the same from every platform. */
export type FormAnswer =
  | { readonly do: 'approve'; readonly comment?: string; readonly declaredIndependent: boolean }
  | { readonly do: 'reject'; readonly category: RejectionCategory; readonly reason: string };

export const text = (value: Phrase, style?: 'bold' | 'code'): Inline => ({ kind: 'text', text: value, ...(style ? { style } : {}) });
export const commandLine = (words: string): Inline => ({ kind: 'command', words });
export const line = (...parts: readonly (Phrase | Inline)[]): Line => parts.map((part) => (typeof part === 'object' ? part : text(part)));

/** A line as one text, for places that know neither styles nor platforms. */
export const plainText = (said: Line<string>): string =>
  said
    .map((part) => {
      switch (part.kind) {
        case 'text':
          return part.text;
        case 'instant':
          return part.at;
        case 'command':
          return `“${part.words}”`;
        default:
          return part satisfies never;
      }
    })
    .join('');

/** A notice as a message, where no dialog can show it. */
export const noticeAsCard = (notice: Notice): Card => ({
  summary: notice.title,
  blocks: [{ kind: 'text', line: [{ kind: 'text', text: notice.title, style: 'bold' }], tone: 'normal' }, ...notice.blocks],
});

/** The card for somebody who may only read it. */
export const withoutActions = (card: Card): Card => ({ ...card, blocks: card.blocks.filter(({ kind }) => kind !== 'actions') });
