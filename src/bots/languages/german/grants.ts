import { commandLine, line, text } from '../../card.ts';
import type { Language } from '../english.ts';
import { names } from './names.ts';
import { quantities } from './quantities.ts';

const { counted, day: dayText } = quantities;
const until = (day: string | undefined) => (day === undefined ? '' : `, bis ${dayText(day)}`);
const howLong = (day: string | undefined) => (day === undefined ? 'auf Dauer' : `bis ${dayText(day)}`);

export const grants: Language['grants'] = {
  grant: (grant) =>
    line(
      `${grant.person}: `,
      text(grant.role, 'bold'),
      `, ${names.project(grant.project)}${until(grant.until)}`,
      grant.passedOnBy === undefined ? '' : `, übertragen von ${grant.passedOnBy}`,
      grant.proposed ? '; gilt erst, wenn ein anderer Admin es bestätigt' : '',
      grant.change ? `; vorgeschlagen: ${howLong(grant.change.until)}, was erst gilt, wenn ein anderer Admin es bestätigt` : '',
    ),
  byFile: (person) => line(`${person}: `, text('Admin', 'bold'), ', laut Richtliniendatei'),
  none: 'Noch hat niemand eine Rolle',
  begin: 'Beginnen Sie mit der Schaltfläche unten oder mit ',
  grants: (grants) => counted(grants, { one: 'Rollenvergabe', other: 'Rollenvergaben' }),
  whoHoldsWhat: 'Wer welche Rolle hat',
  granted: 'Rolle vergeben',
  heldAlready: 'Die Rolle war schon vergeben',
  holdsNow: line('Sie gilt ab sofort. Alle Rollenvergaben: ', commandLine('grants')),
  takenBack: 'Rolle zurückgenommen',
  refusedNow: 'Was diese Rolle braucht, wird ab jetzt abgewiesen.',
  stillHeld: (person) => `Was ${person} weiterhin hat`,
  othersAreLeft: (person) => `${person} hat die Rolle weiterhin durch das, was übrig ist. Soll sie enden, nehmen Sie auch das zurück:`,
  proposalDropped: 'Was dazu vorgeschlagen war, ist damit auch verworfen und kann neu vorgeschlagen werden.',

  proposal: ({ by, person, goesOn }) => (goesOn ? `${by} möchte, dass ${person} Admin bleibt` : `${by} möchte ${person} zum Admin machen`),
  wouldBe: (of) =>
    line(
      'Admins können Kanäle zuordnen, Rollen vergeben und Freigaben widerrufen. ',
      text(of.person, 'bold'),
      of.now
        ? ` wurde ${howLong(of.now.until)} Admin; daraus wird „${howLong(of.until)}“`
        : ` wird Admin${of.until === undefined ? '' : ` (bis ${dayText(of.until)})`}`,
      `, aber erst, wenn das ein anderer Admin als ${of.granter} bestätigt`,
      ...(of.endsAt === undefined ? [] : ['; ohne Bestätigung verfällt der Vorschlag ', of.endsAt]),
      '.',
    ),
  confirm: '✅ Bestätigen',
  orTyped: (confirm, takeBack) => line('Aktueller Stand: ', confirm, '. Zurücknehmen: ', takeBack),
  needsConfirming: 'Ein anderer Admin muss das bestätigen',
  noAdminYet: (person) =>
    line(text(person, 'bold'), ' ist noch nicht Admin: Ein anderer Admin muss es innerhalb von drei Tagen bestätigen. '),
  asBefore: (person) =>
    line('Für ', text(person, 'bold'), ' bleibt es, wie es ist: Ein anderer Admin muss dies innerhalb von drei Tagen bestätigen. '),
  othersAreTold: line('Die anderen Admins werden jetzt benachrichtigt.'),
  othersNotTold: (confirm) =>
    line('Nicht alle anderen Admins ließen sich benachrichtigen: Bitte sagen Sie einem von ihnen Bescheid; bestätigt wird mit ', confirm),
  toTakeBack: (command) => line('Zurücknehmen: ', command),
  isAdmin: (person) => `${person} ist Admin`,
  holdsFromNow: (person, day) =>
    line(text(person, 'bold'), ` ist ab sofort Admin${until(day)}. Alle Rollenvergaben: `, commandLine('grants')),

  noAccount: 'hier hat kein Konto diese Adresse',
  finding: ({ grant, why, takeBack }) => line(grant, ': ', why, '. Zurücknehmen: ', takeBack),
  lookedUp: (people) => `${counted(people, { one: 'Person', other: 'Personen' })} nachgeschlagen.`,
  whatToDo: ' Was ein solches Konto versucht, wird ohnehin abgewiesen; nehmen Sie die Rolle zurück, damit sie nicht vergessen wird.',
  notLookedUp: (people, command) =>
    line(`${quantities.number(people)} weitere wurden nicht nachgeschlagen; prüfen Sie die Rollen einzeln: `, command),
  notShown: (grants, command) =>
    line(
      `${quantities.number(grants)} weitere passen nicht hierher; nehmen Sie erst diese zurück, oder prüfen Sie die Rollen einzeln: `,
      command,
    ),
  allCanAct: 'Alle, die nachgeschlagen wurden, können hier handeln',
  cannotAct: (grants) => `${counted(grants, { one: 'Rollenvergabe', other: 'Rollenvergaben' })} an Personen, die hier nicht handeln können`,
  toBeTakenBack: 'Diese Rollen zurücknehmen',
};
