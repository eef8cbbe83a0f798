/** Everything that people read, in German. */
import type { Language } from './english.ts';
import { drawing } from './german/drawing.ts';
import { help } from './german/help.ts';
import { problems } from './german/problems.ts';
import { roster } from './german/roster.ts';
import { usage } from './german/usage.ts';
import { words } from './german/words.ts';

export const german: Language = { locale: 'de-DE', drawing, help, problems, roster, usage, words };
