/** Everything that people read, in German. */
import type { Language } from './english.ts';
import { drawing } from './german/drawing.ts';
import { problems } from './german/problems.ts';

export const german: Language = { locale: 'de-DE', drawing, problems };
