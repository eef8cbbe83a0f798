/** The languages that an installation can speak. */
import type { LanguageCode } from '../../workflow/organisation.ts';
import type { Language } from './english.ts';
import { english } from './english.ts';
import { german } from './german.ts';

const languages = { en: english, de: german } satisfies Record<LanguageCode, Language>;

/** The catalogue that the policy file names, with the organisation's time zone. */
export const languageOf = ({
  organisation: { language, timeZone },
}: {
  readonly organisation: { readonly language: LanguageCode; readonly timeZone: string };
}): Language => ({ ...languages[language], timeZone });
