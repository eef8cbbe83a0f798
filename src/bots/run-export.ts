/** Writes an export of the record and gives it to whoever asked for it: a link that works for a short while, privately. */
import { createHash } from 'node:crypto';
import type { AuditExport, ExportFormat, ExportPorts, ExportScope, Written } from '../workflow/exports.ts';
import { exportScope, findExport, noteOfExport } from '../workflow/exports.ts';
import { adminRole } from '../workflow/permissions.ts';
import type { DataLake } from '../workflow/ports.ts';
import type { AuditEvent, EgressRequest, Instant, Platform, Sha256 } from '../workflow/request.ts';
import { isWithin, requestsBetween } from '../workflow/requests-between.ts';
import { grantsOf } from '../workflow/roster.ts';
import type { TellPorts } from './deliver.ts';
import { tellOrMail } from './deliver.ts';
import { exportCard, exportFailedCard, exportUnreachableCard } from './export-messages.ts';

/** How a format is written: what it begins with, and some events of a request. */
export type ExportWriter = {
  readonly contentType: string;
  readonly head: string;
  readonly lines: (request: EgressRequest, events: readonly AuditEvent[]) => string;
};

/** Where exports lie until they are fetched: nothing there lives for long. */
export type ExportShelf = Pick<DataLake, 'upload' | 'presign' | 'locationOf'>;

export type RunExportPorts = TellPorts & {
  readonly exporting: ExportPorts;
  readonly shelf: ExportShelf;
  readonly writers: Readonly<Record<ExportFormat, ExportWriter>>;
};

const linkMinutes = 15;
const mostTries = 3;
/** Milliseconds: the shelf is swept, so that what was made longer ago may be gone, or go before its link has expired. */
const madeLasts = 30 * 60_000;
const partition = 'exports';

const objectOf = ({ key, format }: AuditExport): string => `exports/${key.replaceAll(/[^0-9A-Za-z]+/g, '-')}.${format}`;

/** I4: what the asker holds now, and not what they held when they asked. */
const scopeNow = async ({ exporting, roster, admins }: RunExportPorts, { askedBy }: AuditExport): Promise<ExportScope | undefined> => {
  const grants = await grantsOf(roster, askedBy.id);
  const admin = admins.includes(askedBy.id) || grants.some(({ role, project }) => role === adminRole && project === '*');
  const scope = exportScope({ person: askedBy, admin, grants }, exporting);
  return scope.ok ? scope.value : undefined;
};

/** Both at once: what they asked for, of what they may have. */
const isShared = (one: ExportScope, other: ExportScope, project: string): boolean =>
  (one === '*' || one.includes(project)) && (other === '*' || other.includes(project));

/** Whether they may still have all that they asked for. */
const covers = (now: ExportScope, wanted: ExportScope): boolean =>
  now === '*' || (wanted !== '*' && wanted.every((project) => now.includes(project)));

const write = async (ports: RunExportPorts, asked: AuditExport, scope: ExportScope): Promise<Written> => {
  const { contentType, head, lines } = ports.writers[asked.format];
  const hash = createHash('sha256');
  let [size, events, requests] = [0, 0, 0];
  // One request after the other, so that the longest export needs no more memory than the shortest.
  const body = async function* (): AsyncGenerator<Uint8Array> {
    const bytes = (said: string): Uint8Array => {
      const encoded = new TextEncoder().encode(said);
      hash.update(encoded);
      size += encoded.length;
      return encoded;
    };
    if (head !== '') yield bytes(head);
    for await (const request of requestsBetween(ports.core.requests, asked.span)) {
      if (!isShared(asked.projects, scope, request.submission.projectId)) continue;
      const within = request.events.filter(({ at }) => isWithin(asked.span, at));
      requests += 1;
      events += within.length;
      yield bytes(lines(request, within));
    }
  };
  await ports.shelf.upload(objectOf(asked), body(), contentType);
  return { size, sha256: hash.digest('hex') as Sha256, events, requests };
};

/** Where it was asked for. */
const askedOn = ({ events }: AuditExport): Platform | undefined => {
  const actor = events[0]?.actor;
  return actor?.kind === 'person' ? actor.identity.platform : undefined;
};

const give = async (ports: RunExportPorts, made: AuditExport, written: Written): Promise<void> => {
  const { askedBy, key, days, format } = made;
  await tellOrMail(ports, {
    partition,
    what: `made-${key}`,
    to: askedBy.id,
    first: askedOn(made),
    inMail: exportUnreachableCard(),
    card: async () => {
      const until = new Date(Date.parse(ports.clock()) + linkMinutes * 60_000).toISOString() as Instant;
      await noteOfExport(ports.exporting, key, { kind: 'export-given', until });
      const url = await ports.shelf.presign(ports.shelf.locationOf(objectOf(made)), {
        fileName: `sallyport_${days.from}_${days.to}.${format}`,
        expiresInSeconds: linkMinutes * 60,
      });
      return exportCard(made, { written, url, until, minutes: linkMinutes, timeZone: ports.exporting.timeZone });
    },
  });
};

type WhyFailed = Extract<AuditExport['state'], { kind: 'failed' }>['why'];

const tellFailed = (ports: RunExportPorts, asked: AuditExport, why: WhyFailed): Promise<void> => {
  const card = exportFailedCard(asked, why);
  return tellOrMail(ports, { partition, what: `failed-${asked.key}`, to: asked.askedBy.id, first: askedOn(asked), card: async () => card });
};

const fail = async (ports: RunExportPorts, asked: AuditExport, why: WhyFailed): Promise<void> => {
  await noteOfExport(ports.exporting, asked.key, { kind: 'export-failed', why });
  await tellFailed(ports, asked, why);
};

/** Whether what was made is sure to lie there for as long as a link to it works. */
const isThere = ({ state, events }: AuditExport, now: Instant): boolean => {
  const made = events.findLast(({ fact }) => fact.kind === 'export-made');
  return state.kind === 'made' && made !== undefined && Date.parse(now) - Date.parse(made.at) < madeLasts;
};

/** Does it; what was tried often enough is given up, and the asker told. */
export const runExport = async (ports: RunExportPorts, key: string): Promise<void> => {
  const asked = await findExport(ports.exporting, key);
  if (!asked) return;
  // Told once, but not lost when telling failed.
  if (asked.state.kind === 'failed') return tellFailed(ports, asked, asked.state.why);
  const scope = await scopeNow(ports, asked);
  if (scope === undefined) return fail(ports, asked, 'role-lost');
  // A crash, or a chat that was down for long, may lie between making and giving: it is made again then, and so is what has too much in it by now.
  if (asked.state.kind === 'made' && isThere(asked, ports.clock()) && covers(scope, asked.projects)) return give(ports, asked, asked.state);
  // Each try is noted before it begins: one that takes longer than it may is cut off without a word.
  if (asked.events.filter(({ fact }) => fact.kind === 'export-begun').length >= mostTries) return fail(ports, asked, 'error');
  const begun = await noteOfExport(ports.exporting, key, { kind: 'export-begun' });
  const written = await write(ports, begun, scope);
  const made = await noteOfExport(ports.exporting, key, { kind: 'export-made', ...written });
  // Writing takes its time, in which a role may be lost: what they may not have any more is not given, but begun anew with what they may.
  const now = await scopeNow(ports, made);
  if (now === undefined || !(covers(now, scope) || covers(now, made.projects))) return runExport(ports, key);
  await give(ports, made, written);
};
