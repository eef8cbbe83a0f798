/** The closed card model: what a message or a dialog may consist of. One renderer per platform; the core knows no platform's markup. */
import type { Instant, PersonId, RejectionCategory, RequestId, RoleName, Sha256 } from '../workflow/request.ts';
import type { Language } from './languages/english.ts';

/** What is said: a text as it is, or a sentence of the catalogue, which is put into words only where its readers' language is known (`say.ts`). */
export type Phrase = string | ((language: Language) => string | Line);

/** A run of text. Text is untrusted and always shown literally; markup exists only as these kinds. */
export type Inline<P = Phrase> =
  | { readonly kind: 'text'; readonly text: P; readonly style?: 'bold' | 'code' }
  /** Shown in the viewer's own time zone where the platform can, in the organisation's elsewhere. */
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
  | { readonly kind: 'actions'; readonly actions: readonly Action<P>[] }
  /** An entry of a list with the one button that is about it alone. */
  | { readonly kind: 'row'; readonly line: Line<P>; readonly action: EntryAction<P> }
  /**
   * A picture of what the card says in words as well: a PNG of at most a few kilobytes in base64, drawn in the reader's language. `name` is its file's,
   * without an ending; `alt` says all that it shows.
   */
  | { readonly kind: 'image'; readonly name: string; readonly title: P; readonly png: P; readonly alt: P }
  /** A form that is open already, where the platform can show one on a card; a button for it elsewhere. */
  | { readonly kind: 'form'; readonly form: Form<P> };

/** What a form is about. Digest and stage are those that the card showed (I7). */
export type FormCommand =
  | { readonly do: 'approve'; readonly request: RequestId; readonly stage: number; readonly digest: Sha256 }
  | { readonly do: 'reject'; readonly request: RequestId; readonly stage: number; readonly digest: Sha256 }
  | { readonly do: 'ask'; readonly request: RequestId; readonly stage: number; readonly digest: Sha256 }
  | { readonly do: 'answer'; readonly request: RequestId; readonly question: number }
  | { readonly do: 'map' | 'unmap' | 'grant' | 'revoke-grant' }
  /** One entry of a list, by what stands for its key, as it was shown. */
  | { readonly do: 'unmap-entry' | 'take-back-entry'; readonly entry: string; readonly version: number }
  | { readonly do: 'abort'; readonly request: RequestId }
  | { readonly do: 'discard'; readonly letter: string };

/** What a button asks for. */
export type ActionCommand =
  | FormCommand
  | { readonly do: 'claim'; readonly request: RequestId; readonly stage: number }
  | { readonly do: 'files'; readonly request: RequestId }
  | { readonly do: 'link'; readonly request: RequestId }
  | { readonly do: 'retry'; readonly request: RequestId }
  /** A dead letter, by its whole id. */
  | { readonly do: 'replay'; readonly letter: string }
  /** `version` is that of the grant as it was shown. */
  | { readonly do: 'confirm-grant'; readonly person: PersonId; readonly version: number };

export type Action<P = Phrase> =
  | {
      readonly kind: 'button';
      readonly label: P;
      readonly style: 'primary' | 'danger' | 'normal';
      readonly command: Exclude<ActionCommand, FormCommand>;
    }
  /** A button whose form is filled in first: on the card itself, or in the dialog that pressing it opens. */
  /** A `quiet` button does not stand out as its form's own does: beside others, one colour is for one thing. */
  | { readonly kind: 'form'; readonly label: P; readonly form: Form<P>; readonly quiet?: true }
  /** A plain link, opened in the browser; never put a link on a card that others can see (I10). */
  | { readonly kind: 'url'; readonly label: P; readonly url: string; readonly style?: 'primary' };

/** A button in a row of a list: its label is short, as the row says what it is about; `spoken` says all of it, for those who hear the buttons alone. */
export type EntryAction<P = Phrase> = Extract<Action<P>, { readonly kind: 'form' }> & { readonly spoken: P };

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

/** The request that it is about, if it is about one. */
export const requestIn = (command: ActionCommand | FormAnswer): RequestId | undefined =>
  'request' in command ? command.request : undefined;

/** A message: `summary` is its plain-text fallback for notifications and screen readers. */
export type Card<P = Phrase> = { readonly summary: P; readonly blocks: readonly Block<P>[] };

export type Field<P = Phrase> =
  | {
      readonly kind: 'text';
      readonly name: string;
      readonly label: P;
      readonly hint: P;
      readonly required: boolean;
      /** Whether a single line is expected. */
      readonly short?: true;
      readonly initial?: string;
      readonly minLength: number;
      readonly maxLength: number;
    }
  /** One of at most 100; `initial` is the value that is chosen to begin with. */
  | {
      readonly kind: 'choice';
      readonly name: string;
      readonly label: P;
      /** `detail` is said below or behind the label. */
      readonly options: readonly { readonly value: string; readonly label: P; readonly detail?: P }[];
      readonly initial?: string;
    }
  /** A channel of the speaker's workspace or tenant: picked, or one of `known` where the platform cannot list them. */
  | {
      readonly kind: 'channel';
      readonly name: string;
      readonly label: P;
      readonly known: readonly { readonly value: string; readonly label: string }[];
      readonly initial?: string;
    }
  /** A member: picked, or named by e-mail address, for which `hint` is, where a platform cannot list them to everybody. */
  | {
      readonly kind: 'person';
      readonly name: string;
      readonly label: P;
      readonly hint: P;
      /** The account that is picked to begin with. */
      readonly initial?: string;
      readonly initialAddress?: string;
    }
  /** A day, as `YYYY-MM-DD`; may be left empty. */
  | { readonly kind: 'date'; readonly name: string; readonly label: P; readonly hint: P; readonly initial?: string }
  /** A box that must be ticked before the form can be submitted. */
  | { readonly kind: 'confirm'; readonly name: string; readonly label: P };

/** A dialog to be filled in; its submission is the deed. */
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
  readonly command: FormCommand;
};

/** The name under which a person's address is typed, where it can be typed beside the picker. */
export const addressField = (person: string): string => `${person}-address`;

/** What was filled in, by field name, and the field that was refused, if one was. */
export type Refill = { readonly values: Readonly<Record<string, string>>; readonly refused?: string | undefined };

/** The form as it was filled in before; boxes are ticked anew, and a person who was refused is picked anew: not every client can unpick one. */
export const refilled = (form: Form, { values, refused }: Refill): Form => {
  const value = (name: string): string | undefined => (Object.hasOwn(values, name) ? values[name] || undefined : undefined);
  return {
    ...form,
    fields: form.fields.map((field) => {
      const initial = field.kind === 'confirm' || (field.kind === 'person' && field.name === refused) ? undefined : value(field.name);
      const refill = initial === undefined ? field : { ...field, initial };
      const address = refill.kind === 'person' ? value(addressField(field.name)) : undefined;
      return address === undefined || refill.kind !== 'person' ? refill : { ...refill, initialAddress: address };
    }),
  };
};

/** A dialog that only tells something: a refusal, a file list, an outcome. */
export type Notice<P = Phrase> = {
  readonly title: P;
  readonly blocks: readonly Block<P>[];
  /** The field that is in the way, where mending it and sending the form in once more would help. */
  readonly field?: string;
};

/** What a form comes back as, parsed: the same from every platform. */
export type FormAnswer =
  | (Extract<FormCommand, { do: 'approve' }> & { readonly comment?: string; readonly declaredIndependent: boolean })
  | (Extract<FormCommand, { do: 'reject' }> & { readonly category: RejectionCategory; readonly reason: string })
  | (Extract<FormCommand, { do: 'ask' | 'answer' }> & { readonly text: string })
  | { readonly do: 'map'; readonly channel: string; readonly role: RoleName; readonly project: string }
  | { readonly do: 'grant'; readonly who: NamedPerson; readonly role: RoleName; readonly project: string; readonly until?: string }
  | { readonly do: 'unmap' | 'revoke-grant'; readonly which: string }
  | Extract<FormCommand, { do: 'unmap-entry' | 'take-back-entry' }>
  | { readonly do: 'abort'; readonly request: RequestId; readonly reason: string }
  | { readonly do: 'discard'; readonly letter: string; readonly reason: string };

/** A member as a form names them: the platform's own id of their account, or an e-mail address in lower case; both must be the same person's. */
export type NamedPerson = { readonly user: string; readonly email?: string } | { readonly email: string };

export const text = (value: Phrase, style?: 'bold' | 'code'): Inline => ({ kind: 'text', text: value, ...(style ? { style } : {}) });
export const commandLine = (words: string): Inline => ({ kind: 'command', words });
export const line = (...parts: readonly (Phrase | Inline)[]): Line => parts.map((part) => (typeof part === 'object' ? part : text(part)));

/** A notice as a message, where no dialog can show it. */
export const noticeAsCard = (notice: Notice): Card => ({
  summary: notice.title,
  blocks: [{ kind: 'text', line: [{ kind: 'text', text: notice.title, style: 'bold' }], tone: 'normal' }, ...notice.blocks],
});

/** A message as a notice. */
export const cardAsNotice = ({ summary, blocks }: Card): Notice => ({
  title: summary,
  blocks: blocks.filter(({ kind }) => kind !== 'header'),
});

/** A form as a message, where no dialog can show it. */
export const formAsCard = (form: Form): Card => ({
  summary: form.title,
  blocks: [
    { kind: 'text', line: [{ kind: 'text', text: form.title, style: 'bold' }], tone: 'normal' },
    ...form.blocks,
    { kind: 'form', form },
  ],
});

/** The card for somebody who may only read it. */
export const withoutActions = (card: Card): Card => ({
  ...card,
  blocks: card.blocks.filter(({ kind }) => kind !== 'actions' && kind !== 'form'),
});
