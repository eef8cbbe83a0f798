/** What an event says of the person behind it. */
import type { Actor, AuditEvent, Decision, Fact, Person } from './request.ts';

/** Who did what only a person can do. */
export const personOf = (actor: Actor): Person => {
  if (actor.kind === 'system') throw new TypeError('a decision has a person');
  return actor.person;
};

/** The decision that this event records. */
export const decisionOf = (event: AuditEvent, fact: Extract<Fact, { kind: 'approved' | 'rejected' }>): Decision => {
  const { actor, at } = event;
  if (actor.kind === 'system') throw new TypeError('a decision has a person');
  const { stage, digest, delegatedBy } = fact;
  const inStead = delegatedBy === undefined ? {} : { delegatedBy };
  const base = { stage, digest, person: actor.person, identity: actor.identity, at, ...inStead };
  if (fact.kind === 'rejected') return { ...base, verdict: 'reject', category: fact.category, text: fact.reason };
  return { ...base, verdict: 'approve', ...(fact.comment === undefined ? {} : { text: fact.comment }) };
};
