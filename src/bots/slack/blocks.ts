/** Card -> Block Kit. Nothing exceeds Slack's limits, whatever it is given. */
import type { ActionsBlock, Button, ContextBlock, HeaderBlock, KnownBlock, RichTextBlock, RichTextElement } from '@slack/types';
import type { Action, Block, Card, Line } from '../card.ts';
import { commandOf, requestIn } from '../card.ts';
import type { Language } from '../languages/english.ts';
import { plainText, sayCard } from '../say.ts';
import { bold, elements, escaped, limits, orDash, plain, rich, section, shown, typed } from './text.ts';

/** How much of a card is shown; a card that is too large is tried with less. */
type Size = { readonly line: number; readonly value: number; readonly facts: number; readonly item: number; readonly items: number };
type Room = Size & { readonly language: Language };
const sizes: readonly Size[] = [
  { line: 2500, value: 1000, facts: 50, item: 300, items: 100 },
  { line: 2500, value: 1000, facts: 30, item: 300, items: 40 },
  { line: 800, value: 250, facts: 24, item: 120, items: 15 },
  { line: 300, value: 80, facts: 16, item: 60, items: 6 },
];
const header = (block: Extract<Block<string>, { kind: 'header' }>) =>
  ({ type: 'header', text: plain(`${block.icon} ${block.text}`, limits.header) }) satisfies HeaderBlock;

const facts = (block: Extract<Block<string>, { kind: 'facts' }>, room: Room): KnownBlock[] => {
  const parts = block.facts
    .slice(0, room.facts)
    .flatMap(({ label, value }, index): RichTextElement[] => [
      bold(`${index === 0 ? '' : '\n'}${orDash(shown(label, 100))}: `),
      ...elements(value, room.value),
    ]);
  const more = block.facts.length - room.facts;
  if (more > 0) parts.push({ type: 'text', text: `\n${room.language.drawing.andMore(more)}` });
  return parts.length === 0 ? [] : [rich([section(parts)])];
};

/**
 * Muted text is a context block of one plain text: Slack leaves gaps between its elements. An instant would be an element of its own there, so that a
 * sentence with one stays whole in the normal tone.
 */
const muted = (line: Line<string>, max: number): KnownBlock => {
  const words = line.flatMap((part) => (part.kind === 'instant' ? [] : [part.kind === 'command' ? typed(part.words) : part.text]));
  if (words.length < line.length) return rich([section(elements(line, max))]);
  return { type: 'context', elements: [plain(words.join(''), max)] };
};

const list = (block: Extract<Block<string>, { kind: 'list' }>, room: Room): KnownBlock[] => {
  const items = block.items.slice(0, room.items).map((item) => section(elements(item, room.item)));
  const more = block.more + block.items.length - items.length;
  const title = shown(block.title, 200);
  const parts: RichTextBlock['elements'] = [
    ...(title.trim() === '' ? [] : [section([bold(title)])]),
    ...(items.length === 0 ? [] : [{ type: 'rich_text_list' as const, style: 'bullet' as const, elements: items }]),
    ...(more > 0 ? [section([{ type: 'text', text: room.language.drawing.andMore(more), style: { italic: true } }])] : []),
  ];
  return parts.length === 0 ? [] : [rich(parts)];
};

const isWebAddress = (url: string): boolean => url.length <= limits.url && /^https?:\/\/[^\s<>]+$/u.test(url) && URL.canParse(url);

const button = (language: Language, action: Action<string>, actionId: string): Button | undefined => {
  const text = plain(action.label, limits.buttonText);
  if (action.kind === 'url') {
    if (!isWebAddress(action.url)) return undefined;
    return {
      type: 'button',
      text,
      url: action.url,
      action_id: actionId,
      ...(action.style ? { style: action.style } : {}),
      accessibility_label: shown(language.drawing.opensPage(action.label), 75),
    };
  }
  const command = action.kind === 'form' ? action.form.command : action.command;
  const formStyle = action.kind === 'form' && !action.quiet ? action.form.style : 'normal';
  const style = action.kind === 'form' ? formStyle : action.style;
  const value = JSON.stringify(command);
  const request = requestIn(command);
  if (value.length > limits.buttonValue) return undefined;
  return {
    type: 'button',
    text,
    value,
    action_id: actionId,
    accessibility_label: shown(request === undefined ? action.label : language.drawing.ofRequest(action.label, request.slice(0, 8)), 75),
    ...(style === 'normal' ? {} : { style }),
  };
};

const actions = (language: Language, block: Extract<Block<string>, { kind: 'actions' }>): KnownBlock[] => {
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
    const element = button(language, action, count === 1 ? id : `${id}:${count}`);
    if (element === undefined) refused.push(action.label);
    else if (row.push(element) === 1) rows.push(row);
  }
  return [
    ...rows.map((row) => ({ type: 'actions', elements: row }) satisfies ActionsBlock),
    ...(refused.length === 0
      ? []
      : [rich([section([{ type: 'text', text: `⚠️ ${language.drawing.tooLong(shown(refused.join(', '), 300))}` }])])]),
  ];
};

const row = ({ line, action }: Extract<Block<string>, { kind: 'row' }>, room: Room): KnownBlock[] => {
  const accessory = button(room.language, action, `egress:${action.form.command.do}`);
  const said = plain(plainText(room.language, line), Math.min(room.line, limits.section));
  return [
    { type: 'section', text: said, ...(accessory ? { accessory: { ...accessory, accessibility_label: shown(action.spoken, 75) } } : {}) },
  ];
};

const renderBlock = (block: Block<string>, room: Room): KnownBlock[] => {
  switch (block.kind) {
    case 'header':
      return [header(block)];
    case 'facts':
      return facts(block, room);
    case 'text':
      return [block.tone === 'muted' ? muted(block.line, room.line) : rich([section(elements(block.line, room.line))])];
    case 'list':
      return list(block, room);
    case 'row':
      return row(block, room);
    // Shared behind the message (`pictures.ts`).
    case 'image':
      return [];
    case 'actions':
      return actions(room.language, block);
    case 'form':
      return actions(room.language, { kind: 'actions', actions: [{ kind: 'form', label: block.form.title, form: block.form }] });
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

const leftOut = (language: Language, count: number): ContextBlock => ({
  type: 'context',
  elements: [plain(language.drawing.leftOut(count), 100)],
});

/** The first blocks that fit, buttons before everything else, in their order and with a note of how many are missing. */
const trimmed = (
  rendered: readonly KnownBlock[],
  { max, missing, language }: { readonly max: Most; readonly missing: number; readonly language: Language },
): KnownBlock[] => {
  let room = { blocks: max.blocks - 1, json: max.json - 2 - noteSize };
  const kept = new Set<KnownBlock>();
  const buttonsFirst = [...rendered].sort((a, b) => Number(b.type === 'actions') - Number(a.type === 'actions'));
  for (const block of buttonsFirst) {
    const size = sizeOf(block) + 1;
    if (room.blocks < 1 || room.json < size) continue;
    kept.add(block);
    room = { blocks: room.blocks - 1, json: room.json - size };
  }
  return [...rendered.filter((block) => kept.has(block)), leftOut(language, rendered.length - kept.size + missing)];
};

/** All blocks when they fit, else with less text in each, else without some. */
export const renderBlocks = (language: Language, blocks: readonly Block<string>[], max: Most): KnownBlock[] => {
  // What certainly does not fit is not even rendered.
  const buttons = blocks.filter(({ kind }) => kind === 'actions').slice(0, max.blocks);
  const others = blocks.filter(({ kind }) => kind !== 'actions').slice(0, max.blocks);
  const shownBlocks = blocks.filter((block) => buttons.includes(block) || others.includes(block));
  const missing = blocks.length - shownBlocks.length;
  let rendered: KnownBlock[] = [];
  for (const size of sizes) {
    rendered = shownBlocks.flatMap((block) => renderBlock(block, { ...size, language }));
    if (missing === 0 && rendered.length <= max.blocks && jsonOf(rendered.map(sizeOf)) <= max.json) return rendered;
  }
  return trimmed(rendered, { max, missing, language });
};

/** A message's blocks with the fallback text that notifications and screen readers get. */
export const renderCard = (language: Language, card: Card): { text: string; blocks: KnownBlock[] } => {
  const { summary, blocks } = sayCard(language, card);
  return {
    text: escaped(orDash(shown(summary, limits.fallback))),
    blocks: renderBlocks(language, blocks, { blocks: limits.messageBlocks, json: limits.messageJson }),
  };
};
