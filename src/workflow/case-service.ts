/** What people do about a request besides deciding on it: remind, withdraw, revoke, and what admins do when a step has failed. */
import type { Standing } from './permissions.ts';
import { checkAdmin, checkReader, checkRevoker, checkWithdrawer } from './permissions.ts';
import type { Outcome, Refusal } from './refusal.ts';
import { done, refused } from './refusal.ts';
import type { EgressRequest, Fact, Instant, RequestId } from './request.ts';
import type { Core } from './service.ts';
import { commitFor, isTooShort } from './service.ts';
import { wrongStatus } from './shown-status.ts';
import { currentStage, isRetriable, refuseKind } from './transitions.ts';

/** Milliseconds between two reminders that people ask for. */
const remindAgainAfter = 3_600_000;
/** Reminders must not fill the item that the decision needs room in. */
const mostReminders = 50;

/** Reminds those who can decide, or the requester of a question that stops the clock; for everybody who may read the request, once an hour. */
export const remind = (core: Core, standing: Standing, id: RequestId): Promise<Outcome<EgressRequest>> => {
  const decide = (request: EgressRequest, now: Instant): Outcome<Fact> => {
    const barred = checkReader(standing, request, now) ?? refuseKind(request, 'reminded');
    if (barred) return refused(barred);
    const stage = currentStage(request)?.index ?? 0;
    const { status } = request;
    const question = status.kind === 'in-review' ? status.pause?.question : undefined;
    const last = request.events.findLast(({ fact }) => fact.kind === 'reminded' && fact.stage === stage && fact.question === question)?.at;
    if (last !== undefined && Date.parse(now) - Date.parse(last) < remindAgainAfter) return refused({ kind: 'reminded-lately', at: last });
    if (request.events.filter(({ fact }) => fact.kind === 'reminded').length >= mostReminders) return refused({ kind: 'reminded-enough' });
    return done({ kind: 'reminded', stage, ...(question === undefined ? {} : { question }) });
  };
  return commitFor(core, standing, { id, decide });
};

/** Takes a request back before it is released. */
export const withdraw = (
  core: Core,
  standing: Standing,
  { id, reason }: { readonly id: RequestId; readonly reason?: string },
): Promise<Outcome<EgressRequest>> => {
  const decide = (request: EgressRequest): Outcome<Fact> => {
    const barred = checkWithdrawer(standing, request) ?? refuseKind(request, 'withdrawn');
    return barred ? refused(barred) : done({ kind: 'withdrawn', ...(reason === undefined ? {} : { reason }) });
  };
  return commitFor(core, standing, { id, decide });
};

/** Takes a release back: no further link, and its zip is deleted. */
export const revoke = (
  core: Core,
  standing: Standing,
  command: { readonly id: RequestId; readonly reason: string },
): Promise<Outcome<EgressRequest>> => {
  const reason = command.reason.trim();
  const decide = (request: EgressRequest, now: Instant): Outcome<Fact> => {
    const barred = checkRevoker(standing, request, now) ?? refuseKind(request, 'revoked');
    if (barred) return refused(barred);
    return isTooShort(reason) ?? done({ kind: 'revoked', reason });
  };
  return commitFor(core, standing, { id: command.id, decide });
};

/** Has the step that failed run again; what was decided stays decided, and a review gets its time anew. */
export const retry = (core: Core, standing: Standing, id: RequestId): Promise<Outcome<EgressRequest>> => {
  const decide = (request: EgressRequest, now: Instant): Outcome<Fact> => {
    const barred = checkAdmin(standing);
    if (barred) return refused(barred);
    if (!isRetriable(request)) return refused(wrongStatus(request));
    const stage =
      request.status.kind === 'failed' && request.status.before.kind === 'in-review'
        ? request.terms.stages[request.status.before.stage]
        : undefined;
    return done({ kind: 'retried', ...(stage ? { times: core.rules.times(now, stage) } : {}) });
  };
  return commitFor(core, standing, { id, decide });
};

/** Why this person may not give it up now. */
export const refuseAbort = (standing: Standing, request: EgressRequest): Refusal | undefined =>
  checkAdmin(standing) ?? refuseKind(request, 'aborted');

/** Gives a failed request up: it is cleaned up, and its researcher may submit again. */
export const abort = (
  core: Core,
  standing: Standing,
  command: { readonly id: RequestId; readonly reason: string },
): Promise<Outcome<EgressRequest>> => {
  const reason = command.reason.trim();
  const decide = (request: EgressRequest): Outcome<Fact> => {
    const barred = refuseAbort(standing, request);
    if (barred) return refused(barred);
    return isTooShort(reason) ?? done({ kind: 'aborted', reason });
  };
  return commitFor(core, standing, { id: command.id, decide });
};
