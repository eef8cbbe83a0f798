/** What follows from a write (I2): called by the change feed at least once after every change, and safe to call at any time. */
import { executionName } from '../workflow/definition.ts';
import { isZipDue } from '../workflow/due.ts';
import { IntegrityError } from '../workflow/errors.ts';
import type { AuditArchive, DataLake, Records, RequestStore, TaskTokens, WorkflowEngine } from '../workflow/ports.ts';
import type { RecentDecisions } from '../workflow/recent-decisions.ts';
import { noteDecisions } from '../workflow/recent-decisions.ts';
import { discardRelease } from '../workflow/release-place.ts';
import type { EgressRequest, Instant, RequestId, StatusKind } from '../workflow/request.ts';
import { actOnTime, record } from '../workflow/service.ts';
import { completeReview } from '../workflow/tasks.ts';
import { runOf } from '../workflow/transitions.ts';
import { archiveDiffersMessage, zipStaysMessage } from './admin-messages.ts';
import type { TellPorts } from './deliver.ts';
import { tellAdmins } from './deliver.ts';
import type { PaintPorts } from './paint.ts';
import { paintCards } from './paint.ts';
import { tellPeople } from './tell.ts';

export type FollowUpPorts = PaintPorts &
  TellPorts & {
    readonly requests: RequestStore;
    readonly recent: Records<RecentDecisions>;
    readonly tokens: TaskTokens;
    readonly engine: WorkflowEngine;
    readonly lake: Pick<DataLake, 'presign' | 'remove' | 'locationOf'>;
    readonly archive?: AuditArchive;
  };

const underWay: readonly StatusKind[] = ['received', 'staging', 'in-review', 'packaging'];

/** I17: a request whose execution is gone although it is not over would wait for ever. */
const requireExecution = async ({ core, engine }: FollowUpPorts, { id, status }: EgressRequest, run: number): Promise<void> => {
  if (!underWay.includes(status.kind)) return;
  const state = await engine.stateOf(id, run);
  if (state === 'none') await engine.start(id, run);
  // When it ended because the request has just ended, the request's new status refuses this.
  if (state !== 'ended') return;
  const error = 'The workflow ended before the request did.';
  await record(core, id, { kind: 'failed', failure: { step: 'workflow', error, correlationId: executionName(id, run) } }, run);
};

/** Milliseconds for which an execution that has ended is still known by its name (Step Functions: 90 days). */
const nameLasts = 60 * 86_400_000;

const beganLately = ({ events }: EgressRequest, now: Instant): boolean => {
  const began = events.findLast(({ fact }) => fact.kind === 'retried' || fact.kind === 'aborted')?.at;
  return began !== undefined && Date.parse(now) - Date.parse(began) < nameLasts;
};

/** Starts the run that the request is in, or resumes it. */
const advance = async (ports: FollowUpPorts, request: EgressRequest): Promise<void> => {
  const run = runOf(request);
  const { kind } = request.status;
  // A run that an admin has begun may be one that only cleans up.
  if (kind === 'received' || (run > 1 && (underWay.includes(kind) || beganLately(request, ports.clock()))))
    await ports.engine.start(request.id, run);
  await completeReview(ports, request.id);
  await requireExecution(ports, request, run);
};

/** A view that is older than what another follow-up has archived meanwhile is no forgery: it is read again before anybody is accused. */
const archiveEvents = async (ports: FollowUpPorts, request: EgressRequest): Promise<void> => {
  const { archive, requests } = ports;
  try {
    await archive?.append(request);
  } catch (error) {
    if (!(error instanceof IntegrityError)) throw error;
    const now = await requests.read(request.id);
    if (now && now.version !== request.version) return archiveEvents(ports, now);
    await tellAdmins(ports, { partition: request.id, what: 'archive-differs', card: archiveDiffersMessage(request) });
    throw error;
  }
};

const removeZipWhenDue = async (ports: FollowUpPorts, id: RequestId): Promise<void> => {
  const { core, lake, requests, clock } = ports;
  const request = await requests.read(id);
  if (!request?.release || !isZipDue(request, clock())) return;
  try {
    await discardRelease(lake, request);
  } catch (error) {
    await tellAdmins(ports, { partition: id, what: 'zip-not-removed', card: zipStaysMessage(request) });
    throw error;
  }
  const because = request.status.kind === 'revoked' ? 'revoked' : 'retention';
  await record(core, id, { kind: 'zip-removed', sha256: request.release.sha256, because });
};

/**
 * Does what is due by now, starts or resumes the workflow, repaints the cards, archives the events and tells people, each as far as it is not
 * done; one that fails does not stop the others. Resolves with the request's version that it followed; throws when something is left.
 */
export const followUp = async (ports: FollowUpPorts, id: RequestId): Promise<number | undefined> => {
  const first = await Promise.allSettled([actOnTime(ports.core, id).then(() => removeZipWhenDue(ports, id))]);
  const request = await ports.requests.read(id);
  if (!request) return undefined;
  const steps = [
    ...first,
    ...(await Promise.allSettled([
      advance(ports, request),
      paintCards(ports, request),
      archiveEvents(ports, request),
      noteDecisions(ports.recent, request),
    ])),
    // After the painting: whoever is told that nobody sees a card is told what became of it.
    ...(await Promise.allSettled([tellPeople(ports, request)])),
  ];
  const failures = steps.filter((step) => step.status === 'rejected').map(({ reason }): unknown => reason);
  if (failures.length > 0) throw new AggregateError(failures, `the follow-up of request ${id} is not complete`);
  return request.version;
};
