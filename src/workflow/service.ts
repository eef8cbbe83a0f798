/** What people and the workflow do to a request. Each command reads, checks, and writes once, on the version that it read (I2). */
import type { FlowStep } from './definition.ts';
import { dueFact } from './due.ts';
import { ContentionError } from './errors.ts';
import type { Standing } from './permissions.ts';
import { checkFresh, checkReviewer, decisionRight, ownDecision } from './permissions.ts';
import type { Clock, RequestStore } from './ports.ts';
import type { Outcome, Refusal } from './refusal.ts';
import { done, refused } from './refusal.ts';
import type {
  Actor,
  AuditEvent,
  EgressRequest,
  Fact,
  Instant,
  ProjectId,
  RejectionCategory,
  RequestId,
  Sha256,
  Stage,
  StageTimes,
  Submission,
  Terms,
} from './request.ts';
import { hasUnknownRequester } from './requesters.ts';
import { shownStatus } from './shown-status.ts';
import { appendFact, currentStage, receiveRequest, refuseFact, refuseKind, runOf } from './transitions.ts';

/** The policy file as the service needs it (`policy.ts`). */
export type Rules = {
  readonly digest: Sha256;
  readonly termsFor: (project: ProjectId) => Terms;
  /** The times of a stage that begins at `from`, in working hours. */
  readonly times: (from: Instant, stage: Stage) => StageTimes;
  /** When this many working hours have passed since `from`. */
  readonly after: (from: Instant, hours: number) => Instant;
  /** The times of a stage whose clock stood still for so long, in working hours. */
  readonly shift: (times: StageTimes, pause: { readonly since: Instant; readonly until: Instant }) => StageTimes;
};

export type Core = { readonly requests: RequestStore; readonly rules: Rules; readonly clock: Clock };

export type Approve = {
  readonly id: RequestId;
  readonly stage: number;
  readonly digest: Sha256;
  readonly comment?: string;
  readonly declaredIndependent: boolean;
};
export type Reject = {
  readonly id: RequestId;
  readonly stage: number;
  readonly digest: Sha256;
  readonly category: RejectionCategory;
  readonly reason: string;
};

/** A rejection's reason has at least this many characters that can be seen. */
export const minimumReason = 10;
const unseen = /[\p{C}\p{Default_Ignorable_Code_Point}]/gu;

/** How many characters of a text can be seen. */
export const visibleLength = (text: string): number => [...text.replaceAll(unseen, '')].length;

/** A reason that says nothing is refused. */
export const isTooShort = (reason: string): Outcome<never> | undefined =>
  visibleLength(reason) < minimumReason ? refused({ kind: 'reason-too-short', minimum: minimumReason }) : undefined;

/** Losing a write to somebody else is normal; losing this many in a row is not. */
const attempts = 100;

/** Claims are advisory, and must not fill the item that the decision needs room in. */
const mostClaims = 50;
/** Of one person, so that nobody uses up those of all. */
const mostOwnClaims = 10;
/** Milliseconds within which the same press once more is the second half of a double click. */
const doubleClick = 3000;

export const system: Actor = { kind: 'system' };

/** The speaker as the record names them. */
export const actorOf = ({ person, identity, channel }: Standing): Actor => ({
  kind: 'person',
  person,
  identity,
  ...(channel === undefined ? {} : { channel }),
});

/** What is to be recorded next, and who did it. */
export type Step = { readonly fact: Fact; readonly actor: Actor };

/** Reads the request, lets `decide` say what follows, and writes it; again from the start whenever somebody else wrote first. */
export const commit = async (
  { requests, rules, clock }: Core,
  id: RequestId,
  decide: (request: EgressRequest, now: Instant) => Outcome<Step | 'nothing'>,
): Promise<Outcome<EgressRequest>> => {
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const request = await requests.read(id);
    if (!request) return refused({ kind: 'unknown-request', id });
    const now = clock();
    const decided = decide(request, now);
    if (!decided.ok) return decided;
    if (decided.value === 'nothing') return done(request);
    const next = appendFact(request, { at: now, policyDigest: rules.digest, ...decided.value });
    if ((await requests.update(next)) === 'written') return done(next);
  }
  throw new ContentionError(`request ${id} changed ${attempts} times while one command waited`);
};

/** `commit` for a person, whose roles must have been read a moment ago when the write goes out (I4). */
export const commitFor = (
  core: Core,
  standing: Standing,
  command: { readonly id: RequestId; readonly decide: (request: EgressRequest, now: Instant) => Outcome<Fact | 'nothing'> },
): Promise<Outcome<EgressRequest>> =>
  commit(core, command.id, (request, now) => {
    const outdated = checkFresh(standing, now);
    if (outdated) return refused(outdated);
    const decided = command.decide(request, now);
    if (!decided.ok || decided.value === 'nothing') return decided as Outcome<'nothing'>;
    return done({ fact: decided.value, actor: actorOf(standing) });
  });

/** Takes a notification; `known` when its id was taken before, which changes nothing (I15). */
export const receive = async (
  { requests, rules, clock }: Core,
  notification: { readonly id: RequestId; readonly submission: Submission },
): Promise<'accepted' | 'known'> => {
  const { id, submission } = notification;
  const fact = { kind: 'received', submission, terms: rules.termsFor(submission.projectId) } as const;
  const request = receiveRequest(id, { at: clock(), actor: system, policyDigest: rules.digest, fact });
  return (await requests.create(request)) === 'created' ? 'accepted' : 'known';
};

const over = (request: EgressRequest, stage: number): Refusal => {
  const decisions = request.decisions.filter((decision) => decision.stage === stage);
  const waitsFor = currentStage(request)?.label;
  return { kind: 'already-decided', stage, decisions, ...shownStatus(request), ...(waitsFor === undefined ? {} : { waitsFor }) };
};

/** Why this decision may not be taken now: role, separation of duties, whether somebody was first, and the exact bytes (I1, I4, I5, I7). */
export const refuseDecision = (
  standing: Standing,
  request: EgressRequest,
  command: { readonly stage: number; readonly digest: Sha256; readonly now: Instant },
): Refusal | undefined => {
  const { stage, digest, now } = command;
  const own = ownDecision(standing, request, stage);
  if (own) return { kind: 'already-recorded', decision: own };
  const barred = checkReviewer(standing, { request, stage, now });
  if (barred) return barred;
  if (request.status.kind !== 'in-review') {
    if (request.decisions.some((decision) => decision.stage === stage)) return over(request, stage);
    return refuseKind(request, 'approved');
  }
  if (stage < request.status.stage) return over(request, stage);
  if (stage !== request.status.stage || digest !== request.manifest?.digest) return { kind: 'stale' };
  return undefined;
};

/** The stage's times from now on, when its clock stands still; it never stood still beyond the end that was set for it. */
export const timesAfterPause = ({ rules }: Core, { status }: EgressRequest, now: Instant): { readonly times?: StageTimes } => {
  if (status.kind !== 'in-review' || !status.pause) return {};
  const { since, until, was } = status.pause;
  return { times: rules.shift(was, { since, until: now < until ? now : until }) };
};

/** Records one approval; the last one that the quorum needs moves the request on. */
export const approve = (core: Core, standing: Standing, command: Approve): Promise<Outcome<EgressRequest>> => {
  const decide = (request: EgressRequest, now: Instant): Outcome<Fact> => {
    const { stage, digest, comment, declaredIndependent } = command;
    const refusal = refuseDecision(standing, request, { stage, digest, now });
    if (refusal) return refused(refusal);
    if (hasUnknownRequester(request) && !declaredIndependent) return refused({ kind: 'declaration-needed' });
    const next = request.terms.stages[stage + 1];
    const right = decisionRight(standing, { request, stage, now });
    if (!right.ok) return right;
    const fact = {
      kind: 'approved',
      stage,
      digest,
      ...(comment === undefined ? {} : { comment }),
      ...(hasUnknownRequester(request) ? { declaredIndependent: true as const } : {}),
      ...(next ? { next: core.rules.times(now, next) } : {}),
      ...right.value,
      ...timesAfterPause(core, request, now),
    } as const;
    return done(fact);
  };
  return commitFor(core, standing, { id: command.id, decide });
};

/** Records a rejection, which ends the request. */
export const reject = (core: Core, standing: Standing, command: Reject): Promise<Outcome<EgressRequest>> => {
  const decide = (request: EgressRequest, now: Instant): Outcome<Fact> => {
    const { stage, digest, category } = command;
    const reason = command.reason.trim();
    const refusal = refuseDecision(standing, request, { stage, digest, now });
    if (refusal) return refused(refusal);
    const right = decisionRight(standing, { request, stage, now });
    if (!right.ok) return right;
    return isTooShort(reason) ?? done({ kind: 'rejected', stage, digest, category, reason, ...right.value });
  };
  return commitFor(core, standing, { id: command.id, decide });
};

/** Says "I'm reviewing", to all, until its time is over or the same person says it again; binds nobody. */
export const claim = (
  core: Core,
  standing: Standing,
  command: { readonly id: RequestId; readonly stage: number },
): Promise<Outcome<EgressRequest>> => {
  const { id, stage } = command;
  const decide = (request: EgressRequest, now: Instant): Outcome<Fact | 'nothing'> => {
    const barred = checkReviewer(standing, { request, stage, now }) ?? refuseKind(request, 'claimed');
    if (barred) return refused(barred);
    if (currentStage(request)?.index !== stage) return refused({ kind: 'stale' });
    const last = request.events.findLast(({ fact }) => fact.kind === 'claimed' || fact.kind === 'claim-ended');
    const isOwn = ({ actor }: AuditEvent): boolean => actor.kind === 'person' && actor.person.id === standing.person.id;
    if (last && isOwn(last) && Date.parse(now) - Date.parse(last.at) < doubleClick) return done('nothing');
    if (request.claim?.person.id === standing.person.id) return done({ kind: 'claim-ended', stage, because: 'released' });
    const claims = request.events.filter(({ fact }) => fact.kind === 'claimed');
    if (claims.length >= mostClaims) return refused({ kind: 'claims-used', most: mostClaims, by: 'everybody' });
    if (claims.filter(isOwn).length >= mostOwnClaims) return refused({ kind: 'claims-used', most: mostOwnClaims, by: 'speaker' });
    const { claimHours } = request.terms;
    return done({ kind: 'claimed', stage, ...(claimHours === undefined ? {} : { until: core.rules.after(now, claimHours) }) });
  };
  return commitFor(core, standing, { id, decide });
};

/** A question may have stopped the clock since somebody looked at it. */
const isEarly = ({ status }: EgressRequest, fact: Fact, now: Instant): boolean =>
  fact.kind === 'expired' && status.kind === 'in-review' && now < status.deadline;

/** Records what the workflow did, as long as the request's status allows it and, where that matters, the request is still in this run. */
export const record = (core: Core, id: RequestId, fact: Fact, run?: number): Promise<Outcome<EgressRequest>> =>
  commit(core, id, (request, now) => {
    if (isEarly(request, fact, now)) return refused({ kind: 'stale' });
    if (run !== undefined && runOf(request) !== run) return refused({ kind: 'stale' });
    const refusal = refuseFact(request, fact);
    return refusal ? refused(refusal) : done({ fact, actor: system });
  });

/** Records what time alone has brought about by now: reminders, escalation, the end of a release. */
export const actOnTime = async (core: Core, id: RequestId): Promise<void> => {
  // Four facts at the most are due at once: the ends of a claim and of a pause, an escalation and a reminder.
  for (let due = 0; due < 5; due += 1) {
    const before = await core.requests.read(id);
    if (!before || !dueFact(before, core.clock())) return;
    await commit(core, id, (request, now) => {
      const fact = dueFact(request, now);
      return done(fact ? { fact, actor: system } : 'nothing');
    });
  }
};

/** Where the workflow goes from the request's status: the one answer of every task. */
export const flowStep = (request: EgressRequest, now: Instant): FlowStep => {
  const { id, status } = request;
  switch (status.kind) {
    case 'in-review': {
      const seconds = Math.ceil((Date.parse(status.deadline) - Date.parse(now)) / 1000);
      return { id, next: 'review', stage: status.stage, timeoutSeconds: Math.max(1, seconds) };
    }
    case 'packaging':
      return { id, next: 'package' };
    case 'released':
    case 'closed':
    case 'revoked':
    case 'rejected':
    case 'expired':
    case 'withdrawn':
      return { id, next: 'clean-up' };
    case 'received':
    case 'staging':
    case 'failed':
      return { id, next: 'done' };
    default:
      return status satisfies never;
  }
};
