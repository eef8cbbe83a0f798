/** Refusals as sentences: what happened, and what to do next. The one place where a failure becomes words. */
import { adminRole } from '../workflow/permissions.ts';
import type { Refusal } from '../workflow/refusal.ts';
import type { Decision } from '../workflow/request.ts';
import { shortId } from '../workflow/request.ts';
import type { Block, Line, Notice, Phrase } from './card.ts';
import { line, text } from './card.ts';
import { exportRefusalLines } from './export-messages.ts';
import { groupUnreadLines, heldByGroupLines } from './group-lines.ts';
import { knownName } from './known-name.ts';
import type { Language } from './languages/english.ts';
import { statusName } from './request-facts.ts';
import { misuseLine, unknownWordLines } from './usage.ts';

type Sentences = Language['refusals'];

/** A sentence of the catalogue as a line. */
const say = (sentence: (refusals: Sentences) => string | Line): Line => line(({ refusals }) => sentence(refusals));

/** Why an account is nobody's here. */
export const untrustedReason =
  (why: keyof Sentences['untrusted']): Phrase =>
  ({ refusals }) =>
    refusals.untrusted[why];

/** "Approved by NAME in Slack at 14:02". */
const decisionLine = ({ verdict, person, identity, at, delegatedBy }: Decision): Line => {
  const deed = { who: person.name, at, platform: identity.platform, inPlaceOf: delegatedBy };
  return say((refusals) => (verdict === 'approve' ? refusals.approvedBy(deed) : refusals.rejectedBy(deed)));
};

/** The refusal in words; each line stands for itself. */
const refusalLines = (refusal: Refusal): readonly Line[] => {
  switch (refusal.kind) {
    case 'wrong-role': {
      const { role, label, project, orAdmin, holders = [] } = refusal;
      return [
        say(({ wrongRole, wrongRoleOrAdmin }) => (orAdmin ? wrongRoleOrAdmin : wrongRole)(label, project)),
        ...(holders.length === 0 ? [] : [say(({ whoCan }) => whoCan(holders))]),
        say(({ askForRole }) => askForRole(role, project)),
      ];
    }
    case 'group-unread':
      return groupUnreadLines(refusal);
    case 'not-admin':
      return [say(({ notAdmin }) => notAdmin), say(({ yourRoles }) => yourRoles)];
    case 'dormant': {
      const { seen, days } = refusal;
      return [line(({ checking }) => checking.refusedDormant(seen, days)), line(({ checking }) => checking.askToRenew())];
    }
    case 'not-requester':
      return [say(({ notRequester }) => notRequester)];
    case 'took-too-long':
      return [say(({ tookTooLong }) => tookTooLong)];
    case 'nobody-decides':
      return [say(({ nobodyDecides }) => nobodyDecides(refusal.label))];
    case 'reminded-lately':
      return [say(({ remindedLately }) => remindedLately(refusal.at))];
    case 'reminded-enough':
      return [say(({ remindedEnough }) => remindedEnough)];
    case 'own-request':
      return [say(({ ownRequest }) => ownRequest)];
    case 'decided-at-other-stage':
      return [say(({ otherStage }) => otherStage), decisionLine(refusal.decision)];
    case 'one-voice':
      return [say(({ oneVoice }) => oneVoice), decisionLine(refusal.decision)];
    case 'deputy-of-requester':
      return [say(({ deputyOfRequester }) => deputyOfRequester(refusal.who))];
    case 'not-delegable':
      return [say(({ notDelegable }) => notDelegable[refusal.why]), say(({ yourRoles }) => yourRoles)];
    case 'delegation-too-long':
      return [say(({ delegationTooLong }) => delegationTooLong(refusal.days, refusal.latest))];
    case 'delegated-enough':
      return [say(({ delegatedEnough }) => delegatedEnough(refusal.who))];
    case 'no-such-delegation':
      return [say(({ noSuchDelegation }) => noSuchDelegation(refusal.who))];
    case 'already-recorded':
      return [say(({ alreadyRecorded }) => alreadyRecorded), decisionLine(refusal.decision)];
    case 'already-decided': {
      const { decisions, waitsFor } = refusal;
      return [
        say(({ alreadyDecided }) => alreadyDecided),
        ...decisions.map(decisionLine),
        line((say) => (waitsFor === undefined ? say.refusals.isNow(statusName(refusal)(say)) : say.refusals.waitsNow(waitsFor))),
      ];
    }
    case 'stale':
      return [say(({ stale }) => stale)];
    case 'claims-used':
      return [say(({ claimsUsed }) => claimsUsed[refusal.by](refusal.most))];
    case 'wrong-status': {
      const { status, since } = refusal;
      return [
        line((say) => say.refusals.wrongStatus(statusName(refusal)(say), since)),
        ...(status === 'failed' ? [say(({ ifFailed }) => ifFailed)] : []),
        ...(status === 'in-review' ? [say(({ ifInReview }) => ifInReview)] : []),
        ...(status === 'released' ? [say(({ ifReleased }) => ifReleased)] : []),
      ];
    }
    case 'declaration-needed':
      return [say(({ declarationNeeded }) => declarationNeeded)];
    case 'reason-too-short':
      return [say(({ reasonTooShort }) => reasonTooShort(refusal.minimum))];
    case 'not-asked':
      return [say(({ notAsked }) => notAsked)];
    case 'question-waits':
      return [say(({ questionWaits }) => questionWaits(refusal.asker.name, refusal.at)), say(({ yoursNotSent }) => yoursNotSent)];
    case 'questions-used':
      return [say(({ questionsUsed }) => questionsUsed(refusal.most)), say(({ rejectInstead }) => rejectInstead)];
    case 'requester-unnamed':
      return [say(({ requesterUnnamed }) => requesterUnnamed), say(({ rejectInstead }) => rejectInstead)];
    case 'no-question':
      return [say(({ noQuestion }) => noQuestion(shortId(refusal.id)))];
    case 'text-length':
      return [say(({ textLength }) => textLength(refusal.minimum, refusal.maximum))];
    case 'links-used': {
      const { links, again } = refusal;
      return [
        say(({ linksUsed }) => linksUsed(links.length)),
        ...links.map(({ number, person, at }) => say(({ linkOf }) => linkOf(number, knownName({ events: [], links }, person), at))),
        say(({ submitAgain, askAgainAfter }) => (again === undefined ? submitAgain : askAgainAfter(again))),
      ];
    }
    case 'unknown-request':
    case 'unreadable-request':
      return [say(({ unknownRequest }) => unknownRequest(refusal.id))];
    case 'ambiguous-id':
      return [
        say(({ ambiguousRequest }) => ambiguousRequest(refusal.id)),
        ...refusal.candidates.map((id) => line(text(shortId(id), 'code'), ` ${id}`)),
        say(({ moreOfTheId }) => moreOfTheId),
      ];
    case 'untrusted-account':
      return [say(({ untrusted, untrustedAccount }) => untrustedAccount(untrusted[refusal.why])), say(({ askAnAdmin }) => askAnAdmin)];
    case 'unknown-role': {
      const roles = refusal.roles.filter((role) => role !== adminRole);
      return [say(({ unknownRole }) => unknownRole(refusal.role, roles))];
    }
    case 'unknown-channel':
      return [say(({ unknownChannel }) => unknownChannel)];
    case 'external-channel':
      return [say(({ externalChannel }) => externalChannel(refusal.name))];
    case 'archived-channel':
      return [say(({ archivedChannel }) => archivedChannel(refusal.name))];
    case 'unreachable-channel':
      return [say(({ unreachableChannel }) => unreachableChannel(refusal.name))];
    case 'untrusted-grantee': {
      const { why } = refusal;
      return [say(({ untrustedGrantee, untrusted, noSuchMember }) => untrustedGrantee(why === 'unknown' ? noSuchMember : untrusted[why]))];
    }
    case 'unknown-person':
      if (refusal.by === 'pick') return [say(({ unknownPick }) => unknownPick)];
      return [say(({ unknownPerson, unknownAddress }) => (refusal.by === 'address' ? unknownAddress : unknownPerson)(refusal.who))];
    case 'two-people':
      return [say(({ twoPeople }) => twoPeople(refusal.picked, refusal.typed))];
    case 'no-such-grant': {
      const { who, held, byGroup } = refusal;
      if (byGroup) return heldByGroupLines(who, byGroup);
      return [say(({ noSuchGrant, grantOfOthers }) => (held.length === 0 ? noSuchGrant(who) : grantOfOthers(who, held)))];
    }
    case 'admin-by-file':
      return [say(({ adminByFile }) => adminByFile(refusal.who))];
    case 'own-grant':
      return [say(({ ownGrant }) => ownGrant[refusal.as])];
    case 'no-such-proposal':
      return [say(({ noSuchProposal }) => noSuchProposal(refusal.who)), say(({ allGrants }) => allGrants)];
    case 'changed-proposal':
      return [say(({ changedProposal }) => changedProposal(refusal.who))];
    case 'proposer-no-admin':
      return [say(({ proposerNoAdmin }) => proposerNoAdmin(refusal.who, refusal.by)), say(({ allGrants }) => allGrants)];
    case 'no-such-mapping':
      return [say(({ noSuchMapping }) => noSuchMapping)];
    case 'changed-entry':
      return [line(({ entries }) => entries.changed), line(({ entries }) => entries.asItIs(refusal.of))];
    case 'changed-enough':
      return [line(({ entries }) => entries.changedEnough[refusal.of])];
    case 'unknown-letter':
      return [say(({ unknownLetter }) => unknownLetter(refusal.id))];
    case 'ambiguous-letter':
      return [say(({ ambiguousLetter }) => ambiguousLetter(refusal.id, refusal.candidates)), say(({ moreOfTheId }) => moreOfTheId)];
    case 'letter-taken': {
      const id = shortId(refusal.request);
      return [say(({ letterTaken }) => letterTaken(id)), say(({ takeBack }) => takeBack(id))];
    }
    case 'letter-unusable':
      return [say(({ letterUnusable }) => letterUnusable[refusal.why]), say(({ notNeeded }) => notNeeded(refusal.id.slice(0, 8)))];
    case 'date-not-ahead':
      return [say(({ dateNotAhead }) => dateNotAhead(refusal.date))];
    case 'not-auditor':
    case 'export-range':
      return exportRefusalLines(refusal);
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

const titles: Partial<Record<Refusal['kind'], (refusals: Sentences) => string>> = {
  'already-recorded': ({ alreadyRecordedTitle }) => alreadyRecordedTitle,
  'already-decided': ({ alreadyDecidedTitle }) => alreadyDecidedTitle,
  stale: ({ staleTitle }) => staleTitle,
  'links-used': ({ linksUsedTitle }) => linksUsedTitle,
};

export const refusalBlocks = (refusal: Refusal): readonly Block[] =>
  refusalLines(refusal).map((said) => ({ kind: 'text', line: said, tone: 'normal' }));

const titleOf =
  ({ kind }: Refusal): Phrase =>
  ({ refusals }) =>
    titles[kind]?.(refusals) ?? refusals.notPossible;

/** The refusal as a dialog. */
export const refusalNotice = (refusal: Refusal): Notice => ({ title: titleOf(refusal), blocks: refusalBlocks(refusal) });
