/** How what the roster keeps is changed: by key and version, with each change chained to the one before it. */
import { nextEvent } from './audit.ts';
import { ContentionError } from './errors.ts';
import type { Standing } from './permissions.ts';
import type { Clock, Grant, Records, RosterFact, Versioned } from './ports.ts';
import type { Outcome } from './refusal.ts';
import type { Actor, PersonId, ProjectId, RoleName, Sha256 } from './request.ts';
import { actorOf } from './service.ts';

export const grantsPartition = 'grants';
export const mappingsPartition = 'mappings';

const attempts = 20;

/** Parts of keys come from people and platforms; `#` separates them and must not occur within. */
export const keyOf = (...parts: readonly string[]): string => parts.map((part) => encodeURIComponent(part)).join('#');

export const grantKey = ({
  person,
  role,
  project,
}: {
  readonly person: PersonId;
  readonly role: RoleName;
  readonly project: ProjectId | '*';
}): string => keyOf(person, role, project);

type Log = Pick<Grant, 'key' | 'version' | 'events'>;

/** Each change is an event of the one item, and DynamoDB writes none beyond 400 KB. */
const mostEvents = 300;

/** Whether the record takes no more changes; what it takes ever after is that it is taken back. */
export const isFull = (before: Log | undefined): boolean => before !== undefined && before.events.length >= mostEvents;

/** The record's chain with one more fact. */
export const withFact = (
  { clock, policyDigest }: { readonly clock: Clock; readonly policyDigest: Sha256 },
  actor: Actor,
  change: { readonly key: string; readonly before?: Log | undefined; readonly fact: RosterFact },
): Log => {
  const { key, before, fact } = change;
  const events = before?.events ?? [];
  const event = nextEvent({ subject: key, events }, { at: clock(), actor, policyDigest, fact });
  return { key, version: event.seq, events: [...events, event] };
};

/** The grant, taken back by this person. */
export const revoked = (ports: { readonly clock: Clock; readonly policyDigest: Sha256 }, standing: Standing, before: Grant): Grant => {
  const { proposal: _, ...rest } = before;
  const { key, person, role, project } = before;
  return {
    ...rest,
    ...withFact(ports, actorOf(standing), { key, before, fact: { kind: 'revoked', person, role, project } }),
    state: 'revoked',
  };
};

/** Repeats a read-and-write until nobody else wrote in between. */
export const persistently = async <T>(attempt: () => Promise<Outcome<T> | 'stale'>): Promise<Outcome<T>> => {
  for (let n = 0; n < attempts; n += 1) {
    const outcome = await attempt();
    if (outcome !== 'stale') return outcome;
  }
  throw new ContentionError('the roster kept changing');
};

export const find = async <T extends Versioned>(records: Records<T>, partition: string, key: string): Promise<T | undefined> =>
  (await records.list({ partition, prefix: key })).find((record) => record.key === key);
