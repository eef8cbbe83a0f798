import type { Language } from '../english.ts';

export const digests: Language['digests'] = {
  drawnUp: (month) => `Die Zahlen für ${month} werden zusammengestellt`,
  comePrivately: 'Sie bekommen sie gleich als private Nachricht.',
};
