/** Text for Block Kit: untrusted words become `plain_text` and `rich_text`, which Slack never reads as markup (I13). */
import type { PlainTextElement, RichTextBlock, RichTextElement, RichTextSection } from '@slack/types';
import type { Instant } from '../../workflow/request.ts';
import type { Inline, Line } from '../card.ts';
import { cleanText, cutMiddle, cutText } from '../clean.ts';

/** Slack: Block Kit reference. `messageJson` is ours: Slack refuses a message at an undocumented 11,000 to 13,000 characters of blocks. */
export const limits = {
  messageBlocks: 50,
  messageJson: 10_000,
  modalBlocks: 100,
  modalJson: 100_000,
  header: 150,
  section: 3000,
  fallback: 2000,
  altText: 1000,
  buttonText: 75,
  buttonValue: 2000,
  url: 3000,
  actions: 25,
  modalTitle: 24,
  options: 100,
  optionText: 75,
  optionValue: 150,
  label: 2000,
  inputLength: 3000,
} as const;

const partsPerLine = 30;
/** No text is shown further than this, so no more of it is cleaned. */
const longest = 20_000;

/** Slack stores `&`, `<` and `>` as entities; counting them so keeps a text within the limit however Slack counts. */
const slackLength = (text: string): number => {
  let length = text.length;
  for (const char of text)
    if (char === '&') length += 4;
    else if (char === '<' || char === '>') length += 3;
  return length;
};

/** Text, cleaned and cut to what Slack counts as at most `max` characters. */
export const shown = (text: string, max: number): string => cutText(cleanText(text.slice(0, longest)), max, slackLength);
/** The same, cut in its middle. */
const shownEnds = (text: string, max: number): string => cutMiddle(cleanText(text.slice(0, longest)), max, slackLength);
/** Slack refuses empty texts. */
export const orDash = (text: string): string => (text.trim() === '' ? '–' : text);

/** Untrusted text as a `plain_text` object; shortcodes such as `:smile:` stay as they are written. */
export const plain = (text: string, max: number) =>
  ({ type: 'plain_text', text: orDash(shown(text, max)), emoji: false }) satisfies PlainTextElement;

/** Escapes what Slack's markup reads in a message's fallback text. */
export const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** `2026-11-22 14:02 UTC`: an instant where the viewer's own time zone cannot be had. */
export const utc = (at: Instant): string => `${at.slice(0, 10)} ${at.slice(11, 16)} UTC`;

/** An instant as Slack's date formats take it, or undefined when it is none. */
export const date = (at: Instant) => {
  const timestamp = Math.floor(Date.parse(at) / 1000);
  return timestamp > 0 ? { timestamp, fallback: utc(at) } : undefined;
};

/** A command line as it is typed in Slack. */
export const typed = (words: string): string => `/egress ${words}`;

/** `behind` is what has to fit behind it: of what is code, such as the name of a file, both ends and what follows are shown. */
const inline = (part: Inline<string>, { max, behind }: { readonly max: number; readonly behind: number }): RichTextElement | undefined => {
  if (part.kind === 'instant') {
    const at = date(part.at);
    return at ? { type: 'date', format: '{date_short_pretty}, {time}', ...at } : { type: 'text', text: '–' };
  }
  if (part.kind === 'command') return { type: 'text', text: shown(typed(part.words), max), style: { code: true } };
  const text = part.style === 'code' ? shownEnds(part.text, Math.max(max - behind, Math.ceil(max / 2))) : shown(part.text, max);
  if (text === '') return undefined;
  return { type: 'text', text, ...(part.style === undefined ? {} : { style: { [part.style]: true } }) };
};

const lengthOf = (part: Inline<string>): number => {
  if (part.kind === 'instant') return 20;
  return slackLength(part.kind === 'command' ? typed(part.words) : part.text);
};

/** A line as `rich_text` elements, at least one, of at most `max` characters together. */
export const elements = (line: Line<string>, max: number): RichTextElement[] => {
  const result: RichTextElement[] = [];
  let room = max;
  for (const [index, part] of line.slice(0, partsPerLine).entries()) {
    if (room < 2) break;
    const behind = line.slice(index + 1, partsPerLine).reduce((sum, each) => sum + lengthOf(each), 0);
    const element = inline(part, { max: room, behind });
    if (element === undefined) continue;
    result.push(element);
    room -= element.type === 'text' ? slackLength(element.text) : 20;
  }
  if (line.length > partsPerLine) result.push({ type: 'text', text: '…' });
  return result.length === 0 ? [{ type: 'text', text: '–' }] : result;
};

/** Our own words in bold. */
export const bold = (text: string): RichTextElement => ({ type: 'text', text, style: { bold: true } });
/** A `rich_text` section. */
export const section = (parts: RichTextElement[]): RichTextSection => ({ type: 'rich_text_section', elements: parts });
/** A `rich_text` block. */
export const rich = (parts: RichTextBlock['elements']) => ({ type: 'rich_text', elements: parts }) satisfies RichTextBlock;
