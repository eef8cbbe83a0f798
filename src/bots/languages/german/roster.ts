import type { Language } from '../english.ts';

export const roster: Language['roster'] = {
  project: (project) => (project === '*' ? 'alle Projekte' : `Projekt ${project}`),
};
