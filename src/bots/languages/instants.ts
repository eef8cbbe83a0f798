/** Instants in words, for places that cannot show them in the reader's own time zone. */
import { dayOf } from '../../workflow/calendar.ts';
import type { Instant } from '../../workflow/request.ts';
import type { Language } from './english.ts';

/** The day on the organisation's clock, `YYYY-MM-DD`. */
export const dayIn = ({ timeZone }: Pick<Language, 'timeZone'>, at: Instant | undefined): string | undefined =>
  at === undefined ? undefined : dayOf(timeZone, at);

/** Date, wall clock and name of the organisation's zone, such as `27 Nov 2026, 14:02 GMT`; a dash for what is no instant. */
export const instantIn = ({ locale, timeZone }: Pick<Language, 'locale' | 'timeZone'>, at: Instant): string => {
  const time = Date.parse(at);
  if (Number.isNaN(time)) return '–';
  const format = new Intl.DateTimeFormat(locale, {
    year: 'numeric',
    month: 'short',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    timeZone,
    timeZoneName: 'short',
  });
  // In German, Greenwich's own time is "GMT+0".
  return format.format(time).replace(/GMT\+0\b/u, 'GMT');
};
