/** Instants as people read them. */

const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' });
const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' });
const full = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'medium' });

const sameDay = (a: Date, b: Date): boolean => a.toDateString() === b.toDateString();

/** 14:02 today, "3 Mar 14:02" otherwise. */
export const shortTime = (instant: string): string => {
  const at = new Date(instant);
  return sameDay(at, new Date()) ? clock.format(at) : `${day.format(at)} ${clock.format(at)}`;
};

export const fullTime = (instant: string): string => full.format(new Date(instant));
