import type { Language } from '../english.ts';

export const adminChannels: Language['adminChannels'] = {
  toldFromNow: (by) =>
    `Ab jetzt erfährt dieser Kanal, was Admins privat erfahren: Fehler, was niemand sieht, und die Zahlen eines Monats. Zugeordnet von ${by}.`,
  isTold: (channel) => `#${channel} erfährt, was Admins privat erfahren. Sie erfahren es weiterhin, und handeln dort.`,
  actElsewhere: 'Admins handeln in dem, was ihnen privat geschickt wurde, oder tippen ein, was es braucht: ',
};
