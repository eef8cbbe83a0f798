/** Puts what is to be said into the words of one language: the last step before a platform draws it. */
import type { Action, Block, Card, Field, Form, Inline, Line, Notice, Phrase } from './card.ts';
import type { Language } from './languages/english.ts';
import { instantIn } from './languages/instants.ts';

/** A sentence in several parts keeps the style that it stands in, where its parts have none of their own. */
const inlines = (language: Language, part: Inline): Line<string> => {
  if (part.kind !== 'text') return [part];
  const { text, ...rest } = part;
  const said = typeof text === 'string' ? text : text(language);
  if (typeof said === 'string') return [{ ...rest, text: said }];
  return sayLine(language, said).map((each) => (each.kind === 'text' ? { ...rest, ...each } : each));
};

/** Neighbours of one style become one run: a sentence that was put together is drawn, and cut, as one. */
export const sayLine = (language: Language, said: Line): Line<string> => {
  const parts: Inline<string>[] = [];
  for (const part of said.flatMap((each) => inlines(language, each))) {
    const before = parts.at(-1);
    if (part.kind !== 'text' || before?.kind !== 'text' || before.style !== part.style) parts.push(part);
    else parts[parts.length - 1] = { ...before, text: before.text + part.text };
  }
  return parts;
};

/** A line as one text, for places that know neither styles nor platforms. */
export const plainText = (language: Language, said: Line<string>): string =>
  said
    .map((part) => {
      switch (part.kind) {
        case 'text':
          return part.text;
        case 'instant':
          return instantIn(language, part.at);
        case 'command':
          return `“${part.words}”`;
        default:
          return part satisfies never;
      }
    })
    .join('');

export const sayPhrase = (language: Language, phrase: Phrase): string => {
  const said = typeof phrase === 'string' ? phrase : phrase(language);
  return typeof said === 'string' ? said : plainText(language, sayLine(language, said));
};

type Option<P> = Extract<Field<P>, { kind: 'choice' }>['options'][number];
const sayOption = (language: Language, { value, label, detail }: Option<Phrase>): Option<string> => ({
  value,
  label: sayPhrase(language, label),
  ...(detail === undefined ? {} : { detail: sayPhrase(language, detail) }),
});

const field = (language: Language, asked: Field): Field<string> => {
  const say = (phrase: Phrase): string => sayPhrase(language, phrase);
  switch (asked.kind) {
    case 'text':
      return { ...asked, label: say(asked.label), hint: say(asked.hint) };
    case 'choice':
      return { ...asked, label: say(asked.label), options: asked.options.map((option) => sayOption(language, option)) };
    case 'confirm':
      return { ...asked, label: say(asked.label) };
    case 'channel':
      return { ...asked, label: say(asked.label) };
    case 'person':
    case 'date':
      return { ...asked, label: say(asked.label), hint: say(asked.hint) };
    default:
      return asked satisfies never;
  }
};

const action = (language: Language, offered: Action): Action<string> => {
  const label = sayPhrase(language, offered.label);
  return offered.kind === 'form' ? { ...offered, label, form: sayForm(language, offered.form) } : { ...offered, label };
};

const block = (language: Language, shown: Block): Block<string> => {
  const say = (phrase: Phrase): string => sayPhrase(language, phrase);
  switch (shown.kind) {
    case 'header':
      return { ...shown, text: say(shown.text) };
    case 'facts':
      return { ...shown, facts: shown.facts.map(({ label, value }) => ({ label: say(label), value: sayLine(language, value) })) };
    case 'text':
      return { ...shown, line: sayLine(language, shown.line) };
    case 'list':
      return { ...shown, title: say(shown.title), items: shown.items.map((item) => sayLine(language, item)) };
    case 'form':
      return { ...shown, form: sayForm(language, shown.form) };
    case 'image':
      return { ...shown, title: say(shown.title), png: say(shown.png), alt: say(shown.alt) };
    case 'row': {
      const { spoken, ...offered } = shown.action;
      const form = sayForm(language, offered.form);
      return {
        ...shown,
        line: sayLine(language, shown.line),
        action: { ...offered, label: say(offered.label), spoken: say(spoken), form },
      };
    }
    case 'actions':
      return { ...shown, actions: shown.actions.map((offered) => action(language, offered)) };
    default:
      return shown satisfies never;
  }
};

const blocks = (language: Language, shown: readonly Block[]): readonly Block<string>[] => shown.map((each) => block(language, each));

export const sayCard = (language: Language, card: Card): Card<string> => ({
  summary: sayPhrase(language, card.summary),
  blocks: blocks(language, card.blocks),
});

export const sayNotice = (language: Language, notice: Notice): Notice<string> => ({
  ...notice,
  title: sayPhrase(language, notice.title),
  blocks: blocks(language, notice.blocks),
});

export const sayForm = (language: Language, form: Form): Form<string> => ({
  ...form,
  title: sayPhrase(language, form.title),
  submit: sayPhrase(language, form.submit),
  blocks: blocks(language, form.blocks),
  brief: sayLine(language, form.brief),
  fields: form.fields.map((asked) => field(language, asked)),
});

/** The sentences among these blocks as one text, for places that can show nothing else. */
export const sayTexts = (language: Language, shown: readonly Block[]): string =>
  shown.flatMap((each) => (each.kind === 'text' ? [plainText(language, sayLine(language, each.line))] : [])).join(' ');
