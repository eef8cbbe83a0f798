/** The sections of Home that are about requests: what waits for this person, what they may fetch, and what they asked for. */
import type { Standing } from '../workflow/permissions.ts';
import { checkEgressManager, holds, reviewsAs } from '../workflow/permissions.ts';
import type { RequestQuery } from '../workflow/ports.ts';
import type { EgressRequest, Instant, PersonId } from '../workflow/request.ts';
import { shortId } from '../workflow/request.ts';
import { refuseDecision } from '../workflow/service.ts';
import type { ShownStatus } from '../workflow/shown-status.ts';
import type { RequestSummary } from '../workflow/summary.ts';
import { currentStage } from '../workflow/transitions.ts';
import type { Action, Block, Inline, Line, Phrase } from './card.ts';
import { line, text } from './card.ts';
import type { Drawing } from './context.ts';
import { decisionActions } from './decision-actions.ts';
import { statusIcon } from './format.ts';
import { deciderOf } from './forms.ts';
import { contentLine, statusName } from './request-facts.ts';
import { alive } from './wake-waiting.ts';

/** How many requests a section shows. */
export const shownInSection = 5;
/** How many whole requests are read to find them. */
const mostRead = 25;
const pageSize = 100;
const mostPages = 5;

/** What waits, most urgent first; `cut` when there is more of it. */
export type Open = { readonly open: readonly RequestSummary[]; readonly cut: boolean };

/** Summaries page by page, as far as Home looks; `cut` when there are more. */
export const walk = async (
  { core }: Pick<Drawing, 'core'>,
  by: RequestQuery['by'],
): Promise<{ readonly found: readonly RequestSummary[]; readonly cut: boolean }> => {
  const found: RequestSummary[] = [];
  let after: string | undefined;
  for (let page = 0; page < mostPages; page += 1) {
    const { requests, next } = await core.requests.list({ by, limit: pageSize, ...(after === undefined ? {} : { after }) });
    found.push(...requests);
    after = next;
    if (after === undefined) break;
  }
  return { found, cut: after !== undefined };
};

/** The first of these requests that fit, read whole; `more` when others may fit as well. */
export const readFitting = async (
  { core }: Pick<Drawing, 'core'>,
  candidates: readonly RequestSummary[],
  fits: (request: EgressRequest) => boolean,
): Promise<{ readonly found: readonly EgressRequest[]; readonly more: boolean }> => {
  const found: EgressRequest[] = [];
  let read = 0;
  while (read < Math.min(candidates.length, mostRead) && found.length <= shownInSection) {
    const batch = candidates.slice(read, Math.min(read + shownInSection + 1, mostRead));
    const requests = await Promise.all(batch.map(({ id }) => core.requests.read(id)));
    found.push(...requests.filter((request) => request !== undefined).filter(fits));
    read += batch.length;
  }
  return { found: found.slice(0, shownInSection), more: found.length > shownInSection || read < candidates.length };
};

export const heading = (icon: string, said: Phrase): Block => ({ kind: 'header', icon, text: said });
export const said = (...parts: readonly (Phrase | Inline)[]): Block => ({ kind: 'text', tone: 'normal', line: line(...parts) });
export const aside = (...parts: readonly (Phrase | Inline)[]): Block => ({ kind: 'text', tone: 'muted', line: line(...parts) });

const dayMilliseconds = 86_400_000;

export const statusPhrase =
  (shown: ShownStatus): Phrase =>
  (say) =>
    `${statusIcon[shown.status]} ${statusName(shown)(say)}`;

/** How urgent it is, as icon and word. */
const urgency = (request: EgressRequest, now: Instant): Phrase => {
  const { status } = request;
  if (status.kind !== 'in-review') return statusPhrase({ status: status.kind });
  const left = Date.parse(status.deadline) - Date.parse(now);
  return ({ home }) => {
    if (status.deadline <= now) return home.overdue;
    if (status.pause !== undefined) return home.asked;
    if (request.escalated !== undefined) return home.escalated;
    return left < dayMilliseconds ? home.dueSoon : home.waiting;
  };
};

/** One that waits, in a line. */
export const waitingLine = (request: EgressRequest, now: Instant, reader?: PersonId): Line => {
  const stage = currentStage(request);
  const { status, claim, terms } = request;
  return line(
    text(urgency(request, now), 'bold'),
    ' ',
    text(shortId(request.id), 'code'),
    ` ${request.submission.projectId}: `,
    ...contentLine(request),
    ({ home }) => (stage ? home.atStage(stage.label, stage.index + 1, terms.stages.length) : ''),
    ({ home }) => home.since(request.since),
    ({ home }) => {
      if (!claim) return '';
      return claim.person.id === reader ? home.youAreReviewing : home.isReviewing(claim.person.name);
    },
    ({ home }) => (status.kind === 'in-review' ? home.deadline(status.deadline, status.pause !== undefined) : ''),
  );
};

/** A Teams card has room for one form of a kind: there the request's own card is opened, which has them. */
const queueActions = (standing: Standing, request: EgressRequest, now: Instant): readonly Action[] => {
  const stage = currentStage(request)?.index;
  if (standing.identity.platform !== 'teams')
    return decisionActions(request, stage === undefined ? undefined : deciderOf(standing, { request, stage, now }));
  return [{ kind: 'button', label: (say) => say.home.open, style: 'primary', command: { do: 'files', request: request.id } }];
};

/** What this person may decide on now, most urgent first. */
export const queueSection = async (context: Drawing, standing: Standing, { open, cut }: Open): Promise<readonly Block[]> => {
  const now = context.core.clock();
  const egressManagerRole = (project: string) => context.core.rules.termsFor(project).egressManagerRole;
  const reviews = standing.grants.some(({ role, project }) => context.roster.roles.includes(role) && role !== egressManagerRole(project));
  const candidates = open.filter(
    ({ waitsFor, projectId }) => waitsFor !== undefined && reviewsAs(standing, { role: waitsFor.role, project: projectId }, now),
  );
  const { found, more: others } = await readFitting(context, candidates, (request) => {
    const stage = currentStage(request)?.index;
    const digest = request.manifest?.digest;
    return stage !== undefined && digest !== undefined && refuseDecision(standing, request, { stage, digest, now }) === undefined;
  });
  if (found.length === 0 && !reviews) return [];
  const more = others || cut;
  return [
    heading('🔎', (say) => say.home.queue),
    ...(found.length === 0 && !more ? [said((say) => say.home.nothingWaits)] : []),
    ...found.flatMap((request): Block[] => [
      { kind: 'text', tone: 'normal', line: waitingLine(request, now, standing.person.id) },
      { kind: 'actions', actions: queueActions(standing, request, now) },
    ]),
    ...(more ? [aside((say) => say.home.mayBeMore)] : []),
  ];
};

const releaseBlocks = (request: EgressRequest): readonly Block[] => {
  const { terms, links, submission, since, release } = request;
  const left = terms.maxLinks - links.length;
  const where = { id: shortId(request.id), project: submission.projectId, since };
  return [
    said(
      text(({ home }) => home.released, 'bold'),
      ({ home }) => home.release(where, release?.size),
      text(({ home }) => home.linksLeft(left, terms.maxLinks), 'bold'),
    ),
    {
      kind: 'actions',
      actions: [{ kind: 'button', label: (say) => say.privately.getLink, style: 'primary', command: { do: 'link', request: request.id } }],
    },
  ];
};

/** The releases that an egress manager may fetch now; what is read is what is alive, not what ever was. */
export const releasesSection = async (context: Drawing, standing: Standing): Promise<readonly Block[]> => {
  const now = context.core.clock();
  const manages = (project: string): boolean =>
    holds(standing, { role: context.core.rules.termsFor(project).egressManagerRole, project }, now);
  if (!standing.grants.some(({ project }) => manages(project))) return [];
  const { found: running, cut } = await walk(context, alive);
  const candidates = running
    .filter(({ status, projectId }) => status === 'released' && manages(projectId))
    .toSorted((a, b) => (a.since < b.since ? 1 : -1));
  const { found, more } = await readFitting(
    context,
    candidates,
    (request) => request.status.kind === 'released' && checkEgressManager(standing, request, now) === undefined,
  );
  return [
    heading('📦', (say) => say.home.releases),
    ...(found.length === 0 && !more && !cut ? [said((say) => say.home.noRelease)] : []),
    ...found.flatMap(releaseBlocks),
    ...(more || cut ? [aside((say) => say.home.moreReleases)] : []),
  ];
};
