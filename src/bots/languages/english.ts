/** Everything that people read, in English; every other language says the same of the same. */
import { drawing } from './english/drawing.ts';
import { problems } from './english/problems.ts';

export const english = { locale: 'en-GB' as string, drawing, problems };

/** A message catalogue. */
export type Language = typeof english;
