/** Deadlines in working hours: pure arithmetic over the time zone data that the runtime has. */
import type { Instant } from './request.ts';

export const weekdays = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'] as const;
export type Weekday = (typeof weekdays)[number];

/** When an organisation works; without `workingHours` every hour counts. */
export type Calendar = {
  /** IANA name, such as `Europe/London`. */
  readonly timeZone: string;
  readonly workingHours?:
    | {
        readonly days: readonly Weekday[];
        /** Wall clock `HH:MM`, `from` before `to`; `24:00` ends a day. */
        readonly from: string;
        readonly to: string;
        /** Dates `YYYY-MM-DD` on which nobody works. */
        readonly holidays: readonly string[];
      }
    | undefined;
};

const hour = 3_600_000;
const day = 24 * hour;
/** A calendar whose holidays leave no working day must not search for ever. */
const horizonDays = 20 * 366;

/** Wall clock time as if it were UTC, in ms: the only way in which this file speaks of local time. */
type WallClock = number;

/** How far the zone's wall clock is ahead of UTC at an instant, in ms. */
const offsetsOf = (timeZone: string): ((at: number) => number) => {
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  return (at) => {
    const part: Record<string, number> = {};
    for (const { type, value } of format.formatToParts(at)) part[type] = Number(value);
    const { year = 0, month = 1, day: date = 1, hour: hours = 0, minute = 0, second = 0 } = part;
    return Date.UTC(year, month - 1, date, hours, minute, second) - Math.floor(at / 1000) * 1000;
  };
};

/** The instant of a wall clock time: the earlier of two when clocks go back; when it is skipped, as if clocks had not gone forward yet. */
const instantOf = (wall: WallClock, offset: (at: number) => number): number => {
  const before = offset(wall - day);
  const candidates = [before, offset(wall + day)].map((guess) => wall - guess).filter((at) => at + offset(at) === wall);
  return candidates.length === 0 ? wall - before : Math.min(...candidates);
};

const minutesOf = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5));

const isWorkday = (date: WallClock, { days, holidays }: NonNullable<Calendar['workingHours']>): boolean => {
  const weekday = weekdays[(new Date(date).getUTCDay() + 6) % 7];
  return weekday !== undefined && days.includes(weekday) && !holidays.includes(new Date(date).toISOString().slice(0, 10));
};

/**
 * The instant at which this many working hours have passed since `from`; hours that end with a working day end at its closing time.
 * Throws RangeError when the calendar has not that many in twenty years.
 */
export const deadlineAfter = (calendar: Calendar, from: Instant, hours: number): Instant => afterWork(calendar, from, hours * hour);

/** `deadlineAfter` in milliseconds of work. */
export const afterWork = (calendar: Calendar, from: Instant, work: number): Instant => {
  const { timeZone, workingHours } = calendar;
  const start = Date.parse(from);
  const instant = (at: number): Instant => new Date(at).toISOString() as Instant;
  if (!workingHours) return instant(start + work);

  const offset = offsetsOf(timeZone);
  const today = Math.floor((start + offset(start)) / day) * day;
  let left = work;
  for (let date = today; date < today + horizonDays * day; date += day) {
    if (!isWorkday(date, workingHours)) continue;
    const opens = Math.max(start, instantOf(date + minutesOf(workingHours.from) * 60_000, offset));
    const closes = instantOf(date + minutesOf(workingHours.to) * 60_000, offset);
    if (closes <= opens) continue;
    if (left <= closes - opens) return instant(opens + left);
    left -= closes - opens;
  }
  throw new RangeError(`calendar of ${timeZone}: fewer than ${work / hour} working hours in twenty years`);
};

/** How many milliseconds of work lie between two instants; 0 when the second is not later. */
export const workBetween = ({ timeZone, workingHours }: Calendar, from: Instant, to: Instant): number => {
  const [start, end] = [Date.parse(from), Date.parse(to)];
  if (!workingHours) return Math.max(0, end - start);
  const offset = offsetsOf(timeZone);
  let work = 0;
  for (let date = Math.floor((start + offset(start)) / day) * day; date <= end + offset(end); date += day) {
    if (!isWorkday(date, workingHours)) continue;
    const opens = Math.max(start, instantOf(date + minutesOf(workingHours.from) * 60_000, offset));
    const closes = Math.min(end, instantOf(date + minutesOf(workingHours.to) * 60_000, offset));
    work += Math.max(0, closes - opens);
  }
  return work;
};

/** A calendar month as `YYYY-MM`, from its first instant to the next month's. */
export type Month = { readonly name: string; readonly from: Instant; readonly to: Instant };

/** The month with this name (`YYYY-MM`) where this zone's clocks hang; undefined when there is none. */
export const monthNamed = (timeZone: string, name: string): Month | undefined => {
  const [, year, month] = /^(\d{4})-(0[1-9]|1[0-2])$/.exec(name) ?? [];
  if (year === undefined || month === undefined) return undefined;
  const offset = offsetsOf(timeZone);
  const begins = (months: number): Instant =>
    new Date(instantOf(Date.UTC(Number(year), Number(month) - 1 + months), offset)).toISOString() as Instant;
  return { name, from: begins(0), to: begins(1) };
};

/** The day with this name (`YYYY-MM-DD`) where this zone's clocks hang, to the next day's first instant; undefined when there is none. */
export const dayNamed = (timeZone: string, name: string): { readonly from: Instant; readonly to: Instant } | undefined => {
  const midnight = /^\d{4}-\d{2}-\d{2}$/.test(name) ? Date.parse(`${name}T00:00:00Z`) : Number.NaN;
  if (Number.isNaN(midnight) || !new Date(midnight).toISOString().startsWith(name)) return undefined;
  const offset = offsetsOf(timeZone);
  const begins = (days: number): Instant => new Date(instantOf(midnight + days * day, offset)).toISOString() as Instant;
  return { from: begins(0), to: begins(1) };
};

/** The name (`YYYY-MM-DD`) of the day on which this instant lies there. */
export const dayOf = (timeZone: string, at: Instant): string => {
  const now = Date.parse(at);
  return new Date(now + offsetsOf(timeZone)(now)).toISOString().slice(0, 10);
};

/** The name of the day before the one on which this instant lies there. */
export const dayBefore = (timeZone: string, at: Instant): string =>
  new Date(Date.parse(dayOf(timeZone, at)) - day).toISOString().slice(0, 10);

/** The name of the month that lies so many months before the one of this instant. */
export const monthBefore = (timeZone: string, at: Instant, months: number): string => {
  const now = Date.parse(at);
  const local = new Date(now + offsetsOf(timeZone)(now));
  return new Date(Date.UTC(local.getUTCFullYear(), local.getUTCMonth() - months)).toISOString().slice(0, 7);
};

/** The last month whose figures are due: from when the first working day of the next one begins. */
export const monthDue = (calendar: Calendar, now: Instant): Month | undefined => {
  const { timeZone } = calendar;
  const running = monthNamed(timeZone, monthBefore(timeZone, now, 0));
  const hasBegun = running !== undefined && now >= deadlineAfter(calendar, running.from, 0);
  return monthNamed(timeZone, monthBefore(timeZone, now, hasBegun ? 1 : 2));
};

/** The last working day (`YYYY-MM-DD`, in the zone) on which work has begun by now; every day is one without working hours. */
export const dayDue = ({ timeZone, workingHours }: Calendar, now: Instant): string | undefined => {
  const at = Date.parse(now);
  const offset = offsetsOf(timeZone);
  const today = Math.floor((at + offset(at)) / day) * day;
  const opening = workingHours ? minutesOf(workingHours.from) * 60_000 : 0;
  for (let date = today; date > today - horizonDays * day; date -= day)
    if ((!workingHours || isWorkday(date, workingHours)) && instantOf(date + opening, offset) <= at)
      return new Date(date).toISOString().slice(0, 10);
  return undefined;
};
