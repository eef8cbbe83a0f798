import type { Inline, Line } from '../../card.ts';
import { commandLine, line, text } from '../../card.ts';
import { quantities } from './quantities.ts';

/** Roles that somebody passes to a colleague for a while. */
export const delegations = {
  passedToYou: (by: string, roles: number) => `${by} passed ${roles === 1 ? 'a role' : 'roles'} to you`,
  passedTo: (by: string, to: string, roles: number) => `${by} passed ${roles === 1 ? 'a role' : 'roles'} to ${to}`,
  adminsTakeBack: line('It holds until the day that is named. To end it sooner: ', commandLine('revoke-grant @person ROLE')),
  inPlaceOf: (person: string): Line =>
    line(
      'You may decide in place of ',
      text(person, 'bold'),
      ', on the cards in the role’s channel or, without being in it, from ',
      commandLine('home'),
      '. ',
    ),
  countOnce: 'The two of you count as one: where one has decided, the other cannot.',
  holdsItToo: (person: string, roles: readonly string[]) =>
    `${person} holds ${quantities.list(roles)} already, and goes on deciding in their own right, counted apart from you. There, this adds nothing.`,
  youHoldItToo: (roles: readonly string[]) =>
    `You hold ${quantities.list(roles)} already, and go on deciding in your own right, counted apart. There, this adds nothing.`,
  yourRoles: line('Your roles: ', commandLine('whoami')),
  forNow: 'For the time being',
  mayDecide: (person: string) => `${person} may decide in your place`,
  toTakeBack: (command: Inline): Line => line('To take it back: ', command),
  notTold: (person: string) => `It holds, but ${person} could not be told: please tell them yourself.`,
  passedOn: 'Passed on',
  noLonger: (person: string) => `${person} no longer decides in your place`,
  refusedNow: 'From now on, what they try in your place is refused.',
  takenBack: 'Taken back',
  /** Before a grant. */
  passed: 'Passed on: ',
};
