/** The policy file's `organisation`: whose people may act at all, and when they work. */
import * as z from 'zod';
import { weekdays } from './calendar.ts';
import { block, isDistinct, list, matching, shownLine, wholeNumber } from './fields.ts';

const isTimeZone = (name: string): boolean => {
  // Intl also takes offsets such as +01:00, which know no summer time.
  if (!/^[A-Za-z]/.test(name)) return false;
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
};

const isDate = (text: string): boolean => {
  const at = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(text);
};

const time = matching(/^(([01]\d|2[0-3]):[0-5]\d|24:00)$/, 'a time such as "09:00"');
const dateExpected = 'a date such as "2026-12-25"';
const date = matching(/^\d{4}-\d{2}-\d{2}$/, dateExpected).refine(isDate, dateExpected);

const workingHours = block({
  days: list(z.enum(weekdays, `one of ${weekdays.join(', ')}`), { min: 1, max: 7, of: 'days of the week' })
    .refine(isDistinct, 'each day once')
    .default(['Mon', 'Tue', 'Wed', 'Thu', 'Fri']),
  from: time.meta({ description: 'Wall clock time at which work begins.' }),
  to: time.meta({ description: 'Wall clock time at which work ends, up to 24:00.' }),
  holidays: list(date, { min: 0, max: 1000, of: 'dates' })
    .refine(isDistinct, 'each date once')
    .default([])
    .meta({ description: 'Dates on which nobody works.' }),
}).refine(({ from, to }) => from < to, { path: ['to'], error: 'a time later than "from"' });

const domainExpected = 'a domain such as "example.ac.uk"';
const zoneExpected = 'a time zone such as "Europe/London"';
const slackTeam = matching(/^T[A-Z0-9]{2,30}$/, 'a Slack workspace id such as "T0123"');
const slackEnterprise = matching(/^E[A-Z0-9]{2,30}$/, 'a Slack organisation id such as "E0123"');
const tenant = z.guid('a Microsoft 365 tenant id (uuid)').toLowerCase();

/** The languages that there is a message catalogue for. */
export const languageCodes = ['en', 'de'] as const;
export type LanguageCode = (typeof languageCodes)[number];

/** A platform that lists nothing has nobody who may act (I3). */
export const organisation = block({
  name: shownLine(1, 100),
  emailDomains: list(matching(/^([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,63}$/, domainExpected).toLowerCase(), {
    min: 1,
    max: 100,
    of: 'domains',
  }).meta({ description: 'Only people with a verified address in exactly one of these domains may act.' }),
  timeZone: z.string(zoneExpected).refine(isTimeZone, zoneExpected).default('UTC'),
  language: z
    .enum(languageCodes, `one of ${languageCodes.join(', ')}`)
    .default('en')
    .meta({ description: 'What Sallyport speaks: English or German.' }),
  unseenDays: wholeNumber(7, 3650).exactOptional().meta({
    description:
      'Days after which the roles of somebody who was not seen acting rest, until an admin grants them one again; nobody passes a role on for longer. Never, when left out.',
  }),
  workingHours: workingHours.exactOptional().meta({ description: 'Deadlines count these hours only; every hour when left out.' }),
  slack: block({
    teamIds: list(slackTeam, { min: 0, max: 1000, of: 'Slack workspace ids' }).default([]),
    enterpriseIds: list(slackEnterprise, { min: 0, max: 100, of: 'Slack organisation ids' }).default([]),
  })
    .default({ teamIds: [], enterpriseIds: [] })
    .meta({ description: 'Slack workspaces and organisations whose members may act; all others are refused.' }),
  teams: block({ tenantIds: list(tenant, { min: 0, max: 100, of: 'Microsoft 365 tenant ids' }).default([]) })
    .default({ tenantIds: [] })
    .meta({ description: 'Microsoft 365 tenants whose members may act; all others are refused.' }),
}).refine(({ slack, teams }) => slack.teamIds.length + slack.enterpriseIds.length + teams.tenantIds.length > 0, {
  path: ['slack', 'teamIds'],
  error: 'at least one Slack workspace, Slack organisation or Microsoft 365 tenant',
});
