/** The fields of Slack's dialogs, read from their Block Kit. */

export type Json = Readonly<Record<string, unknown>>;
export const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);
const textOf = (value: unknown): string => (isObject(value) && typeof value['text'] === 'string' ? value['text'] : '');
export const stringOf = (value: unknown): string => (typeof value === 'string' ? value : '');
export const listOf = (value: unknown): readonly Json[] => (Array.isArray(value) ? value.filter(isObject) : []);

export type Option = { readonly value: string; readonly label: string };
export type FieldView = {
  readonly block: string;
  readonly action: string;
  readonly label: string;
  readonly hint: string;
  readonly optional: boolean;
} & (
  | {
      readonly kind: 'text';
      readonly multiline: boolean;
      readonly placeholder: string;
      readonly maxLength: number | undefined;
      readonly initial: string;
    }
  | { readonly kind: 'select'; readonly placeholder: string; readonly options: readonly Option[]; readonly initial: string }
  /** One of the people or channels that Slack's client knows. */
  | { readonly kind: 'person' | 'channel'; readonly placeholder: string; readonly initial: string }
  | { readonly kind: 'date'; readonly initial: string }
  | { readonly kind: 'checkboxes' | 'radio'; readonly options: readonly Option[] }
);

const optionsOf = (value: unknown): readonly Option[] =>
  listOf(value).map((option) => {
    const detail = textOf(option['description']);
    return { value: stringOf(option['value']), label: `${textOf(option['text'])}${detail === '' ? '' : `: ${detail}`}` };
  });

/** The field that an `input` block asks for; undefined for blocks that only show something. */
export const fieldOf = (block: unknown): FieldView | undefined => {
  if (!isObject(block) || block['type'] !== 'input' || !isObject(block['element'])) return undefined;
  const element = block['element'];
  const base = {
    block: stringOf(block['block_id']),
    action: stringOf(element['action_id']),
    label: textOf(block['label']),
    hint: textOf(block['hint']),
    optional: block['optional'] === true,
  };
  const placeholder = textOf(element['placeholder']);
  switch (element['type']) {
    case 'plain_text_input': {
      const maxLength = typeof element['max_length'] === 'number' ? element['max_length'] : undefined;
      return {
        ...base,
        kind: 'text',
        multiline: element['multiline'] === true,
        placeholder,
        maxLength,
        initial: stringOf(element['initial_value']),
      };
    }
    case 'static_select': {
      const initial = isObject(element['initial_option']) ? stringOf(element['initial_option']['value']) : '';
      return { ...base, kind: 'select', placeholder, options: optionsOf(element['options']), initial };
    }
    case 'users_select':
      return { ...base, kind: 'person', placeholder, initial: stringOf(element['initial_user']) };
    case 'conversations_select':
      return { ...base, kind: 'channel', placeholder, initial: stringOf(element['initial_conversation']) };
    case 'datepicker':
      return { ...base, kind: 'date', initial: stringOf(element['initial_date']) };
    case 'checkboxes':
      return { ...base, kind: 'checkboxes', options: optionsOf(element['options']) };
    case 'radio_buttons':
      return { ...base, kind: 'radio', options: optionsOf(element['options']) };
    default:
      return undefined;
  }
};

/** What Slack puts into `view.state.values` for a field with this answer. */
export const stateOf = (field: FieldView, answer: readonly string[]): unknown => {
  const chosen = (value: string) => {
    const label = 'options' in field ? (field.options.find((option) => option.value === value)?.label ?? '') : '';
    return { text: { type: 'plain_text', text: label, emoji: true }, value };
  };
  const first = answer[0] ?? '';
  switch (field.kind) {
    case 'text':
      // Slack sends null for an empty optional field.
      return { type: 'plain_text_input', value: first === '' ? null : first };
    case 'select':
      return { type: 'static_select', selected_option: first === '' ? null : chosen(first) };
    case 'person':
      return { type: 'users_select', selected_user: first === '' ? null : first };
    case 'channel':
      return { type: 'conversations_select', selected_conversation: first === '' ? null : first };
    case 'date':
      return { type: 'datepicker', selected_date: first === '' ? null : first };
    case 'radio':
      return { type: 'radio_buttons', selected_option: first === '' ? null : chosen(first) };
    case 'checkboxes':
      return { type: 'checkboxes', selected_options: answer.map(chosen) };
    default:
      return field satisfies never;
  }
};
