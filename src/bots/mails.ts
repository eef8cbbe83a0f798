/** The same words as e-mail: plain text, times in the organisation's zone. */

import type { Mail } from '../workflow/ports.ts';
import type { Instant, PersonId } from '../workflow/request.ts';
import type { Block, Card, Line } from './card.ts';
import { plainText } from './card.ts';
import { cleanText } from './clean.ts';
import type { Language } from './languages/english.ts';
import { sayCard } from './say.ts';

/** Whose words and whose wall clock a mail has. */
export type MailStyle = { readonly timeZone: string; readonly language: Language };

const formatInstant = (at: Instant, { timeZone, language }: MailStyle): string =>
  new Intl.DateTimeFormat(language.locale, { dateStyle: 'medium', timeStyle: 'short', timeZone }).format(new Date(at));

const plain = (said: Line<string>, style: MailStyle): string =>
  said.map((part) => (part.kind === 'instant' ? formatInstant(part.at, style) : cleanText(plainText([part])))).join('');

const paragraph = (block: Block<string>, style: MailStyle): string => {
  switch (block.kind) {
    case 'header':
      return cleanText(block.text);
    case 'text':
      return plain(block.line, style);
    case 'facts':
      return block.facts.map(({ label, value }) => `${label}: ${plain(value, style)}`).join('\n');
    case 'list':
      return [
        `${block.title}:`,
        ...block.items.map((item) => `- ${plain(item, style)}`),
        ...(block.more > 0 ? [`- ${style.language.drawing.andMore(block.more)}`] : []),
      ].join('\n');
    // What a picture shows stands beside it in words.
    case 'image':
    case 'actions':
    case 'form':
      return '';
    default:
      return block satisfies never;
  }
};

/** A card as an e-mail; buttons and links stay behind, because a mail can be forwarded (I10). */
export const mailOf = (style: MailStyle, card: Card, to: { readonly to: readonly PersonId[]; readonly cc: readonly PersonId[] }): Mail => {
  const { summary, blocks } = sayCard(style.language, card);
  const paragraphs = blocks.map((block) => paragraph(block, style)).filter((said) => said !== '');
  return { ...to, subject: cleanText(summary).slice(0, 200), body: `${paragraphs.join('\n\n')}\n` };
};
