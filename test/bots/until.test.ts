/** The last day of a role, as it is typed and as it is said. */
import { describe, expect, test } from 'vitest';
import { untilFrom } from '../../src/bots/grant-deeds.ts';
import { dayIn } from '../../src/bots/languages/instants.ts';
import type { Instant } from '../../src/workflow/request.ts';

const now = '2026-11-27T10:59:00.000Z' as Instant;
const until = (timeZone: string, day: string, at: string = now) => untilFrom({ core: { clock: () => at as Instant }, timeZone }, day);

describe('a role until a day', () => {
  test.each([
    ['Europe/London', '2026-12-24', '2026-12-24T23:59:59.999Z'],
    ['Pacific/Auckland', '2026-12-24', '2026-12-24T10:59:59.999Z'],
    ['America/Los_Angeles', '2026-12-24', '2026-12-25T07:59:59.999Z'],
    ['Europe/London', '9999-12-31', '9999-12-31T23:59:59.999Z'],
    // On these days clocks change: one has 25 hours, one 23.
    ['Europe/London', '2027-10-31', '2027-10-31T23:59:59.999Z'],
    ['America/Los_Angeles', '2027-03-14', '2027-03-15T06:59:59.999Z'],
  ])('ends in %s with the end of %s, and is said to end on that day', (timeZone, day, end) => {
    expect(until(timeZone, day)).toEqual({ ok: true, value: end });
    expect(dayIn({ timeZone }, end as Instant)).toBe(day);
  });

  test.each([
    ['Pacific/Auckland', '2026-11-27T10:59:59.000Z', '2026-11-27T11:00:00.000Z'],
    ['America/Los_Angeles', '2026-11-28T07:59:59.000Z', '2026-11-28T08:00:00.000Z'],
  ])('may be today as long as it is today in %s', (timeZone, before, after) => {
    expect(until(timeZone, '2026-11-27', before).ok).toBe(true);
    expect(until(timeZone, '2026-11-27', after)).toEqual({ ok: false, refusal: { kind: 'date-not-ahead', date: '2026-11-27' } });
  });

  test.each(['2026-02-30', '2026-13-01', '27.12.2026', '2026-12-24T00:00', '', 'tomorrow'])('is refused for %j', (day) => {
    expect(until('Europe/London', day)).toEqual({ ok: false, refusal: { kind: 'date-not-ahead', date: day } });
  });
});
