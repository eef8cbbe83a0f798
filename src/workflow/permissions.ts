/** Who may: pure checks over a person's grants. `check...` answers with the refusal; undefined means allowed. What may happen now is in `transitions.ts`. */
import type { Grant } from './ports.ts';
import type { Refusal } from './refusal.ts';
import type { ChatIdentity, Decision, EgressRequest, Instant, Person, ProjectId, RoleName } from './request.ts';
import { mailbox, requesters } from './request.ts';
import { currentStage } from './transitions.ts';

/** A person at the moment that counts (I4): who they are, through which account they act, and what they hold right now. */
export type Standing = {
  readonly person: Person;
  readonly identity: ChatIdentity;
  readonly channel?: string;
  readonly grants: readonly Grant[];
  /** When the grants were read. */
  readonly asOf: Instant;
  /** Named in the policy file, or granted `admin`. */
  readonly admin: boolean;
};

/** The role that every installation has; the policy file names its first holders. */
export const adminRole: RoleName = 'admin';

/** Whether a grant is in force for the project at this instant. */
export const isInForce = (grant: Grant, project: ProjectId | '*', now: Instant): boolean =>
  grant.state === 'active' && (grant.project === '*' || grant.project === project) && (grant.until === undefined || now < grant.until);

export const holds = (standing: Standing, held: { readonly role: RoleName; readonly project: ProjectId }, now: Instant): boolean =>
  standing.grants.some((grant) => grant.role === held.role && grant.person === standing.person.id && isInForce(grant, held.project, now));

/** I5: whether the person counts as requester of this request. */
export const isRequester = (person: Person, request: EgressRequest): boolean =>
  requesters(request).some((email) => mailbox(email) === mailbox(person.id));

/** May this person decide at this stage at all: role (I4) and separation of duties (I5)? */
export const checkReviewer = (
  standing: Standing,
  at: { readonly request: EgressRequest; readonly stage: number; readonly now: Instant },
): Refusal | undefined => {
  const { request, now } = at;
  const stage = request.terms.stages[at.stage];
  if (!stage) return { kind: 'stale' };
  const project = request.submission.projectId;
  if (isRequester(standing.person, request)) return { kind: 'own-request' };
  if (!holds(standing, { role: stage.role, project }, now)) return { kind: 'wrong-role', role: stage.role, label: stage.label, project };
  const elsewhere = request.decisions.find(({ person, stage: decided }) => person.id === standing.person.id && decided !== at.stage);
  return elsewhere && { kind: 'decided-at-other-stage', decision: elsewhere };
};

/** May this person receive download links of the request's release? */
export const checkEgressManager = (standing: Standing, request: EgressRequest, now: Instant): Refusal | undefined => {
  const role = request.terms.egressManagerRole;
  const project = request.submission.projectId;
  return holds(standing, { role, project }, now) ? undefined : { kind: 'wrong-role', role, label: role, project };
};

/** May this person take the request back: who asked for it, or an admin? */
export const checkWithdrawer = (standing: Standing, request: EgressRequest): Refusal | undefined =>
  standing.admin || isRequester(standing.person, request) ? undefined : { kind: 'not-requester' };

/** May this person take the release back: an egress manager of its project, or an admin? */
export const checkRevoker = (standing: Standing, request: EgressRequest, now: Instant): Refusal | undefined =>
  standing.admin ? undefined : checkEgressManager(standing, request, now);

/** Milliseconds for which a look at somebody's grants counts. */
const standingLasts = 20_000;

/** I4: a command that was held up, such as in a frozen function, must not act on what its speaker held before. */
export const checkFresh = ({ asOf }: Standing, now: Instant): Refusal | undefined =>
  Date.parse(now) - Date.parse(asOf) > standingLasts ? { kind: 'took-too-long' } : undefined;

export const checkAdmin = (standing: Standing): Refusal | undefined => (standing.admin ? undefined : { kind: 'not-admin' });

/** May this person read the request: its requester, an admin, or whoever holds any role in its project. */
export const checkReader = (standing: Standing, request: EgressRequest, now: Instant): Refusal | undefined => {
  const project = request.submission.projectId;
  if (standing.admin || isRequester(standing.person, request)) return undefined;
  if (standing.grants.some((grant) => grant.person === standing.person.id && isInForce(grant, project, now))) return undefined;
  const stage = currentStage(request) ?? request.terms.stages[0];
  return { kind: 'wrong-role', role: stage?.role ?? '', label: stage?.label ?? '', project };
};

/** This person's own decision at a stage, if they took one. */
export const ownDecision = (standing: Standing, request: EgressRequest, stage: number): Decision | undefined =>
  request.decisions.find(({ person, stage: decided }) => person.id === standing.person.id && decided === stage);
