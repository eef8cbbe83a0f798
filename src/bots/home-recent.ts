/** The section of Home about what this person decided last, and what became of it. */
import type { Standing } from '../workflow/permissions.ts';
import { checkReader } from '../workflow/permissions.ts';
import type { RecentDecision } from '../workflow/recent-decisions.ts';
import { recentDecisionsOf } from '../workflow/recent-decisions.ts';
import type { EgressRequest } from '../workflow/request.ts';
import { shortId } from '../workflow/request.ts';
import { shownStatus } from '../workflow/shown-status.ts';
import type { Block, Line } from './card.ts';
import { line, text } from './card.ts';
import type { Drawing } from './context.ts';
import { statusName } from './request-facts.ts';

const verdictIcon = { approve: '✅', reject: '⛔' } satisfies Record<RecentDecision['verdict'], string>;

const decisionLine = ({ verdict, stage, at }: RecentDecision, request: EgressRequest): Line => {
  const { id, submission, terms, status } = request;
  return line(
    text(`${verdictIcon[verdict]} `, 'bold'),
    text((say) => (verdict === 'approve' ? say.recent.approved : say.recent.rejected), 'bold'),
    ' ',
    text(shortId(id), 'code'),
    ` ${submission.projectId}, ${terms.stages[stage]?.label ?? ''}, `,
    { kind: 'instant', at },
    ...(verdict === 'reject' && status.kind === 'rejected'
      ? []
      : [text((say) => say.recent.now), text(statusName(shownStatus(request)), 'bold')]),
  );
};

/** Newest first; of requests that this person may still read, as what becomes of others is no longer theirs to know. */
export const recentSection = async ({ core, recent }: Drawing, standing: Standing): Promise<readonly Block[]> => {
  const decided = await recentDecisionsOf(recent, standing.person.id);
  const now = core.clock();
  const requests = await Promise.all(decided.map(({ request }) => core.requests.read(request)));
  const items = decided.flatMap((decision, index): readonly Line[] => {
    const request = requests[index];
    return request && checkReader(standing, request, now) === undefined ? [decisionLine(decision, request)] : [];
  });
  if (items.length === 0) return [];
  return [
    { kind: 'header', icon: '🗳️', text: (say) => say.recent.heading },
    { kind: 'list', title: '', items, more: 0 },
  ];
};
