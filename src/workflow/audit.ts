/** Hash-chained audit events (I12): each names who, what, when, where and under which policy, and seals the one before it. */
import { canonicalJson, sha256 } from './canonical.ts';
import type { Actor, AuditEvent, Instant, Sha256 } from './request.ts';

/** What a new event says, before it is chained. */
export type Entry<F> = { readonly at: Instant; readonly actor: Actor; readonly policyDigest: Sha256; readonly fact: F };

/** What the first event points back to. */
export const genesis = '0'.repeat(64) as Sha256;

const seal = <F>(subject: string, event: Omit<AuditEvent<F>, 'hash'>): Sha256 => sha256(canonicalJson({ ...event, subject }));

/** The next event of the chain that belongs to `subject` (a request's id or a record's key, which the hash covers too). */
export const nextEvent = <F>(
  chain: { readonly subject: string; readonly events: readonly AuditEvent<F>[] },
  entry: Entry<F>,
): AuditEvent<F> => {
  const last = chain.events.at(-1);
  const event = { seq: (last?.seq ?? 0) + 1, ...entry, previous: last?.hash ?? genesis };
  return { ...event, hash: seal(chain.subject, event) };
};

/** What is wrong with an event, or with the state that is stored beside them. */
export type FaultKind = 'number' | 'link' | 'seal' | 'state' | 'order';
/** `problem` says it to operators. */
export type ChainFault = { readonly seq: number; readonly kind: FaultKind; readonly problem: string };

/** The first event that does not follow from the one before it; undefined when the chain holds. */
export const findChainFault = <F>(subject: string, events: readonly AuditEvent<F>[]): ChainFault | undefined => {
  let previous = genesis;
  for (const [index, { hash, ...event }] of events.entries()) {
    const seq = index + 1;
    if (event.seq !== seq) return { seq, kind: 'number', problem: `event ${seq} is numbered ${event.seq}` };
    if (event.previous !== previous) return { seq, kind: 'link', problem: `event ${seq} does not point to the event before it` };
    // The seal has a field of this name of its own, and would not cover the event's.
    if ('subject' in event || seal(subject, event) !== hash) return { seq, kind: 'seal', problem: `event ${seq} is not what was sealed` };
    previous = hash;
  }
  return undefined;
};
