/** A request as a card: what an approver with thirty seconds needs, most important first. */
import type { Decision, EgressRequest, Instant, Pause, Stage, StatusKind } from '../workflow/request.ts';
import { shortId } from '../workflow/request.ts';
import { hasUnknownRequester } from '../workflow/requesters.ts';
import { labelOfRole } from '../workflow/role-label.ts';
import { shownStatus } from '../workflow/shown-status.ts';
import { approvalsAt, currentStage } from '../workflow/transitions.ts';
import type { Action, Block, Card, Line, Phrase } from './card.ts';
import { line, text } from './card.ts';
import { fileList } from './file-list.ts';
import { statusIcon } from './format.ts';
import type { Decider } from './forms.ts';
import { approveForm, rejectForm } from './forms.ts';
import { knownName } from './known-name.ts';
import { askActions } from './question-forms.ts';
import { questionBlocks } from './questions.ts';
import type { Fact } from './request-facts.ts';
import { decisionDetail, nextStep, requestFacts, sealLine, statusName, subjectFacts, submittedFact } from './request-facts.ts';
import { resubmissionBlocks } from './resubmissions.ts';

export const headline =
  (request: EgressRequest): Phrase =>
  (say) => {
    const stage = currentStage(request);
    const id = shortId(request.id);
    return stage ? say.cards.inReview(id, stage.label) : say.cards.inStatus(id, statusName(shownStatus(request))(say));
  };

const deadlineLine = ({ deadline, pause }: { readonly deadline: Instant; readonly pause?: Pause }): Line =>
  line(pause ? (say) => say.cards.paused(pause.until, deadline) : { kind: 'instant', at: deadline });

/** By when, where, and how far: what an approver needs to begin. */
const stageFacts = (request: EgressRequest, stage: Stage & { readonly index: number }): readonly Fact[] => {
  const { status, terms } = request;
  const approved = approvalsAt(request, stage.index);
  const names = approved.map(({ person }) => person.name).join(', ');
  return [
    ...(status.kind === 'in-review' ? [{ label: (say) => say.cards.deadline, value: deadlineLine(status) } satisfies Fact] : []),
    { label: (say) => say.cards.lookAtFiles, value: line(terms.reviewLocation) },
    {
      label: (say) => say.cards.stage,
      value: line(
        (say) => say.quantities.ofTotal(stage.index + 1, terms.stages.length),
        (say) => say.cards.approvals(approved.length, stage.approvals),
        names === '' ? '' : ` (${names})`,
      ),
    },
  ];
};

/** What presses: that it is late, and that somebody is at work on it. */
const pressingFacts = ({ terms, escalated, claim }: EgressRequest, { escalateTo }: Stage): readonly Fact[] => {
  const facts: readonly (Fact | false)[] = [
    escalated !== undefined && {
      label: (say) => say.cards.escalated,
      value: line(({ cards }) =>
        cards.escalatedTo(escalateTo === undefined ? cards.anotherRole : labelOfRole(terms, escalateTo), escalated),
      ),
    },
    claim !== undefined && {
      label: (say) => say.cards.reviewingNow,
      value: line(({ cards }) =>
        claim.until === undefined
          ? cards.reviewingSince(claim.person.name, claim.at)
          : cards.reviewingUntil(claim.person.name, claim.until),
      ),
    },
  ];
  return facts.filter((fact) => fact !== false);
};

const dayMilliseconds = 86_400_000;

/** Seen at once: what is late, and what was due within a day when the card was last painted. */
const iconOf = ({ status, escalated, events }: EgressRequest): string => {
  if (status.kind !== 'in-review') return statusIcon[status.kind];
  if (escalated !== undefined) return '📣';
  const left = Date.parse(status.deadline) - Date.parse(events.at(-1)?.at ?? status.deadline);
  return status.pause === undefined && left < dayMilliseconds ? '⏰' : statusIcon[status.kind];
};

const overStatuses: ReadonlySet<StatusKind> = new Set(['rejected', 'expired', 'withdrawn', 'revoked', 'closed', 'failed']);

/** The decision that ended it; there is none of most endings. */
const endingDecision = ({ status, decisions }: EgressRequest): Decision | undefined =>
  status.kind === 'rejected' ? decisions.findLast(({ verdict }) => verdict === 'reject') : undefined;

/** What became of a request that waits for nobody any more, directly below the heading. */
const outcomeBlocks = (request: EgressRequest): readonly Block[] => {
  if (!overStatuses.has(request.status.kind)) return [];
  const ending = endingDecision(request);
  const said = ending ? line(...decisionDetail(request, ending), ' ', ...nextStep(request)) : nextStep(request);
  return [{ kind: 'text', tone: 'normal', line: said }];
};

const decisionList = (request: EgressRequest): readonly Block[] => {
  const ending = endingDecision(request);
  const items = request.decisions.filter((decision) => decision !== ending).map((decision) => decisionDetail(request, decision));
  return items.length === 0 ? [] : [{ kind: 'list', title: (say) => say.cards.decisions, items, more: 0 }];
};

const factBlock = (facts: readonly Fact[]): readonly Block[] => (facts.length === 0 ? [] : [{ kind: 'facts', facts }]);
const aside = (said: Line): Block => ({ kind: 'text', tone: 'muted', line: said });

const reviewActions = (request: EgressRequest, stage: number, by: Decider | undefined): readonly Action[] => {
  const { id, manifest } = request;
  if (!manifest) return [];
  const { digest } = manifest;
  return [
    { kind: 'form', label: (say) => say.cards.approve, form: approveForm(request, { stage, digest, by }) },
    { kind: 'form', label: (say) => say.cards.reject, form: rejectForm(request, { stage, digest, by }) },
    ...askActions(request, { stage, digest }),
    { kind: 'button', label: (say) => say.cards.files, style: 'normal', command: { do: 'files', request: id } },
    { kind: 'button', label: (say) => say.cards.reviewing, style: 'normal', command: { do: 'claim', request: id, stage } },
  ];
};

/** The card in a reviewing role's channel; `actionable` where that role is the one whose turn it is, `by` for one person's own view. */
export const reviewCard = (
  request: EgressRequest,
  { actionable, by }: { readonly actionable: boolean; readonly by?: Decider | undefined },
): Card => {
  const stage = currentStage(request);
  const { manifest } = request;
  const actions = stage && actionable ? reviewActions(request, stage.index, by) : [];
  return {
    summary: () =>
      line(
        headline(request),
        (say) => say.cards.ofProject(request.submission.projectId),
        (say) => (manifest ? `${say.requests.size(manifest.files, manifest.bytes)}. ` : ''),
        ...nextStep(request),
      ),
    blocks: [
      { kind: 'header', icon: iconOf(request), text: headline(request) },
      ...outcomeBlocks(request),
      ...factBlock([...subjectFacts(request), ...(stage ? stageFacts(request, stage) : [])]),
      ...(stage && hasUnknownRequester(request)
        ? [{ kind: 'text', tone: 'normal', line: line((say) => say.cards.unknownRequester) } as const]
        : []),
      ...(stage ? factBlock(pressingFacts(request, stage)) : []),
      ...questionBlocks(request),
      ...resubmissionBlocks(request),
      ...factBlock([submittedFact(request)]),
      ...(stage ? fileList(request) : []),
      ...decisionList(request),
      aside(sealLine(request)),
      ...(overStatuses.has(request.status.kind) ? [] : [aside(nextStep(request))]),
      ...(actions.length > 0 ? [{ kind: 'actions', actions } as const] : []),
    ],
  };
};

/** The card in an egress manager's channel: what may be fetched, and how often still. Never a link (I10). */
export const releaseCard = (request: EgressRequest): Card => {
  const { release, links, terms, id, status } = request;
  const isReleased = status.kind === 'released';
  return {
    summary: () => line(headline(request), '. ', ...nextStep(request)),
    blocks: [
      { kind: 'header', icon: iconOf(request), text: headline(request) },
      ...outcomeBlocks(request),
      ...factBlock([
        ...requestFacts(request),
        ...releaseFacts(request),
        ...(isReleased
          ? [
              {
                label: (say) => say.cards.linksLeft,
                value: line((say) => say.quantities.ofTotal(terms.maxLinks - links.length, terms.maxLinks)),
              } satisfies Fact,
            ]
          : []),
      ]),
      ...decisionList(request),
      ...(links.length > 0
        ? [
            {
              kind: 'list',
              title: (say) => say.cards.links,
              items: links.map(({ person, at }) => line((say) => say.cards.link(knownName(request, person), at))),
              more: 0,
            } satisfies Block,
          ]
        : []),
      aside(sealLine(request)),
      ...(status.kind === 'closed' && status.reason === 'links-used' ? [aside(line((say) => say.requests.linkAgain(shortId(id))))] : []),
      ...(release && isReleased
        ? [
            {
              kind: 'actions',
              actions: [{ kind: 'button', label: (say) => say.privately.getLink, style: 'primary', command: { do: 'link', request: id } }],
            } satisfies Block,
          ]
        : []),
    ],
  };
};

/** The zip's facts. */
export const releaseFacts = ({ release }: EgressRequest): readonly Fact[] =>
  release
    ? [
        { label: (say) => say.cards.zip, value: line((say) => say.quantities.bytes(release.size)) },
        { label: 'SHA-256', value: line(text(release.sha256, 'code')) },
      ]
    : [];
