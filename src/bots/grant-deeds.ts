/** Granting roles, whether the line was typed or a dialog filled in. */
import { dayNamed } from '../workflow/calendar.ts';
import { dormancyOf } from '../workflow/dormancy.ts';
import { groupHoldings } from '../workflow/groups.ts';
import { adminRole, checkAdmin } from '../workflow/permissions.ts';
import type { Grant } from '../workflow/ports.ts';
import type { Outcome } from '../workflow/refusal.ts';
import { done, refused } from '../workflow/refusal.ts';
import type { ChatIdentity, Instant } from '../workflow/request.ts';
import type { GrantCommand, ShownEntry } from '../workflow/roster.ts';
import { grantRole, grantsOf, revokeGrant } from '../workflow/roster.ts';
import { isProject, roleFrom } from './admin-parts.ts';
import type { Card, Line } from './card.ts';
import { commandLine, line } from './card.ts';
import { proposedCard } from './confirm-words.ts';
import type { Asked, Context } from './context.ts';
import { grantInline, grantLine } from './grant-line.ts';
import { byGroupText, groupText } from './group-lines.ts';
import type { Language } from './languages/english.ts';
import { unknownProject } from './mapping-deeds.ts';
import { card } from './request-words.ts';
import { misused } from './usage.ts';
import { wakeWaiting } from './wake-waiting.ts';

/** The person behind the account, who must be a full member with an address in an allowed domain. */
export const granteeOf = async (context: Context, identity: ChatIdentity): Promise<Outcome<GrantCommand['person']>> => {
  const person = await context.people.identify(identity);
  if (person.ok) return done(person.value.id);
  return person.refusal.kind === 'untrusted-account' ? refused({ kind: 'untrusted-grantee', why: person.refusal.why }) : person;
};

/** The last millisecond of that day on the organisation's clock. */
export const untilFrom = (
  { core, timeZone }: Pick<Context, 'timeZone'> & { readonly core: Pick<Context['core'], 'clock'> },
  typed: string,
): Outcome<Instant> => {
  const day = dayNamed(timeZone, typed);
  // As numbers: the year 9999 ends with one of five digits.
  if (!day || Date.parse(day.to) <= Date.parse(core.clock())) return refused({ kind: 'date-not-ahead', date: typed });
  return done(new Date(Date.parse(day.to) - 1).toISOString() as Instant);
};

/** From now on; unless everything that they hold rests, which this grant alone does not wake. */
const howItHolds = async ({ dormancy, roster }: Context, { person }: Grant): Promise<Line> => {
  const dormant = await dormancyOf(dormancy, person, await grantsOf(roster, person));
  if (!dormant) return line((say) => say.grants.holdsNow);
  const [renew, takeBack] = [commandLine(`grant @person ${adminRole}`), commandLine(`revoke-grant ${person} ${adminRole}`)];
  return line((say) => say.checking.stillRests(person, dormant.seen, renew, takeBack));
};

/** The same grant, where it counts already: one that rests is not held. */
const heldBefore = async ({ dormancy, roster }: Context, { person, role, project }: GrantCommand): Promise<Grant | undefined> => {
  const all = await grantsOf(roster, person);
  const same = all.find((grant) => grant.role === role && grant.project === project && grant.delegatedBy === undefined);
  return same && (await dormancyOf(dormancy, person, all)) === undefined ? same : undefined;
};

/** Grants the role, which may be written as people read it; `until` is a day. */
export const grantTo = async (
  context: Context,
  { standing }: Asked,
  wanted: { readonly identity: ChatIdentity; readonly role: string; readonly project: string; readonly until?: string },
): Promise<Outcome<Card>> => {
  const barred = checkAdmin(standing);
  if (barred) return refused(barred);
  const { identity, project } = wanted;
  if (!isProject(project)) return misused('grant', 'not-a-project');
  if (wanted.role.toLowerCase() === adminRole && project !== '*') return misused('grant', 'admin-of-all');
  const person = await granteeOf(context, identity);
  if (!person.ok) return person;
  const until = wanted.until === undefined ? undefined : untilFrom(context, wanted.until);
  if (until && !until.ok) return until;
  const command = { person: person.value, role: roleFrom(context, wanted.role), project, ...(until ? { until: until.value } : {}) };
  const before = await heldBefore(context, command);
  const granted = await grantRole(context.roster, standing, command);
  if (!granted.ok) return granted;
  if (granted.value.proposal) return done(await proposedCard(context, standing, granted.value));
  await wakeWaiting(context, [granted.value]);
  const lines = [grantLine(context)(granted.value), await howItHolds(context, granted.value)];
  const wasHeld = before !== undefined && before.until === granted.value.until;
  const unknown = await unknownProject(context, project);
  return done(card((say) => (wasHeld ? say.grants.heldAlready : say.grants.granted), { icon: '🎫', lines: [...lines, ...unknown] }));
};

/** Whether both are of the same role, in a project at least. */
export const overlap = (one: Pick<Grant, 'role' | 'project'>, other: Pick<Grant, 'role' | 'project'>): boolean =>
  one.role === other.role && (one.project === other.project || [one.project, other.project].includes('*'));

/** What the person holds besides what was taken back. */
const stillHeld = async (context: Context, taken: GrantCommand): Promise<readonly Line[]> => {
  const { roster, admins } = context;
  const { person } = taken;
  const byFile = admins.includes(person) && taken.role !== adminRole ? [line((say) => say.grants.byFile(person))] : [];
  const { grants } = await groupHoldings(roster.groups);
  const held = [...(await grantsOf(roster, person)), ...grants].filter((grant) => grant.person === person && !overlap(grant, taken));
  return [
    ...byFile,
    ...held.map((grant) => line(grantInline(context, grant), ...(grant.byGroup === undefined ? [] : [byGroupText(grant.byGroup)]))),
  ];
};

/** That the role counts no more; unless another grant, the policy file or a group confers it as well. */
const whatIsLeft = async (context: Context, { person, role, project }: GrantCommand): Promise<readonly Line[]> => {
  const { roster, admins } = context;
  if (role === adminRole && admins.includes(person))
    return [
      line(
        `${person}, `,
        (say) => say.checking.namedInFile,
        (say) => say.checking.takeOutOfFile,
      ),
    ];
  const left = (await grantsOf(roster, person)).filter((grant) => overlap(grant, { role, project }));
  if (left.length > 0) return [line((say) => say.grants.othersAreLeft(person)), ...left.map(grantLine(context))];
  const { grants, unread } = await groupHoldings(roster.groups, { role, project });
  const byGroup = grants.find((grant) => grant.person === person)?.byGroup;
  if (byGroup) return [line((say) => say.groups.stillHeld(person, groupText(say, byGroup)))];
  if (unread.length > 0) return [line((say) => say.groups.maybeStillHeld)];
  return [line((say) => say.grants.refusedNow)];
};

/** Takes a grant back. */
export const takeBack = async (
  context: Context,
  { standing }: Asked,
  grant: GrantCommand & { readonly passedOn?: string; readonly shown?: ShownEntry },
): Promise<Outcome<Card>> => {
  const revoked = await revokeGrant(context.roster, standing, grant);
  if (!revoked.ok) {
    const isByFile = revoked.refusal.kind === 'no-such-grant' && grant.role === adminRole && context.admins.includes(grant.person);
    return isByFile ? refused({ kind: 'admin-by-file', who: grant.person }) : revoked;
  }
  await wakeWaiting(context, [revoked.value]);
  const wasProposed = revoked.value.events.at(-2)?.fact.kind === 'proposed';
  const dropped = wasProposed ? [line((say) => say.grants.proposalDropped)] : [];
  const lines = [grantLine(context)(revoked.value), ...dropped, ...(await whatIsLeft(context, revoked.value))];
  const list = { title: (say: Language) => say.grants.stillHeld(grant.person), items: await stillHeld(context, revoked.value), more: 0 };
  return done(card((say) => say.grants.takenBack, { icon: '🎫', lines, list }));
};
