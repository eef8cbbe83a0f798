/** What time alone brings about: reminders, escalation, the end of a claim, and the end of a release. Pure; whoever has a clock asks. */
import type { EgressRequest, Fact, Instant } from './request.ts';

const daysAfter = (at: Instant, days: number): Instant => new Date(Date.parse(at) + days * 86_400_000).toISOString() as Instant;

/** When the release has been kept as long as the policy says; undefined without a release. */
export const retentionEnds = ({ events, terms }: Pick<EgressRequest, 'events' | 'terms'>): Instant | undefined => {
  const released = events.findLast(({ fact }) => fact.kind === 'released');
  return released && daysAfter(released.at, terms.releaseRetentionDays);
};

/** Whether the zip is to go: a revoked release's at once, and after its retention a closed one's when the policy says so. */
export const isZipDue = (request: EgressRequest, now: Instant): boolean => {
  const { status, terms, release, zipRemoved } = request;
  if (!release || zipRemoved) return false;
  if (status.kind === 'revoked') return true;
  const ends = retentionEnds(request);
  return status.kind === 'closed' && terms.deleteAfterRetention === true && ends !== undefined && ends <= now;
};

/** The next instant at which something is due without anybody doing anything. */
export const nextActAt = (request: EgressRequest): Instant | undefined => {
  const { status, reminded = 0, escalated, claim, terms, release, zipRemoved } = request;
  if (status.kind === 'in-review') {
    const escalateAt = escalated === undefined ? status.escalateAt : undefined;
    // Nobody is reminded while the clock stands still.
    const waits = status.pause ? [status.pause.until] : [status.remindAt?.[reminded], escalateAt];
    const due = [...waits, claim?.until, status.deadline];
    return due.filter((at) => at !== undefined).toSorted()[0];
  }
  if (status.kind === 'released') return retentionEnds(request);
  const zipGoes = status.kind === 'closed' && terms.deleteAfterRetention === true && release !== undefined && zipRemoved === undefined;
  return zipGoes ? retentionEnds(request) : undefined;
};

/** The workflow engine waits for the deadline that it knew at first, so one that was moved is watched from here as well. */
const wasPaused = ({ events }: EgressRequest, stage: number): boolean =>
  events.some(({ fact }) => fact.kind === 'asked' && fact.stage === stage && fact.pause !== undefined);

/** The fact that is due by now, if any: a reminder stands for all that were missed before it. */
export const dueFact = (request: EgressRequest, now: Instant): Fact | undefined => {
  const { status, reminded = 0, escalated, claim, terms } = request;
  if (status.kind === 'released') {
    const ends = retentionEnds(request);
    return ends !== undefined && ends <= now ? { kind: 'closed', reason: 'retention' } : undefined;
  }
  if (status.kind !== 'in-review') return undefined;
  const { stage, pause } = status;
  if (status.deadline <= now) return wasPaused(request, stage) ? { kind: 'expired', stage } : undefined;
  if (claim?.until !== undefined && claim.until <= now) return { kind: 'claim-ended', stage, because: 'time' };
  if (pause && pause.until <= now) return { kind: 'pause-ended', stage, number: pause.question };
  if (pause) return undefined;
  const to = terms.stages[stage]?.escalateTo;
  if (to !== undefined && escalated === undefined && status.escalateAt !== undefined && status.escalateAt <= now)
    return { kind: 'escalated', stage, to };
  const due = (status.remindAt ?? []).filter((at) => at <= now).length;
  return due > reminded ? { kind: 'reminded', stage, number: due } : undefined;
};
