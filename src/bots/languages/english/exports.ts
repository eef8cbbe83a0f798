/** Exports of the record. */
import type { Line } from '../../card.ts';
import { commandLine, line, text } from '../../card.ts';
import { quantities } from './quantities.ts';

const { day } = quantities;
const days = (from: string, to: string): string => (from === to ? day(from) : `${day(from)} to ${day(to)}`);

export const exports = {
  askedTitle: (from: string, to: string) => `The record of ${days(from, to)} is being exported`,
  askedLine: (timeZone: string) =>
    `Whole days, as clocks go in ${timeZone}. This may take a while; you are told here, privately, when it is ready.`,
  untilToday: 'It ends with today: later days have not begun yet.',
  onRecord: 'Who exports what is itself on record.',
  readyTitle: (from: string, to: string) => `The record of ${days(from, to)} is ready`,
  onlyYou: (minutes: number) =>
    `For you only: it names people and their reasons, so do not pass the link on. It works for ${minutes} minutes, until `,
  whereDays: 'Days',
  daysIn: (from: string, to: string, timeZone: string) => `${days(from, to)}, in ${timeZone}`,
  projects: 'Projects',
  contents: 'Contents',
  counted: (events: number, requests: number) =>
    `${events} ${events === 1 ? 'event' : 'events'} of ${requests} ${requests === 1 ? 'request' : 'requests'}`,
  size: 'Size',
  download: (format: 'csv' | 'jsonl'): string => (format === 'csv' ? '⬇️ Download the table (CSV)' : '⬇️ Download the events (JSON lines)'),
  onceMore: 'When the link has expired, ask once more: ',
  failedTitle: (from: string, to: string) => `The record of ${days(from, to)} could not be exported`,
  roleLost: 'You no longer hold the role that it needs, so nothing was exported.',
  error: 'Nothing was exported. Ask for fewer days at a time; if that fails too, tell the operator that this failed: ',
  unreachableTitle: 'Your export could not be given to you',
  unreachable:
    'A link to it goes to you by chat only, and there you cannot be written to. Write to Sallyport privately once, then ask again.',
  howTitle: 'Exporting the record',
  how: 'Name the first and the last day, as YYYY-MM-DD. You get a table, or each event as a line of JSON with “jsonl” behind the days: ',
  latest: 'Latest exports',
  latestLine: (who: string, from: string, to: string, format: string): Line => line(text(who, 'bold'), `: ${days(from, to)}, ${format}`),
  states: { asked: 'not finished', made: 'made', failed: 'failed' },
  notAuditor: (role: string | undefined): Line =>
    role === undefined
      ? line('Only admins can have the record exported. Nothing was exported.')
      : line('Only admins, and people who hold the role ', text(role, 'bold'), ', can have the record exported. Nothing was exported.'),
  askForRole: (role: string): Line => line('If you should hold it, ask an admin to grant it: ', commandLine(`grant @you ${role}`)),
  yourRoles: 'Your roles: ',
  range: {
    'no-day': 'This needs the first and the last day, as YYYY-MM-DD.',
    reversed: 'The first day comes after the last one.',
    ahead: 'The first day has not begun yet, so there is no record of it.',
    'too-long': 'That is more than a year. Export it year by year.',
    format: 'Behind the days comes “csv”, “jsonl” or nothing.',
  },
  writeItAs: 'Write it as: ',
};
