/**
 * A request that submits again what was not released before: which one it follows, how that one ended, and what differs in the files.
 *
 * It follows the request that held the same egress store before it. The hold is one record, read by its key and written on the version that was
 * read, so of two resubmissions at once one follows the other. Workspace and project must be the same as well: those who read the new card are
 * those who could read the old one. Who submitted may differ, or else a colleague's name would hide a rejection.
 */
import type { Change, Tallies } from './compare-manifests.ts';
import type { RequestStore, StoreHold } from './ports.ts';
import { done } from './refusal.ts';
import type { EgressRequest, Instant, Person, RejectionCategory, RequestId, Sha256 } from './request.ts';
import { mailbox, requesters } from './requesters.ts';
import type { Core } from './service.ts';
import { commit, system } from './service.ts';
import { wasGivenUp } from './shown-status.ts';

/** How the earlier request ended. */
export type Ending =
  | {
      readonly kind: 'rejected';
      readonly at: Instant;
      readonly by: Person;
      /** The label of the role that rejected it. */
      readonly label: string;
      readonly category: RejectionCategory;
      /** Left out when somebody asks for this request who did not ask for that one: it was written to others. */
      readonly reason?: string;
    }
  | { readonly kind: 'expired' | 'withdrawn' | 'aborted'; readonly at: Instant };

/** A change as the card shows it. */
export type ShownChange = Pick<Change, 'kind' | 'path' | 'size'> & { readonly from?: string };

/** What differs between the files then and now; `not-compared` never holds the request up. */
export type Comparison =
  | {
      readonly kind: 'compared';
      /** The digests of the two manifests. */
      readonly before: Sha256;
      readonly after: Sha256;
      readonly tallies: Tallies;
      /** What is new first; at most `shownChanges`. */
      readonly first: readonly ShownChange[];
      /** More differs than could be listed, so that renamed files count as removed and added. */
      readonly abridged: boolean;
    }
  | { readonly kind: 'not-compared'; readonly because: 'missing' | 'altered' | 'no-time' | 'unreadable' };

export type Resubmission = {
  readonly of: RequestId;
  readonly ending: Ending;
  readonly comparison: Comparison;
  /** Another request of the store was released in between. */
  readonly releasedSince?: true;
};

/** Changes that the request's item keeps, for its card: paths are up to 1,024 bytes, and the item has to hold all else. */
export const shownChanges = 8;

/** How the request ended, if it ended without a release and what people were shown of it is on record. */
const endingOf = (request: EgressRequest): Ending | undefined => {
  const { status, since, decisions, terms, manifest } = request;
  if (!manifest) return undefined;
  if (wasGivenUp(request)) return { kind: 'aborted', at: since };
  if (status.kind === 'expired' || status.kind === 'withdrawn') return { kind: status.kind, at: since };
  const last = decisions.at(-1);
  if (status.kind !== 'rejected' || last?.verdict !== 'reject') return undefined;
  const { at, person: by, stage, category = 'other', text } = last;
  const label = terms.stages[stage]?.label ?? '';
  return { kind: 'rejected', at, by, label, category, ...(text === undefined ? {} : { reason: text }) };
};

/** Whether the request's manifest is kept when its files are removed: for whatever submits them again to be compared with. */
export const keepsManifest = (request: EgressRequest): boolean => endingOf(request) !== undefined;

/** The requests that the next one of the store may submit again. */
export type Before = Pick<StoreHold, 'before' | 'releasedSince' | 'otherwise'>;

/**
 * Which request the next one of this egress store submits again. A withdrawal or an expiry does not cover up the rejection before it, nor does
 * what never came to a review. A release ends the matter for all but what was rejected before it: that is followed by whatever has a file of it,
 * and whatever has none follows what ended after the release.
 */
export const nextBefore = async (
  requests: Pick<RequestStore, 'read'>,
  held: StoreHold | undefined,
  holder: EgressRequest | undefined,
): Promise<Before> => {
  if (!held || !holder) return {};
  const { before, releasedSince, otherwise } = held;
  const ending = endingOf(holder);
  if (!holder.release && (ending?.kind === 'rejected' || before === undefined)) return ending ? { before: holder.id } : {};
  if (before === undefined) return {};
  const later = ending ? holder.id : otherwise;
  const kept: Before = {
    before,
    ...(holder.release || releasedSince ? { releasedSince: true } : {}),
    ...(releasedSince && !holder.release && later !== undefined ? { otherwise: later } : {}),
  };
  if (!holder.release && !ending) return kept;
  const earlier = await requests.read(before);
  if (earlier?.status.kind === 'rejected') return kept;
  return holder.release ? {} : { before: holder.id };
};

/** Whether something of the earlier request is in this one, as far as it is known: a changed file under its path, too, or one byte more would do. */
const sharesFiles = (comparison: Comparison): boolean => {
  if (comparison.kind !== 'compared' || comparison.abridged) return true;
  const { unchanged, renamed, changed } = comparison.tallies;
  return unchanged.files + renamed.files + changed.files > 0;
};

/** The request that this one submits again; undefined when it is not of the same workspace and project, or did not end like that. */
export const findPredecessor = async (
  requests: Pick<RequestStore, 'read'>,
  { submission }: EgressRequest,
  before: RequestId | undefined,
): Promise<EgressRequest | undefined> => {
  const earlier = before === undefined ? undefined : await requests.read(before);
  if (!earlier || !endingOf(earlier)) return undefined;
  const { workspaceId, projectId } = earlier.submission;
  return workspaceId === submission.workspaceId && projectId === submission.projectId ? earlier : undefined;
};

/** Whether everybody who asks for the request is known to have asked for the earlier one: only they may read what only that one says. */
export const isOfTheSame = (request: Pick<EgressRequest, 'submission'>, earlier: Pick<EgressRequest, 'submission'>): boolean => {
  const before = requesters(earlier).map(mailbox);
  return requesters(request).every((email) => before.includes(mailbox(email)));
};

/** What the request's own record says of the one that it submits again; undefined when it has, after a release, nothing to do with that one. */
export const resubmissionOf = (
  request: EgressRequest,
  earlier: EgressRequest,
  { comparison, releasedSince }: { readonly comparison: Comparison; readonly releasedSince?: true | undefined },
): Resubmission | undefined => {
  const ending = endingOf(earlier);
  if (!ending || (releasedSince && !sharesFiles(comparison))) return undefined;
  const since = releasedSince ? { releasedSince } : {};
  if (ending.kind !== 'rejected' || isOfTheSame(request, earlier)) return { of: earlier.id, ending, comparison, ...since };
  const { reason: _, ...rest } = ending;
  return { of: earlier.id, ending: rest, comparison, ...since };
};

/** Resubmissions of one request that its own record names; later ones still name it. */
const mostNamed = 50;

/** Records with the earlier request that it was submitted again, once. */
export const noteResubmission = async (core: Core, earlier: RequestId, as: RequestId): Promise<void> => {
  await commit(core, earlier, (request) => {
    const named = resubmittedAs(request);
    if (named.includes(as) || named.length >= mostNamed || !endingOf(request)) return done('nothing');
    return done({ fact: { kind: 'resubmitted', as }, actor: system });
  });
};

/** The requests that submitted this one again, oldest first. */
export const resubmittedAs = ({ events }: Pick<EgressRequest, 'events'>): readonly RequestId[] =>
  events.flatMap(({ fact }) => (fact.kind === 'resubmitted' ? [fact.as] : []));

/** What the request submits again, once its files are there. */
export const resubmissionIn = ({ events }: Pick<EgressRequest, 'events'>): Resubmission | undefined =>
  events.flatMap(({ fact }) => (fact.kind === 'staged' && fact.resubmission ? [fact.resubmission] : [])).at(-1);

/** What differs, if what is compared is the very manifest that is decided on (I7). */
export const comparisonIn = (request: EgressRequest): Comparison | undefined => {
  const comparison = resubmissionIn(request)?.comparison;
  if (comparison?.kind !== 'compared' || comparison.after === request.manifest?.digest) return comparison;
  return { kind: 'not-compared', because: 'altered' };
};
