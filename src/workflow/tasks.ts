/** The workflow's tasks: what each state of `definition.ts` runs, as plain functions over the ports. Every task may run twice. */

import * as z from 'zod';
import type { FlowStep, TaskName } from './definition.ts';
import { executionName } from './definition.ts';
import { BadInputError, ContentionError, EgressStoreStatusError } from './errors.ts';
import type { Failure } from './failure.ts';
import type { EgressStoreRegister, EgressStoreStatus, Records, StoreHold, TaskTokens, WorkflowEngine } from './ports.ts';
import { mayHoldZip } from './release-place.ts';
import type { EgressRequest, ManifestSummary, Release, RequestId, StatusKind, TaskToken } from './request.ts';
import type { Before, Comparison, Resubmission } from './resubmission.ts';
import { findPredecessor, nextBefore, noteResubmission, resubmissionOf } from './resubmission.ts';
import type { Core } from './service.ts';
import { flowStep, record } from './service.ts';
import type { IsTimeUp } from './staging.ts';
import { currentStage, runOf } from './transitions.ts';

/**
 * Runs one task with the payload that the definition gives it; what it returns becomes the state's result. A task that may take longer than
 * its host allows asks whether its time is up; without the question it has all the time that it needs.
 */
export type TaskRunner = (name: TaskName, payload: Readonly<Record<string, unknown>>, isTimeUp?: IsTimeUp) => Promise<unknown>;

/** What a step said of its failure, where that is kept apart from what the workflow engine is told; undefined where it is not. */
export type DetailOf = (id: RequestId, step: string, error: string) => Promise<string | undefined>;

export type TaskPorts = Core & {
  readonly tokens: TaskTokens;
  readonly engine: Pick<WorkflowEngine, 'succeed'>;
  readonly register: EgressStoreRegister;
  readonly holds: Records<StoreHold>;
  /** Copies the listed versions to staging and writes the manifest; undefined when the time was not enough (`staging.ts`). */
  readonly stageObjects: (request: EgressRequest, isTimeUp: IsTimeUp) => Promise<ManifestSummary | undefined>;
  /** What differs from the manifest of the earlier request, kept beside the new one (`changes.ts`). */
  readonly compareObjects: (
    staged: { readonly request: EgressRequest; readonly manifest: ManifestSummary; readonly earlier: EgressRequest },
    isTimeUp: IsTimeUp,
  ) => Promise<Comparison>;
  /** Zips what is staged into the data lake and proves it (`packaging/`). */
  readonly packageObjects: (request: EgressRequest) => Promise<Release>;
  /** Deletes what is staged (`clean-up.ts`). */
  readonly removeStaged: (request: EgressRequest) => Promise<void>;
  /** Removes what may lie in the data lake of a request that is not released (`release-place.ts`). */
  readonly discardRelease: (request: EgressRequest) => Promise<void>;
  readonly detailOf?: DetailOf;
};

const holdsPartition = 'egress-stores';

const RequestIdField = z.string().transform((id) => id as RequestId);
const Plain = z.object({ id: RequestIdField });
const Review = z.object({ id: RequestIdField, stage: z.number().int(), taskToken: z.string().transform((token) => token as TaskToken) });
const Failed = z.object({
  id: RequestIdField,
  step: z.string(),
  failure: z.object({ Error: z.string(), Cause: z.string().optional() }),
  correlationId: z.string(),
});

const parse = <T>(schema: z.ZodType<T>, name: TaskName, payload: unknown): T => {
  const parsed = schema.safeParse(payload);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new BadInputError(`task ${name}`, { field: issue?.path.join('.') ?? '', expected: issue?.message ?? 'another payload' });
};

const readOrThrow = async ({ requests }: Core, id: RequestId): Promise<EgressRequest> => {
  const request = await requests.read(id);
  if (!request) throw new BadInputError('task', { field: 'id', expected: `a known request, not ${id}` });
  return request;
};

/** Records the fact; when the request has moved on meanwhile, that is what counts. */
const recordOrRead = async (ports: TaskPorts, request: EgressRequest, fact: Parameters<typeof record>[2]): Promise<EgressRequest> => {
  const recorded = await record(ports, request.id, fact);
  return recorded.ok ? recorded.value : readOrThrow(ports, request.id);
};

const moveStore = async ({ register }: TaskPorts, request: EgressRequest, to: EgressStoreStatus): Promise<void> => {
  const { egressStoreId } = request.submission;
  const moved = await register.move(egressStoreId, to);
  if (moved.kind === 'refused')
    throw new EgressStoreStatusError(`egress store ${egressStoreId} of request ${request.id} is ${moved.found}, so it cannot become ${to}`);
};

const releasesStore: readonly StatusKind[] = ['rejected', 'expired', 'withdrawn', 'released', 'closed', 'revoked', 'failed'];

const holdOf = async ({ holds }: TaskPorts, egressStoreId: string): Promise<StoreHold | undefined> =>
  (await holds.list({ partition: holdsPartition, prefix: egressStoreId })).find(({ key }) => key === egressStoreId);

/**
 * One request at a time moves an egress store's status: a second one under way would set it back under the first. Resolves with the earlier
 * request that this one submits again, noted in the same write, so that a crash after it forgets nothing.
 */
const holdStore = async (ports: TaskPorts, request: EgressRequest): Promise<Before> => {
  const { egressStoreId } = request.submission;
  const held = await holdOf(ports, egressStoreId);
  if (held?.request === request.id) return held;
  const holder = held && (await ports.requests.read(held.request));
  if (holder && !releasesStore.includes(holder.status.kind))
    throw new EgressStoreStatusError(`egress store ${egressStoreId} is held by request ${holder.id}, which is not over yet`);
  const before = await nextBefore(ports.requests, held, holder);
  const hold = {
    partition: holdsPartition,
    key: egressStoreId,
    version: (held?.version ?? 0) + 1,
    request: request.id,
    ...before,
  };
  if ((await ports.holds.write(hold)) === 'stale') throw new ContentionError(`egress store ${egressStoreId} was taken at the same moment`);
  return before;
};

type Earlier = { readonly request: EgressRequest; readonly releasedSince?: true };

/** What this request may submit again, the likeliest first. */
const earlierOnes = async (
  { requests }: TaskPorts,
  request: EgressRequest,
  { before, releasedSince, otherwise }: Before,
): Promise<readonly Earlier[]> => {
  const [first, second] = await Promise.all([before, otherwise].map((id) => findPredecessor(requests, request, id)));
  return [...(first ? [{ request: first, ...(releasedSince ? { releasedSince } : {}) }] : []), ...(second ? [{ request: second }] : [])];
};

/** The link to what this request submits again, with what differs; undefined when there is nothing to link to. */
const linkTo = async (
  ports: TaskPorts,
  staged: { readonly request: EgressRequest; readonly manifest: ManifestSummary; readonly earlier: readonly Earlier[] },
  isTimeUp: IsTimeUp,
): Promise<{ readonly resubmission?: Resubmission }> => {
  const { request, manifest } = staged;
  for (const { request: earlier, releasedSince } of staged.earlier) {
    const comparison = await ports.compareObjects({ request, manifest, earlier }, isTimeUp);
    const resubmission = resubmissionOf(request, earlier, { comparison, releasedSince });
    if (resubmission) return { resubmission };
  }
  return {};
};

const stage = async (ports: TaskPorts, id: RequestId, isTimeUp: IsTimeUp): Promise<FlowStep> => {
  let request = await readOrThrow(ports, id);
  if (request.status.kind === 'received') request = await recordOrRead(ports, request, { kind: 'staging-started' });
  if (request.status.kind === 'staging') {
    const before = await holdStore(ports, request);
    const earlier = await earlierOnes(ports, request, before);
    await moveStore(ports, request, 'PROCESSING');
    const [sure] = before.releasedSince ? [] : earlier;
    if (sure) await noteResubmission(ports, sure.request.id, id);
    const manifest = await ports.stageObjects(request, isTimeUp);
    if (!manifest) return { id, next: 'stage' };
    const [first] = request.terms.stages;
    if (!first) throw new TypeError(`request ${id} has no stage of review`);
    // What is staged is not staged again, so that the comparison gets the time of the next attempt.
    if (earlier.length > 0 && isTimeUp()) return { id, next: 'stage' };
    const link = await linkTo(ports, { request, manifest, earlier }, isTimeUp);
    if (link.resubmission && !sure) await noteResubmission(ports, link.resubmission.of, id);
    request = await recordOrRead(ports, request, { kind: 'staged', manifest, ...link, ...ports.rules.times(ports.clock(), first) });
    // It ended meanwhile, and may have been cleaned up while this attempt was still copying.
    if (releasesStore.includes(request.status.kind) && request.status.kind !== 'failed') await ports.removeStaged(request);
  }
  return flowStep(request, ports.clock());
};

/** Resumes the paused workflow once the stage that it waits for is over. Called after every change, and whenever a token arrives (I2). */
export const completeReview = async (ports: Pick<TaskPorts, 'requests' | 'tokens' | 'engine' | 'clock'>, id: RequestId): Promise<void> => {
  const waits = await ports.tokens.load(id);
  if (waits.length === 0) return;
  // Read after the tokens: an older view of the request could take a review that has only just begun for one that is over.
  const request = await ports.requests.read(id);
  if (!request) return;
  const stage = currentStage(request)?.index;
  // Each is tried whatever becomes of the others: only the engine knows which is alive.
  const resumed = await Promise.allSettled(
    waits
      .filter((each) => each.stage !== stage)
      .map(async ({ token }) => {
        await ports.engine.succeed(token, flowStep(request, ports.clock()));
        await ports.tokens.forget(id, token);
      }),
  );
  const failure = resumed.find((one) => one.status === 'rejected');
  if (failure) throw failure.reason;
};

/** The token is stored before the request is read: whoever decides in between is seen either here or by the change feed. */
const requestReview = async (ports: TaskPorts, wait: z.infer<typeof Review>): Promise<void> => {
  await ports.tokens.save({ id: wait.id, stage: wait.stage, token: wait.taskToken });
  await completeReview(ports, wait.id);
};

const expire = async (ports: TaskPorts, id: RequestId): Promise<FlowStep> => {
  const request = await readOrThrow(ports, id);
  const { status } = request;
  if (status.kind !== 'in-review' || ports.clock() < status.deadline) return flowStep(request, ports.clock());
  return flowStep(await recordOrRead(ports, request, { kind: 'expired', stage: status.stage }), ports.clock());
};

const packageRequest = async (ports: TaskPorts, id: RequestId): Promise<FlowStep> => {
  const request = await readOrThrow(ports, id);
  if (request.status.kind !== 'packaging') return flowStep(request, ports.clock());
  const release = await ports.packageObjects(request);
  const after = await recordOrRead(ports, request, { kind: 'released', release });
  // Given up, or revoked and removed, while this attempt was still writing. One that failed may be tried again, and keeps it until it is not.
  if (!mayHoldZip(after)) await ports.discardRelease(after);
  return flowStep(after, ports.clock());
};

const cleanUp = async (ports: TaskPorts, id: RequestId): Promise<FlowStep> => {
  const request = await readOrThrow(ports, id);
  await ports.removeStaged(request);
  // An attempt at packaging that was ended in the middle may have left a zip.
  if (!request.release && request.manifest) await ports.discardRelease(request);
  // Last of all: from PENDING on, SWB takes a new submission for the same store, and a retry of this task must not disturb that one.
  if ((await holdOf(ports, request.submission.egressStoreId))?.request === id)
    await moveStore(ports, request, request.release ? 'PROCESSED' : 'PENDING');
  return { id, next: 'done' };
};

/** Step Functions puts a Lambda's error into Cause as JSON with `errorMessage`; anything else is told as it is. */
const explain = ({ Error: name, Cause: cause = '' }: z.infer<typeof Failed>['failure']): string => {
  try {
    const parsed = z.object({ errorMessage: z.string() }).safeParse(JSON.parse(cause));
    if (parsed.success) return `${name}: ${parsed.data.errorMessage}`;
  } catch {
    return cause === '' ? name : `${name}: ${cause}`;
  }
  return `${name}: ${cause}`;
};

const longestError = 1000;

const fail = async (ports: TaskPorts, { id, step, failure, correlationId }: z.infer<typeof Failed>): Promise<FlowStep> => {
  const request = await readOrThrow(ports, id);
  // The failure of a run that was given up since is no news.
  if (executionName(id, runOf(request)) !== correlationId) return { id, next: 'done' };
  const detail = await ports.detailOf?.(id, step, failure.Error);
  const error = detail === undefined ? explain(failure) : `${failure.Error}: ${detail}`;
  const told: Failure = { step, name: failure.Error.slice(0, 100), error: error.slice(0, longestError), correlationId };
  const last = request.events.at(-1)?.fact;
  // What has ended before and is not cleaned up yet, is cleaned up all the same; a failed request keeps what is staged.
  const afterEnd = step === 'clean-up' ? 'done' : 'clean-up';
  // The task may run twice for one failure; a later failure of the same step is a new one.
  if (last && 'failure' in last && last.failure.step === step) return { id, next: last.kind === 'step-failed' ? afterEnd : 'done' };
  const failed = await record(ports, id, { kind: 'failed', failure: told });
  if (failed.ok) return { id, next: 'done' };
  const noted = await record(ports, id, { kind: 'step-failed', failure: told });
  return { id, next: noted.ok ? afterEnd : 'done' };
};

/** The tasks over these ports, for whichever engine runs them. */
export const workflowTasks =
  (ports: TaskPorts): TaskRunner =>
  async (name, payload, isTimeUp = () => false) => {
    switch (name) {
      case 'stage':
        return stage(ports, parse(Plain, name, payload).id, isTimeUp);
      case 'request-review':
        return requestReview(ports, parse(Review, name, payload));
      case 'expire':
        return expire(ports, parse(Plain, name, payload).id);
      case 'package':
        return packageRequest(ports, parse(Plain, name, payload).id);
      case 'clean-up':
        return cleanUp(ports, parse(Plain, name, payload).id);
      case 'fail':
        return fail(ports, parse(Failed, name, payload));
      default:
        return name satisfies never;
    }
  };
