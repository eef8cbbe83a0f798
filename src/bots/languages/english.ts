/** Everything that people read, in English; every other language says the same of the same. */
import { cards } from './english/cards.ts';
import { drawing } from './english/drawing.ts';
import { excuses } from './english/excuses.ts';
import { forms } from './english/forms.ts';
import { help } from './english/help.ts';
import { names } from './english/names.ts';
import { problems } from './english/problems.ts';
import { quantities } from './english/quantities.ts';
import { questions } from './english/questions.ts';
import { requests } from './english/requests.ts';
import { roster } from './english/roster.ts';
import { usage } from './english/usage.ts';
import { words } from './english/words.ts';

export const english = {
  locale: 'en-GB' as string,
  cards,
  drawing,
  excuses,
  forms,
  help,
  names,
  problems,
  quantities,
  questions,
  requests,
  roster,
  usage,
  words,
};

/** A message catalogue. */
export type Language = typeof english;
/** A command word that people can type. */
export type WordName = keyof Language['words'];
