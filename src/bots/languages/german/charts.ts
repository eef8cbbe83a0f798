import type { Language } from '../english.ts';

export const charts: Language['charts'] = {
  title: (month) => `${month} in Zahlen`,
  of: (month) => `Diagramm: ${month}`,
  requests: 'Ausleitungsanträge',
  received: 'Eingegangen',
  released: 'Freigegeben',
  rejected: 'Abgelehnt',
  expired: 'Verfallen',
  withdrawn: 'Zurückgezogen',
  givenUp: 'Aufgegeben',
  revoked: 'Widerrufen',
  took: 'Dauer: die Hälfte nicht länger als',
  whole: 'Eingang bis Ergebnis',
};
