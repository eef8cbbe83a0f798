/** What follows from a write (I2): called by the change feed at least once after every change, and safe to call at any time. */
import type { AuditArchive, RequestStore, TaskTokens, WorkflowEngine } from '../workflow/ports.ts';
import type { RequestId } from '../workflow/request.ts';
import { completeReview } from '../workflow/tasks.ts';
import type { PaintPorts } from './paint.ts';
import { paintCards } from './paint.ts';
import type { TellPorts } from './tell.ts';
import { tellPeople } from './tell.ts';

export type FollowUpPorts = PaintPorts &
  TellPorts & {
    readonly requests: RequestStore;
    readonly tokens: TaskTokens;
    readonly engine: WorkflowEngine;
    readonly archive?: AuditArchive;
  };

/** Starts or resumes the workflow, repaints the cards, archives the events and tells people, each as far as it is not done; one that fails does not stop the others. */
export const followUp = async (ports: FollowUpPorts, id: RequestId): Promise<void> => {
  const request = await ports.requests.read(id);
  if (!request) return;
  const steps = [
    ...(await Promise.allSettled([
      request.status.kind === 'received' ? ports.engine.start(id) : completeReview(ports, id),
      paintCards(ports, request),
      ports.archive?.append(request),
    ])),
    // After the painting: whoever is told that nobody sees a card is told what became of it.
    ...(await Promise.allSettled([tellPeople(ports, request)])),
  ];
  const failures = steps.filter((step) => step.status === 'rejected').map(({ reason }): unknown => reason);
  if (failures.length > 0) throw new AggregateError(failures, `the follow-up of request ${id} is not complete`);
};
