import type { Instant } from '../../../workflow/request.ts';
import type { Inline, Line } from '../../card.ts';
import { commandLine, line } from '../../card.ts';

const at = (instant: Instant): Inline => ({ kind: 'instant', at: instant });
const people = (n: number): string => (n === 1 ? '1 person' : `${n} people`);

/** The check of who holds roles, and the roles of those who were not seen for long. */
export const checking = {
  findings: 'To be looked at',
  namedInFile: 'named as admin in the policy file',
  takeOutOfFile: '. Take the name out of the file.',
  rests: (seen: Instant, days: number): Line =>
    line('last seen ', at(seen), `, more than ${days} days ago, so the role rests. To renew it: `, commandLine('grant @person ROLE')),
  notLockedOut: (seen: Instant): Line =>
    line('last seen ', at(seen), '. Admins of the file are never locked out; if they have left, take the name out of the file.'),
  news: (n: number) => `${people(n)} with a role here should be looked at`,
  aboutNews: 'The daily look at who holds roles found what it had not found before. You are told again only when it changes.',
  allOfIt: (): Line => line('All of it, at any time: ', commandLine('check-grants')),
  refusedDormant: (seen: Instant, days: number): Line =>
    line(
      'You were last seen here ',
      at(seen),
      `. Roles rest when their holder was not seen for ${days} days, so this was refused and nothing was changed.`,
    ),
  askToRenew: (): Line => line('Ask an admin to renew them by granting you one of them again: ', commandLine('grant @you ROLE')),
  restsUntilConfirmed: (seen: Instant): Line =>
    line('They were last seen ', at(seen), ', so what they hold rests until this is confirmed.'),
  stillRests: (person: string, seen: Instant, admin: Inline, takeBack: Inline): Line =>
    line(
      `${person} is an admin, too, and was last seen `,
      at(seen),
      ', so everything that they hold rests: until another admin confirms ',
      admin,
      ', or after ',
      takeBack,
      ' and one more grant.',
    ),
  rolesRest: (seen: Instant): Line =>
    line('Your roles rest, because you were last seen here ', at(seen), '. Whatever needs one of them is refused.'),
};
