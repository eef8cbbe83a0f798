/** Many stored requests, made by the core itself, nearly all of them long decided. */
import { createHash } from 'node:crypto';
import type { Actor, EgressRequest, Fact, Instant, ObjectLocation, PersonId, RequestId, Sha256 } from '../src/workflow/request.ts';
import { appendFact } from '../src/workflow/transitions.ts';
import { inReview, received } from '../test/contract/sample-requests.ts';

export const openRequests = 50;
const projects = 20;
const people = 500;
const minutes = (count: number): Instant => new Date(Date.UTC(2026, 0, 5) + count * 60_000).toISOString() as Instant;

const digest = 'b'.repeat(64) as Sha256;
const reviewer = (name: string): Actor => ({
  kind: 'person',
  person: { id: `${name}@example.ac.uk` as PersonId, name },
  identity: { platform: 'slack', tenant: 'T0123', user: `U-${name}` },
  channel: 'C0123',
});
const system: Actor = { kind: 'system' };

const then = (request: EgressRequest, actor: Actor, fact: Fact): EgressRequest =>
  appendFact(request, { at: '2026-11-03T10:00:00.000Z' as Instant, actor, policyDigest: 'a'.repeat(64) as Sha256, fact });

const waiting = inReview(received(), '2026-12-01T09:00:00.000Z');
const location: ObjectLocation = { bucket: 'data-lake', key: 'approved_egress/workspace-1/request/egress_data.zip' };
const decided = [
  (request: EgressRequest) =>
    then(request, reviewer('ines'), { kind: 'approved', stage: 0, digest, next: { deadline: '2026-12-05T09:00:00.000Z' as Instant } }),
  (request: EgressRequest) => then(request, reviewer('tomasz'), { kind: 'approved', stage: 1, digest, comment: 'Checked the counts.' }),
  (request: EgressRequest) => then(request, system, { kind: 'released', release: { location, size: 1234, sha256: digest } }),
].reduce((request, next) => next(request), waiting);

const uuid = (index: number): RequestId => {
  const hex = createHash('sha256').update(String(index)).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}` as RequestId;
};

export const projectOf = (index: number): string => `proj-${index % projects}`;
export const requesterOf = (index: number): PersonId => `researcher-${index % people}@example.ac.uk` as PersonId;

/** The stored request number `index` of `total`: the newest fifty are open. Its events are another request's, for the sake of speed. */
export const storedRequest = (index: number, total: number): EgressRequest => {
  const isWaiting = index >= total - openRequests;
  const like = isWaiting ? waiting : decided;
  const user = { id: 'u-1', email: requesterOf(index) };
  return {
    ...like,
    id: uuid(index),
    receivedAt: minutes(index),
    submission: { ...like.submission, projectId: projectOf(index), createdBy: user, submittedBy: user },
    ...(isWaiting ? { status: { kind: 'in-review', stage: 0, deadline: minutes(total + index) } } : {}),
  };
};

/** The same request as an item of the predecessor's table: flat attributes, the task token among them. */
export const predecessorItem = (index: number, total: number): Readonly<Record<string, string>> => {
  const isWaiting = index >= total - openRequests;
  return {
    egress_request_id: uuid(index),
    egress_store_id: uuid(index + total),
    egress_store_name: 'Ward 7 outcomes',
    egress_store_object_list_location: `arn:aws:s3:::notifications/${uuid(index)}.json`,
    workspace_id: `workspace-${index}`,
    project_id: projectOf(index),
    s3_bucketname: 'egress-store',
    s3_bucketpath: `workspace-${index}/`,
    created_at: minutes(index),
    created_by: 'u-1',
    created_by_email: requesterOf(index),
    updated_at: minutes(index),
    updated_by: 'u-1',
    updated_by_email: requesterOf(index),
    ver: '1',
    file_extensions: 'csv',
    status: isWaiting ? 'PROCESSING' : 'APPROVED',
    task_token: 'A'.repeat(700),
    ig_status: isWaiting ? 'PENDING' : 'APPROVED',
    ig_reason: isWaiting ? '' : 'Checked the counts.',
    ig_reviewed_by: isWaiting ? '' : 'ines@example.ac.uk',
    rit_status: isWaiting ? 'PENDING' : 'APPROVED',
    rit_reason: '',
    rit_reviewed_by: isWaiting ? '' : 'tomasz@example.ac.uk',
    download_count: '0',
  };
};
