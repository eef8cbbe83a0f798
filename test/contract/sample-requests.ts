/** Requests for the contract suites, made by the core itself so that they are what the stores will hold. */
import { randomUUID } from 'node:crypto';
import type { Actor, EgressRequest, Fact, Instant, PersonId, RequestId, Sha256, Submission, Terms } from '../../src/workflow/request.ts';
import { appendFact, receiveRequest } from '../../src/workflow/transitions.ts';

export const sampleTerms: Terms = {
  stages: [
    {
      role: 'InformationGovernance',
      label: 'Information Governance',
      approvals: 1,
      deadlineHours: 40,
      remindAfterHours: [8, 24],
      escalateTo: 'ResearchIT',
    },
    { role: 'ResearchIT', label: 'Research IT', approvals: 1, deadlineHours: 40, remindAfterHours: [] },
  ],
  maxLinks: 3,
  linkExpirySeconds: 3600,
  linkDelivery: 'direct',
  releaseRetentionDays: 30,
  showFileNames: true,
  reviewLocation: "Open the study 'EgressRequests' in your review workspace.",
  egressManagerRole: 'EgressManager',
  emailDomains: ['example.ac.uk'],
};

const policyDigest = 'a'.repeat(64) as Sha256;
const system: Actor = { kind: 'system' };

export type Sample = {
  readonly id?: string;
  readonly project?: string;
  readonly receivedAt?: string;
  readonly createdBy?: string;
  readonly submittedBy?: string;
  readonly name?: string;
};

const user = (id: string, email: string | undefined) => ({ id, ...(email === undefined ? {} : { email: email as PersonId }) });

/** A request that has just been received. */
export const received = ({
  id = randomUUID(),
  project = 'proj-1',
  receivedAt = '2026-11-02T09:00:00.000Z',
  createdBy = 'grace@example.ac.uk',
  submittedBy = createdBy,
  name = 'Ward 7 outcomes',
}: Sample = {}): EgressRequest => {
  const submission: Submission = {
    egressStoreId: `store-${id}`,
    egressStoreName: name,
    workspaceId: 'workspace-1',
    projectId: project,
    objectList: { bucket: 'notifications', key: `${id}.json` },
    source: { bucket: 'egress-store', prefix: 'workspace-1/' },
    createdBy: user('u-1', createdBy),
    submittedBy: user('u-2', submittedBy),
  };
  return receiveRequest(id as RequestId, {
    at: receivedAt as Instant,
    actor: system,
    policyDigest,
    fact: { kind: 'received', submission, terms: sampleTerms },
  });
};

/** The request's next version, with one more fact by the program itself. */
export const followedBy = (request: EgressRequest, fact: Fact, at = '2026-11-02T10:00:00.000Z'): EgressRequest =>
  appendFact(request, { at: at as Instant, actor: system, policyDigest, fact });

/** The request in review at its first stage: its third version. */
export const inReview = (request: EgressRequest, deadline: string): EgressRequest =>
  followedBy(followedBy(request, { kind: 'staging-started' }), {
    kind: 'staged',
    manifest: {
      digest: 'b'.repeat(64) as Sha256,
      files: 2,
      bytes: 30,
      types: [{ extension: 'csv', files: 2 }],
      first: [{ path: 'results/a.csv', size: 10 }],
    },
    deadline: deadline as Instant,
  });

export const withdrawn = (request: EgressRequest): EgressRequest =>
  followedBy(request, { kind: 'withdrawn', reason: 'submitted by mistake' });

/** Somebody says "I'm reviewing", at this instant: a version that changes nothing else. */
export const claimed = (request: EgressRequest, { person, at }: { readonly person: string; readonly at: string }): EgressRequest =>
  appendFact(request, {
    at: at as Instant,
    policyDigest,
    actor: {
      kind: 'person',
      person: { id: person as PersonId, name: person },
      identity: { platform: 'slack', tenant: 'T0123', user: `U-${person}` },
    },
    fact: { kind: 'claimed', stage: 0 },
  });
