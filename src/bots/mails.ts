/** The same words as e-mail: plain text, times in the organisation's zone. */

import type { Mail } from '../workflow/ports.ts';
import type { PersonId } from '../workflow/request.ts';
import type { Block, Card, Line } from './card.ts';
import { cleanText } from './clean.ts';
import type { Language } from './languages/english.ts';
import { plainText, sayCard } from './say.ts';

const plain = (language: Language, said: Line<string>): string => said.map((part) => cleanText(plainText(language, [part]))).join('');

const paragraph = (language: Language, block: Block<string>): string => {
  switch (block.kind) {
    case 'header':
      return cleanText(block.text);
    case 'text':
    case 'row':
      return plain(language, block.line);
    case 'facts':
      return block.facts.map(({ label, value }) => `${label}: ${plain(language, value)}`).join('\n');
    case 'list':
      return [
        `${block.title}:`,
        ...block.items.map((item) => `- ${plain(language, item)}`),
        ...(block.more > 0 ? [`- ${language.drawing.andMore(block.more)}`] : []),
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
export const mailOf = (
  language: Language,
  card: Card,
  to: { readonly to: readonly PersonId[]; readonly cc: readonly PersonId[] },
): Mail => {
  const { summary, blocks } = sayCard(language, card);
  const paragraphs = blocks.map((block) => paragraph(language, block)).filter((said) => said !== '');
  return { ...to, subject: cleanText(summary).slice(0, 200), body: `${paragraphs.join('\n\n')}\n` };
};
