/** What ends a sentence behind a quotation: nothing where what is quoted ends one itself. */
export const fullStop = (said: string): string => (/[.?!…]$/u.test(said.trimEnd()) ? '' : '.');
