/** What Teams refuses in cards and messages, as the Adaptive Cards 1.5 schema and Teams' limits have it: written apart from the renderer, so that it can catch it out. */
import * as z from 'zod';
import { peopleDataset } from './people.ts';

/** Teams: a message, with everything in it, is at most 28 KB. */
const messageBytes = 28 * 1024;
const cardBytes = 25 * 1024;
/** Teams: user specific views. */
const mostRefreshUsers = 60;

const text = z.string();
const flag = z.boolean();
const data = z.record(z.string(), z.unknown());
const align = z.enum(['left', 'center', 'right']);
const vertical = z.enum(['top', 'center', 'bottom']);
const spacing = z.enum(['none', 'small', 'default', 'medium', 'large', 'extraLarge', 'padding']);
const colour = z.enum(['default', 'dark', 'light', 'accent', 'good', 'warning', 'attention']);
const containerStyle = z.enum(['default', 'emphasis', 'good', 'attention', 'warning', 'accent']);
const base = z.strictObject({
  id: text.min(1).optional(),
  isVisible: flag.optional(),
  separator: flag.optional(),
  spacing: spacing.optional(),
  height: z.enum(['auto', 'stretch']).optional(),
  requires: z.record(z.string(), z.string()).optional(),
  fallback: z.unknown().optional(),
});
const font = {
  color: colour.optional(),
  fontType: z.enum(['default', 'monospace']).optional(),
  isSubtle: flag.optional(),
  size: z.enum(['default', 'small', 'medium', 'large', 'extraLarge']).optional(),
  weight: z.enum(['default', 'lighter', 'bolder']).optional(),
};
const actionBase = z.strictObject({
  id: text.min(1).optional(),
  title: text.min(1),
  iconUrl: z.url().optional(),
  style: z.enum(['default', 'positive', 'destructive']).optional(),
  tooltip: text.optional(),
  isEnabled: flag.optional(),
  mode: z.enum(['primary', 'secondary']).optional(),
  requires: z.record(z.string(), z.string()).optional(),
  fallback: z.unknown().optional(),
});
const associated = z.enum(['auto', 'none', 'Auto', 'None']).optional();
const execute = actionBase.extend({ type: z.literal('Action.Execute'), verb: text.min(1), data, associatedInputs: associated });
const refreshAction = execute.extend({ title: text.optional() });
const action: z.ZodType = z.lazy(() =>
  z.discriminatedUnion('type', [
    execute,
    actionBase.extend({ type: z.literal('Action.Submit'), data: data.optional(), associatedInputs: associated }),
    actionBase.extend({ type: z.literal('Action.OpenUrl'), url: z.url({ protocol: /^https?$/ }) }),
    actionBase.extend({ type: z.literal('Action.ShowCard'), card: inner }),
    actionBase.extend({
      type: z.literal('Action.ToggleVisibility'),
      targetElements: z.array(z.union([text, z.strictObject({ elementId: text, isVisible: flag.optional() })])),
    }),
  ]),
);
const selectAction = action.optional();
const run = z.strictObject({
  type: z.literal('TextRun'),
  text,
  ...font,
  highlight: flag.optional(),
  italic: flag.optional(),
  strikethrough: flag.optional(),
  underline: flag.optional(),
  selectAction,
});
const input = base.extend({ id: text.min(1), label: text.min(1).optional(), isRequired: flag.optional(), errorMessage: text.optional() });
const box = base.extend({
  selectAction,
  style: containerStyle.optional(),
  bleed: flag.optional(),
  minHeight: text.regex(/^\d+px$/).optional(),
  rtl: flag.optional(),
});
const elements: z.ZodType = z.lazy(() => z.array(element));
const cell = box.extend({ type: z.literal('TableCell'), items: elements, verticalContentAlignment: vertical.optional() });
const column = box.extend({
  type: z.literal('Column').optional(),
  items: elements.optional(),
  width: z.union([z.number(), text]).optional(),
  verticalContentAlignment: vertical.optional(),
});
const cellAlignment = { horizontalCellContentAlignment: align.optional(), verticalCellContentAlignment: vertical.optional() };
const image = base.extend({
  type: z.literal('Image'),
  url: text.min(1),
  altText: text.optional(),
  backgroundColor: text.optional(),
  height: text.optional(),
  width: text.optional(),
  horizontalAlignment: align.optional(),
  size: z.enum(['auto', 'stretch', 'small', 'medium', 'large']).optional(),
  style: z.enum(['default', 'person']).optional(),
  selectAction,
});
const element = z.discriminatedUnion('type', [
  base.extend({
    type: z.literal('TextBlock'),
    text,
    ...font,
    horizontalAlignment: align.optional(),
    maxLines: z.int().optional(),
    wrap: flag.optional(),
    style: z.enum(['default', 'heading']).optional(),
  }),
  base.extend({ type: z.literal('RichTextBlock'), inlines: z.array(z.union([text, run])), horizontalAlignment: align.optional() }),
  image,
  base.extend({ type: z.literal('ImageSet'), images: z.array(image), imageSize: text.optional() }),
  box.extend({ type: z.literal('Container'), items: elements, verticalContentAlignment: vertical.optional() }),
  box.extend({ type: z.literal('ColumnSet'), columns: z.array(column), horizontalAlignment: align.optional() }),
  base.extend({ type: z.literal('FactSet'), facts: z.array(z.strictObject({ title: text, value: text })) }),
  base.extend({ type: z.literal('ActionSet'), actions: z.array(action).min(1) }),
  base.extend({
    type: z.literal('Table'),
    columns: z.array(
      z.strictObject({
        type: z.literal('TableColumnDefinition').optional(),
        width: z.union([z.number(), text]).optional(),
        ...cellAlignment,
      }),
    ),
    rows: z.array(
      z.strictObject({ type: z.literal('TableRow'), cells: z.array(cell), style: containerStyle.optional(), ...cellAlignment }),
    ),
    firstRowAsHeader: flag.optional(),
    firstRowAsHeaders: flag.optional(),
    showGridLines: flag.optional(),
    gridStyle: containerStyle.optional(),
    ...cellAlignment,
  }),
  input.extend({
    type: z.literal('Input.Text'),
    isMultiline: flag.optional(),
    maxLength: z.int().positive().optional(),
    placeholder: text.optional(),
    regex: text.optional(),
    style: z.enum(['text', 'tel', 'url', 'email', 'password']).optional(),
    inlineAction: action.optional(),
    value: text.optional(),
  }),
  input.extend({
    type: z.literal('Input.Toggle'),
    title: text.min(1),
    value: text.optional(),
    valueOn: text.optional(),
    valueOff: text.optional(),
    wrap: flag.optional(),
  }),
  input
    .extend({
      type: z.literal('Input.ChoiceSet'),
      choices: z.array(z.strictObject({ title: text.min(1), value: text.min(1) })),
      'choices.data': z.strictObject({ type: z.literal('Data.Query'), dataset: z.literal(peopleDataset) }).optional(),
      isMultiSelect: flag.optional(),
      placeholder: text.optional(),
      style: z.enum(['compact', 'expanded', 'filtered']).optional(),
      value: text.optional(),
      wrap: flag.optional(),
    })
    .refine((set) => set.choices.length > 0 || set['choices.data'] !== undefined, 'nothing to choose from'),
  input.extend({
    type: z.literal('Input.Number'),
    min: z.number().optional(),
    max: z.number().optional(),
    value: z.number().optional(),
    placeholder: text.optional(),
  }),
  input.extend({ type: z.enum(['Input.Date', 'Input.Time']), min: text.optional(), max: text.optional(), value: text.optional() }),
]);

const version = text.regex(/^1\.[0-5]$/, 'later than 1.5');
const cardBase = z.strictObject({
  type: z.literal('AdaptiveCard'),
  $schema: text.optional(),
  body: elements.optional(),
  actions: z.array(action).optional(),
  selectAction,
  fallbackText: text.optional(),
  minHeight: text.optional(),
  rtl: flag.optional(),
  speak: text.optional(),
  lang: text.optional(),
  verticalContentAlignment: vertical.optional(),
  msteams: z.looseObject({}).optional(),
});
const inner = cardBase.extend({ version: version.optional() });
const card = cardBase.extend({
  version,
  refresh: z
    .strictObject({
      action: refreshAction,
      userIds: z.array(text.min(1)).max(mostRefreshUsers).optional(),
      expires: text.optional(),
    })
    .optional(),
});

const bytes = (value: unknown): number => Buffer.byteLength(JSON.stringify(value) ?? '', 'utf8');

const Identified = z.looseObject({ type: z.string(), id: z.string() });
/** Every element and action with an id, however deep; what an action sends is none. */
const idsIn = (value: unknown): readonly string[] => {
  if (Array.isArray(value)) return value.flatMap(idsIn);
  if (typeof value !== 'object' || value === null) return [];
  const own = Identified.safeParse(value);
  const below = Object.entries(value).flatMap(([key, each]) => (key === 'data' ? [] : idsIn(each)));
  return own.success ? [own.data.id, ...below] : below;
};

/** What is wrong with a card, one line a problem; none when Teams takes it. */
export const cardProblems = (value: unknown): readonly string[] => {
  const parsed = card.safeParse(value);
  const ids = idsIn(value);
  // Teams on phones shows no card at all when two ids are the same, though they be in different `Action.ShowCard`s.
  const repeated = new Set(ids.filter((id, index) => ids.indexOf(id) !== index));
  return [
    ...(parsed.success ? [] : parsed.error.issues.map(({ path, message }) => `card ${path.join('.')}: ${message}`)),
    ...[...repeated].map((id) => `card: two elements have the id ${id}`),
    ...(bytes(value) > cardBytes ? [`card: ${bytes(value)} bytes, at most ${cardBytes}`] : []),
  ];
};

/** What is wrong with the size of a message. */
export const messageProblems = (activity: unknown): readonly string[] =>
  bytes(activity) > messageBytes ? [`message: ${bytes(activity)} bytes, at most ${messageBytes}`] : [];
