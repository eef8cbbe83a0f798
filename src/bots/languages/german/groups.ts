import type { Language } from '../english.ts';
import { names } from './names.ts';

export const groups: Language['groups'] = {
  slack: (name) => `Slack-Nutzergruppe ${name}`,
  entra: (name) => `Entra-Gruppe ${name}`,
  by: (group) => `, durch ${group}`,
  unread: (role, project) =>
    `Ob Sie die Rolle ${role}${project === undefined ? '' : ` für das Projekt ${project}`} innehaben, lässt sich gerade nicht feststellen: Die Gruppe, aus der sie kommt, konnte nicht gelesen werden. Es wurde nichts geändert.`,
  tryAgain: 'Bitte versuchen Sie es in einer Minute noch einmal. Hält es an, sagen Sie es einem Admin: ',
  notRevocable: (who, group) =>
    `${who} hat diese Rolle durch ${group}, daher kann sie hier nicht entzogen werden: Wer die Gruppe pflegt, nimmt die Person heraus, und eine Minute später hat sie die Rolle nicht mehr. Alle Rollenvergaben und Gruppen: `,
  stillHeld: (who, group) => `${who} hat sie weiterhin durch ${group}: Um das zu beenden, muss die Person aus der Gruppe genommen werden.`,
  maybeStillHeld:
    'Die Rolle kommt auch aus einer Gruppe, die gerade nicht gelesen werden konnte: Ob die Person darin ist, ist nicht bekannt.',
  everybodyIn: (project, group, people) =>
    `, ${names.project(project)}: alle in ${group} (${people === 1 ? '1 Person' : `${people} Personen`})`,
  nobodyKnownIn: (project, group) =>
    `, ${names.project(project)}: alle in ${group}, die gerade nicht gelesen werden konnte; bis dahin verleiht sie nichts`,
  notCounted: (roles) =>
    `Was Sie durch eine Gruppe innehaben mögen, zählt gerade nicht, weil die Gruppe nicht gelesen werden konnte: ${roles}. Bitte versuchen Sie es in einer Minute noch einmal.`,
  unreadTitle: (request) => `Eine Gruppe konnte für den Antrag ${request} nicht gelesen werden`,
  unreadMessage: (role) =>
    `Wer ${role} durch diese Gruppe innehat, wurde hierzu nicht angeschrieben. Die Karte steht in deren Kanal, und sie können handeln, sobald die Gruppe wieder gelesen werden kann. Welche Gruppe es ist: `,
};
