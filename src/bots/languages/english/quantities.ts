import { quantitiesIn } from '../quantities.ts';

const { number, counted, bytes, list, month, day } = quantitiesIn('en-GB', { bytes: { one: 'byte', other: 'bytes' } });

/** How many, how large, how long. */
export const quantities = {
  number,
  bytes,
  list,
  counted,
  month,
  day,
  files: (files: number) => counted(files, { one: 'file', other: 'files' }),
  links: (links: number) => counted(links, { one: 'link', other: 'links' }),
  requests: (requests: number) => counted(requests, { one: 'request', other: 'requests' }),
  characters: (characters: number) => counted(characters, { one: 'character', other: 'characters' }),
  minutes: (minutes: number) => counted(minutes, { one: 'minute', other: 'minutes' }),
  hours: (hours: number) => counted(hours, { one: 'hour', other: 'hours' }),
  days: (days: number) => counted(days, { one: 'day', other: 'days' }),
  ofTotal: (some: number, total: number) => `${number(some)} of ${number(total)}`,
  ofType: (files: number, extension: string) => `${number(files)} ${extension === '' ? 'without type' : extension}`,
};
