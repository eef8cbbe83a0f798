/** The egress request: what it is made of. How it changes is in `transitions.ts`. */
import type { DecisionRight } from './decision-right.ts';
import type { Failure } from './failure.ts';
import type { Resubmission } from './resubmission.ts';

/** ISO 8601 in UTC with milliseconds, as `Date.prototype.toISOString` prints it; sorts as text. */
export type Instant = string & { readonly __brand: 'Instant' };
/** The uuid that SWB gave the request, in lower case. */
export type RequestId = string & { readonly __brand: 'RequestId' };
/** A directory person: their verified e-mail address, in lower case. */
export type PersonId = string & { readonly __brand: 'PersonId' };
/** 64 lower-case hexadecimal digits. */
export type Sha256 = string & { readonly __brand: 'Sha256' };
/** The bearer secret that resumes a paused workflow (Step Functions: up to 2,048 characters). Never leaves the server. */
export type TaskToken = string & { readonly __brand: 'TaskToken' };
export type RoleName = string;
export type ProjectId = string;

export const platforms = ['slack', 'teams'] as const;
export type Platform = (typeof platforms)[number];

/** An account in a chat platform: Slack team (or enterprise) and user, Teams tenant and object id. */
export type ChatIdentity = { readonly platform: Platform; readonly tenant: string; readonly user: string };

/** A channel in a chat platform. */
export type Channel = { readonly platform: Platform; readonly tenant: string; readonly id: string };

export type Person = { readonly id: PersonId; readonly name: string };

/** Who did something, and from where; `system` is this program itself. */
export type Actor =
  | { readonly kind: 'system' }
  | { readonly kind: 'person'; readonly person: Person; readonly identity: ChatIdentity; readonly channel?: string };

/** Somebody as SWB names them: its user id, and an e-mail address where the notification had one. */
export type SwbUser = { readonly id: string; readonly email?: PersonId };

/** A place in S3 (or in the local folders that stand in for it). */
export type ObjectLocation = { readonly bucket: string; readonly key: string };

/** What the notification said, parsed (`intake.ts`). */
export type Submission = {
  readonly egressStoreId: string;
  /** Free text that users may edit; holds the workspace's name. */
  readonly egressStoreName: string;
  readonly workspaceId: string;
  readonly projectId: ProjectId;
  readonly objectList: ObjectLocation;
  /** The egress store: every listed object lies in `bucket` under `prefix`, which ends in `/`. */
  readonly source: { readonly bucket: string; readonly prefix: string };
  readonly createdBy: SwbUser;
  readonly submittedBy: SwbUser;
  readonly submittedAt?: Instant;
};

/** One step of review, as the policy had it when the request arrived. */
export type Stage = {
  readonly role: RoleName;
  readonly label: string;
  /** How many distinct people must approve. */
  readonly approvals: number;
  /** Working hours. */
  readonly deadlineHours: number;
  /** Working hours after which a reminder is due, ascending. */
  readonly remindAfterHours: readonly number[];
  /** The role whose people are told when reminders did not help; it gives them no right to decide. */
  readonly escalateTo?: RoleName;
  /** Working hours after which they are; half-way between the last reminder and the deadline when left out. */
  readonly escalateAfterHours?: number;
};

/** When a stage's time is up, and when what comes before is due. */
export type StageTimes = { readonly deadline: Instant; readonly remindAt?: readonly Instant[]; readonly escalateAt?: Instant };

/** The rules that a request lives under, frozen when it arrives so that a policy edit cannot change a review under way. */
export type Terms = {
  readonly stages: readonly Stage[];
  /** Working hours after which "I'm reviewing" ends by itself; never when left out. */
  readonly claimHours?: number;
  /** Working hours for which a stage's clock stands still while a question waits for its answer; not at all when left out. */
  readonly answerWithinHours?: number;
  readonly maxLinks: number;
  readonly linkExpirySeconds: number;
  readonly linkDelivery: 'direct' | 'on-request';
  /** Whether a link opens a page whose button downloads (`download-page.ts`), and not the zip itself. */
  readonly downloadPage?: boolean;
  readonly releaseRetentionDays: number;
  /** Whether the zip is deleted when its retention is over. */
  readonly deleteAfterRetention?: boolean;
  readonly showFileNames: boolean;
  readonly reviewLocation: string;
  readonly egressManagerRole: RoleName;
  /** What the roles besides the stages' own are called: the egress managers' and those that are told of late reviews. */
  readonly roleLabels?: Readonly<Record<RoleName, string>>;
  /** The domains whose addresses chat accounts may have; whoever asks from elsewhere cannot be recognised in chat. */
  readonly emailDomains: readonly string[];
};

/** One object of the request, staged: the unit of the manifest. */
export type StagedFile = {
  /** Safe relative path, distinct within the request; its name in staging and in the zip (`paths.ts`). */
  readonly path: string;
  /** The object's key in the egress store, exactly as listed. */
  readonly sourceKey: string;
  readonly sourceVersion: string;
  /** Bytes. */
  readonly size: number;
  readonly sha256: Sha256;
};

/** What the request's item keeps of its manifest; the manifest itself lies beside the staged objects. */
export type ManifestSummary = {
  /** SHA-256 of the manifest file's bytes. */
  readonly digest: Sha256;
  readonly files: number;
  /** Sum of the files' sizes in bytes. */
  readonly bytes: number;
  /** Extension in lower case without dot (empty when there is none) with how many files have it; most frequent first, at most 20. */
  readonly types: readonly { readonly extension: string; readonly files: number }[];
  /** The first files by path, at most 10. */
  readonly first: readonly { readonly path: string; readonly size: number }[];
};

/** The zip in the data lake. */
export type Release = {
  readonly location: ObjectLocation;
  /** Bytes. */
  readonly size: number;
  readonly sha256: Sha256;
};

export const rejectionCategories = ['personal-data', 'small-counts', 'wrong-files', 'insufficient-context', 'file-type', 'other'] as const;
export type RejectionCategory = (typeof rejectionCategories)[number];

/** One reviewer's verdict at a stage. */
export type Decision = Pick<DecisionRight, 'delegatedBy'> & {
  readonly stage: number;
  readonly verdict: 'approve' | 'reject';
  readonly person: Person;
  readonly identity: ChatIdentity;
  readonly at: Instant;
  /** The manifest digest that the reviewer's card showed; always the request's own. */
  readonly digest: Sha256;
  readonly category?: RejectionCategory;
  /** An approval's optional comment; a rejection's reason. */
  readonly text?: string;
};

export type LinkIssued = {
  /** 1, 2, ... up to the request's `maxLinks`. */
  readonly number: number;
  readonly person: Person;
  readonly at: Instant;
  readonly expiresAt: Instant;
  /** The release message's own link, or one that somebody asked for. */
  readonly cause: 'release-message' | 'asked';
};

/**
 * The stage's clock stands still while a question waits: its times already lie as far ahead as if nobody answered before `until`, and `was` is
 * what they were when it was asked.
 */
export type Pause = { readonly question: number; readonly since: Instant; readonly until: Instant; readonly was: StageTimes };

/** `times` are the stage's when nobody answers before the end. */
export type NewPause = { readonly until: Instant; readonly times: StageTimes };

/** Every status but the failed one. */
export type SoundStatus =
  | { readonly kind: 'received' }
  | { readonly kind: 'staging' }
  | ({ readonly kind: 'in-review'; readonly stage: number; readonly pause?: Pause } & StageTimes)
  | { readonly kind: 'packaging' }
  | { readonly kind: 'released' }
  | { readonly kind: 'closed'; readonly reason: 'links-used' | 'retention' }
  | { readonly kind: 'revoked'; readonly reason: string }
  | { readonly kind: 'rejected'; readonly stage: number }
  | { readonly kind: 'expired'; readonly stage: number }
  | { readonly kind: 'withdrawn'; readonly reason?: string };
/** A failed request remembers what it goes back to when it is tried again. */
export type Status = SoundStatus | { readonly kind: 'failed'; readonly failure: Failure; readonly before: SoundStatus };
export type StatusKind = Status['kind'];

/** A fact about a request; `transitions.ts` says which may follow which, and what each changes. */
export type Fact =
  | { readonly kind: 'received'; readonly submission: Submission; readonly terms: Terms }
  | { readonly kind: 'staging-started' }
  | ({ readonly kind: 'staged'; readonly manifest: ManifestSummary; readonly resubmission?: Resubmission } & StageTimes)
  | { readonly kind: 'claimed'; readonly stage: number; readonly until?: Instant }
  /** Whoever was reviewing no longer says so. */
  | { readonly kind: 'claim-ended'; readonly stage: number; readonly because: 'time' | 'released' }
  /** A reviewer's question to whoever asked for the egress; 1, 2, ... within the request. */
  | { readonly kind: 'asked'; readonly stage: number; readonly number: number; readonly text: string; readonly pause?: NewPause }
  /** `times` are the stage's from now on, when the clock stood still for this question. */
  | { readonly kind: 'answered'; readonly number: number; readonly text: string; readonly times?: StageTimes }
  /** Nobody answered in time: the clock runs on. */
  | { readonly kind: 'pause-ended'; readonly stage: number; readonly number: number }
  | (DecisionRight & {
      readonly kind: 'approved';
      readonly stage: number;
      readonly digest: Sha256;
      readonly comment?: string;
      /** Said by the reviewer when SWB did not name the requester's e-mail, so that I5 cannot be checked by address. */
      readonly declaredIndependent?: true;
      /** The next stage's times, when there is a next stage; they count once this stage's quorum is complete. */
      readonly next?: StageTimes;
      /** This stage's times from now on, when it goes on and its clock stood still. */
      readonly times?: StageTimes;
    })
  /**
   * Those who can decide were reminded: by the clock (`number` of the stage's reminders), or because somebody asked; while the clock stands still for
   * a question, whoever has to answer it.
   */
  | { readonly kind: 'reminded'; readonly stage: number; readonly number?: number; readonly question?: number }
  | { readonly kind: 'escalated'; readonly stage: number; readonly to: RoleName }
  | (DecisionRight & {
      readonly kind: 'rejected';
      readonly stage: number;
      readonly digest: Sha256;
      readonly category: RejectionCategory;
      readonly reason: string;
    })
  | { readonly kind: 'expired'; readonly stage: number }
  | { readonly kind: 'released'; readonly release: Release }
  | {
      readonly kind: 'link-issued';
      readonly number: number;
      readonly expiresAt: Instant;
      readonly cause: LinkIssued['cause'];
      readonly to: Person;
      /** Of the address of its page, where links open one. */
      readonly pageHash?: Sha256;
    }
  /** The URL of a link that was counted before was given once more to the person who has it, until the same end. */
  | { readonly kind: 'link-repeated'; readonly number: number; readonly to: Person; readonly pageHash?: Sha256 }
  /** Somebody who had the link that was given to this person pressed its page's button, and was given a URL. */
  | { readonly kind: 'link-opened'; readonly number: number; readonly to: Person }
  | { readonly kind: 'closed'; readonly reason: 'retention' }
  | { readonly kind: 'withdrawn'; readonly reason?: string }
  | { readonly kind: 'revoked'; readonly reason: string }
  | { readonly kind: 'failed'; readonly failure: Failure }
  /** `times` are given anew to a stage that goes on. */
  | { readonly kind: 'retried'; readonly times?: StageTimes }
  | { readonly kind: 'aborted'; readonly reason: string }
  | { readonly kind: 'step-failed'; readonly failure: Failure }
  /** Its workspace's egress store was submitted once more, as this request. */
  | { readonly kind: 'resubmitted'; readonly as: RequestId }
  /** The release's zip was deleted from the data lake; its SHA-256 is the receipt. */
  | { readonly kind: 'zip-removed'; readonly sha256: Sha256; readonly because: 'retention' | 'revoked' };
export type FactKind = Fact['kind'];

/** A fact with who, when and under which policy, chained to the event before it (I12). */
export type AuditEvent<F = Fact> = {
  /** 1, 2, ...: the version of the record that this event made. */
  readonly seq: number;
  readonly at: Instant;
  readonly actor: Actor;
  readonly policyDigest: Sha256;
  readonly fact: F;
  /** The event before's `hash`; 64 zeros for the first. */
  readonly previous: Sha256;
  readonly hash: Sha256;
};

/** One egress request with everything that happened to it. Each write adds exactly one event, so `version === events.length`. */
export type EgressRequest = {
  readonly id: RequestId;
  readonly version: number;
  readonly submission: Submission;
  readonly terms: Terms;
  readonly policyDigest: Sha256;
  readonly receivedAt: Instant;
  readonly status: Status;
  /** Since when it has been in this status (and stage). */
  readonly since: Instant;
  readonly manifest?: ManifestSummary;
  readonly decisions: readonly Decision[];
  /** Who said "I'm reviewing" at the current stage, last of all; advisory. */
  readonly claim?: { readonly person: Person; readonly at: Instant; readonly until?: Instant };
  /** How many of the current stage's reminders are done. */
  readonly reminded?: number;
  /** Since when the current stage is escalated. */
  readonly escalated?: Instant;
  readonly release?: Release;
  /** Since when the zip is deleted. */
  readonly zipRemoved?: Instant;
  readonly links: readonly LinkIssued[];
  readonly events: readonly AuditEvent[];
};

/** The part of an id that people type and read: its first eight hexadecimal digits. */
export const shortId = (id: RequestId): string => id.slice(0, 8);

/** Statuses in which something is still awaited; they make up the sparse `open` index. */
export const openStatuses = ['received', 'staging', 'in-review', 'packaging', 'failed'] as const satisfies readonly StatusKind[];

export const isOpen = (status: StatusKind): boolean => (openStatuses as readonly StatusKind[]).includes(status);
