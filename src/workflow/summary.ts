/** A request as lists show it. */
import { nextActAt } from './due.ts';
import type { EgressRequest, Instant, ProjectId, RequestId, RoleName } from './request.ts';
import type { ShownStatus } from './shown-status.ts';
import { shownStatus } from './shown-status.ts';

/** What a list shows of a request, kept beside it so that listing never reads whole requests. */
export type RequestSummary = ShownStatus & {
  readonly id: RequestId;
  readonly since: Instant;
  readonly projectId: ProjectId;
  readonly workspaceId: string;
  readonly egressStoreName: string;
  readonly receivedAt: Instant;
  /** When its last event was; summaries of earlier versions do not say. */
  readonly changedAt?: Instant;
  /** The label of the role whose turn it is, with the stage's place, while in review. */
  readonly waitsFor?: { readonly role: RoleName; readonly label: string; readonly stage: number; readonly stages: number };
  readonly deadline?: Instant;
  /** Since when its clock stands still because a question to the requester waits for an answer. */
  readonly askedAt?: Instant;
  /** When time alone brings something about (`due.ts`). */
  readonly nextActAt?: Instant;
  readonly files?: number;
  readonly bytes?: number;
};

export const summarise = (request: EgressRequest): RequestSummary => {
  const { status, terms, manifest } = request;
  const stage = status.kind === 'in-review' ? terms.stages[status.stage] : undefined;
  const nextAct = nextActAt(request);
  return {
    id: request.id,
    ...shownStatus(request),
    since: request.since,
    projectId: request.submission.projectId,
    workspaceId: request.submission.workspaceId,
    egressStoreName: request.submission.egressStoreName,
    receivedAt: request.receivedAt,
    changedAt: request.events.at(-1)?.at ?? request.receivedAt,
    ...(status.kind === 'in-review' && stage
      ? {
          waitsFor: { role: stage.role, label: stage.label, stage: status.stage, stages: terms.stages.length },
          deadline: status.deadline,
          ...(status.pause ? { askedAt: status.pause.since } : {}),
        }
      : {}),
    ...(nextAct === undefined ? {} : { nextActAt: nextAct }),
    ...(manifest ? { files: manifest.files, bytes: manifest.bytes } : {}),
  };
};
