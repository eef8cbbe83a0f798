/** Which fact may follow in which status, and what it changes. The only place where a request changes. */
import type { ChainFault, Entry } from './audit.ts';
import { findChainFault, nextEvent } from './audit.ts';
import { canonicalJson } from './canonical.ts';
import { decisionOf, personOf } from './decision-of.ts';
import type { Refusal } from './refusal.ts';
import type {
  AuditEvent,
  Decision,
  EgressRequest,
  Fact,
  FactKind,
  RequestId,
  SoundStatus,
  Stage,
  StageTimes,
  Status,
  StatusKind,
} from './request.ts';
import { mailbox } from './requesters.ts';
import { wrongStatus } from './shown-status.ts';

type Rule = {
  readonly from: readonly StatusKind[];
  /** Where it can lead; the status stays as it is when empty. */
  readonly to: readonly StatusKind[];
  readonly by:
    | 'intake'
    | 'workflow'
    | 'workflow or reader'
    | 'reviewer'
    | 'requester'
    | 'workflow or reviewer'
    | 'egress manager'
    | 'requester or admin'
    | 'egress manager or admin'
    | 'whoever has the link'
    | 'admin';
  readonly means: string;
};

const unfinished = ['received', 'staging', 'in-review', 'packaging'] as const;
const ended = ['released', 'closed', 'revoked', 'rejected', 'expired', 'withdrawn'] as const;

/** The transition table; `docs/request-states.md` is generated from it. */
export const transitions = {
  received: { from: [], to: ['received'], by: 'intake', means: 'a notification was taken' },
  'staging-started': { from: ['received'], to: ['staging'], by: 'workflow', means: 'copying begins' },
  staged: { from: ['staging'], to: ['in-review'], by: 'workflow', means: 'all objects copied, manifest written' },
  claimed: { from: ['in-review'], to: [], by: 'reviewer', means: 'somebody is reviewing' },
  'claim-ended': { from: ['in-review'], to: [], by: 'workflow or reviewer', means: 'nobody is reviewing any more' },
  asked: { from: ['in-review'], to: [], by: 'reviewer', means: 'a question to whoever asked for the egress' },
  answered: { from: ['in-review'], to: [], by: 'requester', means: 'the answer to the question that waits' },
  'pause-ended': { from: ['in-review'], to: [], by: 'workflow', means: 'no answer came in time, and the clock runs on' },
  approved: { from: ['in-review'], to: ['in-review', 'packaging'], by: 'reviewer', means: 'one approval; the quorum moves it on' },
  rejected: { from: ['in-review'], to: ['rejected'], by: 'reviewer', means: 'one rejection ends it' },
  reminded: { from: ['in-review'], to: [], by: 'workflow or reader', means: 'those whose turn it is were reminded' },
  escalated: { from: ['in-review'], to: [], by: 'workflow', means: 'another role was told that nobody decides' },
  expired: { from: ['in-review'], to: ['expired'], by: 'workflow', means: 'the deadline passed undecided' },
  released: { from: ['packaging'], to: ['released'], by: 'workflow', means: 'zip written and verified' },
  'link-issued': { from: ['released'], to: ['released', 'closed'], by: 'egress manager', means: 'one link; the last closes it' },
  'link-repeated': {
    from: ['released', 'closed'],
    to: [],
    by: 'egress manager',
    means: 'a link that may not have arrived was given once more',
  },
  'link-opened': { from: ['released', 'closed'], to: [], by: 'whoever has the link', means: "a download by the link's page began" },
  closed: { from: ['released'], to: ['closed'], by: 'workflow', means: 'retention is over' },
  withdrawn: { from: ['received', 'staging', 'in-review'], to: ['withdrawn'], by: 'requester or admin', means: 'taken back in time' },
  revoked: { from: ['released', 'closed'], to: ['revoked'], by: 'egress manager or admin', means: 'the release is taken back' },
  failed: { from: unfinished, to: ['failed'], by: 'workflow', means: 'a step failed after its retries' },
  retried: {
    from: ['failed', ...ended],
    to: unfinished,
    by: 'admin',
    means: 'the failed step runs again; after the end, its status stays',
  },
  aborted: { from: ['failed'], to: ['withdrawn'], by: 'admin', means: 'given up' },
  'step-failed': { from: ended, to: [], by: 'workflow', means: 'work after the end failed' },
  resubmitted: { from: ['rejected', 'expired', 'withdrawn'], to: [], by: 'workflow', means: 'the same store was submitted again' },
  'zip-removed': { from: ['closed', 'revoked'], to: [], by: 'workflow', means: 'the zip was deleted' },
} as const satisfies Record<FactKind, Rule>;

/** Why no fact of this kind may follow now; undefined when one may. */
export const refuseKind = (request: EgressRequest, kind: FactKind): Refusal | undefined => {
  const { from }: Rule = transitions[kind];
  return from.includes(request.status.kind) ? undefined : wrongStatus(request);
};

/** Why this fact may not follow now: its status, or (for what belongs to one stage, I16) its stage, is not the request's. */
export const refuseFact = (request: EgressRequest, fact: Fact): Refusal | undefined => {
  const refusal = refuseKind(request, fact.kind);
  if (refusal) return refusal;
  if (fact.kind === 'link-repeated' && !isRepeatable(request, fact)) return wrongStatus(request);
  // What has ended is retried only when its last step failed.
  if (fact.kind === 'retried' && !isRetriable(request)) return wrongStatus(request);
  return 'stage' in fact && currentStage(request)?.index !== fact.stage ? { kind: 'stale' } : undefined;
};

/** While further links can be had, only an address that could not be read from the record again is given anew. */
const isRepeatable = ({ status }: EgressRequest, { pageHash }: Extract<Fact, { kind: 'link-repeated' }>): boolean =>
  status.kind === 'closed' ? status.reason === 'links-used' : pageHash !== undefined;

/** Whether a step of the request failed for good, and nobody has tried it again since. */
export const isRetriable = ({ status, events }: Pick<EgressRequest, 'status' | 'events'>): boolean =>
  status.kind === 'failed' ||
  events.findLast(({ fact }) => fact.kind === 'step-failed' || fact.kind === 'retried')?.fact.kind === 'step-failed';

/** Which run of the workflow the request is in: 1 at first, and one more each time that an admin has it tried again or given up. */
export const runOf = ({ events }: Pick<EgressRequest, 'events'>): number =>
  1 + events.filter(({ fact }) => fact.kind === 'retried' || fact.kind === 'aborted').length;

/** Those who count as one with this decision: who took it, and the colleague for whom they stood in. */
export const voicesOf = ({ person, delegatedBy }: Pick<Decision, 'person' | 'delegatedBy'>): readonly string[] =>
  (delegatedBy === undefined ? [person.id] : [person.id, delegatedBy]).map(mailbox);

/** The approvals that count at a stage: one a person, and one for a person and whoever stands in for them (I5). */
export const approvalsAt = (request: Pick<EgressRequest, 'decisions'>, stage: number): readonly Decision[] => {
  const heard = new Set<string>();
  const counted: Decision[] = [];
  for (const decision of request.decisions) {
    if (decision.stage !== stage || decision.verdict !== 'approve' || voicesOf(decision).some((voice) => heard.has(voice))) continue;
    for (const voice of voicesOf(decision)) heard.add(voice);
    counted.push(decision);
  }
  return counted;
};

/** The stage a request waits at, while it is in review. */
export const currentStage = (request: EgressRequest): (Stage & { readonly index: number }) | undefined => {
  if (request.status.kind !== 'in-review') return undefined;
  const stage = request.terms.stages[request.status.stage];
  return stage && { ...stage, index: request.status.stage };
};

type Change = Partial<
  Pick<EgressRequest, 'status' | 'manifest' | 'decisions' | 'release' | 'links' | 'claim' | 'reminded' | 'escalated' | 'zipRemoved'>
>;

/** The clock of the stage stands still from now on. */
const asked = ({ status }: EgressRequest, { at }: AuditEvent, { number, pause }: Extract<Fact, { kind: 'asked' }>): Change => {
  if (!pause || status.kind !== 'in-review') return {};
  const { stage } = status;
  const was = timesOf(status);
  return { status: { kind: 'in-review', stage, pause: { question: number, since: at, until: pause.until, was }, ...timesOf(pause.times) } };
};

/** It runs on, if this is what it stood still for: an answer to another question changes nothing. */
const goesOn = ({ status }: EgressRequest, fact: { readonly times?: StageTimes; readonly number?: number }): Change => {
  if (status.kind !== 'in-review' || !status.pause) return {};
  if (fact.number !== undefined && fact.number !== status.pause.question) return {};
  return { status: { kind: 'in-review', stage: status.stage, ...timesOf(fact.times ?? status) } };
};

const afterApproval = (request: EgressRequest, event: AuditEvent, fact: Extract<Fact, { kind: 'approved' }>): Change => {
  const decisions = [...request.decisions, decisionOf(event, fact)];
  const needed = request.terms.stages[fact.stage]?.approvals ?? Number.POSITIVE_INFINITY;
  if (approvalsAt({ decisions }, fact.stage).length < needed) return { decisions, ...goesOn(request, fact) };
  if (fact.stage + 1 >= request.terms.stages.length) return { decisions, status: { kind: 'packaging' } };
  if (fact.next === undefined) throw new TypeError(`approval of stage ${fact.stage} names no times for the next`);
  return { decisions, status: { kind: 'in-review', stage: fact.stage + 1, ...fact.next } };
};

const timesOf = ({ deadline, remindAt, escalateAt }: StageTimes): StageTimes => ({
  deadline,
  ...(remindAt ? { remindAt } : {}),
  ...(escalateAt === undefined ? {} : { escalateAt }),
});

/** The time that a stage lost by the failure is given back. */
const afterRetry = (before: SoundStatus, { times }: Extract<Fact, { kind: 'retried' }>): SoundStatus => {
  return before.kind === 'in-review' && times ? { kind: 'in-review', stage: before.stage, ...timesOf(times) } : before;
};

const change = (request: EgressRequest, event: AuditEvent): Change => {
  const { fact } = event;
  switch (fact.kind) {
    case 'received':
    case 'step-failed':
    case 'link-repeated':
    case 'link-opened':
    case 'claim-ended':
    case 'resubmitted':
      return {};
    case 'asked':
      return asked(request, event, fact);
    case 'answered':
    case 'pause-ended':
      return goesOn(request, fact);
    case 'staging-started':
      return { status: { kind: 'staging' } };
    case 'staged':
      return { manifest: fact.manifest, status: { kind: 'in-review', stage: 0, ...timesOf(fact) } };
    case 'claimed':
      return {
        claim: { person: personOf(event.actor), at: event.at, ...(fact.until === undefined ? {} : { until: fact.until }) },
      };
    case 'approved':
      return afterApproval(request, event, fact);
    case 'rejected':
      return { decisions: [...request.decisions, decisionOf(event, fact)], status: { kind: 'rejected', stage: fact.stage } };
    case 'expired':
      return { status: { kind: 'expired', stage: fact.stage } };
    case 'released':
      return { release: fact.release, status: { kind: 'released' } };
    case 'link-issued': {
      const { number, expiresAt, cause, to } = fact;
      const links = [...request.links, { number, person: to, at: event.at, expiresAt, cause }];
      return { links, ...(number >= request.terms.maxLinks ? { status: { kind: 'closed', reason: 'links-used' } } : {}) };
    }
    case 'closed':
      return { status: { kind: 'closed', reason: fact.reason } };
    case 'withdrawn':
      return { status: { kind: 'withdrawn', ...(fact.reason === undefined ? {} : { reason: fact.reason }) } };
    case 'revoked':
      return { status: { kind: 'revoked', reason: fact.reason } };
    case 'failed':
      return request.status.kind === 'failed' ? {} : { status: { kind: 'failed', failure: fact.failure, before: request.status } };
    case 'reminded':
      return fact.number === undefined ? {} : { reminded: fact.number };
    case 'escalated':
      return { escalated: event.at };
    case 'retried':
      return request.status.kind === 'failed' ? { status: afterRetry(request.status.before, fact) } : {};
    case 'zip-removed':
      return { zipRemoved: event.at };
    case 'aborted':
      return { status: { kind: 'withdrawn', reason: fact.reason } };
    default:
      return fact satisfies never;
  }
};

/** A stage whose clock was stopped or started goes on. */
const isSameStage = (before: Status, after: Status): boolean =>
  before.kind === 'in-review' && after.kind === 'in-review' && before.stage === after.stage;

const withoutClaim = ({ claim: _, ...request }: EgressRequest): EgressRequest => request;

/** The request after one more event. Throws when the event cannot follow: callers ask `refuseFact` first. */
export const evolve = (request: EgressRequest, event: AuditEvent): EgressRequest => {
  const refusal = refuseFact(request, event.fact);
  if (refusal) throw new TypeError(`${event.fact.kind} cannot follow ${request.status.kind}: ${refusal.kind}`);
  const changed = change(request, event);
  const next = { ...request, ...changed, version: event.seq, events: [...request.events, event] };
  if (event.fact.kind === 'claim-ended') return withoutClaim(next);
  if (!changed.status || isSameStage(request.status, changed.status)) return next;
  const { reminded: _, escalated: __, ...fresh } = withoutClaim(next);
  return { ...fresh, since: event.at };
};

const begin = (id: RequestId, event: AuditEvent): EgressRequest => {
  const { fact, at, policyDigest } = event;
  if (fact.kind !== 'received') throw new TypeError(`a request begins with its receipt, not with ${fact.kind}`);
  const { submission, terms } = fact;
  return {
    id,
    version: 1,
    submission,
    terms,
    policyDigest,
    receivedAt: at,
    status: { kind: 'received' },
    since: at,
    decisions: [],
    links: [],
    events: [event],
  };
};

/** A new request from its first entry. */
export const receiveRequest = (id: RequestId, entry: Entry<Extract<Fact, { kind: 'received' }>>): EgressRequest =>
  begin(id, nextEvent<Fact>({ subject: id, events: [] }, entry));

/** The request with one more fact, chained. */
export const appendFact = (request: EgressRequest, entry: Entry<Fact>): EgressRequest =>
  evolve(request, nextEvent({ subject: request.id, events: request.events }, entry));

/** The request that these events make; undefined when there are none. */
export const replay = (id: RequestId, events: readonly AuditEvent[]): EgressRequest | undefined => {
  const [first, ...rest] = events;
  return first && rest.reduce(evolve, begin(id, first));
};

/** What is wrong with a stored request's record: a broken chain, or a state that its events do not make. Undefined when it is sound. */
export const findRecordFault = (request: EgressRequest): ChainFault | undefined => {
  const fault = findChainFault(request.id, request.events);
  if (fault) return fault;
  const seq = request.events.length;
  try {
    const made = replay(request.id, request.events);
    if (made && canonicalJson(made) === canonicalJson(request)) return undefined;
    return { seq, kind: 'state', problem: 'the stored state is not what its events make' };
  } catch (error) {
    return { seq, kind: 'order', problem: error instanceof Error ? error.message : 'its events do not follow one another' };
  }
};
