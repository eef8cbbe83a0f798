import type { Inline, Line } from '../../card.ts';
import { commandLine, line, text } from '../../card.ts';
import { names } from './names.ts';
import { quantities } from './quantities.ts';

const { counted, day: dayText } = quantities;
const until = (day: string | undefined) => (day === undefined ? '' : `, until ${dayText(day)}`);
const howLong = (day: string | undefined) => (day === undefined ? 'for good' : `until ${dayText(day)}`);

/** A grant as it is said; `until` is a day (`YYYY-MM-DD`). */
export type SaidGrant = {
  readonly person: string;
  readonly role: string;
  readonly project: string;
  readonly until: string | undefined;
  readonly passedOnBy: string | undefined;
  readonly proposed: boolean;
  /** Another end that is proposed of what holds. */
  readonly change: { readonly until: string | undefined } | undefined;
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
      grant.change ? `; proposed: ${howLong(grant.change.until)}, which counts only once another admin confirms it` : '',
    ),
  byFile: (person: string): Line => line(`${person}: `, text('admin', 'bold'), ', by the policy file'),
  none: 'Nobody holds a role yet',
  begin: 'Begin with the button below, or with ',
  grants: (grants: number) => counted(grants, { one: 'grant', other: 'grants' }),
  whoHoldsWhat: 'Who holds what',
  granted: 'Role granted',
  heldAlready: 'Role held already',
  holdsNow: line('It holds from now on. All grants: ', commandLine('grants')),
  takenBack: 'Role taken back',
  refusedNow: 'What needs this role is refused from now on.',
  stillHeld: (person: string) => `What ${person} goes on holding`,
  othersAreLeft: (person: string) => `${person} goes on holding the role, by what is left. To end that, take it back as well:`,
  proposalDropped: 'What was proposed of it is dropped as well, and can be proposed again.',

  proposal: ({ by, person, goesOn }: { readonly by: string; readonly person: string; readonly goesOn: boolean }) =>
    goesOn ? `${by} wants ${person} to go on as an admin` : `${by} wants to make ${person} an admin`,
  wouldBe: (of: {
    readonly person: string;
    /** How long they are one already. */
    readonly now: { readonly until: string | undefined } | undefined;
    readonly until: string | undefined;
    readonly granter: string;
    readonly endsAt: Inline | undefined;
  }): Line =>
    line(
      'An admin can map channels, grant roles and take releases back. ',
      text(of.person, 'bold'),
      of.now
        ? ` was made one ${howLong(of.now.until)}; that becomes “${howLong(of.until)}”`
        : ` becomes one${of.until === undefined ? '' : ` (until ${dayText(of.until)})`}`,
      ` only when another admin than ${of.granter} confirms it`,
      ...(of.endsAt === undefined ? [] : ['; unconfirmed, this lapses ', of.endsAt]),
      '.',
    ),
  confirm: '✅ Confirm',
  orTyped: (confirm: Inline, takeBack: Inline): Line => line('To see it as it is now: ', confirm, '. To take it back: ', takeBack),
  needsConfirming: 'Another admin has to confirm this',
  noAdminYet: (person: string): Line =>
    line(text(person, 'bold'), ' is not an admin yet: another admin has to confirm this within three days. '),
  asBefore: (person: string): Line =>
    line('What ', text(person, 'bold'), ' holds stays as it is: another admin has to confirm this within three days. '),
  othersAreTold: line('The other admins are being told.'),
  othersNotTold: (confirm: Inline): Line => line('Not every other admin could be told: please tell one of them, who can use ', confirm),
  toTakeBack: (command: Inline): Line => line('To take it back: ', command),
  isAdmin: (person: string) => `${person} is an admin`,
  holdsFromNow: (person: string, day: string | undefined): Line =>
    line(text(person, 'bold'), ` holds it from now on${until(day)}. All grants: `, commandLine('grants')),

  noAccount: 'no account here has that address',
  finding: ({ grant, why, takeBack }: { readonly grant: Inline; readonly why: Inline; readonly takeBack: Inline }): Line =>
    line(grant, ': ', why, '. Take it back: ', takeBack),
  lookedUp: (people: number) => `${counted(people, { one: 'person', other: 'people' })} looked up.`,
  whatToDo: ' What such an account presses is refused already; take the grant back so that it is not forgotten.',
  notLookedUp: (people: number, command: Inline): Line =>
    line(`${quantities.number(people)} more were not looked up; check one role at a time: `, command),
  notShown: (grants: number, command: Inline): Line =>
    line(`${quantities.number(grants)} more do not fit here: take these back first, or check one role at a time: `, command),
  allCanAct: 'Everybody who was looked up can act here',
  cannotAct: (grants: number) => `${counted(grants, { one: 'grant', other: 'grants' })} of people who cannot act here`,
  toBeTakenBack: 'To be taken back',
};
