/** Follows up what waits for a role, once more people or channels can act on it. */

import type { RequestQuery } from '../workflow/ports.ts';
import type { Instant, ProjectId, RequestId, RoleName } from '../workflow/request.ts';
import type { RequestSummary } from '../workflow/summary.ts';
import type { Context } from './context.ts';

type Waits = { readonly role: RoleName; readonly project: ProjectId | '*' };

const endOfTime = '9999-12-31T23:59:59.999Z' as Instant;

/** A release ends by time alone, so the index of what is due holds every one that is not over. */
export const alive = { kind: 'due', before: endOfTime } as const satisfies RequestQuery['by'];

const wakeEach = async (
  context: Pick<Context, 'core' | 'wake'>,
  by: RequestQuery['by'],
  { waits, before }: { readonly waits: (summary: RequestSummary) => boolean; readonly before: (id: RequestId) => Promise<void> },
): Promise<number> => {
  let woken = 0;
  let after: string | undefined;
  do {
    const page = await context.core.requests.list({ by, limit: 100, ...(after === undefined ? {} : { after }) });
    for (const summary of page.requests) {
      if (!waits(summary)) continue;
      await before(summary.id);
      await context.wake(summary.id);
      woken += 1;
    }
    after = page.next;
  } while (after !== undefined);
  return woken;
};

/**
 * Wakes every request that waits for one of these roles' decision, and, where the egress managers' is among them, every release; `before` is done
 * to each first. Resolves with how many; undefined when that failed: what was changed holds all the same, and what waits is followed up when its
 * own time comes.
 */
export const wakeWaiting = async (
  context: Pick<Context, 'core' | 'roster' | 'wake'>,
  changed: readonly Waits[],
  before: (id: RequestId) => Promise<void> = async () => {},
): Promise<number | undefined> => {
  const isMeant = (role: RoleName, projectId: ProjectId): boolean =>
    changed.some((one) => one.role === role && (one.project === '*' || one.project === projectId));
  const { egressManagerRole } = context.roster;
  const [project, ...others] = new Set(changed.map((one) => one.project));
  const open = { kind: 'open', ...(project === undefined || project === '*' || others.length > 0 ? {} : { project }) } as const;
  try {
    const reviews = await wakeEach(context, open, {
      waits: ({ waitsFor, projectId }) => waitsFor !== undefined && isMeant(waitsFor.role, projectId),
      before,
    });
    // The walk is as long as there are releases that are not over.
    if (!changed.some(({ role }) => role === egressManagerRole)) return reviews;
    const waits = ({ status, projectId }: RequestSummary): boolean => status === 'released' && isMeant(egressManagerRole, projectId);
    return reviews + (await wakeEach(context, alive, { waits, before }));
  } catch {
    return undefined;
  }
};
