import type { Inline, Line } from '../../card.ts';
import { commandLine, line, text } from '../../card.ts';
import { names } from './names.ts';
import { quantities } from './quantities.ts';

const { counted } = quantities;
const until = (day: string | undefined) => (day === undefined ? '' : `, until ${day}`);

/** A grant as it is said; `until` is a day (`YYYY-MM-DD`). */
export type SaidGrant = {
  readonly person: string;
  readonly role: string;
  readonly project: string;
  readonly until: string | undefined;
  readonly passedOnBy: string | undefined;
  readonly proposed: boolean;
};

/** Who holds which role. */
export const grants = {
  grant: (grant: SaidGrant): Line =>
    line(
      `${grant.person}: `,
      text(grant.role, 'bold'),
      `, ${names.project(grant.project)}${until(grant.until)}`,
      grant.passedOnBy === undefined ? '' : `, passed on by ${grant.passedOnBy}`,
      grant.proposed ? '; it counts only once another admin confirms it' : '',
    ),
  thatPerson: 'That person',
  none: 'Nobody holds a role yet',
  begin: 'Begin with the button below, or with ',
  grants: (grants: number) => counted(grants, { one: 'grant', other: 'grants' }),
  whoHoldsWhat: 'Who holds what',
  granted: 'Role granted',
  holdsNow: line('It holds from now on. All grants: ', commandLine('grants')),
  takenBack: 'Role taken back',
  refusedNow: 'Whatever they press from now on is refused.',
  othersAreLeft: (person: string) => `${person} goes on holding the role, by what is left. To end that, take it back as well:`,

  proposal: ({ by, person }: { readonly by: string; readonly person: string }) => `${by} wants to make ${person} an admin`,
  wouldBe: (of: {
    readonly person: string;
    readonly until: string | undefined;
    readonly granter: string;
    readonly endsAt: Inline | undefined;
  }): Line =>
    line(
      'An admin can map channels, grant roles and take releases back. ',
      text(of.person, 'bold'),
      ` becomes one${of.until === undefined ? '' : ` (until ${of.until})`} only when another admin than ${of.granter} confirms it`,
      ...(of.endsAt === undefined ? [] : ['; unconfirmed, this lapses ', of.endsAt]),
      '.',
    ),
  confirm: '✅ Confirm',
  orTyped: (confirm: Inline, takeBack: Inline): Line => line('Or by ', confirm, '. To take it back: ', takeBack),
  needsConfirming: 'Another admin has to confirm this',
  noAdminYet: (person: string): Line =>
    line(
      text(person, 'bold'),
      ' is not an admin yet: another admin has to confirm this within three days. The other admins are being told.',
    ),
  toTakeBack: (command: Inline): Line => line('To take it back: ', command),
  isAdmin: (person: string) => `${person} is an admin`,
  holdsFromNow: (person: string): Line => line(text(person, 'bold'), ' holds it from now on. All grants: ', commandLine('grants')),

  noAccount: 'no account here has that address',
  finding: ({ grant, why, takeBack }: { readonly grant: Inline; readonly why: Inline; readonly takeBack: Inline }): Line =>
    line(grant, ': ', why, '. Take it back: ', takeBack),
  lookedUp: (people: number) => `${counted(people, { one: 'person', other: 'people' })} looked up.`,
  whatToDo: ' What such an account presses is refused already; take the grant back so that it is not forgotten.',
  notLookedUp: (people: number, command: Inline): Line =>
    line(`${quantities.number(people)} more were not looked up; check one role at a time: `, command),
  allCanAct: 'Everybody who was looked up can act here',
  cannotAct: (grants: number) => `${counted(grants, { one: 'grant', other: 'grants' })} of people who cannot act here`,
  toBeTakenBack: 'To be taken back',
};
