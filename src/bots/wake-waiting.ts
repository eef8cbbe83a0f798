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

/** Wakes every request that waits for the role's decision, and every release for its egress managers; `before` is done to each first. Resolves with how many. */
export const wakeWaiting = async (
  context: Pick<Context, 'core' | 'wake'>,
  { role, project }: Waits,
  before: (id: RequestId) => Promise<void> = async () => {},
): Promise<number> => {
  const isIn = ({ projectId }: RequestSummary): boolean => project === '*' || project === projectId;
  const { termsFor } = context.core.rules;
  const open = { kind: 'open', ...(project === '*' ? {} : { project }) } as const;
  const reviews = await wakeEach(context, open, { waits: ({ waitsFor }) => waitsFor?.role === role, before });
  const releases = await wakeEach(context, alive, {
    waits: (summary) => summary.status === 'released' && isIn(summary) && termsFor(summary.projectId).egressManagerRole === role,
    before,
  });
  return reviews + releases;
};
