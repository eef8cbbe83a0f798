import type { Refusal } from '../../../workflow/refusal.ts';
import type { Instant, Platform } from '../../../workflow/request.ts';
import type { Line } from '../../card.ts';
import { commandLine, line, text } from '../../card.ts';
import { names } from './names.ts';
import { quantities } from './quantities.ts';

const { characters, links, list, number } = quantities;

type Why<K extends Refusal['kind']> = Extract<Refusal, { readonly kind: K; readonly why: string }>['why'];
type Deed = { readonly who: string; readonly at: Instant; readonly platform: Platform; readonly inPlaceOf: string | undefined };

const at = (instant: Instant): Line => [{ kind: 'instant', at: instant }];
const decided = ({ who, inPlaceOf, platform, at: when }: Deed): Line =>
  line(text(who, 'bold'), `${inPlaceOf === undefined ? '' : names.inPlaceOf(inPlaceOf)} in ${names.platform[platform]} at `, ...at(when));
const inviteIt = 'Add Sallyport to it first (in Slack: /invite @Sallyport; in Teams: the team’s Apps).';

/** Why somebody may not do something, and what to do next; each sentence stands for itself. */
export const refusals = {
  notPossible: 'Not possible',
  alreadyRecordedTitle: 'Already recorded',
  alreadyDecidedTitle: 'Already decided',
  staleTitle: 'Card out of date',
  linksUsedTitle: 'No link left',
  /** Why an account is nobody's here, behind "because". */
  untrusted: {
    guest: 'it is a guest account',
    external: 'it belongs to another organisation',
    bot: 'it is a bot',
    deactivated: 'it is deactivated',
    'no-email': 'it has no verified e-mail address',
    unknown: 'its profile could not be read',
    'foreign-domain': 'its e-mail address is outside the allowed domains',
    'foreign-workspace': 'it belongs to a workspace that is not on the allow-list',
    'other-person': 'its e-mail address has changed since it was first used here; the admins have been told',
  } satisfies Record<Why<'untrusted-account'>, string>,
  approvedBy: (deed: Deed): Line => line('✅ Approved by ', ...decided(deed)),
  rejectedBy: (deed: Deed): Line => line('⛔ Rejected by ', ...decided(deed)),
  yourRoles: line('Your roles: ', commandLine('whoami')),
  wrongRole: (role: string, project: string): Line =>
    line('Only people who hold the role ', text(role, 'bold'), ` for project ${project} can do this. Nothing was changed.`),
  wrongRoleOrAdmin: (role: string, project: string): Line =>
    line('Only people who hold the role ', text(role, 'bold'), ` for project ${project}, and admins, can do this. Nothing was changed.`),
  whoCan: (people: readonly string[]) => `Who can: ${list(people)}.`,
  askForRole: (role: string, project: string): Line =>
    line('If you should hold it, ask an admin to grant it: ', commandLine(`grant @you ${role} ${project}`)),
  notAdmin: 'Only admins can do this, so please ask one. Nothing was changed.',
  notRequester: 'Only the person who asked for this egress, or an admin, can take it back, so please ask one of them. Nothing was changed.',
  tookTooLong: 'This took too long, so nothing was recorded. Please do it once more.',
  nobodyDecides: (label: string) =>
    `It waits for ${label}, and just now nobody is left who holds that role, did not ask for it and has not decided on it yet. The admins are told so: only they can mend it.`,
  remindedLately: (when: Instant): Line => line('The last reminder went out at ', ...at(when), '. Please give them an hour.'),
  remindedEnough: 'Those who can decide were reminded so often that one more will not help. Please speak to them, or ask an admin.',
  ownRequest: 'You asked for this egress yourself, so somebody else has to decide on it. Nothing was changed.',
  otherStage:
    'You already decided at another stage of this request, and each person decides at one stage only. Somebody else has to decide here.',
  oneVoice:
    'Somebody for whom you stand in, or who stood in for you, has decided on this request, and together you count once. Somebody else has to decide.',
  deputyOfRequester: (who: string) =>
    `You stand in for ${who}, who asked for this egress, so somebody else has to decide on it. Nothing was changed.`,
  notDelegable: {
    admin: 'Being an admin cannot be passed on; another admin can grant it. Nothing was passed on.',
    'egress-manager': 'An egress manager receives the data itself, so only an admin gives that role to somebody. Nothing was passed on.',
    auditor: 'An auditor reads everything, so only an admin gives that role to somebody. Nothing was passed on.',
    delegated: 'That role was itself passed to you, and only what you hold in your own right can be passed on. Nothing was passed on.',
    'by-group':
      'That role comes from a group, so it cannot be passed on: whoever keeps the group can add your colleague to it, or an admin can grant them the role. Nothing was passed on.',
    'not-held': 'You hold no such role that reviewers pass on. Nothing was passed on.',
    'to-oneself': 'A role is passed to somebody else: name a colleague. Nothing was passed on.',
  } satisfies Record<Why<'not-delegable'>, string>,
  delegationTooLong: (days: number, latest: string): Line =>
    line(
      `Roles rest after ${quantities.days(days)} without a sign of their holder, and a colleague cannot decide for you beyond that. The latest day is `,
      text(quantities.day(latest), 'bold'),
      '; pass it on again when you are back, or ask an admin to grant your colleague the role.',
    ),
  delegatedEnough: (who: string) =>
    `What you pass on to ${who} was changed so often that its record holds no more, so nothing was changed. Name another colleague, or ask an admin to grant ${who} the role until that day.`,
  noSuchDelegation: (who: string): Line => line(`You have passed no such role to ${who}. What you passed on: `, commandLine('whoami')),
  alreadyRecorded: 'Your decision is already recorded; nothing more to do.',
  alreadyDecided: 'This stage is already decided, so yours was not recorded.',
  isNow: (status: string) => `The request is now ${status}.`,
  waitsNow: (stage: string) => `It now waits for ${stage}.`,
  stale: 'This card was out of date, so nothing was recorded. It is being repainted now: please look again and decide on what it shows.',
  claimsUsed: {
    speaker: (most: number) =>
      `You have said ${number(most)} times that you are reviewing this request, which is as often as it can be noted. You can still decide.`,
    everybody: (most: number) =>
      `Reviewers of this request have said ${number(most)} times that they are reviewing, which is as often as it can be noted. You can still decide.`,
  },
  wrongStatus: (status: string, since: Instant): Line =>
    line(`This cannot be done now: the request is ${status} (since `, ...at(since), ').'),
  ifFailed: line('An admin can have it tried again, or give it up: ', commandLine('retry ID'), ', ', commandLine('abort ID why')),
  ifInReview: line('Its requester or an admin can take it back: ', commandLine('withdraw ID')),
  ifReleased: line('An egress manager or an admin can take the release back: ', commandLine('revoke ID why')),
  declarationNeeded:
    'Service Workbench did not say who asked for this egress, so please confirm that it was not you. Nothing was recorded.',
  reasonTooShort: (minimum: number) =>
    `Please give a reason of at least ${characters(minimum)}: those whom it concerns will read it. Nothing was recorded.`,
  notAsked: 'Only the person who asked for this egress can answer questions about it, so please pass it on to them. Nothing was recorded.',
  questionWaits: (asker: string, since: Instant): Line =>
    line('A question of ', text(asker, 'bold'), ' already waits for its answer, since ', ...at(since), '.'),
  yoursNotSent: 'Yours was not sent: please wait for the answer, or decide.',
  questionsUsed: (most: number) => `There have been ${number(most)} questions about this request, which is as many as it may have.`,
  requesterUnnamed: 'Service Workbench named no address of the requester, so nobody can be asked here.',
  rejectInstead: `If something is unclear, reject the request as “${names.category['insufficient-context']}” and say what is missing: it can be submitted again.`,
  noQuestion: (id: string): Line =>
    line('No question about this request waits for an answer. Where it stands: ', commandLine(`status ${id}`)),
  textLength: (minimum: number, maximum: number) => `Please write ${number(minimum)} to ${characters(maximum)}. Nothing was recorded.`,
  linksUsed: (issued: number) => `All ${links(issued)} of this release have been issued, so there is none left.`,
  linkOf: (index: number, who: string, given: Instant): Line => line(`Link ${number(index)}: ${who}, `, ...at(given)),
  submitAgain: 'If the download was not completed, ask the researcher to submit the egress request again.',
  askAgainAfter: (when: Instant): Line => line('If your link did not reach you, ask again after ', ...at(when), ': you get the same one.'),
  unknownRequest: (id: string): Line => line('There is no request ', text(id, 'code'), '. Requests that wait: ', commandLine('pending')),
  ambiguousRequest: (id: string): Line => line('More than one request begins with ', text(id, 'code'), ':'),
  moreOfTheId: 'Repeat the command with more of the id.',
  untrustedAccount: (why: string) => `This account cannot act here: ${why}. Nothing was changed.`,
  askAnAdmin: 'Ask an admin of the research environment for help.',
  unknownRole: (role: string, roles: readonly string[]): Line => line('There is no role ', text(role, 'code'), `. Roles: ${list(roles)}.`),
  unknownChannel: `That channel does not exist, or Sallyport is not in it. ${inviteIt}`,
  externalChannel: (channel: string) =>
    `#${channel} is shared with another organisation, so no request may be shown there. Choose a channel of your own organisation alone.`,
  archivedChannel: (channel: string) => `#${channel} is archived. Choose a channel that people read.`,
  unreachableChannel: (channel: string) => `The test message to #${channel} could not be posted, so nothing was mapped. ${inviteIt}`,
  untrustedGrantee: (why: string) =>
    `This account cannot hold a role: ${why}. Nothing was granted. Choose another person, or have that mended first.`,
  noSuchMember: 'no such member',
  unknownPerson: (who: string): Line =>
    line('There is no member ', text(who, 'code'), '. Type @ and pick the person from the list, or write their e-mail address.'),
  unknownAddress: (who: string): Line =>
    line(
      'There is no member ',
      text(who, 'code'),
      ' whom Sallyport has met here. Check the address; they must be in a team that Sallyport is in, or have written to it once.',
    ),
  unknownPick:
    'Sallyport has not met the person whom you picked. They must be a member of your organisation, and in a team that Sallyport is in or have written to it once. Nothing was granted.',
  twoPeople: (picked: string, typed: string): Line =>
    line(
      'That account is of ',
      text(picked, 'code'),
      ', but you typed ',
      text(typed, 'code'),
      '. Nothing was changed. Pick or mention the person anew, or give the right address alone.',
    ),
  noSuchGrant: (who: string): Line => line(`${who} does not hold that role. All grants: `, commandLine('grants')),
  grantOfOthers: (who: string, projects: readonly string[]): Line =>
    line(`${who} holds that role for ${list(projects.map(names.project))}; name the same. All grants: `, commandLine('grants')),
  adminByFile: (who: string): Line =>
    line(
      `${who} is an admin by the policy file, and by no grant. To end that, take the address out of `,
      text('admins', 'code'),
      ' there.',
    ),
  ownGrant: {
    granter: 'You granted this yourself, so another admin has to confirm it. Nothing was changed.',
    grantee: 'This grant is about you, so another admin has to confirm it. Nothing was changed.',
  } satisfies Record<Extract<Refusal, { kind: 'own-grant' }>['as'], string>,
  noSuchProposal: (who: string) =>
    `No grant of ${who} waits to be confirmed: it was confirmed or taken back, or nobody confirmed it within three days.`,
  allGrants: line('All grants: ', commandLine('grants')),
  changedProposal: (who: string): Line =>
    line(`The grant of ${who} was changed since you were shown it, so nothing was confirmed. See it as it is now: `, commandLine('grants')),
  proposerNoAdmin: (who: string, by: string): Line =>
    line(
      `${by}, who proposed this for ${who}, is no admin now, so nothing was confirmed. If it is to be, propose it yourself: `,
      commandLine('grant @person admin'),
    ),
  noSuchMapping: line('That channel shows nothing of the kind. All mappings: ', commandLine('mappings')),
  unknownLetter: (id: string): Line =>
    line('There is no dead letter ', text(id, 'code'), '. Those that wait: ', commandLine('dead-letters')),
  ambiguousLetter: (id: string, candidates: readonly string[]): Line =>
    line('More than one dead letter begins with ', text(id, 'code'), `: ${candidates.join(', ')}.`),
  letterTaken: (request: string): Line => line('It was taken as request ', text(request, 'code'), ', so there is nothing to discard.'),
  takeBack: (request: string): Line => line('To take that request back: ', commandLine(`withdraw ${request}`)),
  letterUnusable: {
    foreign:
      'This dead letter cannot be replayed: it did not come from the topic that this installation listens to. Ask the operator who may write to the queue.',
    cut: 'This dead letter cannot be replayed: it was too long to be kept whole. Ask for it to be sent again.',
    'tried-enough': 'This dead letter cannot be replayed: it was tried so often that once more will not help. Ask for it to be sent again.',
  } satisfies Record<Why<'letter-unusable'>, string>,
  notNeeded: (letter: string): Line => line('If it is not needed: ', commandLine(`discard ${letter} why`)),
  dateNotAhead: (date: string) => `${date} is not a day in the future. Write one as YYYY-MM-DD, such as 2027-01-31.`,
};
