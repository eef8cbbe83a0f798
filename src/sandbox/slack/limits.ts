/** What Slack refuses in messages and dialogs, as its Block Kit reference has it: written apart from the renderer, so that it can catch it out. */
import * as z from 'zod';

const plain = (max: number) =>
  z.strictObject({ type: z.literal('plain_text'), text: z.string().min(1).max(max), emoji: z.boolean().optional() });
const mrkdwn = (max: number) =>
  z.strictObject({ type: z.literal('mrkdwn'), text: z.string().min(1).max(max), verbatim: z.boolean().optional() });
const either = (max: number) => z.discriminatedUnion('type', [plain(max), mrkdwn(max)]);
const id = z.string().min(1).max(255);
const blockId = { block_id: id.optional() };

const style = z.strictObject({ bold: z.boolean(), italic: z.boolean(), strike: z.boolean(), code: z.boolean() }).partial().optional();
const inline = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('text'), text: z.string().min(1), style }),
  z.strictObject({
    type: z.literal('date'),
    timestamp: z.int().positive(),
    format: z.string().regex(/\{[a-z_]+\}/),
    fallback: z.string().min(1).optional(),
    url: z.url().optional(),
    style,
  }),
  z.strictObject({ type: z.literal('link'), url: z.url().max(3000), text: z.string().optional(), unsafe: z.boolean().optional(), style }),
  z.strictObject({ type: z.literal('emoji'), name: z.string().min(1), unicode: z.string().optional(), style }),
  z.strictObject({ type: z.literal('user'), user_id: z.string(), style }),
  z.strictObject({ type: z.literal('usergroup'), usergroup_id: z.string(), style }),
  z.strictObject({ type: z.literal('channel'), channel_id: z.string(), style }),
  z.strictObject({ type: z.literal('broadcast'), range: z.enum(['here', 'channel', 'everyone']), style }),
]);
const richSection = z.strictObject({ type: z.literal('rich_text_section'), elements: z.array(inline).min(1) });
const richText = z.strictObject({
  type: z.literal('rich_text'),
  ...blockId,
  elements: z
    .array(
      z.discriminatedUnion('type', [
        richSection,
        z.strictObject({
          type: z.literal('rich_text_list'),
          style: z.enum(['bullet', 'ordered']),
          elements: z.array(richSection).min(1),
          indent: z.int().min(0).max(8).optional(),
          offset: z.int().min(0).optional(),
          border: z.int().min(0).max(1).optional(),
        }),
        z.strictObject({ type: z.literal('rich_text_quote'), elements: z.array(inline).min(1), border: z.int().optional() }),
        z.strictObject({ type: z.literal('rich_text_preformatted'), elements: z.array(inline).min(1), border: z.int().optional() }),
      ]),
    )
    .min(1),
});

const option = z.strictObject({ text: plain(75), value: z.string().min(1).max(150), description: plain(75).optional() });
const confirm = z.strictObject({
  title: plain(100),
  text: either(300),
  confirm: plain(30),
  deny: plain(30),
  style: z.enum(['primary', 'danger']).optional(),
});
const button = z.strictObject({
  type: z.literal('button'),
  text: plain(75),
  action_id: id.optional(),
  url: z
    .url({ protocol: /^https?$/ })
    .max(3000)
    .optional(),
  value: z.string().max(2000).optional(),
  style: z.enum(['primary', 'danger']).optional(),
  accessibility_label: z.string().max(75).optional(),
  confirm: confirm.optional(),
});
const focus = { action_id: id.optional(), focus_on_load: z.boolean().optional() };
const select = z.strictObject({
  type: z.literal('static_select'),
  ...focus,
  placeholder: plain(150).optional(),
  options: z.array(option).min(1).max(100),
  initial_option: option.optional(),
});
const radio = z.strictObject({
  type: z.literal('radio_buttons'),
  ...focus,
  options: z.array(option).min(1).max(10),
  initial_option: option.optional(),
});
const boxes = z.strictObject({
  type: z.literal('checkboxes'),
  ...focus,
  options: z.array(option).min(1).max(10),
  initial_options: z.array(option).optional(),
});
const people = z.strictObject({
  type: z.literal('users_select'),
  ...focus,
  placeholder: plain(150).optional(),
  initial_user: id.optional(),
});
const places = z.strictObject({
  type: z.literal('conversations_select'),
  ...focus,
  placeholder: plain(150).optional(),
  initial_conversation: id.optional(),
  default_to_current_conversation: z.boolean().optional(),
  filter: z
    .strictObject({
      include: z
        .array(z.enum(['im', 'mpim', 'private', 'public']))
        .min(1)
        .optional(),
      exclude_external_shared_channels: z.boolean().optional(),
      exclude_bot_users: z.boolean().optional(),
    })
    .refine((filter) => Object.keys(filter).length > 0, { error: 'a filter needs at least one field' })
    .optional(),
});
const day = z.strictObject({
  type: z.literal('datepicker'),
  ...focus,
  placeholder: plain(150).optional(),
  initial_date: z.iso.date().optional(),
});
const textInput = z
  .strictObject({
    type: z.literal('plain_text_input'),
    ...focus,
    placeholder: plain(150).optional(),
    initial_value: z.string().max(3000).optional(),
    multiline: z.boolean().optional(),
    min_length: z.int().min(0).max(3000).optional(),
    max_length: z.int().min(1).max(3000).optional(),
  })
  .refine(({ min_length: min = 0, max_length: max = 3000 }) => min <= max, { error: 'min_length exceeds max_length' });

const Block = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('header'), ...blockId, text: plain(150) }),
  z.strictObject({ type: z.literal('divider'), ...blockId }),
  z
    .strictObject({
      type: z.literal('section'),
      ...blockId,
      text: either(3000).optional(),
      fields: z.array(either(2000)).min(1).max(10).optional(),
      accessory: z.discriminatedUnion('type', [button, select]).optional(),
      expand: z.boolean().optional(),
    })
    .refine(({ text, fields }) => text !== undefined || fields !== undefined, { error: 'text or fields required' }),
  z.strictObject({ type: z.literal('context'), ...blockId, elements: z.array(either(3000)).min(1).max(10) }),
  z.strictObject({
    type: z.literal('actions'),
    ...blockId,
    elements: z
      .array(z.discriminatedUnion('type', [button, select, radio, boxes]))
      .min(1)
      .max(25),
  }),
  z.strictObject({
    type: z.literal('input'),
    ...blockId,
    label: plain(2000),
    element: z.discriminatedUnion('type', [textInput, select, radio, boxes, people, places, day]),
    hint: plain(2000).optional(),
    optional: z.boolean().optional(),
    dispatch_action: z.boolean().optional(),
  }),
  richText,
]);
type Block = z.infer<typeof Block>;

/** Slack gives no figure; refusals begin somewhere above 11,000 characters of blocks (bolt-js issues 2509 and 2867). */
const maxMessageJson = 11_000;
/** Slack: views: 250 KB. */
const maxViewBytes = 250_000;

const pointer = (path: readonly PropertyKey[]): string => `[json-pointer:/${path.map(String).join('/')}]`;

const parsed = <T>(schema: z.ZodType<T>, value: unknown, at: string): { problems: string[]; value?: T } => {
  const result = schema.safeParse(value);
  if (result.success) return { problems: [], value: result.data };
  return { problems: result.error.issues.map((issue) => `[ERROR] ${issue.message} ${pointer([at, ...issue.path])}`) };
};

const repeated = (ids: readonly (string | undefined)[]): boolean => {
  const given = ids.filter((each) => each !== undefined);
  return new Set(given).size !== given.length;
};

const actionIds = (block: Block): readonly (string | undefined)[] => {
  if (block.type === 'actions') return block.elements.map((element) => element.action_id);
  return [];
};

const blockProblems = (blocks: readonly Block[]): string[] => [
  ...(repeated(blocks.map((block) => block.block_id)) ? ['[ERROR] block_id is not unique [json-pointer:/blocks]'] : []),
  ...blocks.flatMap((block, index) =>
    repeated(actionIds(block)) ? [`[ERROR] action_id is not unique ${pointer(['blocks', index])}`] : [],
  ),
];

const Text = z.string().max(40_000);

/** Problems of a message's blocks and text, in Slack's words as far as they are known; none when Slack would take it. */
export const messageProblems = (message: { readonly text?: unknown; readonly blocks?: unknown }): string[] => {
  const text = message.text === undefined ? { problems: [] } : parsed(Text, message.text, 'text');
  if (message.blocks === undefined) return text.problems;
  const blocks = parsed(z.array(Block).max(50), message.blocks, 'blocks');
  return [
    ...text.problems,
    ...blocks.problems,
    ...blockProblems(blocks.value ?? []),
    ...(blocks.value?.some(({ type }) => type === 'input') ? ['[ERROR] input blocks belong into views [json-pointer:/blocks]'] : []),
    ...(JSON.stringify(message.blocks).length > maxMessageJson ? ['msg_blocks_too_long'] : []),
  ];
};

const View = z.strictObject({
  type: z.enum(['modal', 'home']),
  title: plain(24).optional(),
  submit: plain(24).optional(),
  close: plain(24).optional(),
  blocks: z.array(Block).min(1).max(100),
  private_metadata: z.string().max(3000).optional(),
  callback_id: z.string().max(255).optional(),
  external_id: z.string().max(255).optional(),
  clear_on_close: z.boolean().optional(),
  notify_on_close: z.boolean().optional(),
  submit_disabled: z.boolean().optional(),
});

/** Problems of a dialog or Home tab; none when Slack would take it. */
export const viewProblems = (view: unknown, type: 'modal' | 'home' = 'modal'): string[] => {
  const { problems, value } = parsed(View, view, 'view');
  if (value === undefined) return problems;
  const { title, submit, close } = value;
  return [
    ...blockProblems(value.blocks),
    ...(value.type === type ? [] : [`[ERROR] must be a ${type} view [json-pointer:/view/type]`]),
    ...(value.type === 'home' && [title, submit, close].some((part) => part !== undefined)
      ? ['[ERROR] a home view has no title and no buttons of its own [json-pointer:/view]']
      : []),
    ...(value.type === 'modal' && value.title === undefined ? ['[ERROR] missing required field: title [json-pointer:/view]'] : []),
    ...(value.blocks.some(({ type }) => type === 'input') && value.submit === undefined && value.type === 'modal'
      ? ['[ERROR] missing required field: submit [json-pointer:/view]']
      : []),
    ...(Buffer.byteLength(JSON.stringify(view)) > maxViewBytes ? ['view_too_large'] : []),
  ];
};
