import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Calendar } from '../../src/workflow/calendar.ts';
import { afterWork, dayDue, dayNamed, deadlineAfter, weekdays, workBetween } from '../../src/workflow/calendar.ts';
import type { Instant } from '../../src/workflow/request.ts';
import { shiftTimes } from '../../src/workflow/stage-times.ts';

const at = (text: string): Instant => new Date(text).toISOString() as Instant;
const office = (timeZone: string, changes: Partial<NonNullable<Calendar['workingHours']>> = {}): Calendar => ({
  timeZone,
  workingHours: { days: ['Mon', 'Tue', 'Wed', 'Thu', 'Fri'], from: '09:00', to: '17:00', holidays: [], ...changes },
});
const roundTheClock = { days: [...weekdays], from: '00:00', to: '24:00' };

describe('deadlineAfter', () => {
  test.each<{ what: string; calendar: Calendar; from: string; hours: number; to: string }>([
    {
      what: 'without working hours every hour counts',
      calendar: { timeZone: 'Europe/London' },
      from: '2026-11-20T16:00:00Z',
      hours: 40.5,
      to: '2026-11-22T08:30:00Z',
    },
    { what: 'within a day', calendar: office('Europe/London'), from: '2026-11-23T10:15:30.250Z', hours: 2, to: '2026-11-23T12:15:30.250Z' },
    {
      what: 'to the closing time of the same day',
      calendar: office('Europe/London'),
      from: '2026-11-23T09:00:00Z',
      hours: 8,
      to: '2026-11-23T17:00:00Z',
    },
    { what: 'over night', calendar: office('Europe/London'), from: '2026-11-23T16:00:00Z', hours: 2, to: '2026-11-24T10:00:00Z' },
    { what: 'from before work', calendar: office('Europe/London'), from: '2026-11-23T03:00:00Z', hours: 1, to: '2026-11-23T10:00:00Z' },
    { what: 'from after work', calendar: office('Europe/London'), from: '2026-11-23T22:00:00Z', hours: 1, to: '2026-11-24T10:00:00Z' },
    {
      what: 'from the very closing time',
      calendar: office('Europe/London'),
      from: '2026-11-23T17:00:00Z',
      hours: 1,
      to: '2026-11-24T10:00:00Z',
    },
    { what: 'over a weekend', calendar: office('Europe/London'), from: '2026-11-20T16:00:00Z', hours: 2, to: '2026-11-23T10:00:00Z' },
    { what: 'from a Sunday', calendar: office('Europe/London'), from: '2026-11-22T12:00:00Z', hours: 40, to: '2026-11-27T17:00:00Z' },
    {
      what: 'over holidays',
      calendar: office('Europe/London', { holidays: ['2026-12-25', '2026-12-28'] }),
      from: '2026-12-24T16:00:00Z',
      hours: 2,
      to: '2026-12-29T10:00:00Z',
    },
    {
      what: 'a holiday is the local date, not the UTC date',
      calendar: office('Pacific/Auckland', { holidays: ['2026-12-25'] }),
      from: '2026-12-23T20:00:00Z',
      hours: 9,
      to: '2026-12-27T21:00:00Z',
    },
    {
      what: 'clocks go forward over the weekend in London',
      calendar: office('Europe/London'),
      from: '2026-03-27T16:00:00Z',
      hours: 2,
      to: '2026-03-30T09:00:00Z',
    },
    {
      what: 'clocks go back over the weekend in London',
      calendar: office('Europe/London'),
      from: '2026-10-23T15:00:00Z',
      hours: 2,
      to: '2026-10-26T10:00:00Z',
    },
    {
      what: 'clocks go forward over the weekend in New York',
      calendar: office('America/New_York'),
      from: '2026-03-06T21:00:00Z',
      hours: 2,
      to: '2026-03-09T14:00:00Z',
    },
    {
      what: 'clocks go back over the weekend in New York',
      calendar: office('America/New_York'),
      from: '2026-10-30T20:00:00Z',
      hours: 2,
      to: '2026-11-02T15:00:00Z',
    },
    {
      what: 'the Sunday on which clocks go forward has 23 hours',
      calendar: office('Europe/London', roundTheClock),
      from: '2026-03-29T00:00:00Z',
      hours: 23,
      to: '2026-03-29T23:00:00Z',
    },
    {
      what: 'the Sunday on which clocks go back has 25 hours',
      calendar: office('Europe/London', { ...roundTheClock, days: ['Sun'] }),
      from: '2026-10-24T12:00:00Z',
      hours: 25,
      to: '2026-10-26T00:00:00Z',
    },
    {
      what: 'work that opens in the skipped hour opens an hour later by the clock',
      calendar: office('Europe/London', { days: ['Sun'], from: '01:30', to: '05:00' }),
      from: '2026-03-28T12:00:00Z',
      hours: 1,
      to: '2026-03-29T02:30:00Z',
    },
    {
      what: 'work that opens in the repeated hour opens the first time',
      calendar: office('America/New_York', { days: ['Sun'], from: '01:30', to: '05:00' }),
      from: '2026-10-31T12:00:00Z',
      hours: 1,
      to: '2026-11-01T06:30:00Z',
    },
    {
      what: 'a zone half an hour off',
      calendar: office('Asia/Kolkata'),
      from: '2026-11-23T03:00:00Z',
      hours: 1,
      to: '2026-11-23T04:30:00Z',
    },
  ])('$what', ({ calendar, from, hours, to }) => {
    expect(deadlineAfter(calendar, at(from), hours)).toBe(at(to));
  });

  test('a calendar without any working day is an error, not an endless search', () => {
    const holidays = Array.from({ length: 21 * 366 }, (_, day) => new Date(Date.UTC(2026, 0, 1 + day)).toISOString().slice(0, 10));
    expect(() => deadlineAfter(office('UTC', { holidays }), at('2026-01-02T12:00:00Z'), 1)).toThrow(RangeError);
  });
});

const halfHour = 1_800_000;

/** Counts working half-hours one by one, by the wall clock that Intl prints: slow, and thought of differently. */
const countedHalfHours = ({ timeZone, workingHours }: Calendar, from: Instant, to: Instant): number => {
  const format = new Intl.DateTimeFormat('en-CA', {
    timeZone,
    hourCycle: 'h23',
    weekday: 'short',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
  });
  let counted = 0;
  for (let time = Date.parse(from); time < Date.parse(to); time += halfHour) {
    const part = Object.fromEntries(format.formatToParts(time).map(({ type, value }) => [type, value]));
    const date = `${part['year']}-${part['month']}-${part['day']}`;
    const clock = `${part['hour']}:${part['minute']}`;
    const works =
      workingHours === undefined ||
      ((workingHours.days as readonly string[]).includes(part['weekday']?.slice(0, 3) ?? '') &&
        !workingHours.holidays.includes(date) &&
        workingHours.from <= clock &&
        clock < workingHours.to);
    if (works) counted += 1;
  }
  return counted;
};

describe('deadlineAfter, around the changes of clocks', () => {
  const zones = [
    { timeZone: 'Europe/London', change: '2026-03-29' },
    { timeZone: 'Europe/London', change: '2026-10-25' },
    { timeZone: 'America/New_York', change: '2026-03-08' },
    { timeZone: 'America/New_York', change: '2026-11-01' },
    // Midnight is skipped here: the day begins at 01:00.
    { timeZone: 'Africa/Cairo', change: '2026-04-24' },
    { timeZone: 'Australia/Lord_Howe', change: '2026-10-04' },
  ];
  const halfHours = (least: number) => fc.integer({ min: least, max: 4 * 24 * 2 });
  // Work that begins at 04:00 or at midnight: within the changing hours, an hour "from 01:30" is a matter of convention (above).
  const hours = fc.constantFrom({ from: '04:00', to: '20:00' }, { from: '09:00', to: '17:30' }, { from: '00:00', to: '24:00' });

  test.each(zones)('exactly the asked working hours lie between start and deadline in $timeZone near $change', ({ timeZone, change }) => {
    fc.assert(
      fc.property(
        halfHours(0),
        halfHours(1),
        hours,
        fc.subarray([...weekdays], { minLength: 2 }),
        fc.subarray([-2, -1, 0, 1, 2], { maxLength: 3 }),
        (before, asked, wall, days, free) => {
          const holidays = free.map((day) => new Date(Date.parse(change) + day * 86_400_000).toISOString().slice(0, 10));
          const calendar = office(timeZone, { ...wall, days, holidays });
          const from = new Date(Date.parse(change) + 2 * 86_400_000 - before * halfHour).toISOString() as Instant;
          const deadline = deadlineAfter(calendar, from, asked / 2);
          expect(countedHalfHours(calendar, from, deadline)).toBe(asked);
          // The last half-hour is worked: nobody's deadline is on a holiday or before opening.
          expect(countedHalfHours(calendar, new Date(Date.parse(deadline) - halfHour).toISOString() as Instant, deadline)).toBe(1);
        },
      ),
      { numRuns: 25 },
    );
  });

  test('more hours never end sooner, and two spans in a row are one long span', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 400 * 24 * 60 }),
        fc.integer({ min: 1, max: 3000 }),
        fc.integer({ min: 1, max: 3000 }),
        (start, first, second) => {
          const calendar = office('Europe/London', { holidays: ['2026-12-25', '2026-12-28'] });
          const from = new Date(Date.UTC(2026, 0, 1) + start * 60_000).toISOString() as Instant;
          const inOne = deadlineAfter(calendar, from, (first + second) / 60);
          const half = deadlineAfter(calendar, from, first / 60);
          expect(half < inOne).toBe(true);
          expect(deadlineAfter(calendar, half, second / 60)).toBe(inOne);
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe('workBetween', () => {
  test.each<{ what: string; calendar: Calendar; from: string; to: string; hours: number }>([
    { what: 'every hour', calendar: { timeZone: 'Europe/London' }, from: '2026-11-20T16:00:00Z', to: '2026-11-22T08:30:00Z', hours: 40.5 },
    { what: 'a weekend', calendar: office('Europe/London'), from: '2026-11-20T16:00:00Z', to: '2026-11-23T10:00:00Z', hours: 2 },
    { what: 'a night', calendar: office('Europe/London'), from: '2026-11-23T17:00:00Z', to: '2026-11-24T09:00:00Z', hours: 0 },
    {
      what: 'holidays',
      calendar: office('Europe/London', { holidays: ['2026-12-25', '2026-12-28'] }),
      from: '2026-12-24T16:00:00Z',
      to: '2026-12-29T10:00:00Z',
      hours: 2,
    },
    {
      what: 'clocks that go forward',
      calendar: office('Europe/London'),
      from: '2026-03-27T16:00:00Z',
      to: '2026-03-30T09:00:00Z',
      hours: 2,
    },
    {
      what: 'the night in which clocks go back',
      calendar: office('Europe/London', roundTheClock),
      from: '2026-10-25T00:00:00+01:00',
      to: '2026-10-26T00:00:00Z',
      hours: 25,
    },
    { what: 'nothing backwards', calendar: office('Europe/London'), from: '2026-11-24T12:00:00Z', to: '2026-11-23T12:00:00Z', hours: 0 },
  ])('$what: $hours hours', ({ calendar, from, to, hours }) => {
    expect(workBetween(calendar, at(from), at(to)) / 3_600_000).toBe(hours);
  });

  const minutes = fc.integer({ min: 0, max: 400 * 24 * 60 });
  const start = Date.parse('2026-01-01T00:00:00Z');
  const instant = minutes.map((minute) => at(new Date(start + minute * 60_000).toISOString()));

  test('as much work lies before a deadline as it was given, over every change of clocks and holiday', () => {
    const calendar = office('Europe/London', { holidays: ['2026-12-25', '2026-12-28'] });
    fc.assert(
      fc.property(instant, fc.integer({ min: 1, max: 200 * 60 }), (from, work) => {
        expect(workBetween(calendar, from, afterWork(calendar, from, work * 60_000))).toBe(work * 60_000);
      }),
    );
  });

  test('whatever a pause takes is given back: as much work is left after it as was before', () => {
    const calendar = office('Europe/London', { holidays: ['2026-12-25', '2026-12-28'] });
    const later = fc.integer({ min: 0, max: 60 * 24 * 60 });
    fc.assert(
      fc.property(instant, later, later, (since, untilDeadline, paused) => {
        const plus = (minute: number): Instant => at(new Date(Date.parse(since) + minute * 60_000).toISOString());
        const [deadline, until] = [plus(untilDeadline), plus(paused)];
        const shifted = shiftTimes(calendar, { deadline, remindAt: [since], escalateAt: deadline }, { since, until });
        expect(workBetween(calendar, since, shifted.deadline)).toBe(
          workBetween(calendar, since, deadline) + (deadline > since ? workBetween(calendar, since, until) : 0),
        );
        expect(shifted.deadline >= deadline).toBe(true);
        expect(shifted).toMatchObject({ escalateAt: shifted.deadline, remindAt: [since] });
      }),
    );
  });
});

describe('dayNamed', () => {
  test.each([
    { what: 'in winter', name: '2026-01-15', from: '2026-01-15T00:00:00Z', to: '2026-01-16T00:00:00Z' },
    { what: 'in summer', name: '2026-07-15', from: '2026-07-14T23:00:00Z', to: '2026-07-15T23:00:00Z' },
    { what: 'of 23 hours when clocks go forward', name: '2026-03-29', from: '2026-03-29T00:00:00Z', to: '2026-03-29T23:00:00Z' },
    { what: 'of 25 hours when they go back', name: '2026-10-25', from: '2026-10-24T23:00:00Z', to: '2026-10-26T00:00:00Z' },
  ])('a day $what', ({ name, from, to }) => {
    expect(dayNamed('Europe/London', name)).toEqual({ from: at(from), to: at(to) });
  });

  test.each(['2026-02-30', '2026-13-01', '26-01-01', '2026-01-01T00:00', 'today', ''])('%j is no day', (name) => {
    expect(dayNamed('Europe/London', name)).toBeUndefined();
  });
});

describe('dayDue', () => {
  test.each<{ what: string; calendar: Calendar; now: string; due: string }>([
    { what: 'once work has begun, today', calendar: office('Europe/London'), now: '2026-11-24T09:00:00Z', due: '2026-11-24' },
    { what: 'before that, yesterday', calendar: office('Europe/London'), now: '2026-11-24T08:59:59Z', due: '2026-11-23' },
    { what: 'on a Sunday, Friday', calendar: office('Europe/London'), now: '2026-11-22T12:00:00Z', due: '2026-11-20' },
    {
      what: 'on a holiday, the working day before',
      calendar: office('Europe/London', { holidays: ['2026-11-24'] }),
      now: '2026-11-24T12:00:00Z',
      due: '2026-11-23',
    },
    { what: 'by the clocks of the zone', calendar: office('Europe/London'), now: '2026-07-01T08:00:00Z', due: '2026-07-01' },
    {
      what: 'without working hours, from midnight on',
      calendar: { timeZone: 'Asia/Tokyo' },
      now: '2026-11-21T15:00:00Z',
      due: '2026-11-22',
    },
  ])('$what', ({ calendar, now, due }) => {
    expect(dayDue(calendar, at(now))).toBe(due);
  });
});
