import type { Instant } from '../../../workflow/request.ts';
import type { Inline } from '../../card.ts';
import { commandLine, line } from '../../card.ts';
import type { Language } from '../english.ts';

const at = (instant: Instant): Inline => ({ kind: 'instant', at: instant });
const people = (n: number): string => (n === 1 ? '1 Person' : `${n} Personen`);

export const checking: Language['checking'] = {
  findings: 'Zu prüfen',
  namedInFile: 'in der Richtliniendatei als Admin genannt',
  takeOutOfFile: '. Nehmen Sie den Namen aus der Datei.',
  rests: (seen, days) =>
    line(
      'zuletzt gesehen ',
      at(seen),
      `, vor mehr als ${days} Tagen, daher ruht die Rolle. Erneuern: `,
      commandLine('grant @Person ROLLE'),
    ),
  notLockedOut: (seen) =>
    line(
      'zuletzt gesehen ',
      at(seen),
      '. Admins der Richtliniendatei werden nie ausgesperrt; wer nicht mehr da ist, dessen Name gehört aus der Datei.',
    ),
  news: (n) => `${people(n)} mit einer Rolle ${n === 1 ? 'sollte' : 'sollten'} geprüft werden`,
  aboutNews:
    'Der tägliche Blick auf die Rollen fand, was er vorher nicht gefunden hatte. Sie hören erst wieder davon, wenn es sich ändert.',
  allOfIt: () => line('Alles, jederzeit: ', commandLine('check-grants')),
  refusedDormant: (seen, days) =>
    line(
      'Sie wurden hier zuletzt gesehen: ',
      at(seen),
      `. Wer ${days} Tage lang nicht gesehen wurde, dessen Rollen ruhen; daher wurde dies abgewiesen und nichts geändert.`,
    ),
  askToRenew: () =>
    line('Bitten Sie einen Admin, sie zu erneuern, indem er Ihnen eine davon noch einmal gibt: ', commandLine('grant @Sie ROLLE')),
  restsUntilConfirmed: (seen) => line('Zuletzt gesehen: ', at(seen), '. Daher ruht alles, was diese Person hat, bis dies bestätigt ist.'),
  stillRests: (person, seen, admin, takeBack) =>
    line(
      `${person} ist auch Admin und wurde zuletzt gesehen: `,
      at(seen),
      '. Daher ruht alles, was diese Person hat: bis ein anderer Admin ',
      admin,
      ' bestätigt, oder nach ',
      takeBack,
      ' und erneuter Vergabe.',
    ),
  rolesRest: (seen) =>
    line('Ihre Rollen ruhen, weil Sie hier zuletzt gesehen wurden: ', at(seen), '. Was eine davon braucht, wird abgewiesen.'),
};
