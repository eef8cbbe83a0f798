/** Whether an archived request's record is whole: each line an event, each sealing the one before, and together a request. */
import * as z from 'zod';
import type { ChainFault } from '../../workflow/audit.ts';
import { findChainFault } from '../../workflow/audit.ts';
import type { AuditEvent, EgressRequest, RequestId } from '../../workflow/request.ts';
import { replay } from '../../workflow/transitions.ts';
import type { ArchivedRequest } from './archives.ts';

export type Checked =
  | { readonly id: string; readonly sound: true; readonly request: EgressRequest }
  | { readonly id: string; readonly sound: false; readonly fault: Pick<ChainFault, 'seq' | 'problem'> };

const Line = z.strictObject({
  request: z.string(),
  seq: z.int(),
  at: z.string(),
  actor: z.looseObject({ kind: z.string() }),
  policyDigest: z.string(),
  fact: z.looseObject({ kind: z.string() }),
  previous: z.string(),
  hash: z.string(),
});

const parse = (line: string): (AuditEvent & { readonly request: string }) | undefined => {
  try {
    const value: unknown = JSON.parse(line);
    // A line that says a name twice reads differently to different programs, and the seal covers one reading alone.
    if (JSON.stringify(value) !== line) return undefined;
    // What actor and fact hold beyond this is vouched for by the seal.
    return Line.safeParse(value).success ? (value as AuditEvent & { readonly request: string }) : undefined;
  } catch {
    return undefined;
  }
};

/** A fault of the whole record is said to be at event 0. */
export const checkArchived = ({ id, lines, problem: unread }: ArchivedRequest): Checked => {
  const broken = (seq: number, problem: string): Checked => ({ id, sound: false, fault: { seq, problem } });
  if (unread !== undefined) return broken(0, unread);
  if (!z.guid().lowercase().safeParse(id).success) return broken(0, 'it is named as no request is');
  const events: AuditEvent[] = [];
  for (const [index, line] of lines.entries()) {
    const parsed = parse(line);
    if (!parsed) return broken(index + 1, `line ${index + 1} is no event as the program writes it`);
    const { request, ...event } = parsed;
    if (request !== id) return broken(index + 1, `line ${index + 1} belongs to request ${request}`);
    events.push(event);
  }
  const fault = findChainFault(id, events);
  if (fault) return { id, sound: false, fault };
  try {
    const request = replay(id as RequestId, events);
    return request ? { id, sound: true, request } : broken(0, 'there is no event');
  } catch (error) {
    return broken(events.length, error instanceof Error ? error.message : 'its events do not follow one another');
  }
};
