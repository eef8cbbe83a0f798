/** Who of those with a role can no longer act here, or was not seen for too long. */
import type { Dormancy } from '../workflow/dormancy.ts';
import { allSightings, dormantBy, noteSeen } from '../workflow/dormancy.ts';
import { groupHoldings } from '../workflow/groups.ts';
import { adminRole } from '../workflow/permissions.ts';
import type { Grant } from '../workflow/ports.ts';
import type { Refusal } from '../workflow/refusal.ts';
import type { ChatIdentity, Instant, PersonId, RoleName } from '../workflow/request.ts';
import type { Roster } from '../workflow/roster.ts';
import { listGrants } from '../workflow/roster.ts';
import type { People } from './people.ts';

type Why = Extract<Refusal, { kind: 'untrusted-account' }>['why'] | 'no-account' | 'dormant';

/** What is wrong with one person, and what they hold. */
export type Finding = {
  readonly person: PersonId;
  readonly why: Why;
  /** Of the dormant: when they were seen last. */
  readonly seen?: Instant;
  /** The policy file names them as admin, so that no grant does. */
  readonly named: boolean;
  readonly grants: readonly Grant[];
};

export type CheckPorts = {
  readonly people: Pick<People, 'identify' | 'accounts'>;
  readonly roster: Pick<Roster, 'grants' | 'groups' | 'clock'>;
  readonly dormancy: Dormancy;
};

/** Each is asked for at the platform, one after the other, so that a large roster cannot use up what the platform allows. */
export const mostAsked = 100;

type Holder = Pick<Finding, 'person' | 'named' | 'grants'>;

/** Everybody with a role, the admins of the policy file among them; by address. */
export const rosterHolders = async ({ roster, dormancy }: CheckPorts, role?: RoleName): Promise<readonly Holder[]> => {
  const grants = (await listGrants(roster)).filter((grant) => role === undefined || grant.role === role);
  const named = role === undefined || role === adminRole ? dormancy.exempt : [];
  return [...new Set([...grants.map(({ person }) => person), ...named])]
    .toSorted()
    .map((person) => ({ person, named: named.includes(person), grants: grants.filter((grant) => grant.person === person) }));
};

/** Why none of the person's accounts may act; undefined when one may, as a colleague may well have left one platform only. */
const whyNobody = async (
  { people }: CheckPorts,
  { named }: Holder,
  accounts: readonly ChatIdentity[],
): Promise<Finding['why'] | undefined> => {
  let why: Finding['why'] | undefined;
  for (const identity of accounts) {
    const person = await people.identify(identity);
    if (person.ok) return undefined;
    if (person.refusal.kind === 'untrusted-account') why ??= person.refusal.why;
  }
  // Whoever the policy file names may have come by never yet.
  return why ?? (named ? undefined : 'no-account');
};

/** Looks these people up. Of whom no sighting is on record, this is the first, so that nobody is dormant before they could know. */
export const checkHolders = async (ports: CheckPorts, holders: readonly Holder[]): Promise<readonly Finding[]> => {
  const accounts = await ports.people.accounts();
  const sightings = await allSightings(ports.dormancy);
  // Any role that was granted since speaks for the person, whichever is looked at here.
  const all = await listGrants(ports.roster);
  const found: Finding[] = [];
  for (const holder of holders) {
    const sighting = sightings.get(holder.person);
    if (!sighting) await noteSeen(ports.dormancy, holder.person);
    const why = await whyNobody(ports, holder, accounts.get(holder.person) ?? []);
    const dormant = dormantBy(ports.dormancy, { sighting, grants: all.filter(({ person }) => person === holder.person) });
    if (why !== undefined) found.push({ ...holder, why });
    else if (dormant) found.push({ ...holder, why: 'dormant', seen: dormant.seen });
  }
  return found;
};

/** A group that confers a role could not be read, so that the check is not complete. */
export class GroupUnreadError extends Error {
  override name = 'GroupUnreadError' as const;
}

/**
 * Whoever holds a role by group has no grant to be looked up: of them, too, this is the first sighting, or whoever never acted would never be dormant.
 * Throws `GroupUnreadError` when it was not everybody.
 */
export const noteGroupMembers = async ({ roster, dormancy }: Pick<CheckPorts, 'roster' | 'dormancy'>): Promise<void> => {
  const { grants, unread } = await groupHoldings(roster.groups);
  const members = new Set(grants.map(({ person }) => person));
  const sightings = await allSightings(dormancy);
  for (const person of members) if (!sightings.has(person)) await noteSeen(dormancy, person);
  if (unread.length > 0) throw new GroupUnreadError(`not read: ${unread.map(({ group }) => group.id).join(', ')}`);
};
