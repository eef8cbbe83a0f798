/** The sections of Home for admins: what is stuck, which channel shows what, and who holds which role. */
import type { Failure } from '../workflow/failure.ts';
import type { GroupRole } from '../workflow/groups.ts';
import { groupHoldings, isFor } from '../workflow/groups.ts';
import { decisionRight, isInForce } from '../workflow/permissions.ts';
import type { Grant } from '../workflow/ports.ts';
import type { EgressRequest } from '../workflow/request.ts';
import { shortId } from '../workflow/request.ts';
import { listGrants, listMappings } from '../workflow/roster.ts';
import type { RequestSummary } from '../workflow/summary.ts';
import { currentStage } from '../workflow/transitions.ts';
import type { Block, Line, Phrase } from './card.ts';
import { line, text } from './card.ts';
import type { Asked, Drawing } from './context.ts';
import { causeOf, failureActions } from './failure-parts.ts';
import { fileAdminLines, grantLine } from './grant-line.ts';
import { groupLines } from './group-lines.ts';
import type { Open } from './home-requests.ts';
import { aside, heading, readFitting, said, shownInSection, waitingLine } from './home-requests.ts';
import { mappingLine } from './mapping-deeds.ts';
import { rosterActions } from './roster-forms.ts';
import { usageOf } from './usage.ts';

/**
 * More people who hold a role themselves than can be barred from one request: two who asked for it, and for each decision whoever took it and whom
 * they stood in for. There one is left.
 */
const enoughHolders = 10;

const failedBlocks = (request: EgressRequest, failure: Failure): readonly Block[] => [
  said(
    text(({ home }) => home.failed, 'bold'),
    ({ home }) => home.failedAt({ id: shortId(request.id), project: request.submission.projectId, since: request.since }, failure.step),
    ': ',
    causeOf(failure),
    '.',
  ),
  { kind: 'actions', actions: failureActions(request, failure) },
];

/** What does not go on by itself: what failed, what is overdue, and what waits where nobody is left who may decide. */
const stuckSection = async (
  context: Drawing,
  {
    open,
    cut,
    grants,
    unread,
    isTeams,
  }: Open & {
    readonly grants: readonly Grant[];
    readonly unread: readonly GroupRole[];
    readonly isTeams: boolean;
  },
): Promise<readonly Block[]> => {
  const now = context.core.clock();
  const dormant = await context.roster.dormantAmong?.(grants);
  const holdersOf = ({ waitsFor, projectId }: RequestSummary): readonly Grant[] =>
    grants.filter((grant) => grant.role === waitsFor?.role && isInForce(grant, projectId, now) && !dormant?.has(grant.person));
  const howMany = (holders: readonly Grant[]): number =>
    new Set(holders.filter(({ delegatedBy }) => delegatedBy === undefined).map(({ person }) => person)).size;
  const isOverdue = ({ status }: EgressRequest): boolean => status.kind === 'in-review' && status.deadline <= now;
  const failed = await readFitting(
    context,
    open.filter(({ status }) => status === 'failed'),
    ({ status }) => status.kind === 'failed',
  );
  const waiting = open
    .filter((summary) => summary.waitsFor !== undefined)
    .map((summary) => ({ summary, holders: holdersOf(summary), late: summary.deadline !== undefined && summary.deadline <= now }))
    .filter(({ holders, late }) => late || howMany(holders) < enoughHolders)
    // What is certainly stuck is read first.
    .toSorted((a, b) => Number(b.late) - Number(a.late) || howMany(a.holders) - howMany(b.holders));
  const holders = new Map(waiting.map(({ summary, holders: of }) => [summary.id, of]));
  const isUnknown = (request: EgressRequest): boolean => {
    const role = currentStage(request)?.role;
    return role !== undefined && unread.some((one) => isFor(one, { role, project: request.submission.projectId }));
  };
  const isDecidable = (request: EgressRequest): boolean => {
    const stage = currentStage(request)?.index;
    const granted = holders.get(request.id) ?? [];
    const people = [...new Set(granted.map(({ person }) => person))].filter(
      (id) => !request.decisions.some(({ person }) => person.id === id),
    );
    return (
      isUnknown(request) ||
      (stage !== undefined && people.some((id) => decisionRight({ person: { id, name: id }, grants: granted }, { request, stage, now }).ok))
    );
  };
  const held = await readFitting(
    context,
    waiting.map(({ summary }) => summary),
    (request) => request.status.kind === 'in-review' && (isOverdue(request) || !isDecidable(request)),
  );
  const heldLine = (request: EgressRequest): Line =>
    isDecidable(request)
      ? waitingLine(request, now)
      : line(
          text(({ home }) => home.nobodyCanDecide, 'bold'),
          ...waitingLine(request, now),
        );
  const more = failed.more || held.more || cut;
  return [
    heading('⚠️', (say) => say.home.stuck),
    ...(failed.found.length + held.found.length === 0 ? [said((say) => say.home.nothingStuck)] : []),
    ...failed.found.flatMap((request) => (request.status.kind === 'failed' ? failedBlocks(request, request.status.failure) : [])),
    // A card has room for one form of a kind in Teams: the others are typed.
    ...(isTeams && failed.found.length > 1 ? [aside((say) => say.home.giveUpTyped, usageOf('abort'))] : []),
    ...(held.found.length === 0 ? [] : [{ kind: 'list', title: '', items: held.found.map(heldLine), more: 0 } as const]),
    ...(held.found.some((request) => !isDecidable(request)) ? [aside((say) => say.home.somebodyWhoCan, usageOf('grant'))] : []),
    ...(more ? [aside((say) => say.home.notAllLooked)] : []),
  ];
};

const bounded = (title: Phrase, items: readonly Line[], all: string): readonly Block[] => [
  { kind: 'list', title, items: items.slice(0, shownInSection), more: Math.max(0, items.length - shownInSection) },
  aside((say) => say.home.all(all)),
];

/** For whoever is an admin now. A Teams card has no room for long choices: there the lists' own words offer to take something back. */
export const adminSections = async (context: Drawing, asked: Asked, { open, cut }: Open): Promise<readonly Block[]> => {
  const [grants, mappings, byGroup, groups] = await Promise.all([
    listGrants(context.roster),
    listMappings(context.roster),
    groupHoldings(context.roster.groups),
    groupLines(context),
  ]);
  const isTeams = asked.standing.identity.platform === 'teams';
  return [
    ...(await stuckSection(context, { open, cut, grants: [...grants, ...byGroup.grants], unread: byGroup.unread, isTeams })),
    heading('🗺️', (say) => say.home.channels),
    ...(mappings.length === 0
      ? [said((say) => say.home.noChannel, usageOf('map'))]
      : bounded((say) => say.home.whichChannel, mappings.map(mappingLine(context)), 'mappings')),
    await rosterActions(context, asked, mappings.length === 0 || isTeams ? ['map'] : ['map', 'unmap']),
    heading('🎫', (say) => say.home.roles),
    ...(grants.length + groups.length === 0
      ? [said((say) => say.home.nobodyHolds, usageOf('grant'))]
      : bounded((say) => say.home.whoHolds, [...fileAdminLines(context), ...groups, ...grants.map(grantLine(context))], 'grants')),
    await rosterActions(context, asked, grants.length === 0 || isTeams ? ['grant'] : ['grant', 'revoke-grant']),
  ];
};
