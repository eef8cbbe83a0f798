/** Who was last seen acting: a role that nobody used for too long rests until an admin grants it again, as the account may be anybody's by now. */
import type { Standing } from './permissions.ts';
import { adminRole } from './permissions.ts';
import type { Clock, Grant, Records, Versioned } from './ports.ts';
import type { Refusal } from './refusal.ts';
import type { Instant, PersonId } from './request.ts';
import { find, keyOf } from './roster-log.ts';

/** When a person with a role acted last, to the day, or was first looked for. Partition `sightings`, key the person. */
export type Sighting = Versioned & { readonly person: PersonId; readonly at: Instant };

export type Dormancy = {
  readonly sightings: Records<Sighting>;
  readonly clock: Clock;
  /** Days after which whoever was not seen is dormant; nobody ever is when there is no such number. */
  readonly unseenDays?: number | undefined;
  /** Whether whoever was granted `admin` is vouched for by that grant's confirmation alone (`admin-grants.ts`). */
  readonly confirmAdminGrants: boolean;
  /** Never dormant: the admins whom the policy file names, who are the way back. */
  readonly exempt: readonly PersonId[];
};

/** Since when somebody was not seen, and how many days are too many. */
export type Dormant = { readonly seen: Instant; readonly days: number };

const sightingsPartition = 'sightings';

/**
 * When an admin last vouched for the person by granting them something; what a colleague passed on to them is no such word. Where admins are
 * confirmed, no single word wakes somebody who is one.
 */
const vouchedFor = (grants: readonly Grant[], { confirmAdminGrants }: Pick<Dormancy, 'confirmAdminGrants'>): Instant | undefined => {
  const asAdmin = confirmAdminGrants ? grants.filter(({ role }) => role === adminRole) : [];
  const words = asAdmin.length > 0 ? ['confirmed'] : ['granted', 'confirmed'];
  return (asAdmin.length > 0 ? asAdmin : grants)
    .flatMap(({ events }) => events.flatMap(({ fact, at }) => (words.includes(fact.kind) ? [at] : [])))
    .toSorted()
    .at(-1);
};

const dayMilliseconds = 86_400_000;

/** A sighting is noted at the first act of a day (UTC), and may stand for one at its end. */
const endOfDay = (at: Instant): number => Date.parse(at.slice(0, 10)) + dayMilliseconds;

/** Whether these days have passed since the person acted or was vouched for. Of whom there is no note yet, the time begins with the first one. */
export const dormantBy = (
  { unseenDays, clock, ...policy }: Pick<Dormancy, 'unseenDays' | 'clock' | 'confirmAdminGrants'>,
  { sighting, grants }: { readonly sighting: Sighting | undefined; readonly grants: readonly Grant[] },
): Dormant | undefined => {
  if (unseenDays === undefined || !sighting) return undefined;
  const vouched = vouchedFor(grants, policy);
  const since = Math.max(endOfDay(sighting.at), vouched === undefined ? 0 : Date.parse(vouched));
  if (Date.parse(clock()) - since < unseenDays * dayMilliseconds) return undefined;
  return { seen: vouched !== undefined && vouched > sighting.at ? vouched : sighting.at, days: unseenDays };
};

/** Whether this person is dormant; `grants` are theirs. */
export const dormancyOf = async (ports: Dormancy, person: PersonId, grants: readonly Grant[]): Promise<Dormant | undefined> => {
  if (ports.unseenDays === undefined || ports.exempt.includes(person)) return undefined;
  return dormantBy(ports, { sighting: await find(ports.sightings, sightingsPartition, keyOf(person)), grants });
};

/** Everybody's last sighting. */
export const allSightings = async ({ sightings }: Pick<Dormancy, 'sightings'>): Promise<ReadonlyMap<PersonId, Sighting>> =>
  new Map((await sightings.list({ partition: sightingsPartition })).map((sighting) => [sighting.person, sighting]));

/** Which of these grants' holders are dormant. */
export const dormantAmong = async (ports: Dormancy, grants: readonly Grant[]): Promise<ReadonlySet<PersonId>> => {
  if (ports.unseenDays === undefined) return new Set();
  const sightings = await allSightings(ports);
  const holders = new Set(grants.map(({ person }) => person).filter((person) => !ports.exempt.includes(person)));
  const isDormant = (person: PersonId): boolean =>
    dormantBy(ports, { sighting: sightings.get(person), grants: grants.filter((grant) => grant.person === person) }) !== undefined;
  return new Set([...holders].filter(isDormant));
};

/** Notes that the person acted, once a day; whoever writes at the same moment notes the same. */
export const noteSeen = async ({ sightings, clock }: Pick<Dormancy, 'sightings' | 'clock'>, person: PersonId): Promise<void> => {
  const at = clock();
  const key = keyOf(person);
  const before = await find(sightings, sightingsPartition, key);
  if (before && before.at.slice(0, 10) >= at.slice(0, 10)) return;
  await sightings.write({ partition: sightingsPartition, key, version: (before?.version ?? 0) + 1, person, at });
};

/** What somebody is refused only because their roles rest. An unknown request and an unreadable one are told alike, as ever. */
const forWantOfRole: ReadonlySet<Refusal['kind']> = new Set([
  'wrong-role',
  'not-admin',
  'not-auditor',
  'not-requester',
  'not-delegable',
  'unknown-request',
  'unreadable-request',
]);

/** The refusal as it concerns this person: to the dormant, what a role would allow is refused for that reason. */
export const asItConcerns = ({ dormant }: Pick<Standing, 'dormant'>, refusal: Refusal): Refusal =>
  dormant && forWantOfRole.has(refusal.kind) ? { kind: 'dormant', ...dormant } : refusal;
