import { commandLine, line, text } from '../../card.ts';
import type { Language } from '../english.ts';

export const delegations: Language['delegations'] = {
  passedToYou: (by, roles) => `${by} hat Ihnen ${roles === 1 ? 'eine Rolle' : 'Rollen'} übertragen`,
  inPlaceOf: (person) => line('Sie können in Vertretung von ', text(person, 'bold'), ' entscheiden, auf den Karten im Kanal der Rolle. '),
  countOnce:
    'Auf jeder Stufe zählen Sie beide zusammen einmal, und worüber eine:r von Ihnen entscheidet, entscheidet der oder die andere nicht.',
  yourRoles: line('Ihre Rollen: ', commandLine('whoami')),
  forNow: 'Bis auf Weiteres',
  mayDecide: (person) => `${person} kann an Ihrer Stelle entscheiden`,
  toTakeBack: (command) => line('Zurücknehmen: ', command),
  passedOn: 'Übertragen',
  noLonger: (person) => `${person} entscheidet nicht mehr an Ihrer Stelle`,
  refusedNow: 'Was ab jetzt damit versucht wird, wird abgelehnt.',
  takenBack: 'Zurückgenommen',
  passed: 'Übertragen: ',
};
