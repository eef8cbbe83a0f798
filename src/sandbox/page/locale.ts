/** The locale in which the chats write dates and their dialogs say what they lack; what the sandbox itself says around them is English. */
import { createContext, useContext } from 'react';
import { english } from './times.ts';

const Locale = createContext(english);

/** Gives everything below it the locale. */
export const LocaleProvider = Locale.Provider;
export const useLocale = (): string => useContext(Locale);
