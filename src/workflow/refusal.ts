/** Why somebody may not do something: values, not exceptions. `bots/messages.ts` turns each into sentences. */
import type { Group } from './groups.ts';
import type { Decision, Instant, LinkIssued, Person, PersonId, ProjectId, RequestId, RoleName } from './request.ts';
import type { ShownStatus } from './shown-status.ts';

/** What is wrong with a command line. */
export type Misuse =
  | 'needs-request'
  | 'needs-one-request'
  | 'needs-text'
  | 'needs-channel'
  /** Where no channel can be named, only the one that it is typed in counts. */
  | 'type-in-channel'
  | 'needs-channel-and-role'
  | 'needs-person'
  | 'needs-one-person'
  | 'needs-person-and-role'
  | 'needs-person-and-day'
  /** The account is gone, so only the person's address can be written. */
  | 'needs-address'
  | 'needs-letter'
  | 'needs-month'
  | 'month-ahead'
  | 'not-a-project'
  | 'admin-of-all';

export type Refusal =
  /** The person holds none of the roles that may do this; `role` is the one that may. */
  | {
      readonly kind: 'wrong-role';
      readonly role: RoleName;
      readonly label: string;
      readonly project: ProjectId;
      /** Admins may do it, too. */
      readonly orAdmin?: true;
      /** Who can act, as far as they were looked up. */
      readonly holders?: readonly PersonId[];
    }
  /** Whether the person holds the role cannot be told: a group that confers it could not be read. */
  | { readonly kind: 'group-unread'; readonly label: string; readonly project?: ProjectId }
  | { readonly kind: 'not-admin' }
  /** Only admins, and holders of the auditor role if the policy file names one, may have the record. */
  | { readonly kind: 'not-auditor'; readonly role?: RoleName }
  /** These days are nothing that can be exported. */
  | { readonly kind: 'export-range'; readonly why: 'no-day' | 'reversed' | 'ahead' | 'too-long' | 'format' }
  /** Their roles rest, because they were last seen more than so many days ago; an admin can renew them. */
  | { readonly kind: 'dormant'; readonly seen: Instant; readonly days: number }
  /** Only who asked for the egress, or an admin, may do this. */
  | { readonly kind: 'not-requester' }
  /** So long after the speaker's roles were looked up that they may have changed. */
  | { readonly kind: 'took-too-long' }
  /** I17: there is nobody to remind, of which the admins are told. */
  | { readonly kind: 'nobody-decides'; readonly label: string }
  /** Somebody was reminded a moment ago. */
  | { readonly kind: 'reminded-lately'; readonly at: Instant }
  /** Reminders do not help here any more. */
  | { readonly kind: 'reminded-enough' }
  /** I5: who asked for the egress does not decide on it. */
  | { readonly kind: 'own-request' }
  /** I5: one person decides at one stage only. */
  | { readonly kind: 'decided-at-other-stage'; readonly decision: Decision }
  /** I5: somebody for whom they stand in, or who stood in for them, decided already; together they count once. */
  | { readonly kind: 'one-voice'; readonly decision: Decision }
  /** I5: they stand in for somebody who asked for the egress. */
  | { readonly kind: 'deputy-of-requester'; readonly who: PersonId }
  /** Of roles: only what one holds oneself, and only what reviewers hold, is passed on. */
  | {
      readonly kind: 'not-delegable';
      readonly why: 'admin' | 'egress-manager' | 'auditor' | 'delegated' | 'by-group' | 'not-held' | 'to-oneself';
    }
  /** A deputy must not decide for somebody whose own roles rest: `latest` is the last day on which it may end. */
  | { readonly kind: 'delegation-too-long'; readonly days: number; readonly latest: string }
  /** What was passed on to this colleague was changed so often that its record holds no more. */
  | { readonly kind: 'delegated-enough'; readonly who: string }
  | { readonly kind: 'no-such-delegation'; readonly who: string }
  /** The same person again, at the same stage. */
  | { readonly kind: 'already-recorded'; readonly decision: Decision }
  /** Somebody else (or this person's other account) decided first; the stage is over. */
  | ({
      readonly kind: 'already-decided';
      readonly stage: number;
      readonly decisions: readonly Decision[];
      readonly waitsFor?: string;
    } & ShownStatus)
  /** I7: the card showed another manifest. */
  | { readonly kind: 'stale' }
  /** They, or all reviewers together, said so often that they are reviewing that the record has no room for more of it. */
  | { readonly kind: 'claims-used'; readonly most: number; readonly by: 'speaker' | 'everybody' }
  /** The command does not fit the request's status. */
  | ({ readonly kind: 'wrong-status'; readonly since: Instant } & ShownStatus)
  /** SWB did not name the requester, so the reviewer must say that they are not that person. */
  | { readonly kind: 'declaration-needed' }
  | { readonly kind: 'reason-too-short'; readonly minimum: number }
  /** Only who asked for the egress answers questions about it. */
  | { readonly kind: 'not-asked' }
  /** Another question waits for its answer. */
  | { readonly kind: 'question-waits'; readonly asker: Person; readonly at: Instant }
  | { readonly kind: 'questions-used'; readonly most: number }
  /** SWB gave no address of anybody who could be asked. */
  | { readonly kind: 'requester-unnamed' }
  /** Nothing was asked, or it is answered already, or too late to answer. */
  | { readonly kind: 'no-question'; readonly id: RequestId }
  | { readonly kind: 'text-length'; readonly minimum: number; readonly maximum: number }
  /** `again` is when the speaker's own link, which still works, can be given to them once more. */
  | { readonly kind: 'links-used'; readonly links: readonly LinkIssued[]; readonly again?: Instant }
  | { readonly kind: 'unknown-request'; readonly id: string }
  /** It exists, but this person may not read it; told in the words of `unknown-request`. */
  | { readonly kind: 'unreadable-request'; readonly id: string }
  | { readonly kind: 'ambiguous-id'; readonly id: string; readonly candidates: readonly RequestId[] }
  /** The chat account belongs to nobody whom this installation trusts. */
  | {
      readonly kind: 'untrusted-account';
      readonly why:
        | 'guest'
        | 'external'
        | 'bot'
        | 'deactivated'
        | 'no-email'
        | 'unknown'
        | 'foreign-domain'
        | 'foreign-workspace'
        | 'other-person';
    }
  | { readonly kind: 'unknown-role'; readonly role: string; readonly roles: readonly RoleName[] }
  | { readonly kind: 'unknown-channel' }
  | { readonly kind: 'external-channel'; readonly name: string }
  | { readonly kind: 'archived-channel'; readonly name: string }
  | { readonly kind: 'unreachable-channel'; readonly name: string }
  | { readonly kind: 'untrusted-grantee'; readonly why: Extract<Refusal, { kind: 'untrusted-account' }>['why'] }
  /** `by` when a form named them: by a typed address, or by the account that was picked, whose id says nothing to people. */
  | { readonly kind: 'unknown-person'; readonly who: string; readonly by?: 'address' | 'pick' }
  /** The account that was picked or found is of one person, and another's address was typed. */
  | { readonly kind: 'two-people'; readonly picked: string; readonly typed: string }
  /** `held` are the projects for which the person was granted the role, `byGroup` is the group by which they hold this one. */
  | { readonly kind: 'no-such-grant'; readonly who: string; readonly held: readonly (ProjectId | '*')[]; readonly byGroup?: Group }
  /** The policy file names them, so no grant is what makes them an admin. */
  | { readonly kind: 'admin-by-file'; readonly who: string }
  /** A second admin confirms: neither who granted it nor who is to hold it. */
  | { readonly kind: 'own-grant'; readonly as: 'granter' | 'grantee' }
  | { readonly kind: 'no-such-proposal'; readonly who: string }
  /** It was proposed otherwise since the confirming admin was shown it. */
  | { readonly kind: 'changed-proposal'; readonly who: string }
  /** Who proposed it is no admin any more, so theirs is no first word. */
  | { readonly kind: 'proposer-no-admin'; readonly who: string; readonly by: string }
  | { readonly kind: 'no-such-mapping' }
  /** An entry of a list is no longer as it was shown. */
  | { readonly kind: 'changed-entry'; readonly of: 'mappings' | 'grants' }
  /** It was changed so often that its record takes no more, but for its end. */
  | { readonly kind: 'changed-enough'; readonly of: 'mappings' | 'grants' }
  | { readonly kind: 'unknown-letter'; readonly id: string }
  | { readonly kind: 'ambiguous-letter'; readonly id: string; readonly candidates: readonly string[] }
  /** A dead letter that became a request is no longer one's to discard. */
  | { readonly kind: 'letter-taken'; readonly id: string; readonly request: RequestId }
  /** A dead letter that no replay can help. */
  | { readonly kind: 'letter-unusable'; readonly id: string; readonly why: 'foreign' | 'cut' | 'tried-enough' }
  | { readonly kind: 'date-not-ahead'; readonly date: string }
  /** Too few of an id's characters. */
  | { readonly kind: 'short-id'; readonly id: string }
  /** What follows the command `word` does not make sense. */
  | { readonly kind: 'usage'; readonly word: string; readonly problem: Misuse }
  /** `nearest` is the command that was probably meant. */
  | { readonly kind: 'unknown-word'; readonly word: string; readonly nearest?: string };

export type Outcome<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly refusal: Refusal };

export const done = <T>(value: T): Outcome<T> => ({ ok: true, value });
export const refused = <T = never>(refusal: Refusal): Outcome<T> => ({ ok: false, refusal });
