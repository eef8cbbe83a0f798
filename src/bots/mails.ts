/** The same words as e-mail: plain text, times in the organisation's zone. */

import type { Mail } from '../workflow/ports.ts';
import type { Instant, PersonId } from '../workflow/request.ts';
import type { Block, Card, Line } from './card.ts';
import { plainText } from './card.ts';
import { cleanText } from './clean.ts';

type Zone = { readonly timeZone: string; readonly locale: string };

const formatInstant = (at: Instant, { timeZone, locale }: Zone): string =>
  new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short', timeZone }).format(new Date(at));

const plain = (said: Line, zone: Zone): string =>
  said.map((part) => (part.kind === 'instant' ? formatInstant(part.at, zone) : cleanText(plainText([part])))).join('');

const paragraph = (block: Block, zone: Zone): string => {
  switch (block.kind) {
    case 'header':
      return cleanText(block.text);
    case 'text':
      return plain(block.line, zone);
    case 'facts':
      return block.facts.map(({ label, value }) => `${label}: ${plain(value, zone)}`).join('\n');
    case 'list':
      return [
        `${block.title}:`,
        ...block.items.map((item) => `- ${plain(item, zone)}`),
        ...(block.more > 0 ? [`- and ${block.more} more`] : []),
      ].join('\n');
    case 'actions':
      return '';
    default:
      return block satisfies never;
  }
};

/** A card as an e-mail; buttons and links stay behind, because a mail can be forwarded (I10). */
export const mailOf = (card: Card, to: { readonly to: readonly PersonId[]; readonly cc: readonly PersonId[] }, zone: Zone): Mail => ({
  ...to,
  subject: cleanText(card.summary).slice(0, 200),
  body: `${card.blocks
    .map((block) => paragraph(block, zone))
    .filter((said) => said !== '')
    .join('\n\n')}\n`,
});
