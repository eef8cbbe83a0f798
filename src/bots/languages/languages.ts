/** The languages that an installation can speak. */
import type { LanguageCode } from '../../workflow/organisation.ts';
import type { Language } from './english.ts';
import { english } from './english.ts';
import { german } from './german.ts';

const languages = { en: english, de: german } satisfies Record<LanguageCode, Language>;

/** The catalogue that the policy file names. */
export const languageOf = ({ organisation }: { readonly organisation: { readonly language: LanguageCode } }): Language =>
  languages[organisation.language];
