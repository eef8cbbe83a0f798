/** Everything that people read, in English; every other language says the same of the same. */
import { drawing } from './english/drawing.ts';
import { help } from './english/help.ts';
import { problems } from './english/problems.ts';
import { roster } from './english/roster.ts';
import { usage } from './english/usage.ts';
import { words } from './english/words.ts';

export const english = { locale: 'en-GB' as string, drawing, help, problems, roster, usage, words };

/** A message catalogue. */
export type Language = typeof english;
/** A command word that people can type. */
export type WordName = keyof Language['words'];
