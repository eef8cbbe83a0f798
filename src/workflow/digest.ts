/** What happened in a month, in figures: for those who run the research environment. */
import type { EgressRequest, Instant, RejectionCategory } from './request.ts';
import type { Span } from './requests-between.ts';
import { isWithin } from './requests-between.ts';

/** How long something took, in seconds. */
export type Durations = { readonly count: number; readonly median: number; readonly slowest: number };

export type Digest = {
  readonly received: number;
  readonly approvals: number;
  readonly released: number;
  readonly releasedFiles: number;
  readonly releasedBytes: number;
  readonly rejected: readonly { readonly category: RejectionCategory; readonly count: number }[];
  readonly expired: number;
  readonly withdrawn: number;
  /** By an admin, after a failure. */
  readonly givenUp: number;
  readonly revoked: number;
  readonly links: number;
  readonly failed: number;
  /** Reviews that went on beyond their deadline, or would have: those that were told to another role. */
  readonly escalated: number;
  /** Reviews that ended in this month, by the role whose they were; the longest list first. */
  readonly stages: readonly (Durations & { readonly label: string })[];
  /** From receipt to the outcome. */
  readonly whole: Durations | undefined;
};

const seconds = (from: Instant, to: Instant): number => (Date.parse(to) - Date.parse(from)) / 1000;

const durations = (values: readonly number[]): Durations => {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  const low = sorted[Math.ceil(middle) - 1] ?? 0;
  const high = sorted[Math.floor(middle)] ?? 0;
  return { count: sorted.length, median: (low + high) / 2, slowest: sorted.at(-1) ?? 0 };
};

type Ended = { readonly label: string; readonly at: Instant; readonly seconds: number };

/** Each stage of review that ended: when, and how long it had taken. */
const endedStages = ({ events, terms }: EgressRequest): readonly Ended[] => {
  const ended: Ended[] = [];
  let began: Instant | undefined;
  let approvals = 0;
  for (const { at, fact } of events) {
    const end = (stage: number, next: Instant | undefined): void => {
      if (began !== undefined) ended.push({ label: terms.stages[stage]?.label ?? 'review', at, seconds: seconds(began, at) });
      began = next;
      approvals = 0;
    };
    if (fact.kind === 'staged') began = at;
    else if (fact.kind === 'approved') {
      approvals += 1;
      if (approvals >= (terms.stages[fact.stage]?.approvals ?? 1)) end(fact.stage, fact.stage + 1 < terms.stages.length ? at : undefined);
    } else if (fact.kind === 'rejected' || fact.kind === 'expired') end(fact.stage, undefined);
    else if (fact.kind === 'withdrawn') began = undefined;
  }
  return ended;
};

const outcomes: ReadonlySet<string> = new Set(['released', 'rejected', 'expired', 'withdrawn', 'aborted']);

/** Counts the events of the span; a request that began before it or went on after it counts with what happened in it. */
export const digestOf = async (span: Span, requests: AsyncIterable<EgressRequest>): Promise<Digest> => {
  const counts = new Map<string, number>();
  const categories = new Map<RejectionCategory, number>();
  const stages = new Map<string, number[]>();
  const whole: number[] = [];
  let releasedFiles = 0;
  let releasedBytes = 0;
  for await (const request of requests) {
    for (const { at, fact } of request.events) {
      if (!isWithin(span, at)) continue;
      counts.set(fact.kind, (counts.get(fact.kind) ?? 0) + 1);
      if (fact.kind === 'rejected') categories.set(fact.category, (categories.get(fact.category) ?? 0) + 1);
      if (fact.kind === 'released') {
        releasedFiles += request.manifest?.files ?? 0;
        releasedBytes += fact.release.size;
      }
      if (outcomes.has(fact.kind)) whole.push(seconds(request.receivedAt, at));
    }
    for (const { label, at, seconds: took } of endedStages(request))
      if (isWithin(span, at)) {
        const values = stages.get(label) ?? [];
        values.push(took);
        stages.set(label, values);
      }
  }
  const count = (...kinds: readonly string[]): number => kinds.reduce((sum, kind) => sum + (counts.get(kind) ?? 0), 0);
  return {
    received: count('received'),
    approvals: count('approved'),
    released: count('released'),
    releasedFiles,
    releasedBytes,
    rejected: [...categories].map(([category, number]) => ({ category, count: number })).toSorted((a, b) => b.count - a.count),
    expired: count('expired'),
    withdrawn: count('withdrawn'),
    givenUp: count('aborted'),
    revoked: count('revoked'),
    links: count('link-issued'),
    failed: count('failed', 'step-failed'),
    escalated: count('escalated'),
    stages: [...stages].map(([label, values]) => ({ label, ...durations(values) })).toSorted((a, b) => b.count - a.count),
    whole: whole.length === 0 ? undefined : durations(whole),
  };
};

/** Nothing happened: nobody need be told. */
export const isEmpty = ({ received, approvals, links, failed, whole, revoked }: Digest): boolean =>
  received + approvals + links + failed + revoked === 0 && whole === undefined;
