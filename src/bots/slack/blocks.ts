/** Card -> Block Kit. Nothing exceeds Slack's limits, whatever it is given. */
import type { ActionsBlock, Button, ContextBlock, HeaderBlock, KnownBlock, RichTextBlock, RichTextElement } from '@slack/types';
import type { Action, Block, Card, Line } from '../card.ts';
import { commandOf } from '../card.ts';
import { bold, date, elements, escaped, limits, orDash, plain, rich, section, shown, typed } from './text.ts';

/** How much of a card is shown; a card that is too large is tried with less. */
type Room = { readonly line: number; readonly value: number; readonly facts: number; readonly item: number; readonly items: number };
const rooms: readonly Room[] = [
  { line: 2500, value: 1000, facts: 50, item: 300, items: 100 },
  { line: 2500, value: 1000, facts: 30, item: 300, items: 40 },
  { line: 800, value: 250, facts: 24, item: 120, items: 15 },
  { line: 300, value: 80, facts: 16, item: 60, items: 6 },
];
const header = (block: Extract<Block, { kind: 'header' }>) =>
  ({ type: 'header', text: plain(`${block.icon} ${block.text}`, limits.header) }) satisfies HeaderBlock;

const facts = (block: Extract<Block, { kind: 'facts' }>, room: Room): KnownBlock[] => {
  const parts = block.facts
    .slice(0, room.facts)
    .flatMap(({ label, value }, index): RichTextElement[] => [
      bold(`${index === 0 ? '' : '\n'}${orDash(shown(label, 100))}: `),
      ...elements(value, room.value),
    ]);
  const more = block.facts.length - room.facts;
  if (more > 0) parts.push({ type: 'text', text: `\nand ${more} more` });
  return parts.length === 0 ? [] : [rich([section(parts)])];
};

/** Muted text is a context block. Only its instants, which are ours, are mrkdwn; the words of others are plain text beside them. */
const muted = (line: Line, max: number): KnownBlock => {
  if (line.length > limits.contextElements) return rich([section(elements(line, max))]);
  const parts = line.flatMap((part): ContextBlock['elements'] => {
    if (part.kind === 'command') return [plain(typed(part.words), max)];
    if (part.kind === 'text') return part.text.trim() === '' ? [] : [plain(part.text, max)];
    const at = date(part.at);
    return at ? [{ type: 'mrkdwn', text: `<!date^${at.timestamp}^{date_short_pretty} at {time}|${at.fallback}>` }] : [];
  });
  return { type: 'context', elements: parts.length === 0 ? [plain('', 1)] : parts };
};

const list = (block: Extract<Block, { kind: 'list' }>, room: Room): KnownBlock[] => {
  const items = block.items.slice(0, room.items).map((item) => section(elements(item, room.item)));
  const more = block.more + block.items.length - items.length;
  const title = shown(block.title, 200);
  const parts: RichTextBlock['elements'] = [
    ...(title.trim() === '' ? [] : [section([bold(title)])]),
    ...(items.length === 0 ? [] : [{ type: 'rich_text_list' as const, style: 'bullet' as const, elements: items }]),
    ...(more > 0 ? [section([{ type: 'text', text: `and ${more} more`, style: { italic: true } }])] : []),
  ];
  return parts.length === 0 ? [] : [rich(parts)];
};

const isWebAddress = (url: string): boolean => url.length <= limits.url && /^https?:\/\/[^\s<>]+$/u.test(url) && URL.canParse(url);

const button = (action: Action, actionId: string): Button | undefined => {
  const text = plain(action.label, limits.buttonText);
  if (action.kind === 'url') {
    if (!isWebAddress(action.url)) return undefined;
    return { type: 'button', text, url: action.url, action_id: actionId, accessibility_label: shown(`${action.label} (opens a page)`, 75) };
  }
  const command = action.kind === 'form' ? action.form.command : action.command;
  const style = action.kind === 'form' ? action.form.style : action.style;
  const value = JSON.stringify(command);
  if (value.length > limits.buttonValue) return undefined;
  return {
    type: 'button',
    text,
    value,
    action_id: actionId,
    accessibility_label: shown(`${action.label}, egress request ${command.request.slice(0, 8)}`, 75),
    ...(style === 'normal' ? {} : { style }),
  };
};

const actions = (block: Extract<Block, { kind: 'actions' }>): KnownBlock[] => {
  const seen = new Map<string, number>();
  const rows: Button[][] = [];
  const refused: string[] = [];
  for (const action of block.actions) {
    const id = `egress:${commandOf(action)?.do ?? 'url'}`;
    const place = rows.at(-1);
    const row = place === undefined || place.length === limits.actions ? [] : place;
    const count = (seen.get(id) ?? 0) + 1;
    seen.set(id, count);
    // Slack wants action ids to differ within a block; the parser ignores the number.
    const element = button(action, count === 1 ? id : `${id}:${count}`);
    if (element === undefined) refused.push(action.label);
    else if (row.push(element) === 1) rows.push(row);
  }
  return [
    ...rows.map((row) => ({ type: 'actions', elements: row }) satisfies ActionsBlock),
    ...(refused.length === 0
      ? []
      : [rich([section([{ type: 'text', text: `⚠️ Too long to be shown as a button: ${shown(refused.join(', '), 300)}` }])])]),
  ];
};

const renderBlock = (block: Block, room: Room): KnownBlock[] => {
  switch (block.kind) {
    case 'header':
      return [header(block)];
    case 'facts':
      return facts(block, room);
    case 'text':
      return [block.tone === 'muted' ? muted(block.line, room.line) : rich([section(elements(block.line, room.line))])];
    case 'list':
      return list(block, room);
    case 'actions':
      return actions(block);
    default:
      return block satisfies never;
  }
};

type Most = { readonly blocks: number; readonly json: number };

/** JSON of blocks in an array: brackets, and a comma each. */
const jsonOf = (sizes: readonly number[]): number => sizes.reduce((sum, size) => sum + size + 1, 2);
const sizeOf = (block: KnownBlock): number => JSON.stringify(block).length;
/** What the note about what was left out may take. */
const noteSize = 200;

const leftOut = (count: number): ContextBlock => ({
  type: 'context',
  elements: [plain(`and ${count} more parts that do not fit here`, 100)],
});

/** The first blocks that fit, buttons before everything else, in their order and with a note of how many are missing. */
const trimmed = (rendered: readonly KnownBlock[], { max, missing }: { readonly max: Most; readonly missing: number }): KnownBlock[] => {
  let room = { blocks: max.blocks - 1, json: max.json - 2 - noteSize };
  const kept = new Set<KnownBlock>();
  const buttonsFirst = [...rendered].sort((a, b) => Number(b.type === 'actions') - Number(a.type === 'actions'));
  for (const block of buttonsFirst) {
    const size = sizeOf(block) + 1;
    if (room.blocks < 1 || room.json < size) continue;
    kept.add(block);
    room = { blocks: room.blocks - 1, json: room.json - size };
  }
  return [...rendered.filter((block) => kept.has(block)), leftOut(rendered.length - kept.size + missing)];
};

/** All blocks when they fit, else with less text in each, else without some. */
export const renderBlocks = (blocks: readonly Block[], max: Most): KnownBlock[] => {
  // What certainly does not fit is not even rendered.
  const buttons = blocks.filter(({ kind }) => kind === 'actions').slice(0, max.blocks);
  const others = blocks.filter(({ kind }) => kind !== 'actions').slice(0, max.blocks);
  const shownBlocks = blocks.filter((block) => buttons.includes(block) || others.includes(block));
  const missing = blocks.length - shownBlocks.length;
  let rendered: KnownBlock[] = [];
  for (const room of rooms) {
    rendered = shownBlocks.flatMap((block) => renderBlock(block, room));
    if (missing === 0 && rendered.length <= max.blocks && jsonOf(rendered.map(sizeOf)) <= max.json) return rendered;
  }
  return trimmed(rendered, { max, missing });
};

/** A message's blocks with the fallback text that notifications and screen readers get. */
export const renderCard = (card: Card): { text: string; blocks: KnownBlock[] } => ({
  text: escaped(orDash(shown(card.summary, limits.fallback))),
  blocks: renderBlocks(card.blocks, { blocks: limits.messageBlocks, json: limits.messageJson }),
});
