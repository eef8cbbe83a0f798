/** Form -> what unfolds below its button on an Adaptive Card. */
import * as z from 'zod';
import type { Field, Form, FormCommand } from '../card.ts';
import { addressField } from '../card.ts';
import type { Language } from '../languages/english.ts';
import type { RichText } from './text.ts';
import { orDash, rich, runs, shown } from './text.ts';

/** Teams: nothing names these, so they are ours. */
const limits = { label: 200, option: 200, value: 150, options: 100, inputLength: 3000, brief: 1000, text: 500, address: 254 } as const;

/** An `Action.Execute` with our verb. */
export type Execute = {
  readonly type: 'Action.Execute';
  readonly title: string;
  readonly verb: 'egress';
  readonly data: object;
  readonly style?: 'positive' | 'destructive';
  readonly associatedInputs?: 'none';
};

type Input = { readonly type: `Input.${string}`; readonly id: string } & Readonly<Record<string, unknown>>;
export type ShowCard = {
  readonly type: 'Action.ShowCard';
  readonly title: string;
  readonly tooltip?: string;
  readonly style?: 'positive' | 'destructive';
  readonly card: { readonly type: 'AdaptiveCard'; readonly body: readonly (RichText | Input)[]; readonly actions: readonly Execute[] };
};

/** Teams' words for how a button looks. */
const styleOf = { primary: 'positive', danger: 'destructive' } as const;

export const styled = (style: keyof typeof styleOf | 'normal' = 'normal'): { readonly style?: 'positive' | 'destructive' } =>
  style === 'normal' ? {} : { style: styleOf[style] };

/** The id of a field's input: of its form's own, because two inputs of one card with the same id make phones show no card at all. */
export const inputId = (about: FormCommand['do'], field: string): string => `${about}-${field}`;

const isObjectId = (value: string): boolean => z.guid().safeParse(value).success;

const label = (text: string): string => orDash(shown(text, limits.label));

const input = ({ drawing }: Language, field: Field<string>, id: string): Input => {
  switch (field.kind) {
    case 'text': {
      const max = Math.min(Math.max(Math.floor(field.maxLength), 1), limits.inputLength);
      const min = Math.min(Math.max(Math.floor(field.minLength), 0), max);
      const hint = shown(field.hint, limits.label);
      const isMissing = min > 1 ? drawing.fillInAtLeast(min) : drawing.fillIn;
      return {
        type: 'Input.Text',
        id,
        label: label(field.label),
        isMultiline: field.short !== true,
        maxLength: max,
        ...(hint.trim() === '' ? {} : { placeholder: hint }),
        ...(field.initial === undefined ? {} : { value: field.initial.slice(0, max) }),
        ...(field.required ? { isRequired: true, errorMessage: isMissing } : {}),
        ...(field.required && min > 1 ? { regex: `^[\\s\\S]{${min},}$` } : {}),
      };
    }
    case 'choice':
      return {
        type: 'Input.ChoiceSet',
        id,
        label: label(field.label),
        placeholder: drawing.chooseOne,
        isRequired: true,
        errorMessage: drawing.pleaseChoose,
        choices: field.options.slice(0, limits.options).map(({ value, label: name, detail }) => ({
          title: orDash(shown(detail === undefined ? name : `${name}: ${detail}`, limits.option)),
          value: value.slice(0, limits.value),
        })),
        ...(field.options.some(({ value }) => value === field.initial) ? { value: field.initial } : {}),
      };
    case 'channel':
      return {
        type: 'Input.ChoiceSet',
        id,
        label: label(field.label),
        placeholder: drawing.chooseOne,
        isRequired: true,
        errorMessage: drawing.pleaseChoose,
        choices: field.known
          .slice(0, limits.options)
          .map((known) => ({ title: orDash(shown(known.label, limits.option)), value: known.value })),
        ...(field.known.some(({ value }) => value === field.initial) ? { value: field.initial } : {}),
      };
    case 'person':
      // Neither this nor the address beside it is required: one of them is, which a card cannot say.
      return {
        type: 'Input.ChoiceSet',
        id,
        label: label(field.label),
        placeholder: drawing.searchByName,
        choices: [],
        'choices.data': { type: 'Data.Query', dataset: 'graph.microsoft.com/users' },
        ...(field.initial === undefined || !isObjectId(field.initial) ? {} : { value: field.initial }),
      };
    case 'date':
      return {
        type: 'Input.Date',
        id,
        label: label(field.hint.trim() === '' ? field.label : `${field.label} (${field.hint})`),
        ...(field.initial === undefined ? {} : { value: field.initial }),
      };
    case 'confirm':
      return {
        type: 'Input.Toggle',
        id,
        title: label(field.label),
        // Some clients say something else of a box that nobody touched.
        value: 'no',
        valueOn: 'yes',
        valueOff: 'no',
        wrap: true,
        isRequired: true,
        errorMessage: drawing.pleaseConfirm,
      };
    default:
      return field satisfies never;
  }
};

/** For whom the picker does not work, or does not find. */
const address = ({ drawing }: Language, { hint, initialAddress }: Extract<Field<string>, { kind: 'person' }>, id: string): Input => ({
  type: 'Input.Text',
  id,
  label: drawing.orAddress,
  style: 'email',
  maxLength: limits.address,
  placeholder: shown(hint, limits.label),
  ...(initialAddress === undefined ? {} : { value: initialAddress.slice(0, limits.address) }),
});

const inputs = (language: Language, { command, fields }: Form<string>): readonly Input[] =>
  fields.flatMap((field) => {
    const own = input(language, field, inputId(command.do, field.name));
    return field.kind === 'person' ? [own, address(language, field, inputId(command.do, addressField(field.name)))] : [own];
  });

const send = ({ submit, style, command }: Form<string>): Execute => ({
  type: 'Action.Execute',
  title: orDash(shown(submit, 40)),
  verb: 'egress',
  data: command,
  style: styleOf[style],
});

/** The form as a part of a card that says what it is about. */
export const openForm = (language: Language, form: Form<string>) =>
  ({
    type: 'Container',
    items: [...inputs(language, form), { type: 'ActionSet', actions: [send(form)] }],
  }) as const;

/** The form under a button with this title; the card above it says the rest, so only its first sentence and its brief line are repeated. */
export const showCard = (
  language: Language,
  { title, form, quiet, spoken }: { readonly title: string; readonly form: Form<string>; readonly quiet?: true; readonly spoken?: string },
): ShowCard => {
  const said = form.blocks.find((block) => block.kind === 'text');
  return {
    type: 'Action.ShowCard',
    title,
    ...(spoken === undefined ? {} : { tooltip: shown(spoken, limits.label) }),
    ...(quiet ? {} : { style: styleOf[form.style] }),
    card: {
      type: 'AdaptiveCard',
      body: [
        ...(form.brief.length === 0 ? [] : [rich(runs(form.brief, { language, max: limits.brief }))]),
        ...(said ? [rich(runs(said.line, { language, max: limits.text }), 'small')] : []),
        ...inputs(language, form),
      ],
      actions: [send(form)],
    },
  };
};
