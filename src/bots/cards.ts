/** A request as a card: what an approver with thirty seconds needs, most important first. */
import type { AuditEvent, Decision, EgressRequest, Instant, Pause, Stage } from '../workflow/request.ts';
import { shortId } from '../workflow/request.ts';
import { hasUnknownRequester } from '../workflow/requesters.ts';
import { labelOfRole } from '../workflow/role-label.ts';
import { approvalsAt, currentStage } from '../workflow/transitions.ts';
import type { Action, Block, Card, Line, Phrase } from './card.ts';
import { line, text } from './card.ts';
import { statusIcon } from './format.ts';
import type { Decider } from './forms.ts';
import { approveForm, rejectForm } from './forms.ts';
import { knownName } from './known-name.ts';
import { askActions } from './question-forms.ts';
import { questionBlocks, saidInThread } from './questions.ts';
import type { Fact } from './request-facts.ts';
import { fileList, nextStep, requestFacts, sealFacts, stageLabel } from './request-facts.ts';
import { resubmissionBlocks } from './resubmissions.ts';

const headline =
  (request: EgressRequest): Phrase =>
  ({ cards, names }) => {
    const stage = currentStage(request);
    const id = shortId(request.id);
    return stage ? cards.inReview(id, stage.label) : cards.inStatus(id, names.status[request.status.kind]);
  };

const deadlineLine = ({ deadline, pause }: { readonly deadline: Instant; readonly pause?: Pause }): Line =>
  line(pause ? (say) => say.cards.paused(pause.until, deadline) : { kind: 'instant', at: deadline });

const stageFacts = (request: EgressRequest, stage: Stage & { readonly index: number }): readonly Fact[] => {
  const { status, terms, escalated, claim } = request;
  const approved = approvalsAt(request, stage.index);
  const names = approved.map(({ person }) => person.name).join(', ');
  const facts: readonly (Fact | false)[] = [
    { label: (say) => say.cards.stage, value: line((say) => say.quantities.ofTotal(stage.index + 1, terms.stages.length)) },
    {
      label: (say) => say.cards.approvals,
      value: line((say) => `${say.quantities.ofTotal(approved.length, stage.approvals)}${names === '' ? '' : ` (${names})`}`),
    },
    status.kind === 'in-review' && { label: (say) => say.cards.deadline, value: deadlineLine(status) },
    { label: (say) => say.cards.lookAtFiles, value: line(terms.reviewLocation) },
    escalated !== undefined && {
      label: (say) => say.cards.escalated,
      value: line(({ cards }) =>
        cards.escalatedTo(stage.escalateTo === undefined ? cards.anotherRole : labelOfRole(terms, stage.escalateTo), escalated),
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

/** One decision in full: who, when, where and why. */
export const decisionDetail = (request: EgressRequest, decision: Decision): Line => {
  const { verdict, person, identity, at, stage, category, text: said, delegatedBy } = decision;
  const deed = { who: person.name, at, platform: identity.platform, inPlaceOf: delegatedBy };
  const label = stageLabel(request, stage);
  return line(
    ({ cards }) => (verdict === 'approve' ? cards.approvedBy(deed, label) : cards.rejectedBy(deed, label)),
    (say) => (category === undefined ? '' : `. ${say.names.category[category]}`),
    (say) => (said === undefined || said === '' ? '' : say.cards.quoted(said)),
  );
};

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
  const { manifest, status } = request;
  const decisions = request.decisions.map((decision) => decisionDetail(request, decision));
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
      { kind: 'header', icon: statusIcon[status.kind], text: headline(request) },
      { kind: 'facts', facts: requestFacts(request) },
      ...resubmissionBlocks(request),
      ...(stage ? fileList(request) : []),
      ...(stage && hasUnknownRequester(request)
        ? [{ kind: 'text', tone: 'normal', line: line((say) => say.cards.unknownRequester) } as const]
        : []),
      ...(stage ? [{ kind: 'facts', facts: stageFacts(request, stage) } as const] : []),
      ...questionBlocks(request),
      ...(decisions.length > 0 ? [{ kind: 'list', title: (say) => say.cards.decisions, items: decisions, more: 0 } satisfies Block] : []),
      { kind: 'facts', facts: sealFacts(request) },
      { kind: 'text', tone: 'muted', line: nextStep(request) },
      ...(actions.length > 0 ? [{ kind: 'actions', actions } as const] : []),
    ],
  };
};

/** The card in an egress manager's channel: what may be fetched, and how often still. Never a link (I10). */
export const releaseCard = (request: EgressRequest): Card => {
  const { release, links, terms, id } = request;
  const left = terms.maxLinks - links.length;
  return {
    summary: () => line(headline(request), '. ', ...nextStep(request)),
    blocks: [
      { kind: 'header', icon: statusIcon[request.status.kind], text: headline(request) },
      {
        kind: 'facts',
        facts: [
          ...requestFacts(request),
          ...releaseFacts(request),
          ...(request.status.kind === 'revoked'
            ? []
            : [{ label: (say) => say.cards.linksLeft, value: line((say) => say.quantities.ofTotal(left, terms.maxLinks)) } satisfies Fact]),
          ...sealFacts(request),
        ],
      },
      {
        kind: 'list',
        title: (say) => say.cards.decisions,
        items: request.decisions.map((decision) => decisionDetail(request, decision)),
        more: 0,
      },
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
      { kind: 'text', tone: 'muted', line: nextStep(request) },
      ...(release && request.status.kind === 'released'
        ? [
            {
              kind: 'actions',
              actions: [
                {
                  kind: 'button',
                  label: (say) => say.cards.getLinkOf(left),
                  style: 'primary',
                  command: { do: 'link', request: id },
                },
              ],
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

/** The one line that an event adds to a card's thread; undefined for what the card alone tells. */
export const threadLine = (request: EgressRequest, { fact, actor, at }: AuditEvent): Line | undefined => {
  const who = actor.kind === 'person' ? actor.person.name : 'Sallyport';
  const stage = 'stage' in fact ? stageLabel(request, fact.stage) : '';
  switch (fact.kind) {
    case 'approved': {
      const { comment, delegatedBy: inPlaceOf } = fact;
      return line(
        ({ cards }) => cards.hasApproved({ who, at, inPlaceOf }, stage),
        ({ cards }) => (comment === undefined ? '' : cards.quoted(comment)),
      );
    }
    case 'rejected': {
      const { category, reason, delegatedBy: inPlaceOf } = fact;
      return line(
        ({ cards }) => cards.hasRejected({ who, at, inPlaceOf }, stage),
        ({ cards, names }) => `. ${names.category[category]}${cards.quoted(reason)}`,
      );
    }
    case 'expired':
      return line(({ cards }) => cards.hasExpired(stage, at));
    case 'released':
      return line(({ cards }) => cards.isReleased(at));
    case 'asked':
      return saidInThread(request, { number: fact.number, answered: false });
    case 'answered':
      return saidInThread(request, { number: fact.number, answered: true });
    case 'pause-ended':
      return line(({ cards }) => cards.pauseEnded(at));
    case 'reminded':
      return line(({ cards }) => (fact.question === undefined ? cards.reminded(who, stage, at) : cards.requesterReminded(who, at)));
    case 'escalated':
      return line(({ cards }) => cards.escalatedInThread(stage, labelOfRole(request.terms, fact.to), at));
    case 'resubmitted':
      return line((say) => say.resubmission.inThread(shortId(fact.as)));
    case 'retried':
      return line(({ cards }) => cards.retried(who, at));
    case 'closed':
      return line(({ cards }) => cards.closed(at));
    case 'zip-removed':
      return line(({ cards }) => cards.zipRemoved(at, fact.sha256));
    case 'failed':
      return line(({ cards }) => cards.failed(fact.failure.step, at));
    case 'withdrawn':
    case 'aborted':
      return line(({ cards }) => cards.withdrawn(who, at));
    case 'revoked':
      return line(({ cards }) => cards.revoked(who, at));
    default:
      return undefined;
  }
};
