/** What the core asks of the world. Each port has one adapter per family (`local`, `aws`) and one contract suite. */
import type { Group } from './groups.ts';
import type {
  AuditEvent,
  Channel,
  ChatIdentity,
  EgressRequest,
  Instant,
  ObjectLocation,
  Person,
  PersonId,
  ProjectId,
  RequestId,
  RoleName,
  Sha256,
  TaskToken,
} from './request.ts';
import type { RequestSummary } from './summary.ts';

/** The current time; injected so that the core stays pure and tests can travel. */
export type Clock = () => Instant;

export type RequestQuery = {
  readonly by:
    | { readonly kind: 'open'; readonly project?: ProjectId }
    | { readonly kind: 'project'; readonly project: ProjectId }
    | { readonly kind: 'requester'; readonly person: PersonId }
    /** Those for which time alone brings something about before this instant (`due.ts`). */
    | { readonly kind: 'due'; readonly before: Instant }
    /** Every request there ever was, in no promised order: for what is counted once in a while. */
    | { readonly kind: 'all' }
    /** Ids that begin with this: lower-case uuid text, at least four characters. */
    | { readonly kind: 'id-prefix'; readonly prefix: string };
  /** At most this many, 1 to 100. */
  readonly limit: number;
  /** The `next` of the page before. */
  readonly after?: string;
};

export type RequestPage = { readonly requests: readonly RequestSummary[]; readonly next?: string };

/**
 * One item per egress request; its state and its events change in one conditional write.
 * Order: `open` by deadline then id (no deadline last); `due` by when it is due; `project` and `requester` by receipt, newest first; `id-prefix` by id.
 */
export type RequestStore = {
  /** `exists` when the id was ever taken before, whatever became of it. */
  readonly create: (request: EgressRequest) => Promise<'created' | 'exists'>;
  /** Strongly consistent. */
  readonly read: (id: RequestId) => Promise<EgressRequest | undefined>;
  /** Replaces version `request.version - 1`; `stale` when another version is stored. */
  readonly update: (request: EgressRequest) => Promise<'written' | 'stale'>;
  readonly list: (query: RequestQuery) => Promise<RequestPage>;
};

/** Something small that is kept by partition and key, and changes only from the version that was read. */
export type Versioned = { readonly partition: string; readonly key: string; readonly version: number };

/** A collection of versioned records; `list` is strongly consistent and ordered by key. */
export type Records<T extends Versioned> = {
  /** All records of the partition whose key begins with `prefix` (all when it is left out). */
  readonly list: (query: { readonly partition: string; readonly prefix?: string }) => Promise<readonly T[]>;
  /** Version 1 creates, version n replaces n - 1; `stale` otherwise. */
  readonly write: (record: T) => Promise<'written' | 'stale'>;
};

/** A person holds a role in a project (or `*`). Partition `grants`, key `person#role#project`, of a delegation with `#from#delegator` behind it. */
export type Grant = Versioned & {
  readonly person: PersonId;
  readonly role: RoleName;
  readonly project: ProjectId | '*';
  /** Of a delegation: the colleague whose own role it is; it confers nothing once they do not hold it (`delegations.ts`). */
  readonly delegatedBy?: PersonId;
  /** Of what nobody granted: the group by which the person holds it (`groups.ts`). Such a one is never kept. */
  readonly byGroup?: Group;
  /** The grant ends at this instant. */
  readonly until?: Instant;
  /** `proposed` confers nothing: it never was in force, or its end was reached before it was proposed again. */
  readonly state: 'active' | 'revoked' | 'proposed';
  /** What somebody else has to confirm before it holds: that the grant is there, or that it ends at another time. */
  readonly proposal?: GrantProposal;
  readonly events: readonly AuditEvent<RosterFact>[];
};

/** A grant as an admin would have it, for another admin to confirm before `endsAt`. */
export type GrantProposal = { readonly by: PersonId; readonly endsAt: Instant; readonly until?: Instant };

/** A channel shows a role's requests for a project (or `*`). Partition `mappings`, key `platform#tenant#channel#role#project`. */
export type Mapping = Versioned & {
  readonly channel: Channel;
  /** The channel's name when it was mapped, for lists. */
  readonly channelName: string;
  readonly role: RoleName;
  readonly project: ProjectId | '*';
  readonly state: 'active' | 'removed';
  readonly events: readonly AuditEvent<RosterFact>[];
};

export type RosterFact =
  | { readonly kind: 'granted'; readonly person: PersonId; readonly role: RoleName; readonly project: string; readonly until?: Instant }
  | {
      readonly kind: 'proposed' | 'confirmed';
      readonly person: PersonId;
      readonly role: RoleName;
      readonly project: string;
      readonly until?: Instant;
    }
  | {
      readonly kind: 'delegated';
      readonly person: PersonId;
      readonly role: RoleName;
      readonly project: string;
      readonly delegatedBy: PersonId;
      readonly until: Instant;
    }
  | { readonly kind: 'revoked'; readonly person: PersonId; readonly role: RoleName; readonly project: string }
  | { readonly kind: 'mapped'; readonly channel: Channel; readonly role: RoleName; readonly project: string }
  | { readonly kind: 'unmapped'; readonly channel: Channel; readonly role: RoleName; readonly project: string };

/** A chat identity pinned to a directory person at first use. Partition `platform#tenant`, key the user id. */
export type PinnedIdentity = Versioned & { readonly identity: ChatIdentity; readonly person: Person; readonly pinnedAt: Instant };

/**
 * How a chat platform's servers reach an account or a channel, as they last said; for platforms that cannot be asked.
 * Partition `platform#tenant`, key `user#ID`, `mail#ADDRESS` or `channel#ID`.
 */
export type ChatRoute = Versioned & {
  readonly serviceUrl: string;
  readonly heardAt: Instant;
  /** Of an account: its id in the tenant, and the id by which the platform addresses it. */
  readonly user?: string;
  readonly member?: string;
  /** Of an account: a conversation that it takes part in, where its profile can be asked for. */
  readonly seenIn?: string;
  /** Of an account: its private conversation with the bot. */
  readonly personal?: string;
  /** Of a channel: the team that it belongs to. */
  readonly team?: string;
};

/** A message that carries a card. Partition the request's id, key `platform#tenant#channel#kind`. */
export type PostedCard = Versioned & {
  readonly channel: Channel;
  readonly kind: 'review' | 'release';
  /** The platform's own id of the message; absent between the intention to post and the post. */
  readonly message?: string;
  /** The request's version that the message shows; 0 before the first post. `idle`: without buttons, since it is not this channel's turn. */
  readonly painted: number;
  readonly idle?: true;
  readonly intendedAt: Instant;
  /** How often a deleted message was replaced; at most once (I14). */
  readonly replaced: number;
  /** Set when the message is gone for good. */
  readonly gone?: true;
  /** Facts up to this version have their line in the thread. */
  readonly threaded: number;
};

/**
 * Which request moves an egress store's status, and which earlier one it submits again (`resubmission.ts`), if any: for certain, or, where another
 * was released since, if it has a file of it, and `otherwise` what ended after that. Partition `egress-stores`, key the egress store's id.
 */
export type StoreHold = Versioned & { readonly request: RequestId } & HoldsBefore;
type HoldsBefore = { readonly before?: RequestId; readonly releasedSince?: true; readonly otherwise?: RequestId };

/** What a task said when it failed, in full: Lambda and Step Functions are told its name only, since it may name files. Partition the request's id, key the task. */
export type TaskFailure = Versioned & { readonly name: string; readonly message: string };

/** Somebody tried what they may not. Partition the day `YYYY-MM-DD`, key `instant#random`. */
export type RefusedAttempt = Versioned & {
  readonly at: Instant;
  readonly identity?: ChatIdentity;
  readonly person?: PersonId;
  readonly attempted: string;
  readonly request?: RequestId;
  readonly refusal: string;
};

/**
 * A notification that could not be taken. Partition `letters`, key the first 16 digits of its text's SHA-256. `foreign` did not come from the
 * configured topic; `whole` is false for a text too long to be kept.
 */
export type DeadLetter = Versioned & {
  readonly origin: 'topic' | 'foreign';
  readonly whole: boolean;
  /** Why it cannot be taken, as of the last time that it was tried; quotes nothing of it. */
  readonly problem: string;
  readonly keptAt: Instant;
  readonly state:
    | { readonly kind: 'waiting' }
    | { readonly kind: 'replayed'; readonly request: RequestId }
    | { readonly kind: 'discarded'; readonly reason: string };
  readonly events: readonly AuditEvent<DeadLetterFact>[];
};
export type DeadLetterFact =
  | { readonly kind: 'kept' }
  /** Replayed, and still malformed. */
  | { readonly kind: 'tried' }
  | { readonly kind: 'replayed'; readonly request: RequestId; readonly taken: 'accepted' | 'known' }
  | { readonly kind: 'discarded'; readonly reason: string };

/** A dead letter's text as it came. Partition `bodies`, key the letter's. */
export type DeadLetterBody = Versioned & { readonly text: string };

/** Task tokens, kept apart from the requests so that no card, event or listing can ever hold one (I6). */
export type TaskTokens = {
  /** Keeps it beside the request's others: of a task that was tried again, nobody but the engine knows which token is alive. */
  readonly save: (wait: { readonly id: RequestId; readonly stage: number; readonly token: TaskToken }) => Promise<void>;
  /** All of the request's tokens that nobody forgot, in no promised order. */
  readonly load: (id: RequestId) => Promise<readonly { readonly stage: number; readonly token: TaskToken }[]>;
  readonly forget: (id: RequestId, token: TaskToken) => Promise<void>;
};

/** The workflow engine: Step Functions, or the durable runner. */
export type WorkflowEngine = {
  /** Each run of a request (1, 2, ...) has a name of its own, so that a second start of it is `exists`. */
  readonly start: (id: RequestId, run: number) => Promise<'started' | 'exists'>;
  /** What became of that run; `none` when it was never started. May be a moment behind, and never says `ended` too early. */
  readonly stateOf: (id: RequestId, run: number) => Promise<'running' | 'ended' | 'none'>;
  /** Resumes the task that waits with this token; `closed` when it timed out or was resumed already. */
  readonly succeed: (token: TaskToken, output: unknown) => Promise<'resumed' | 'closed'>;
};

/** The researcher's side: SWB's egress store and its object lists. Throws `ObjectMissingError` when an object or version is not there. */
export type EgressStore = {
  /** The object's whole text (UTF-8); throws `ObjectMissingError`. */
  readonly readObjectList: (location: ObjectLocation) => Promise<string>;
  /**
   * Copies exactly this version to `target` (a key of the staging area), replacing what is there; the checksum is computed by the store.
   * Size in bytes is what was copied.
   */
  readonly stage: (
    source: ObjectLocation & { readonly version: string },
    target: { readonly key: string; readonly size: number },
  ) => Promise<{ readonly size: number; readonly sha256: Sha256 }>;
};

/** The staging area, where candidate objects and their manifests wait. Keys use `/`. */
export type StagingArea = {
  /** The object's bytes as a stream that must be consumed or destroyed; throws `ObjectMissingError`. */
  readonly open: (key: string) => Promise<AsyncIterable<Uint8Array>>;
  /** Writes a small or large text document (UTF-8), whole or not at all. */
  readonly write: (key: string, body: AsyncIterable<string>) => Promise<void>;
  /** Deletes the keys, many at a time; a key that is not there is no error. */
  readonly remove: (keys: readonly string[]) => Promise<void>;
  /** Keys under a `/`-terminated prefix, in no promised order. */
  readonly list: (prefix: string) => AsyncIterable<string>;
};

/** What one upload put there: `tag` differs from that of any upload of other bytes under the same key. */
export type Uploaded = ObjectLocation & { readonly tag: string };

/** The data lake, where approved zips lie. */
export type DataLake = {
  /** Streams the body into one object that appears whole or not at all; a body that throws aborts the upload and leaves nothing behind. */
  readonly upload: (key: string, body: AsyncIterable<Uint8Array>, contentType: string) => Promise<Uploaded>;
  /** Bytes `start` to `end` (exclusive). */
  readonly readRange: (location: ObjectLocation, start: number, end: number) => Promise<Uint8Array>;
  /** Bytes; undefined when there is no such object. */
  readonly size: (location: ObjectLocation) => Promise<number | undefined>;
  /** A URL that downloads the object as `fileName`, for this many seconds. */
  readonly presign: (location: ObjectLocation, link: { readonly fileName: string; readonly expiresInSeconds: number }) => Promise<string>;
  readonly remove: (location: ObjectLocation) => Promise<void>;
  /** Removes what this upload put there, in one step with the check that nothing else lies there by now; something else stays. */
  readonly removeUpload: (uploaded: Uploaded) => Promise<void>;
  /** Where what is uploaded under this key lies. */
  readonly locationOf: (key: string) => ObjectLocation;
};

/** The statuses that SWB's egress store item goes through while we hold the request. */
export type EgressStoreStatus = 'PROCESSING' | 'PROCESSED' | 'PENDING';

/** SWB's own record of the egress store. */
export type EgressStoreRegister = {
  /**
   * Moves the store's status; moving to where it already is does nothing. PROCESSING is reached from PENDING only, PROCESSED and PENDING from
   * PROCESSING only; `refused` says what stands there instead (`missing` when SWB has no such store).
   */
  readonly move: (
    egressStoreId: string,
    to: EgressStoreStatus,
  ) => Promise<{ readonly kind: 'moved' } | { readonly kind: 'refused'; readonly found: string }>;
};

export type Mail = {
  readonly to: readonly PersonId[];
  readonly cc: readonly PersonId[];
  readonly subject: string;
  /** Plain text. */
  readonly body: string;
};

/** Sends e-mail: SES, or the one-machine outbox. */
export type Mailer = { readonly send: (mail: Mail) => Promise<void> };

/** Where the events of requests are kept a second time, beyond the reach of whoever can write the store. */
export type AuditArchive = {
  /** Keeps the events that are not there yet, and never replaces one; throws `IntegrityError` when the record is no longer what was kept. */
  readonly append: (request: Pick<EgressRequest, 'id' | 'events'>) => Promise<void>;
};
