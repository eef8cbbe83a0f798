/** Refusals as sentences: what happened, and what to do next. The one place where a failure becomes words. */
import { adminRole } from '../workflow/permissions.ts';
import type { Refusal } from '../workflow/refusal.ts';
import type { Decision } from '../workflow/request.ts';
import { shortId } from '../workflow/request.ts';
import type { Block, Line, Notice } from './card.ts';
import { commandLine, line, text } from './card.ts';
import { count, inStead, platformName, statusName } from './format.ts';
import { misuseLine, unknownWordLines } from './usage.ts';

type Untrusted = Extract<Refusal, { kind: 'untrusted-account' }>['why'];

/** Why an account is nobody's here, behind "because". */
export const untrustedReason = {
  guest: 'it is a guest account',
  external: 'it belongs to another organisation',
  bot: 'it is a bot',
  deactivated: 'it is deactivated',
  'no-email': 'it has no verified e-mail address',
  unknown: 'its profile could not be read',
  'foreign-domain': 'its e-mail address is outside the allowed domains',
  'foreign-workspace': 'it belongs to a workspace that is not on the allow-list',
  'other-person': 'its e-mail address has changed since it was first used here; the admins have been told',
} satisfies Record<Untrusted, string>;

const unusableReason = {
  foreign: 'it did not come from the topic that this installation listens to. Ask the operator who may write to the queue.',
  cut: 'it was too long to be kept whole. Ask for it to be sent again.',
  'tried-enough': 'it was tried so often that once more will not help. Ask for it to be sent again.',
} satisfies Record<Extract<Refusal, { kind: 'letter-unusable' }>['why'], string>;
const notDelegable = {
  admin: 'Being an admin cannot be passed on; another admin can grant it.',
  'egress-manager': 'An egress manager receives the data itself, so only an admin gives that role to somebody.',
  delegated: 'That role was itself passed to you, and only what you hold in your own right can be passed on.',
  'not-held': 'You hold no such role that reviewers pass on.',
  'to-oneself': 'A role is passed to somebody else.',
} satisfies Record<Extract<Refusal, { kind: 'not-delegable' }>['why'], string>;

const inviteIt = 'Add Sallyport to it first (in Slack: /invite @Sallyport; in Teams: the team’s Apps).';

/** "Approved by NAME in Slack at 14:02". */
export const decisionLine = ({ verdict, person, identity, at, delegatedBy }: Decision): Line =>
  line(
    verdict === 'approve' ? '✅ Approved by ' : '⛔ Rejected by ',
    text(person.name, 'bold'),
    `${inStead(delegatedBy)} in ${platformName[identity.platform]} at `,
    {
      kind: 'instant',
      at,
    },
  );

/** The refusal in words; each line stands for itself. */
export const refusalLines = (refusal: Refusal): readonly Line[] => {
  switch (refusal.kind) {
    case 'wrong-role':
      return [
        line(
          'Only people who hold the role ',
          text(refusal.label, 'bold'),
          ` for project ${refusal.project}${refusal.orAdmin ? ', and admins,' : ''} can do this. Nothing was changed.`,
        ),
        ...(refusal.holders === undefined || refusal.holders.length === 0 ? [] : [line(`Who can: ${refusal.holders.join(', ')}.`)]),
        line('If you should hold it, ask an admin to grant it: ', commandLine(`grant @you ${refusal.role} ${refusal.project}`)),
      ];
    case 'not-admin':
      return [line('Only admins can do this. Nothing was changed.'), line('Your roles: ', commandLine('whoami'))];
    case 'not-requester':
      return [line('Only the person who asked for this egress, or an admin, can take it back. Nothing was changed.')];
    case 'took-too-long':
      return [line('This took too long, so nothing was recorded. Please do it once more.')];
    case 'reminded-lately':
      return [line('Those who can decide were reminded at ', { kind: 'instant', at: refusal.at }, '. Please give them an hour.')];
    case 'reminded-enough':
      return [line('Those who can decide were reminded so often that one more will not help. Please speak to them, or ask an admin.')];
    case 'own-request':
      return [line('You asked for this egress yourself, so somebody else has to decide on it. Nothing was changed.')];
    case 'decided-at-other-stage':
      return [
        line(
          'You already decided at another stage of this request, and each person decides at one stage only. Somebody else has to decide here.',
        ),
        decisionLine(refusal.decision),
      ];
    case 'one-voice':
      return [
        line(
          'Somebody for whom you stand in, or who stood in for you, has decided on this request, and together you count once. Somebody else has to decide.',
        ),
        decisionLine(refusal.decision),
      ];
    case 'deputy-of-requester':
      return [
        line(`You stand in for ${refusal.who}, who asked for this egress, so somebody else has to decide on it. Nothing was changed.`),
      ];
    case 'not-delegable':
      return [line(`${notDelegable[refusal.why]} Nothing was passed on.`), line('Your roles: ', commandLine('whoami'))];
    case 'no-such-delegation':
      return [line(`You have passed no such role to ${refusal.who}. What you passed on: `, commandLine('whoami'))];
    case 'already-recorded':
      return [line('Your decision is already recorded; nothing more to do.'), decisionLine(refusal.decision)];
    case 'already-decided':
      return [
        line('This stage is already decided, so yours was not recorded.'),
        ...refusal.decisions.map(decisionLine),
        line(
          refusal.waitsFor === undefined ? `The request is now ${statusName[refusal.status]}.` : `It now waits for ${refusal.waitsFor}.`,
        ),
      ];
    case 'stale':
      return [
        line(
          'This card was out of date, so nothing was recorded. It is being repainted now: please look again and decide on what it shows.',
        ),
      ];
    case 'wrong-status':
      return [
        line(`This cannot be done now: the request is ${statusName[refusal.status]} since `, { kind: 'instant', at: refusal.since }, '.'),
        ...(refusal.status === 'failed'
          ? [line('An admin can have it tried again, or give it up: ', commandLine('retry ID'), ', ', commandLine('abort ID why'))]
          : []),
        ...(refusal.status === 'in-review' ? [line('Its requester or an admin can take it back: ', commandLine('withdraw ID'))] : []),
        ...(refusal.status === 'released'
          ? [line('An egress manager or an admin can take the release back: ', commandLine('revoke ID why'))]
          : []),
      ];
    case 'declaration-needed':
      return [
        line('Service Workbench did not say who asked for this egress, so please confirm that it was not you. Nothing was recorded.'),
      ];
    case 'reason-too-short':
      return [
        line(`Please give a reason of at least ${refusal.minimum} characters: those whom it concerns will read it. Nothing was recorded.`),
      ];
    case 'not-asked':
      return [line('Only the person who asked for this egress can answer questions about it. Nothing was recorded.')];
    case 'question-waits':
      return [
        line(
          'A question of ',
          text(refusal.asker.name, 'bold'),
          ' already waits for its answer, since ',
          { kind: 'instant', at: refusal.at },
          '.',
        ),
        line('Yours was not sent: please wait for the answer, or decide.'),
      ];
    case 'questions-used':
      return [
        line(`There have been ${refusal.most} questions about this request, which is as many as it may have.`),
        line('If something is still unclear, reject it as “Not enough context” and say what is missing: it can be submitted again.'),
      ];
    case 'requester-unnamed':
      return [
        line('Service Workbench named no address of the requester, so nobody can be asked here.'),
        line('If something is unclear, reject the request as “Not enough context” and say what is missing: it can be submitted again.'),
      ];
    case 'no-question':
      return [line('No question about this request waits for an answer. Where it stands: ', commandLine('status ID'))];
    case 'text-length':
      return [line(`Please write ${refusal.minimum} to ${count(refusal.maximum, 'character')}. Nothing was recorded.`)];
    case 'links-used':
      return [
        line(`All ${count(refusal.links.length, 'link')} of this release have been issued, so there is none left.`),
        ...refusal.links.map(({ number, person, at }) => line(`Link ${number}: ${person.name}, `, { kind: 'instant', at })),
        refusal.again === undefined
          ? line('If the download was not completed, ask the researcher to submit the egress request again.')
          : line('If your link did not reach you, ask again after ', { kind: 'instant', at: refusal.again }, ': you get the same one.'),
      ];
    case 'unknown-request':
    case 'unreadable-request':
      return [line('There is no request ', text(refusal.id, 'code'), '. Requests that wait: ', commandLine('pending'))];
    case 'ambiguous-id':
      return [
        line('More than one request begins with ', text(refusal.id, 'code'), ':'),
        ...refusal.candidates.map((id) => line(text(shortId(id), 'code'), ` ${id}`)),
        line('Repeat the command with more of the id.'),
      ];
    case 'untrusted-account':
      return [
        line(`This account cannot act here: ${untrustedReason[refusal.why]}. Nothing was changed.`),
        line('Ask an admin of the research environment for help.'),
      ];
    case 'unknown-role':
      return [
        line(
          'There is no role ',
          text(refusal.role, 'code'),
          '. Roles: ',
          refusal.roles.filter((role) => role !== adminRole).join(', '),
          '.',
        ),
      ];
    case 'unknown-channel':
      return [line('That channel does not exist, or Sallyport is not in it. ', inviteIt)];
    case 'external-channel':
      return [line(`#${refusal.name} is shared with another organisation, so no request may be shown there.`)];
    case 'archived-channel':
      return [line(`#${refusal.name} is archived. Choose a channel that people read.`)];
    case 'unreachable-channel':
      return [line(`The test message to #${refusal.name} could not be posted, so nothing was mapped. `, inviteIt)];
    case 'untrusted-grantee':
      return [
        line(
          `${refusal.who} cannot hold a role: ${refusal.why === 'unknown' ? 'no such member' : untrustedReason[refusal.why]}. Nothing was granted.`,
        ),
      ];
    case 'unknown-person':
      return [
        line(
          'There is no member ',
          text(refusal.who, 'code'),
          refusal.byAddress
            ? ' whom Sallyport has met here. Check the address; they must be in a team that Sallyport is in, or have written to it once.'
            : '. Type @ and pick the person from the list.',
        ),
      ];
    case 'no-such-grant':
      return [
        line(
          refusal.held.length === 0
            ? `${refusal.who} does not hold that role. All grants: `
            : `${refusal.who} holds that role for ${refusal.held.map((project) => (project === '*' ? 'all projects' : `project ${project}`)).join(', ')}; name the same. All grants: `,
          commandLine('grants'),
        ),
      ];
    case 'own-grant':
      return [
        line(
          refusal.as === 'granter'
            ? 'You granted this yourself, so another admin has to confirm it. Nothing was changed.'
            : 'This grant is about you, so another admin has to confirm it. Nothing was changed.',
        ),
      ];
    case 'no-such-proposal':
      return [
        line(`No grant of ${refusal.who} waits to be confirmed: it was confirmed or taken back, or nobody confirmed it within three days.`),
        line('All grants: ', commandLine('grants')),
      ];
    case 'changed-proposal':
      return [
        line(
          `The grant of ${refusal.who} was changed since you were shown it, so nothing was confirmed. See it as it is now: `,
          commandLine('grants'),
        ),
      ];
    case 'no-such-mapping':
      return [line('That channel shows nothing of the kind. All mappings: ', commandLine('mappings'))];
    case 'unknown-letter':
      return [line('There is no dead letter ', text(refusal.id, 'code'), '. Those that wait: ', commandLine('dead-letters'))];
    case 'ambiguous-letter':
      return [
        line('More than one dead letter begins with ', text(refusal.id, 'code'), ': ', refusal.candidates.join(', '), '.'),
        line('Repeat the command with more of the id.'),
      ];
    case 'letter-taken':
      return [
        line('It was taken as request ', text(shortId(refusal.request), 'code'), ', so there is nothing to discard.'),
        line('To take that request back: ', commandLine(`withdraw ${shortId(refusal.request)}`)),
      ];
    case 'letter-unusable':
      return [
        line(`This dead letter cannot be replayed: ${unusableReason[refusal.why]}`),
        line('If it is not needed: ', commandLine(`discard ${refusal.id.slice(0, 8)} why`)),
      ];
    case 'date-not-ahead':
      return [line(`${refusal.date} is not a date ahead. Write it as YYYY-MM-DD.`)];
    case 'usage':
      return [misuseLine(refusal.word, refusal.problem)];
    case 'short-id':
      return [line(({ usage }) => usage.shortId(refusal.id)), line(({ usage }) => usage.ids)];
    case 'unknown-word':
      return unknownWordLines(refusal.word, refusal.nearest);
    default:
      return refusal satisfies never;
  }
};

const titles: Partial<Record<Refusal['kind'], string>> = {
  'already-recorded': 'Already recorded',
  'already-decided': 'Already decided',
  stale: 'Card out of date',
  'links-used': 'No link left',
};

export const refusalBlocks = (refusal: Refusal): readonly Block[] =>
  refusalLines(refusal).map((said) => ({ kind: 'text', line: said, tone: 'normal' }));

/** The refusal as a dialog. */
export const refusalNotice = (refusal: Refusal): Notice => ({
  title: titles[refusal.kind] ?? 'Not possible',
  blocks: refusalBlocks(refusal),
});
