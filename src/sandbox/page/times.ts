/** Instants as people read them, in a locale (BCP 47). */

/** What the sandbox itself speaks. */
export const english = 'en-GB';

const formatsOf = (locale: string) => ({
  clock: new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit' }),
  day: new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short' }),
  full: new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'medium' }),
});
const made = new Map<string, ReturnType<typeof formatsOf>>();
const formats = (locale: string): ReturnType<typeof formatsOf> => {
  const found = made.get(locale) ?? formatsOf(locale);
  made.set(locale, found);
  return found;
};

const sameDay = (a: Date, b: Date): boolean => a.toDateString() === b.toDateString();

/** 14:02 today, "3 Mar 14:02" otherwise. */
export const shortTime = (instant: string, locale = english): string => {
  const at = new Date(instant);
  const { clock, day } = formats(locale);
  return sameDay(at, new Date()) ? clock.format(at) : `${day.format(at)} ${clock.format(at)}`;
};

export const fullTime = (instant: string, locale = english): string => formats(locale).full.format(new Date(instant));
