/** The fields of a dialog as Slack's own client has them: what it makes of answers, and what it refuses before anything is sent. */
import * as z from 'zod';
import type { Blocks } from './state.ts';

/** A field's state as Slack sends it. */
export const FieldState = z.looseObject({
  type: z.string().optional(),
  value: z.string().nullish(),
  selected_option: z.looseObject({ value: z.string() }).nullish(),
  selected_options: z.array(z.looseObject({ value: z.string() })).nullish(),
  selected_user: z.string().nullish(),
  selected_conversation: z.string().nullish(),
  selected_date: z.string().nullish(),
});
export type FieldState = z.infer<typeof FieldState>;
/** The fields' state by block and action id: Slack's `view.state.values`. */
export type ViewState = Readonly<Record<string, Readonly<Record<string, FieldState>>>>;

const Option = z.looseObject({ value: z.string() });
const Input = z.object({
  type: z.literal('input'),
  block_id: z.string(),
  optional: z.boolean().default(false),
  element: z.looseObject({
    type: z.string(),
    action_id: z.string(),
    min_length: z.number().optional(),
    max_length: z.number().optional(),
    options: z.array(Option).default([]),
    initial_value: z.string().optional(),
    initial_option: Option.optional(),
    initial_user: z.string().optional(),
    initial_conversation: z.string().optional(),
    initial_date: z.string().optional(),
  }),
});
const inputs = (blocks: Blocks) => blocks.flatMap((block) => (block.type === 'input' ? [Input.parse(block)] : []));

const refusals = {
  en: {
    required: 'Please complete this required field.',
    atLeast: (length: number) => `Must be at least ${length} characters.`,
    atMost: (length: number) => `Must be at most ${length} characters.`,
  },
  de: {
    required: 'Bitte füllen Sie dieses Pflichtfeld aus.',
    atLeast: (length: number) => `Es müssen mindestens ${length} Zeichen sein.`,
    atMost: (length: number) => `Es dürfen höchstens ${length} Zeichen sein.`,
  },
} as const;

/** What Slack's own client refuses before anything is sent. */
export const clientErrors = (blocks: Blocks, state: ViewState, language: keyof typeof refusals = 'en'): Record<string, string> => {
  const say = refusals[language];
  const errors: Record<string, string> = {};
  for (const { block_id: block, optional, element } of inputs(blocks)) {
    const field = state[block]?.[element.action_id];
    const written = field?.value ?? '';
    const picked = field?.selected_option ?? field?.selected_user ?? field?.selected_conversation ?? field?.selected_date;
    const empty = written === '' && !picked && (field?.selected_options?.length ?? 0) === 0;
    if (empty && !optional) errors[block] = say.required;
    else if (!empty && element.type === 'plain_text_input' && written.length < (element.min_length ?? 0))
      errors[block] = say.atLeast(element.min_length ?? 0);
    else if (written.length > (element.max_length ?? 3000)) errors[block] = say.atMost(element.max_length ?? 3000);
  }
  return errors;
};

type Given = Readonly<Record<string, string | boolean>>;
type Element = ReturnType<typeof inputs>[number]['element'];

const fieldFrom = (element: Element, given: string | boolean | undefined): FieldState => {
  const { type } = element;
  // What nobody touches keeps what the dialog began with.
  const text = (initial: string | undefined): string | null => (typeof given === 'string' ? given : initial) || null;
  switch (type) {
    case 'plain_text_input':
      return { type, value: text(element.initial_value) };
    case 'users_select':
      return { type, selected_user: text(element.initial_user) };
    case 'conversations_select':
      return { type, selected_conversation: text(element.initial_conversation) };
    case 'datepicker':
      return { type, selected_date: text(element.initial_date) };
    case 'checkboxes':
      return { type, selected_options: element.options.filter(({ value }) => given === true || value === given) };
    default: {
      const value = text(element.initial_option?.value);
      return { type, selected_option: element.options.find((option) => option.value === value) ?? null };
    }
  }
};

/** The state of a dialog whose fields are answered by name: text, an id, a day, an option's value, or whether a box is ticked. */
export const filledIn = (blocks: Blocks, given: Given): ViewState => {
  const fields = inputs(blocks);
  const unknown = Object.keys(given).find((name) => !fields.some(({ element }) => element.action_id === name));
  if (unknown !== undefined) throw new Error(`the dialog has no field ${unknown}`);
  return Object.fromEntries(
    fields.map(({ block_id: block, element }) => [block, { [element.action_id]: fieldFrom(element, given[element.action_id]) }]),
  );
};
