/** Where the policy asks for it, nobody becomes an admin by the word of one: another admin confirms first. */
import { isRunning } from './delegations.ts';
import type { Standing } from './permissions.ts';
import { adminRole, checkAdmin, checkFresh } from './permissions.ts';
import type { Clock, Grant, GrantProposal, Records } from './ports.ts';
import type { Outcome, Refusal } from './refusal.ts';
import { done, refused } from './refusal.ts';
import type { Instant, PersonId, ProjectId, RoleName, Sha256 } from './request.ts';
import { mailbox } from './requesters.ts';
import { find, grantKey, grantsPartition, persistently, withFact } from './roster-log.ts';
import { actorOf } from './service.ts';

type Ports = { readonly grants: Records<Grant>; readonly clock: Clock; readonly policyDigest: Sha256 };

type Wanted = { readonly person: PersonId; readonly role: RoleName; readonly project: ProjectId | '*'; readonly until?: Instant };

/** Milliseconds for which a proposal waits. */
const proposalLasts = 72 * 3_600_000;

/** Whether the grant waits for a second admin now. */
export const isAwaited = ({ state, proposal }: Grant, now: Instant): boolean =>
  state !== 'revoked' && proposal !== undefined && now < proposal.endsAt && (proposal.until === undefined || now < proposal.until);

/** The grant without a proposal that nobody can confirm any more. */
export const withoutLapsed = (grant: Grant, now: Instant): Grant => {
  if (grant.proposal === undefined || isAwaited(grant, now)) return grant;
  const { proposal: _, ...rest } = grant;
  return rest;
};

/** Whether this takes a second admin: not where it only ends sooner what is in force and does not rest. */
export const needsConfirmation = (
  { confirmAdminGrants, clock }: { readonly confirmAdminGrants: boolean; readonly clock: Clock },
  { role, until }: Wanted,
  { before, rests }: { readonly before: Grant | undefined; readonly rests: boolean },
): boolean => {
  if (!confirmAdminGrants || role !== adminRole) return false;
  if (rests || !before || !isRunning(before, clock())) return true;
  return until === undefined ? before.until !== undefined : before.until !== undefined && until > before.until;
};

/** The grant as proposed; what is in force meanwhile stays so. */
export const proposalOf = (
  ports: Ports,
  standing: Standing,
  { key, before, command }: { readonly key: string; readonly before: Grant | undefined; readonly command: Wanted },
): Grant => {
  const now = ports.clock();
  const { person, role, project, until } = command;
  const end = until === undefined ? {} : { until };
  const running = before && isRunning(before, now) ? before : undefined;
  const log = withFact(ports, actorOf(standing), { key, before, fact: { kind: 'proposed', person, role, project, ...end } });
  const endsAt = new Date(Date.parse(now) + proposalLasts).toISOString() as Instant;
  return {
    partition: grantsPartition,
    person,
    role,
    project,
    ...(running?.until === undefined ? {} : { until: running.until }),
    ...log,
    state: running ? 'active' : 'proposed',
    proposal: { by: standing.person.id, endsAt, ...end },
  };
};

const isSame = (a: PersonId, b: PersonId): boolean => mailbox(a) === mailbox(b);

const whyNot = (standing: Standing, person: PersonId, proposal: GrantProposal): Refusal | undefined => {
  if (isSame(standing.person.id, person)) return { kind: 'own-grant', as: 'grantee' };
  return isSame(standing.person.id, proposal.by) ? { kind: 'own-grant', as: 'granter' } : undefined;
};

type Confirming = Ports & {
  /** Everybody who is an admin now. */
  readonly admins: () => Promise<readonly PersonId[]>;
};

type Proposed = Grant & { readonly proposal: GrantProposal };

/** What waits for this admin's word: neither their own, nor of somebody who is no admin any more. */
export const findProposal = async (ports: Confirming, standing: Standing, person: PersonId): Promise<Outcome<Proposed>> => {
  const now = ports.clock();
  const barred = checkFresh(standing, now) ?? checkAdmin(standing);
  if (barred) return refused(barred);
  const found = await find(ports.grants, grantsPartition, grantKey({ person, role: adminRole, project: '*' }));
  if (!found?.proposal || !isAwaited(found, now)) return refused({ kind: 'no-such-proposal', who: person });
  const { proposal } = found;
  const own = whyNot(standing, person, proposal);
  if (own) return refused(own);
  const isByAdmin = (await ports.admins()).some((admin) => isSame(admin, proposal.by));
  return isByAdmin ? done({ ...found, proposal }) : refused({ kind: 'proposer-no-admin', who: person, by: proposal.by });
};

/** Confirms that somebody becomes an admin; `version` is the one that the confirming admin was shown, so that nobody confirms what has changed since. */
export const confirmGrant = (
  ports: Confirming,
  standing: Standing,
  { person, version }: { readonly person: PersonId; readonly version: number },
): Promise<Outcome<Grant>> =>
  persistently(async () => {
    const found = await findProposal(ports, standing, person);
    if (!found.ok) return found;
    const before = found.value;
    if (version !== before.version) return refused({ kind: 'changed-proposal', who: person });
    const { proposal, until: _, ...rest } = before;
    const { key } = rest;
    const end = proposal.until === undefined ? {} : { until: proposal.until };
    const fact = { kind: 'confirmed', person, role: adminRole, project: '*', ...end } as const;
    const grant: Grant = { ...rest, ...end, ...withFact(ports, actorOf(standing), { key, before, fact }), state: 'active' };
    return (await ports.grants.write(grant)) === 'written' ? done(grant) : 'stale';
  });
