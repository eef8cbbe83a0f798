/** What one family's adapters are, and which of them each part of the program needs. */
import type { ExportShelf } from '../bots/run-export.ts';
import type { Delivery } from '../workflow/deliveries.ts';
import type { Sighting } from '../workflow/dormancy.ts';
import type { AuditExport } from '../workflow/exports.ts';
import type {
  AuditArchive,
  ChatRoute,
  DataLake,
  DeadLetter,
  DeadLetterBody,
  EgressStore,
  EgressStoreRegister,
  Grant,
  Mailer,
  Mapping,
  PinnedIdentity,
  PostedCard,
  Records,
  RefusedAttempt,
  RequestStore,
  StagingArea,
  StoreHold,
  TaskTokens,
  WorkflowEngine,
} from '../workflow/ports.ts';
import type { RecentDecisions } from '../workflow/recent-decisions.ts';
import type { EgressRequest } from '../workflow/request.ts';
import type { ToldFinding } from '../workflow/roster-check-due.ts';

/** One family's adapters. */
export type Adapters = {
  readonly requests: RequestStore;
  readonly grants: Records<Grant>;
  readonly mappings: Records<Mapping>;
  readonly identities: Records<PinnedIdentity>;
  readonly sightings: Records<Sighting>;
  readonly findings: Records<ToldFinding>;
  readonly recent: Records<RecentDecisions>;
  readonly cards: Records<PostedCard>;
  readonly routes: Records<ChatRoute>;
  readonly deliveries: Records<Delivery>;
  readonly refusals: Records<RefusedAttempt>;
  readonly holds: Records<StoreHold>;
  readonly letters: Records<DeadLetter>;
  readonly letterBodies: Records<DeadLetterBody>;
  readonly tokens: TaskTokens;
  readonly engine: WorkflowEngine;
  readonly egressStore: EgressStore;
  readonly staging: StagingArea;
  readonly lake: DataLake;
  readonly register: EgressStoreRegister;
  readonly mailer: Mailer;
  readonly exports: Records<AuditExport>;
  readonly shelf: ExportShelf;
  readonly archive?: AuditArchive;
  /** Deletes what was submitted, where that is this installation's own, once the request has ended. */
  readonly removeSubmitted?: (request: EgressRequest) => Promise<void>;
};

/** What the bots need of the adapters; the first files are read from the manifest, and links are presigned. */
export type BotAdapters = Pick<
  Adapters,
  | 'requests'
  | 'grants'
  | 'mappings'
  | 'identities'
  | 'sightings'
  | 'findings'
  | 'recent'
  | 'cards'
  | 'deliveries'
  | 'refusals'
  | 'letters'
  | 'letterBodies'
  | 'mailer'
  | 'exports'
> & { readonly staging: Pick<StagingArea, 'open'>; readonly lake: Pick<DataLake, 'presign'> };
export type TaskAdapters = Pick<
  Adapters,
  'requests' | 'tokens' | 'register' | 'holds' | 'egressStore' | 'staging' | 'lake' | 'removeSubmitted'
> & {
  readonly engine: Pick<WorkflowEngine, 'succeed'>;
};
