/** Exports of the record: who may have one, of which days, and what became of it. Each is itself on record, with the hash of each step before (I12). */
import { nextEvent } from './audit.ts';
import { dayDue, dayNamed } from './calendar.ts';
import { ContentionError } from './errors.ts';
import type { Standing } from './permissions.ts';
import { checkFresh, isInForce } from './permissions.ts';
import type { Clock, Records, Versioned } from './ports.ts';
import type { Outcome, Refusal } from './refusal.ts';
import { done, refused } from './refusal.ts';
import type { Actor, AuditEvent, Instant, Person, ProjectId, RoleName, Sha256 } from './request.ts';
import type { Span } from './requests-between.ts';

export type ExportFormat = 'csv' | 'jsonl';
/** Whose requests are in it: those of all projects, or of these. */
export type ExportScope = '*' | readonly ProjectId[];

/** What was written: bytes, and how many events of how many requests. */
export type Written = { readonly size: number; readonly sha256: Sha256; readonly events: number; readonly requests: number };

export type ExportFact =
  | {
      readonly kind: 'export-asked';
      readonly from: string;
      readonly to: string;
      readonly format: ExportFormat;
      readonly projects: ExportScope;
    }
  | { readonly kind: 'export-begun' }
  | ({ readonly kind: 'export-made' } & Written)
  /** The link was given to who asked; each time. */
  | { readonly kind: 'export-given'; readonly until: Instant }
  | { readonly kind: 'export-failed'; readonly why: 'role-lost' | 'error' };

/** One export. Partition `exports`, key `instant#random`. */
export type AuditExport = Versioned & {
  readonly askedBy: Person;
  /** The first and the last day, `YYYY-MM-DD`, and the span that they are in the organisation's zone. */
  readonly days: { readonly from: string; readonly to: string };
  readonly span: Span;
  readonly format: ExportFormat;
  readonly projects: ExportScope;
  readonly state:
    | { readonly kind: 'asked' }
    | ({ readonly kind: 'made' } & Written)
    | { readonly kind: 'failed'; readonly why: Extract<ExportFact, { kind: 'export-failed' }>['why'] };
  readonly events: readonly AuditEvent<ExportFact>[];
};

export type ExportPorts = {
  readonly exports: Records<AuditExport>;
  readonly clock: Clock;
  readonly policyDigest: Sha256;
  /** The organisation's. */
  readonly timeZone: string;
  readonly auditorRole?: RoleName | undefined;
};

const partition = 'exports';
const attempts = 20;
const dayMilliseconds = 86_400_000;
/** Days of one export. */
export const longestExport = 366;

/** Whose record this person may have: all of it as an admin or as an auditor of all projects, else that of the projects for which they are one. */
export const exportScope = (
  { person, admin, grants }: Pick<Standing, 'person' | 'admin' | 'grants'>,
  { auditorRole, clock }: Pick<ExportPorts, 'auditorRole' | 'clock'>,
): Outcome<ExportScope> => {
  if (admin) return done('*');
  const now = clock();
  const projects = grants
    .filter(
      (grant) =>
        grant.role === auditorRole && grant.person === person.id && grant.delegatedBy === undefined && isInForce(grant, grant.project, now),
    )
    .map(({ project }) => project);
  if (projects.length === 0) return refused({ kind: 'not-auditor', ...(auditorRole === undefined ? {} : { role: auditorRole }) });
  return done(projects.includes('*') ? '*' : [...new Set(projects)].toSorted());
};

/** The days as they can be exported: what has not begun yet is left out. */
const daysOf = ({ timeZone, clock }: ExportPorts, from: string, wanted: string): Outcome<{ readonly span: Span; readonly to: string }> => {
  const [first, asked] = [dayNamed(timeZone, from), dayNamed(timeZone, wanted)];
  const wrong = (why: Extract<Refusal, { kind: 'export-range' }>['why']) => refused({ kind: 'export-range', why });
  if (!first || !asked) return wrong('no-day');
  if (from > wanted) return wrong('reversed');
  const now = clock();
  if (first.from > now) return wrong('ahead');
  const to = asked.from > now ? (dayDue({ timeZone }, now) ?? from) : wanted;
  const last = dayNamed(timeZone, to) ?? first;
  if ((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / dayMilliseconds >= longestExport) return wrong('too-long');
  return done({ span: { from: first.from, to: last.to }, to });
};

const withFact = (
  { clock, policyDigest }: Pick<ExportPorts, 'clock' | 'policyDigest'>,
  change: { readonly key: string; readonly before?: AuditExport; readonly actor: Actor; readonly fact: ExportFact },
): Pick<AuditExport, 'key' | 'version' | 'events'> => {
  const { key, before, actor, fact } = change;
  const events = before?.events ?? [];
  const event = nextEvent({ subject: key, events }, { at: clock(), actor, policyDigest, fact });
  return { key, version: event.seq, events: [...events, event] };
};

/** Puts on record that this person has the record of these days exported: from the first to and with the last, or with today if that comes later. */
export const askForExport = async (
  ports: ExportPorts,
  standing: Standing,
  wanted: { readonly from: string; readonly to: string; readonly format: ExportFormat; readonly id: string },
): Promise<Outcome<AuditExport>> => {
  const late = checkFresh(standing, ports.clock());
  if (late) return refused(late);
  const scope = exportScope(standing, ports);
  if (!scope.ok) return scope;
  const { from, format, id } = wanted;
  const days = daysOf(ports, from, wanted.to);
  if (!days.ok) return days;
  const { to, span } = days.value;
  const { person, identity, channel } = standing;
  const actor: Actor = { kind: 'person', person, identity, ...(channel === undefined ? {} : { channel }) };
  const fact = { kind: 'export-asked', from, to, format, projects: scope.value } as const;
  const asked: AuditExport = {
    partition,
    ...withFact(ports, { key: `${ports.clock()}#${id}`, actor, fact }),
    askedBy: person,
    days: { from, to },
    span,
    format,
    projects: scope.value,
    state: { kind: 'asked' },
  };
  if ((await ports.exports.write(asked)) !== 'written') throw new ContentionError(`export ${asked.key} is there already`);
  return done(asked);
};

export const findExport = async ({ exports }: Pick<ExportPorts, 'exports'>, key: string): Promise<AuditExport | undefined> =>
  (await exports.list({ partition, prefix: key })).find((each) => each.key === key);

/** The newest exports, the newest first. */
export const latestExports = async ({ exports }: Pick<ExportPorts, 'exports'>, limit: number): Promise<readonly AuditExport[]> =>
  (await exports.list({ partition })).slice(-limit).toReversed();

const stateAfter = (state: AuditExport['state'], fact: ExportFact): AuditExport['state'] => {
  switch (fact.kind) {
    case 'export-made': {
      const { size, sha256, events, requests } = fact;
      return { kind: 'made', size, sha256, events, requests };
    }
    case 'export-failed':
      return { kind: 'failed', why: fact.why };
    case 'export-asked':
    case 'export-begun':
    case 'export-given':
      return state;
    default:
      return fact satisfies never;
  }
};

/** Puts one more step of it on record, and answers with how it stands then. */
export const noteOfExport = async (
  ports: Pick<ExportPorts, 'exports' | 'clock' | 'policyDigest'>,
  key: string,
  fact: ExportFact,
): Promise<AuditExport> => {
  for (let n = 0; n < attempts; n += 1) {
    const before = await findExport(ports, key);
    if (!before) throw new TypeError(`there is no export ${key}`);
    const next = { ...before, ...withFact(ports, { key, before, actor: { kind: 'system' }, fact }), state: stateAfter(before.state, fact) };
    if ((await ports.exports.write(next)) === 'written') return next;
  }
  throw new ContentionError(`export ${key} kept changing`);
};
