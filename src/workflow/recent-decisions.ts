/** What each reviewer decided last: kept by person, so that nobody has to look through all requests for it. */
import { ContentionError } from './errors.ts';
import type { Records, Versioned } from './ports.ts';
import type { Decision, EgressRequest, Instant, PersonId, RequestId } from './request.ts';
import { find, keyOf } from './roster-log.ts';

export type RecentDecision = {
  readonly request: RequestId;
  readonly stage: number;
  readonly verdict: Decision['verdict'];
  readonly at: Instant;
};

/** A person's last decisions, newest first. Partition `people`, key the person. */
export type RecentDecisions = Versioned & { readonly person: PersonId; readonly decisions: readonly RecentDecision[] };

const peoplePartition = 'people';

/** How many are kept of each person. */
export const recentlyKept = 10;

const attempts = 20;

/** The person's last decisions, newest first. */
export const recentDecisionsOf = async (recent: Records<RecentDecisions>, person: PersonId): Promise<readonly RecentDecision[]> =>
  (await find(recent, peoplePartition, keyOf(person)))?.decisions ?? [];

const isSame = (a: RecentDecision, b: RecentDecision): boolean => a.request === b.request && a.stage === b.stage;

const noteDecision = async (recent: Records<RecentDecisions>, person: PersonId, decision: RecentDecision): Promise<void> => {
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const before = await find(recent, peoplePartition, keyOf(person));
    const known = before?.decisions ?? [];
    if (known.some((one) => isSame(one, decision))) return;
    const decisions = [...known, decision].toSorted((a, b) => (a.at < b.at ? 1 : -1)).slice(0, recentlyKept);
    // An old one that is followed up again has had its time.
    if (!decisions.includes(decision)) return;
    const version = (before?.version ?? 0) + 1;
    if ((await recent.write({ partition: peoplePartition, key: keyOf(person), version, person, decisions })) === 'written') return;
  }
  throw new ContentionError(`the recent decisions of one person changed ${attempts} times while another was noted`);
};

/** Notes what was decided on this request, as far as it is not; safe to call at any time. */
export const noteDecisions = async (
  recent: Records<RecentDecisions>,
  { id, decisions }: Pick<EgressRequest, 'id' | 'decisions'>,
): Promise<void> => {
  for (const { person, stage, verdict, at } of decisions) await noteDecision(recent, person.id, { request: id, stage, verdict, at });
};
