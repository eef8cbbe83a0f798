/** Everything that people read, in German. */
import type { Language } from './english.ts';
import { cards } from './german/cards.ts';
import { drawing } from './german/drawing.ts';
import { excuses } from './german/excuses.ts';
import { forms } from './german/forms.ts';
import { help } from './german/help.ts';
import { names } from './german/names.ts';
import { problems } from './german/problems.ts';
import { quantities } from './german/quantities.ts';
import { questions } from './german/questions.ts';
import { requests } from './german/requests.ts';
import { roster } from './german/roster.ts';
import { usage } from './german/usage.ts';
import { words } from './german/words.ts';

export const german: Language = {
  locale: 'de-DE',
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
