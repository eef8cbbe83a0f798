import type { Language } from '../english.ts';

export const problems: Language['problems'] = {
  namePerson: 'Bitte nennen Sie eine Person.',
  projectId: 'Eine Projektkennung besteht nur aus Buchstaben, Ziffern, „.“, „-“ und „_“.',
  adminOfAll: 'Admin ist man für alle Projekte; wählen Sie bitte alle Projekte.',
  tooLong: (characters) => `Bitte höchstens ${characters} Zeichen.`,
  reasonTooShort: (characters) => `Bitte geben Sie einen Grund mit mindestens ${characters} Zeichen an.`,
};
