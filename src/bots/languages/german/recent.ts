import type { Language } from '../english.ts';

export const recent: Language['recent'] = {
  heading: 'Ihre letzten Entscheidungen',
  approved: 'Genehmigt',
  rejected: 'Abgelehnt',
  now: '; der Antrag ist jetzt: ',
};
