/** A reviewer who will be absent passes their own roles to a colleague until a date. */
import { dayBefore } from './calendar.ts';
import type { Standing } from './permissions.ts';
import { adminRole, checkFresh, isInForce } from './permissions.ts';
import type { Clock, Grant, Records, RosterFact } from './ports.ts';
import type { Outcome, Refusal } from './refusal.ts';
import { done, refused } from './refusal.ts';
import type { Instant, PersonId, ProjectId, RoleName, Sha256 } from './request.ts';
import { mailbox } from './requesters.ts';
import { grantKey, grantsPartition, keyOf, persistently, revoked, withFact } from './roster-log.ts';
import { actorOf } from './service.ts';

type Ports = {
  readonly grants: Records<Grant>;
  readonly clock: Clock;
  readonly policyDigest: Sha256;
  /** Not delegable: it hands the data itself to somebody, which an admin alone decides. */
  readonly egressManagerRole: RoleName;
  /** Not delegable: whoever may read everything is an admin's choice, too. */
  readonly auditorRole?: RoleName | undefined;
  /** After which the delegator's own roles would rest. */
  readonly unseenDays?: number | undefined;
  /** The organisation's, by whose days a delegation ends. */
  readonly timeZone: string;
};

/** Whether its record says that it holds now. */
export const isRunning = ({ state, until }: Grant, now: Instant): boolean => state === 'active' && (until === undefined || now < until);

/** Since when the grant has been held without a break; undefined once it was taken back. */
const heldSince = ({ events }: Grant): Instant | undefined => {
  let since: Instant | undefined;
  let until: Instant | undefined;
  for (const { at, fact } of events) {
    if (fact.kind === 'revoked') since = undefined;
    if (fact.kind !== 'granted') continue;
    if (since === undefined || (until !== undefined && until <= at)) since = at;
    until = fact.until;
  }
  return since;
};

const lastAt = ({ events }: Grant, kind: RosterFact['kind']): Instant | undefined => events.findLast(({ fact }) => fact.kind === kind)?.at;

/** Whether an admin took the role from the colleague since it was passed on: their own record says so for whatever they held it by. */
const isTakenBack = (passed: Grant, own: readonly Grant[]): boolean => {
  const passedAt = lastAt(passed, 'delegated');
  return own.some((grant) => {
    const takenAt = lastAt(grant, 'revoked');
    return (
      grant.person === passed.person &&
      grant.role === passed.role &&
      grant.project === passed.project &&
      takenAt !== undefined &&
      (passedAt === undefined || passedAt <= takenAt)
    );
  });
};

/** What was passed on, is not over, and was not taken from the colleague; whether or not the delegator still holds it. */
export const stillPassedOn = (grants: readonly Grant[], now: Instant): readonly Grant[] => {
  const own = grants.filter(({ delegatedBy }) => delegatedBy === undefined);
  return grants.filter((grant) => grant.delegatedBy !== undefined && isRunning(grant, now) && !isTakenBack(grant, own));
};

/** Whether the delegator has held the role in their own right ever since: what they are given again later brings no delegation back. */
const isBacked = (passed: Grant, own: readonly Grant[], now: Instant): boolean => {
  const { delegatedBy, role, project } = passed;
  const passedAt = lastAt(passed, 'delegated');
  return own.some((grant) => {
    const since = heldSince(grant);
    return (
      grant.person === delegatedBy &&
      grant.role === role &&
      isInForce(grant, project, now) &&
      since !== undefined &&
      passedAt !== undefined &&
      since <= passedAt
    );
  });
};

/**
 * Those in force now; a delegation only while the delegator holds the role in their own right (I4), so that none is passed on. `grants` has
 * the records of both, and those that were taken back among them.
 */
export const inForce = (grants: readonly Grant[], now: Instant): readonly Grant[] => {
  const passed = new Set(stillPassedOn(grants, now));
  const own = grants.filter((grant) => grant.delegatedBy === undefined && isRunning(grant, now));
  return grants.filter((grant) =>
    grant.delegatedBy === undefined ? isRunning(grant, now) : passed.has(grant) && isBacked(grant, own, now),
  );
};

const dayMilliseconds = 86_400_000;

/** What ends at the end of a day must not outlast the delegator's own roles. */
const isTooLong = ({ unseenDays, timeZone, clock }: Ports, until: Instant): Refusal | undefined => {
  if (unseenDays === undefined) return undefined;
  const last = new Date(Date.parse(clock()) + unseenDays * dayMilliseconds).toISOString() as Instant;
  return until <= last ? undefined : { kind: 'delegation-too-long', days: unseenDays, latest: dayBefore(timeZone, last) };
};

type Meant = { readonly role?: RoleName; readonly project?: ProjectId | '*' };
type Passed = Meant & { readonly to: PersonId };

/** What of this the speaker could pass on to whomever. */
export const delegable = (ports: Ports, { grants, unread = [] }: Standing, { role, project }: Meant): Outcome<readonly Grant[]> => {
  const now = ports.clock();
  if (role === adminRole) return refused({ kind: 'not-delegable', why: 'admin' });
  if (role === ports.egressManagerRole) return refused({ kind: 'not-delegable', why: 'egress-manager' });
  if (role !== undefined && role === ports.auditorRole) return refused({ kind: 'not-delegable', why: 'auditor' });
  const meant = grants.filter(
    (grant) =>
      grant.role !== adminRole &&
      grant.role !== ports.egressManagerRole &&
      grant.role !== ports.auditorRole &&
      (role === undefined || grant.role === role) &&
      isInForce(grant, project ?? grant.project, now),
  );
  const own = meant.filter(({ delegatedBy, byGroup }) => delegatedBy === undefined && byGroup === undefined);
  if (own.length > 0) return done(own);
  // Who keeps the group decides who is in it; a deputy would outlive its members.
  if (meant.some(({ byGroup }) => byGroup !== undefined)) return refused({ kind: 'not-delegable', why: 'by-group' });
  const unknown = unread.find((one) => role === undefined || one.role === role);
  if (meant.length === 0 && unknown) return refused({ kind: 'group-unread', label: unknown.role });
  return refused({ kind: 'not-delegable', why: meant.length > 0 ? 'delegated' : 'not-held' });
};

/** Each change is an event of the one item, and DynamoDB writes none beyond 400 KB. */
const mostEvents = 100;

/** What is passed on now, and which of it was not so before. */
export type Delegated = { readonly grants: readonly Grant[]; readonly news: readonly Grant[] };

/** Passes on what the speaker holds in their own right, each role for its own project unless one is named; a repeat changes nothing. */
export const delegate = async (
  ports: Ports,
  standing: Standing,
  command: Passed & { readonly until: Instant },
): Promise<Outcome<Delegated>> => {
  const { to, until } = command;
  const delegatedBy = standing.person.id;
  const late = checkFresh(standing, ports.clock());
  if (late) return refused(late);
  if (mailbox(to) === mailbox(delegatedBy)) return refused({ kind: 'not-delegable', why: 'to-oneself' });
  const held = delegable(ports, standing, command);
  if (!held.ok) return held;
  const tooLong = isTooLong(ports, until);
  if (tooLong) return refused(tooLong);
  const wanted = new Map(
    held.value.map(({ role, project: all }) => {
      const project = command.project ?? all;
      return [grantKey({ person: to, role, project }), { role, project }];
    }),
  );
  const look = async (ownKey: string) => {
    const key = `${ownKey}#${keyOf('from', delegatedBy)}`;
    const theirs = await ports.grants.list({ partition: grantsPartition, prefix: ownKey });
    const before = theirs.find((grant) => grant.key === key);
    const same = before?.until === until && inForce([...theirs, ...held.value], ports.clock()).includes(before) ? before : undefined;
    return { key, before, same, isSpent: !same && before !== undefined && before.events.length >= mostEvents };
  };
  // All of it or nothing: whoever is refused is told that nothing was changed.
  for (const ownKey of wanted.keys()) if ((await look(ownKey)).isSpent) return refused({ kind: 'delegated-enough', who: to });
  const passed: Grant[] = [];
  const news: Grant[] = [];
  for (const [ownKey, { role, project }] of wanted) {
    const written = await persistently<Grant>(async () => {
      const { key, before, same, isSpent } = await look(ownKey);
      if (same) return done(same);
      if (isSpent) return refused({ kind: 'delegated-enough', who: to });
      const fact = { kind: 'delegated', person: to, role, project, delegatedBy, until } as const;
      const log = withFact(ports, actorOf(standing), { key, before, fact });
      const grant: Grant = { partition: grantsPartition, ...log, person: to, role, project, delegatedBy, until, state: 'active' };
      if ((await ports.grants.write(grant)) !== 'written') return 'stale';
      news.push(grant);
      return done(grant);
    });
    if (!written.ok) return written;
    passed.push(written.value);
  }
  return done({ grants: passed, news });
};

/** What this person passed on and what counts still. */
export const delegationsBy = async ({ grants, clock }: Pick<Ports, 'grants' | 'clock'>, person: PersonId): Promise<readonly Grant[]> => {
  const now = clock();
  return inForce(await grants.list({ partition: grantsPartition }), now).filter((grant) => grant.delegatedBy === person);
};

/** Takes back what the speaker passed to this person. */
export const undelegate = (ports: Ports, standing: Standing, { to, role, project }: Passed): Promise<Outcome<readonly Grant[]>> =>
  persistently(async () => {
    const passed = (await delegationsBy(ports, standing.person.id)).filter(
      (grant) => grant.person === to && (role === undefined || grant.role === role) && (project === undefined || grant.project === project),
    );
    if (passed.length === 0) return refused({ kind: 'no-such-delegation', who: to });
    for (const grant of passed) if ((await ports.grants.write(revoked(ports, standing, grant))) !== 'written') return 'stale';
    return done(passed);
  });
