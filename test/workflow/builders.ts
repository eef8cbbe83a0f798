/** Valid objects for tests; a test states only what matters to it. */
import { randomUUID } from 'node:crypto';
import { genesis } from '../../src/workflow/audit.ts';
import type { Standing } from '../../src/workflow/permissions.ts';
import type { Grant } from '../../src/workflow/ports.ts';
import type {
  Actor,
  ChatIdentity,
  EgressRequest,
  Fact,
  Instant,
  ManifestSummary,
  PersonId,
  Platform,
  RequestId,
  Sha256,
  Stage,
  Submission,
  Terms,
} from '../../src/workflow/request.ts';
import { appendFact, receiveRequest } from '../../src/workflow/transitions.ts';

export const at = (text: string): Instant => new Date(text).toISOString() as Instant;
export const noon = at('2026-11-16T12:00:00Z');
export const digest = 'd'.repeat(64) as Sha256;
export const policyDigest = 'a'.repeat(64) as Sha256;
export const email = (name: string): PersonId => `${name}@example.ac.uk` as PersonId;

export const anIdentity = (user: string, platform: Platform = 'slack'): ChatIdentity => ({
  platform,
  tenant: 'T0123',
  user: `U${user.toUpperCase()}`,
});

export const aStage = (stage: Partial<Stage> = {}): Stage => ({
  role: 'InformationGovernance',
  label: 'Information Governance',
  approvals: 1,
  deadlineHours: 40,
  remindAfterHours: [],
  ...stage,
});

export const someTerms = (terms: Partial<Terms> = {}): Terms => ({
  stages: [aStage(), aStage({ role: 'ResearchIT', label: 'Research IT' })],
  maxLinks: 3,
  linkExpirySeconds: 3600,
  linkDelivery: 'direct',
  releaseRetentionDays: 30,
  showFileNames: true,
  reviewLocation: 'Open the review workspace.',
  egressManagerRole: 'EgressManager',
  emailDomains: ['example.ac.uk'],
  ...terms,
});

export const aSubmission = (submission: Partial<Submission> = {}): Submission => ({
  egressStoreId: 'store-1',
  egressStoreName: 'Ward 7 outcomes',
  workspaceId: 'workspace-1',
  projectId: 'proj-1',
  objectList: { bucket: 'notifications', key: 'list.json' },
  source: { bucket: 'egress-store', prefix: 'workspace-1/' },
  createdBy: { id: 'u-rosa', email: email('rosa') },
  submittedBy: { id: 'u-rosa', email: email('rosa') },
  submittedAt: noon,
  ...submission,
});

export const aManifest = (manifest: Partial<ManifestSummary> = {}): ManifestSummary => ({
  digest,
  files: 2,
  bytes: 1500,
  types: [{ extension: 'csv', files: 2 }],
  first: [
    { path: 'a.csv', size: 500 },
    { path: 'b/a.csv', size: 1000 },
  ],
  ...manifest,
});

export const system: Actor = { kind: 'system' };
export const person = (name: string, platform: Platform = 'slack'): Extract<Actor, { kind: 'person' }> => ({
  kind: 'person',
  person: { id: email(name), name },
  identity: anIdentity(name, platform),
});

/** The request with these facts after its receipt, all at noon. */
export const withFacts = (request: EgressRequest, facts: readonly (readonly [Actor, Fact])[]): EgressRequest =>
  facts.reduce((before, [actor, fact]) => appendFact(before, { at: noon, actor, policyDigest, fact }), request);

export const aReceivedRequest = (
  made: { readonly id?: string; readonly terms?: Partial<Terms>; readonly submission?: Partial<Submission> } = {},
): EgressRequest =>
  receiveRequest((made.id ?? randomUUID()) as RequestId, {
    at: noon,
    actor: system,
    policyDigest,
    fact: { kind: 'received', submission: aSubmission(made.submission), terms: someTerms(made.terms) },
  });

export const staged: readonly (readonly [Actor, Fact])[] = [
  [system, { kind: 'staging-started' }],
  [system, { kind: 'staged', manifest: aManifest(), deadline: at('2026-11-23T12:00:00Z') }],
];

export const approval = (name: string, stage: number, delegatedBy?: string): readonly [Actor, Fact] => [
  person(name),
  {
    kind: 'approved',
    stage,
    digest,
    next: { deadline: at('2026-11-30T12:00:00Z') },
    ...(delegatedBy === undefined ? {} : { delegatedBy: email(delegatedBy) }),
  },
];

/** A request that waits at its first stage. */
export const aRequestInReview = (made: Parameters<typeof aReceivedRequest>[0] = {}): EgressRequest =>
  withFacts(aReceivedRequest(made), staged);

/** A request that was approved by ian and rita, and released. */
export const aReleasedRequest = (made: Parameters<typeof aReceivedRequest>[0] = {}): EgressRequest =>
  withFacts(aRequestInReview(made), [
    approval('ian', 0),
    approval('rita', 1),
    [system, { kind: 'released', release: { location: { bucket: 'lake', key: 'egress_data.zip' }, size: 900, sha256: genesis } }],
  ]);

export const aGrant = (name: string, role: string, grant: Partial<Grant> = {}): Grant => ({
  partition: 'grants',
  key: `${name}#${role}`,
  version: 1,
  person: email(name),
  role,
  project: '*',
  state: 'active',
  events: [],
  ...grant,
});

export const aStanding = (name: string, roles: readonly string[] = [], standing: Partial<Standing> = {}): Standing => ({
  person: { id: email(name), name },
  identity: anIdentity(name),
  grants: roles.map((role) => aGrant(name, role)),
  asOf: noon,
  admin: false,
  ...standing,
});
