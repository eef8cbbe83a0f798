import type { Language } from '../english.ts';
import { quantitiesIn } from '../quantities.ts';

const { number, counted, bytes, list, month, day } = quantitiesIn('de-DE', { bytes: { other: 'Byte' } });

export const quantities: Language['quantities'] = {
  number,
  bytes,
  list,
  counted,
  month,
  day,
  files: (files) => counted(files, { one: 'Datei', other: 'Dateien' }),
  links: (links) => counted(links, { one: 'Link', other: 'Links' }),
  requests: (requests) => counted(requests, { one: 'Antrag', other: 'Anträge' }),
  characters: (characters) => counted(characters, { other: 'Zeichen' }),
  minutes: (minutes) => counted(minutes, { one: 'Minute', other: 'Minuten' }),
  hours: (hours) => counted(hours, { one: 'Stunde', other: 'Stunden' }),
  days: (days) => counted(days, { one: 'Tag', other: 'Tage' }),
  ofTotal: (some, total) => `${number(some)} von ${number(total)}`,
  ofType: (files, extension) => `${number(files)} ${extension === '' ? 'ohne Dateityp' : extension}`,
};
