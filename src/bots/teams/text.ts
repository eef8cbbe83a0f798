/** Text for Adaptive Cards: untrusted words become `TextRun`s, which Teams never reads as markup (I13). */
import type { Instant } from '../../workflow/request.ts';
import type { Inline, Line } from '../card.ts';
import { cleanText, cutMiddle, cutText } from '../clean.ts';
import type { Language } from '../languages/english.ts';
import { instantIn } from '../languages/instants.ts';

/** A `TextRun` (Adaptive Cards 1.5). */
export type TextRun = {
  readonly type: 'TextRun';
  readonly text: string;
  readonly weight?: 'bolder';
  readonly fontType?: 'monospace';
  readonly size?: 'large';
  readonly isSubtle?: true;
  readonly italic?: true;
};
/** A line of runs. */
export type RichText = {
  readonly type: 'RichTextBlock';
  readonly spacing?: 'none' | 'small' | 'medium';
  readonly inlines: readonly TextRun[];
};

const partsPerLine = 30;
/** No text is shown further than this, so no more of it is cleaned. */
const longest = 20_000;
/** Parts the braces of `{{DATE(…)}}`, which clients replace wherever they find them. */
const wordJoiner = '\u2060';

const undated = (text: string): string => text.replaceAll(/\{(?=\{)/gu, `{${wordJoiner}`);

/** Text, cleaned and cut to at most `max` UTF-16 units; what Teams would read as a date function is shown as it is written. */
export const shown = (text: string, max: number): string => undated(cutText(cleanText(text.slice(0, longest)), max));

/** The same, cut in its middle. */
const shownEnds = (text: string, max: number): string => undated(cutMiddle(cleanText(text.slice(0, longest)), max));

/** Teams refuses empty texts. */
export const orDash = (text: string): string => (text.trim() === '' ? '–' : text);

/** In the viewer's own time zone, for a `TextBlock` of its own: clients take no fractions of a second, and no functions in a `TextRun`. */
export const viewersTime = (at: Instant): string | undefined => {
  const time = Date.parse(at);
  if (Number.isNaN(time)) return undefined;
  const whole = `${new Date(time).toISOString().slice(0, 19)}Z`;
  return /^\d{4}-/.test(whole) ? `{{DATE(${whole},SHORT)}} {{TIME(${whole})}}` : undefined;
};

/** A command line as it is typed in Teams. */
const typed = (words: string): string => `@Sallyport ${words}`;

const run = (text: string, style: Omit<TextRun, 'type' | 'text'> = {}): TextRun => ({ type: 'TextRun', text, ...style });

type Told = { readonly language: Language; readonly max: number };

/** `behind` is what has to fit behind it: of what is code, such as the name of a file, both ends and what follows are shown. */
type Placed = Told & { readonly behind: number };

const inline = (part: Inline<string>, { language, max, behind }: Placed): TextRun | undefined => {
  if (part.kind === 'instant') return run(instantIn(language, part.at));
  if (part.kind === 'command') return run(shown(typed(part.words), max), { fontType: 'monospace' });
  const text = part.style === 'code' ? shownEnds(part.text, Math.max(max - behind, Math.ceil(max / 2))) : shown(part.text, max);
  if (text === '') return undefined;
  if (part.style === 'bold') return run(text, { weight: 'bolder' });
  return part.style === 'code' ? run(text, { fontType: 'monospace' }) : run(text);
};

const lengthOf = (part: Inline<string>): number => {
  if (part.kind === 'instant') return 20;
  return part.kind === 'command' ? typed(part.words).length : part.text.length;
};

/** A line as runs, at least one, of about `max` UTF-16 units together. */
export const runs = (line: Line<string>, { language, max }: Told): readonly TextRun[] => {
  const result: TextRun[] = [];
  let room = max;
  for (const [index, part] of line.slice(0, partsPerLine).entries()) {
    if (room < 2) break;
    const behind = line.slice(index + 1, partsPerLine).reduce((sum, each) => sum + lengthOf(each), 0);
    const made = inline(part, { language, max: room, behind });
    if (made === undefined) continue;
    result.push(made);
    room -= made.text.length;
  }
  if (line.length > partsPerLine) result.push(run('…'));
  return result.length === 0 ? [run('–')] : result;
};

/** Our own words in bold. */
export const bold = (text: string): TextRun => run(text, { weight: 'bolder' });
/** Our own words that stand back. */
export const aside = (text: string): TextRun => run(text, { italic: true });
/** Plain words of ours. */
export const words = (text: string): TextRun => run(text);
/** Runs as a block; wraps by itself. */
export const rich = (inlines: readonly TextRun[], spacing?: RichText['spacing']): RichText => ({
  type: 'RichTextBlock',
  ...(spacing === undefined ? {} : { spacing }),
  inlines,
});
