/** What the conversation answers, in words, for tests that speak with it directly. */
import type { Notice } from '../src/bots/card.ts';
import type { Answer } from '../src/bots/chat.ts';
import { english } from '../src/bots/languages/english.ts';
import { sayCard, sayForm, sayNotice } from '../src/bots/say.ts';

/** The answer's JSON, with every sentence in it. */
export const inEnglish = (answer: Answer | Notice): string => {
  if (!('kind' in answer)) return JSON.stringify(sayNotice(english, answer));
  switch (answer.kind) {
    case 'notice':
      return JSON.stringify(sayNotice(english, answer.notice));
    case 'card':
      return JSON.stringify(sayCard(english, answer.card));
    case 'form':
      return JSON.stringify(sayForm(english, answer.form));
    default:
      return answer satisfies never;
  }
};
