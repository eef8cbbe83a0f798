import { commandLine, line, text } from '../../card.ts';
import type { Language } from '../english.ts';
import { quantities } from './quantities.ts';

export const delegations: Language['delegations'] = {
  passedToYou: (by, roles) => `${by} hat Ihnen ${roles === 1 ? 'eine Rolle' : 'Rollen'} übertragen`,
  passedTo: (by, to, roles) => `${by} hat ${roles === 1 ? 'eine Rolle' : 'Rollen'} an ${to} übertragen`,
  adminsTakeBack: line('Das gilt bis zum genannten Tag. Um es früher zu beenden: ', commandLine('revoke-grant @Person ROLLE')),
  inPlaceOf: (person) =>
    line(
      'Sie können in Vertretung von ',
      text(person, 'bold'),
      ' entscheiden, und zwar auf den Karten im Kanal der Rolle oder, ohne darin zu sein, über ',
      commandLine('home'),
      '. ',
    ),
  countOnce: 'Sie beide zählen wie eine Person: Wo schon eine von beiden entschieden hat, kann die andere nicht mehr entscheiden.',
  holdsItToo: (person, roles) =>
    `${person} hat bereits: ${quantities.list(roles)}. Dort entscheidet ${person} weiterhin selbst, getrennt von Ihnen gezählt; die Übertragung ändert daran nichts.`,
  youHoldItToo: (roles) =>
    `Sie haben bereits: ${quantities.list(roles)}. Dort entscheiden Sie weiterhin selbst, getrennt gezählt; die Übertragung ändert daran nichts.`,
  yourRoles: line('Ihre Rollen: ', commandLine('whoami')),
  forNow: 'Vorübergehend',
  mayDecide: (person) => `${person} kann an Ihrer Stelle entscheiden`,
  toTakeBack: (command) => line('Zurücknehmen: ', command),
  notTold: (person) => `Es gilt, aber ${person} ließ sich nicht benachrichtigen: Bitte sagen Sie es selbst.`,
  passedOn: 'Übertragen',
  noLonger: (person) => `${person} entscheidet nicht mehr an Ihrer Stelle`,
  refusedNow: 'Was ab jetzt an Ihrer Stelle versucht wird, wird abgewiesen.',
  takenBack: 'Zurückgenommen',
  passed: 'Übertragen: ',
};
