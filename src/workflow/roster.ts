/** Who holds which role, and which channel shows what: changed by admins only, audited like requests. */
import { isAwaited, needsConfirmation, proposalOf, withoutLapsed } from './admin-grants.ts';
import { inForce, stillPassedOn } from './delegations.ts';
import type { GroupHoldings, Groups } from './groups.ts';
import { groupHoldings, noGroups } from './groups.ts';
import type { Standing } from './permissions.ts';
import { adminChannels, adminRole, checkAdmin, checkFresh, escalations, isInForce } from './permissions.ts';
import type { Clock, Grant, Mapping, Records, Versioned } from './ports.ts';
import type { Outcome } from './refusal.ts';
import { done, refused } from './refusal.ts';
import type { Channel, EgressRequest, Instant, PersonId, ProjectId, RoleName, Sha256 } from './request.ts';
import { find, grantKey, grantsPartition, isFull, keyOf, mappingsPartition, persistently, revoked, withFact } from './roster-log.ts';
import { actorOf } from './service.ts';

export type Roster = {
  readonly grants: Records<Grant>;
  readonly mappings: Records<Mapping>;
  readonly groups: Groups;
  readonly clock: Clock;
  readonly policyDigest: Sha256;
  /** The roles of the policy file, `admin` not among them. */
  readonly roles: readonly RoleName[];
  /** Of the roles, the one that cannot be delegated. */
  readonly egressManagerRole: RoleName;
  /** The one that may have the record exported; it cannot be delegated either. */
  readonly auditorRole?: RoleName | undefined;
  /** Days for which a role may be passed on: no longer than it takes its holder to become dormant (`dormancy.ts`). */
  readonly unseenDays?: number | undefined;
  /** The organisation's, by whose days a role ends. */
  readonly timeZone: string;
  /** Whether a second admin has to confirm before anybody becomes one. */
  readonly confirmAdminGrants: boolean;
  /** Which of these grants' holders are dormant, where the policy knows of such (`dormancy.ts`). */
  readonly dormantAmong?: (grants: readonly Grant[]) => Promise<ReadonlySet<PersonId>>;
};

/** What says who holds a role. */
export type HoldersOf = Pick<Roster, 'grants' | 'groups' | 'clock' | 'dormantAmong'>;

export type GrantCommand = { readonly person: PersonId; readonly role: RoleName; readonly project: ProjectId | '*' };
export type MapCommand = {
  readonly channel: Channel;
  readonly channelName: string;
  readonly role: RoleName;
  readonly project: ProjectId | '*';
};

const checkRole = (roster: Roster, role: RoleName): Outcome<RoleName> =>
  role === adminRole || roster.roles.includes(role)
    ? done(role)
    : refused({ kind: 'unknown-role', role, roles: [...roster.roles, adminRole] });

const mappingKey = ({ channel, role, project }: Pick<MapCommand, 'channel' | 'role' | 'project'>): string =>
  keyOf(channel.platform, channel.tenant, channel.id, role, project);

/** All grants that are in force now, each with what is proposed of it. */
export const listGrants = async ({ grants, clock }: Pick<Roster, 'grants' | 'clock'>): Promise<readonly Grant[]> => {
  const now = clock();
  return inForce(await grants.list({ partition: grantsPartition }), now).map((grant) => withoutLapsed(grant, now));
};

/** One person's grants in force now: one read, and one more for each colleague for whom they stand in. */
export const grantsOf = async ({ grants, clock }: Pick<Roster, 'grants' | 'clock'>, person: PersonId): Promise<readonly Grant[]> => {
  const of = (holder: PersonId) => grants.list({ partition: grantsPartition, prefix: `${keyOf(holder)}#` });
  const held = (await of(person)).filter((grant) => grant.person === person);
  const delegators = new Set(
    held.flatMap(({ state, delegatedBy = person }) => (state === 'active' && delegatedBy !== person ? [delegatedBy] : [])),
  );
  const theirs = await Promise.all([...delegators].map(of));
  return inForce([...held, ...theirs.flat()], clock()).filter((grant) => grant.person === person);
};

/**
 * Whoever acts in the role in the project now, with the grants and groups by which they do; those of a delegation among them. Where a group could not
 * be read there may be more, which this same look says: a second one might read what the first could not.
 */
export const holdingsIn = async (
  roster: HoldersOf,
  held: { readonly role: RoleName; readonly project: ProjectId },
): Promise<GroupHoldings> => {
  const now = roster.clock();
  const [granted, { grants: byGroup, unread }] = await Promise.all([listGrants(roster), groupHoldings(roster.groups, held)]);
  const all = [...granted, ...byGroup];
  const dormant = await roster.dormantAmong?.(all);
  const rests = ({ person, delegatedBy = person }: Grant): boolean => [person, delegatedBy].some((one) => dormant?.has(one));
  const grants = all.filter((grant) => grant.role === held.role && isInForce(grant, held.project, now) && !rests(grant));
  return { grants, unread };
};

/** Everybody who acts in the role in the project now, those who stand in for an absent colleague among them. */
export const reviewersOf = async (
  roster: HoldersOf,
  held: { readonly role: RoleName; readonly project: ProjectId },
): Promise<readonly PersonId[]> => [...new Set((await holdingsIn(roster, held)).grants.map(({ person }) => person))];

/** Of those who act in a role, everybody who holds it in their own right. */
export const holdersAmong = ({ grants }: Pick<GroupHoldings, 'grants'>): readonly PersonId[] => [
  ...new Set(grants.filter(({ delegatedBy }) => delegatedBy === undefined).map(({ person }) => person)),
];

/** Everybody who holds the role in the project now, in their own right; the dormant are not among them. */
export const holdersOf = async (
  roster: HoldersOf,
  held: { readonly role: RoleName; readonly project: ProjectId },
): Promise<readonly PersonId[]> => holdersAmong(await holdingsIn(roster, held));

/**
 * Everybody who may be given links of this request's release now. Nobody is by group: not even where the role that the request was submitted
 * under is another one by now, which the policy file lets come from a group.
 */
export const egressManagersOf = (
  roster: Omit<HoldersOf, 'groups'>,
  { terms, submission }: Pick<EgressRequest, 'terms' | 'submission'>,
): Promise<readonly PersonId[]> =>
  holdersOf({ ...roster, groups: noGroups }, { role: terms.egressManagerRole, project: submission.projectId });

/** Everybody who is an admin now: those whom the policy file names, and those who were granted it. */
export const adminsOf = async (roster: HoldersOf, named: readonly PersonId[]): Promise<readonly PersonId[]> => [
  ...new Set([...named, ...(await holdersOf(roster, { role: adminRole, project: '*' }))]),
];

/** The channels that show this role's requests of this project now. */
export const channelsFor = async (
  { mappings }: Pick<Roster, 'mappings'>,
  shown: { readonly role: RoleName; readonly project: ProjectId },
): Promise<readonly Channel[]> => {
  const fitting = (await listMappings({ mappings })).filter(
    ({ role, project }) => role === shown.role && (project === '*' || project === shown.project),
  );
  return [...new Map(fitting.map(({ channel }) => [keyOf(channel.platform, channel.tenant, channel.id), channel])).values()];
};

export const listMappings = async ({ mappings }: Pick<Roster, 'mappings'>): Promise<readonly Mapping[]> =>
  (await mappings.list({ partition: mappingsPartition })).filter(({ state }) => state === 'active');

/** Grants that wait for a second admin. */
export const listProposals = async ({ grants, clock }: Pick<Roster, 'grants' | 'clock'>): Promise<readonly Grant[]> => {
  const now = clock();
  return (await grants.list({ partition: grantsPartition })).filter((grant) => isAwaited(grant, now));
};

/** Grants a role, or changes its end date; where a second admin has to confirm it, it is proposed only. */
export const grantRole = (
  roster: Roster,
  standing: Standing,
  command: GrantCommand & { readonly until?: Instant },
): Promise<Outcome<Grant>> =>
  persistently(async () => {
    const barred = checkFresh(standing, roster.clock()) ?? checkAdmin(standing);
    if (barred) return refused(barred);
    const known = checkRole(roster, command.role);
    if (!known.ok) return known;
    const { person, role, project, until } = command;
    const key = grantKey(command);
    const before = await find(roster.grants, grantsPartition, key);
    if (isFull(before)) return refused({ kind: 'changed-enough', of: 'grants' });
    const rests = roster.confirmAdminGrants && (await roster.dormantAmong?.(await grantsOf(roster, person)))?.has(person) === true;
    const end = until === undefined ? {} : { until };
    if (needsConfirmation(roster, command, { before, rests })) {
      const proposed = proposalOf(roster, standing, { key, before, command });
      return (await roster.grants.write(proposed)) === 'written' ? done(proposed) : 'stale';
    }
    const log = withFact(roster, actorOf(standing), { key, before, fact: { kind: 'granted', person, role, project, ...end } });
    const grant: Grant = { partition: grantsPartition, ...log, person, role, project, ...end, state: 'active' };
    return (await roster.grants.write(grant)) === 'written' ? done(grant) : 'stale';
  });

/** An entry of a list as somebody was shown it. */
export type ShownEntry = Pick<Versioned, 'key' | 'version'>;

const isAsShown = (entry: ShownEntry, shown: ShownEntry | undefined): boolean =>
  shown === undefined || (shown.key === entry.key && shown.version === entry.version);

/**
 * Takes a grant back; it stays on record. With the key of one that was passed on, that one alone; else all of the person's for this role and
 * project, by one write to the person's own record, which what colleagues passed on to them does not outlast (`delegations.ts`). What is
 * proposed of it goes with it, or else its holder could keep it by proposing.
 */
export const revokeGrant = (
  roster: Roster,
  standing: Standing,
  command: GrantCommand & { readonly passedOn?: string; readonly shown?: ShownEntry },
): Promise<Outcome<Grant>> =>
  persistently(async () => {
    const now = roster.clock();
    const barred = checkFresh(standing, now) ?? checkAdmin(standing);
    if (barred) return refused(barred);
    const { person, role, project, passedOn } = command;
    const key = grantKey(command);
    const all = (await roster.grants.list({ partition: grantsPartition, prefix: key })).filter(
      (grant) => grant.person === person && grant.role === role && grant.project === project,
    );
    const own = all.find((grant) => grant.key === key);
    const passed = stillPassedOn(all, now).filter((grant) => passedOn === undefined || grant.key === passedOn);
    const hasOwn = passedOn === undefined && own !== undefined && (own.state === 'active' || isAwaited(own, now));
    const before = hasOwn ? own : passed[0];
    if (!before) {
      const held = (await grantsOf(roster, person)).filter((grant) => grant.role === role).map((grant) => grant.project);
      const byGroup = (await groupHoldings(roster.groups, { role, project })).grants.find((held) => held.person === person)?.byGroup;
      return refused({ kind: 'no-such-grant', who: person, held, ...(byGroup ? { byGroup } : {}) });
    }
    if (!isAsShown(before, command.shown)) return refused({ kind: 'changed-entry', of: 'grants' });
    const none = { partition: grantsPartition, key, version: 0, person, role, project, state: 'revoked', events: [] } as const;
    const taken = revoked(roster, standing, passedOn === undefined ? (own ?? none) : before);
    return (await roster.grants.write(taken)) === 'written' ? done(taken) : 'stale';
  });

/** Shows a role's requests in a channel, from the very next change on. The platform's checks of the channel come before (`bots/`). */
export const mapChannel = (roster: Roster, standing: Standing, command: MapCommand): Promise<Outcome<Mapping>> =>
  persistently(async () => {
    const barred = checkFresh(standing, roster.clock()) ?? checkAdmin(standing);
    if (barred) return refused(barred);
    const { channel, channelName, role, project } = command;
    const roles = [...roster.roles, escalations, adminChannels];
    if (!roles.includes(role)) return refused({ kind: 'unknown-role', role, roles });
    const key = mappingKey(command);
    const before = await find(roster.mappings, mappingsPartition, key);
    if (isFull(before)) return refused({ kind: 'changed-enough', of: 'mappings' });
    const log = withFact(roster, actorOf(standing), { key, before, fact: { kind: 'mapped', channel, role, project } });
    const mapping: Mapping = { partition: mappingsPartition, ...log, channel, channelName, role, project, state: 'active' };
    return (await roster.mappings.write(mapping)) === 'written' ? done(mapping) : 'stale';
  });

/** Stops showing; without a role, everything that the channel shows. Cards that are there stay and keep being repainted (I14). */
export const unmapChannel = async (
  roster: Roster,
  standing: Standing,
  command: { readonly channel: Channel; readonly role?: RoleName; readonly project?: ProjectId | '*'; readonly shown?: ShownEntry },
): Promise<Outcome<readonly Mapping[]>> => {
  const barred = checkFresh(standing, roster.clock()) ?? checkAdmin(standing);
  if (barred) return refused(barred);
  const { channel, role, project } = command;
  const shown = (await listMappings(roster)).filter(
    (mapping) =>
      keyOf(mapping.channel.platform, mapping.channel.tenant, mapping.channel.id) === keyOf(channel.platform, channel.tenant, channel.id) &&
      (role === undefined || mapping.role === role) &&
      (project === undefined || mapping.project === project),
  );
  if (shown.length === 0) return refused({ kind: 'no-such-mapping' });
  const removed: Mapping[] = [];
  for (const { key } of shown) {
    const outcome = await persistently<Mapping>(async () => {
      const before = await find(roster.mappings, mappingsPartition, key);
      if (before?.state !== 'active') return refused({ kind: 'no-such-mapping' });
      if (!isAsShown(before, command.shown)) return refused({ kind: 'changed-entry', of: 'mappings' });
      const fact = { kind: 'unmapped', channel: before.channel, role: before.role, project: before.project } as const;
      const mapping: Mapping = { ...before, ...withFact(roster, actorOf(standing), { key, before, fact }), state: 'removed' };
      return (await roster.mappings.write(mapping)) === 'written' ? done(mapping) : 'stale';
    });
    if (outcome.ok) removed.push(outcome.value);
    else if (command.shown) return outcome;
  }
  return done(removed);
};
