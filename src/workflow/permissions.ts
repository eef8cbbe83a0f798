/** Who may: pure checks over a person's grants. `check...` answers with the refusal; undefined means allowed. What may happen now is in `transitions.ts`. */
import type { DecisionRight } from './decision-right.ts';
import { nearestFirst, rightBy } from './decision-right.ts';
import type { Dormant } from './dormancy.ts';
import type { GroupRole } from './groups.ts';
import { isFor } from './groups.ts';
import type { Grant } from './ports.ts';
import type { Outcome, Refusal } from './refusal.ts';
import { done, refused } from './refusal.ts';
import type { ChatIdentity, Decision, EgressRequest, Instant, Person, ProjectId, RoleName } from './request.ts';
import { mailbox, requesters } from './requesters.ts';
import { labelOfRole } from './role-label.ts';
import { currentStage, voicesOf } from './transitions.ts';

/** A person at the moment that counts (I4): who they are, through which account they act, and what they hold right now. */
export type Standing = {
  readonly person: Person;
  readonly identity: ChatIdentity;
  readonly channel?: string;
  /** What they were granted, and what they hold by group. */
  readonly grants: readonly Grant[];
  /** What they may hold by groups that could not be read: it counts as not held (I3). */
  readonly unread?: readonly GroupRole[];
  /** When the grants were read. */
  readonly asOf: Instant;
  /** Named in the policy file, or granted `admin`. */
  readonly admin: boolean;
  /** Set when their roles rest because they were not seen for too long: `grants` is empty then, and no grant makes them an admin. */
  readonly dormant?: Dormant;
};

/** The role that every installation has; the policy file names its first holders. */
export const adminRole: RoleName = 'admin';

/** What a channel is mapped to that is to be told of late reviews; nobody holds it. */
export const escalations: RoleName = 'escalations';

/** What a channel is mapped to that is told what admins are told; nobody holds it either. */
export const adminChannels: RoleName = 'admins';

/** Whether a grant is in force for the project at this instant. */
export const isInForce = (grant: Grant, project: ProjectId | '*', now: Instant): boolean =>
  grant.state === 'active' && (grant.project === '*' || grant.project === project) && (grant.until === undefined || now < grant.until);

/** Whether the role was granted to the person themselves; what was delegated to them, or comes from a group, lets them review, and nothing else. */
export const holds = (standing: Standing, held: { readonly role: RoleName; readonly project: ProjectId }, now: Instant): boolean =>
  standing.grants.some(
    (grant) =>
      grant.role === held.role &&
      grant.person === standing.person.id &&
      grant.delegatedBy === undefined &&
      grant.byGroup === undefined &&
      isInForce(grant, held.project, now),
  );

/** Whether the person reviews as this role, in their own right or for an absent colleague; `decisionRight` says whether they may decide. */
export const reviewsAs = (standing: Standing, held: { readonly role: RoleName; readonly project: ProjectId }, now: Instant): boolean =>
  standing.grants.some((grant) => grant.role === held.role && grant.person === standing.person.id && isInForce(grant, held.project, now));

type WrongRole = Extract<Refusal, { kind: 'wrong-role' }>;

/** That the role is not held; or that it cannot be told, when a group that confers it could not be read. */
const notHeld = ({ unread = [] }: Pick<Standing, 'unread'>, wrong: WrongRole): WrongRole | Extract<Refusal, { kind: 'group-unread' }> =>
  unread.some((role) => isFor(role, wrong)) ? { kind: 'group-unread', label: wrong.label, project: wrong.project } : wrong;

/** I5: whether the person counts as requester of this request. */
export const isRequester = (person: Person, request: EgressRequest): boolean =>
  requesters(request).some((email) => mailbox(email) === mailbox(person.id));

type Reviewing = { readonly request: EgressRequest; readonly stage: number; readonly now: Instant };

/** Why this grant lets the person not decide: separation of duties, theirs and that of the colleague for whom they stand in (I5). */
const whyNotBy = (person: Person, { delegatedBy }: Grant, { request, stage }: Reviewing): Refusal | undefined => {
  if (delegatedBy !== undefined && isRequester({ id: delegatedBy, name: delegatedBy }, request))
    return { kind: 'deputy-of-requester', who: delegatedBy };
  const elsewhere = request.decisions.find((decision) => decision.person.id === person.id && decision.stage !== stage);
  if (elsewhere) return { kind: 'decided-at-other-stage', decision: elsewhere };
  const voices = voicesOf({ person, ...(delegatedBy === undefined ? {} : { delegatedBy }) });
  const taken = request.decisions.find(
    (decision) => decision.person.id !== person.id && voicesOf(decision).some((voice) => voices.includes(voice)),
  );
  return taken && { kind: 'one-voice', decision: taken };
};

/** By which right this person may decide at this stage (I4, I5). */
export const decisionRight = (
  { person, grants, unread = [] }: Pick<Standing, 'person' | 'grants' | 'unread'>,
  at: Reviewing,
): Outcome<DecisionRight> => {
  const { request, now } = at;
  // Whoever names a stage that there is not is asked for the role like anybody else: `stale` has every card repainted.
  const named = request.terms.stages[at.stage];
  const stage = named ?? currentStage(request) ?? request.terms.stages[0];
  if (!stage) return refused({ kind: 'stale' });
  const project = request.submission.projectId;
  if (isRequester(person, request)) return refused({ kind: 'own-request' });
  const held = grants
    .filter((grant) => grant.role === stage.role && grant.person === person.id && isInForce(grant, project, now))
    .toSorted(nearestFirst);
  const barred = held.map((grant) => ({ grant, why: whyNotBy(person, grant, at) }));
  const free = barred.find(({ why }) => why === undefined);
  if (free) return named ? done(rightBy(free.grant)) : refused({ kind: 'stale' });
  return refused(barred[0]?.why ?? notHeld({ unread }, { kind: 'wrong-role', role: stage.role, label: stage.label, project }));
};

/** May this person decide at this stage at all: role (I4) and separation of duties (I5)? */
export const checkReviewer = (standing: Standing, at: Reviewing): Refusal | undefined => {
  const right = decisionRight(standing, at);
  return right.ok ? undefined : right.refusal;
};

/** May this person receive download links of the request's release? */
export const checkEgressManager = (standing: Standing, request: EgressRequest, now: Instant): Refusal | undefined => {
  const role = request.terms.egressManagerRole;
  const project = request.submission.projectId;
  return holds(standing, { role, project }, now)
    ? undefined
    : { kind: 'wrong-role', role, label: labelOfRole(request.terms, role), project };
};

/** May this person take the request back: who asked for it, or an admin? */
export const checkWithdrawer = (standing: Standing, request: EgressRequest): Refusal | undefined =>
  standing.admin || isRequester(standing.person, request) ? undefined : { kind: 'not-requester' };

/** May this person answer questions about the request: only who counts as its requester. */
export const checkAnswerer = (standing: Standing, request: EgressRequest): Refusal | undefined =>
  isRequester(standing.person, request) ? undefined : { kind: 'not-asked' };

/** May this person take the release back: an egress manager of its project, or an admin? */
export const checkRevoker = (standing: Standing, request: EgressRequest, now: Instant): Refusal | undefined => {
  if (standing.admin) return undefined;
  const barred = checkEgressManager(standing, request, now);
  return barred?.kind === 'wrong-role' ? { ...barred, orAdmin: true } : barred;
};

/** Milliseconds for which a look at somebody's grants counts. */
const standingLasts = 20_000;

/** I4: a command that was held up, such as in a frozen function, must not act on what its speaker held before. */
export const checkFresh = ({ asOf }: Standing, now: Instant): Refusal | undefined =>
  Date.parse(now) - Date.parse(asOf) > standingLasts ? { kind: 'took-too-long' } : undefined;

export const checkAdmin = (standing: Standing): Refusal | undefined => (standing.admin ? undefined : { kind: 'not-admin' });

/** May this person read the request: its requester, an admin, or whoever holds any role in its project. */
export const checkReader = (
  standing: Pick<Standing, 'person' | 'grants' | 'admin' | 'unread'>,
  request: EgressRequest,
  now: Instant,
): Refusal | undefined => {
  const project = request.submission.projectId;
  if (standing.admin || isRequester(standing.person, request)) return undefined;
  if (standing.grants.some((grant) => grant.person === standing.person.id && isInForce(grant, project, now))) return undefined;
  const unknown = standing.unread?.find((role) => isFor(role, { role: role.role, project }));
  if (unknown) return { kind: 'group-unread', label: labelOfRole(request.terms, unknown.role), project };
  const stage = currentStage(request) ?? request.terms.stages[0];
  return { kind: 'wrong-role', role: stage?.role ?? '', label: stage?.label ?? '', project };
};

/** This person's own decision at a stage, if they took one. */
export const ownDecision = (standing: Standing, request: EgressRequest, stage: number): Decision | undefined =>
  request.decisions.find(({ person, stage: decided }) => person.id === standing.person.id && decided === stage);
