/** How long things took, as a request's last event tells: what the dashboard and the digest show. */
import type { EgressRequest, RoleName } from './request.ts';

/** Seconds. */
export type Turnaround = {
  /** The review that the last event ended. */
  readonly review?: { readonly role: RoleName; readonly seconds: number };
  /** From receipt to the outcome, when the last event was the outcome. */
  readonly whole?: number;
};

const outcomes: ReadonlySet<string> = new Set(['released', 'rejected', 'expired', 'withdrawn', 'aborted']);

const secondsBetween = (from: string, to: string): number => (Date.parse(to) - Date.parse(from)) / 1000;

const reviewEnded = ({ status, terms, events }: EgressRequest): Turnaround['review'] => {
  const last = events.at(-1);
  if (!last || !('stage' in last.fact) || last.fact.kind === 'claimed') return undefined;
  const { stage } = last.fact;
  if (status.kind === 'in-review' && status.stage === stage) return undefined;
  const began = events
    .slice(0, -1)
    .findLast(({ fact }) => (stage === 0 ? fact.kind === 'staged' : fact.kind === 'approved' && fact.stage === stage - 1));
  const role = terms.stages[stage]?.role;
  return began && role ? { role, seconds: secondsBetween(began.at, last.at) } : undefined;
};

export const turnaround = (request: EgressRequest): Turnaround => {
  const last = request.events.at(-1);
  const review = reviewEnded(request);
  return {
    ...(review ? { review } : {}),
    ...(last && outcomes.has(last.fact.kind) ? { whole: secondsBetween(request.receivedAt, last.at) } : {}),
  };
};
