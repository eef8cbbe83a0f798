/** What every card and dialog says of a request: its facts, and what happens next. */
import type { Decision, EgressRequest, SwbUser } from '../workflow/request.ts';
import { otherCreator } from '../workflow/requesters.ts';
import { resubmittedAs } from '../workflow/resubmission.ts';
import type { ShownStatus } from '../workflow/shown-status.ts';
import type { Line, Phrase } from './card.ts';
import { line, text } from './card.ts';
import { shortDigest } from './format.ts';
import type { Language } from './languages/english.ts';

export type Fact = { readonly label: Phrase; readonly value: Line };

/** What a stage of the request is called. */
export const stageLabel = ({ terms }: EgressRequest, stage: number): string => terms.stages[stage]?.label ?? '';

/** "12 files, 3.4 MB (8 csv, 4 png)". */
export const contentLine = ({ manifest }: EgressRequest): Line => {
  if (!manifest) return line((say) => say.requests.notCopied);
  const { files, bytes, types } = manifest;
  return line(
    text((say) => say.requests.size(files, bytes), 'bold'),
    (say) => ` (${types.map((type) => say.quantities.ofType(type.files, type.extension)).join(', ')})`,
  );
};

/** What its status is called. */
export const statusName =
  ({ status, givenUp }: ShownStatus) =>
  ({ names }: Language): string =>
    givenUp ? names.givenUp : names.status[status];

/** Which request it is, in a line: project, workspace and contents. */
export const requestBrief = (request: EgressRequest): Line => {
  const { projectId, egressStoreName, workspaceId } = request.submission;
  return line(`${projectId}, ${egressStoreName === '' ? workspaceId : egressStoreName}; `, ...contentLine(request));
};

/** An address, or what is known of a user without one. */
export const userText =
  ({ email, id }: SwbUser): Phrase =>
  (say) =>
    email ?? say.names.unknownUser(id);

/** Who asked for the egress: the submitter, and the store's creator when that is somebody else. */
export const requesterLine = ({ submission }: EgressRequest): Line => {
  const { submittedBy } = submission;
  const createdBy = otherCreator(submission);
  return createdBy ? line(userText(submittedBy), (say) => say.requests.createdBy, userText(createdBy)) : line(userText(submittedBy));
};

/** What would leave, and who asks for it: every card and dialog of a request begins with this. */
export const subjectFacts = (request: EgressRequest): readonly Fact[] => {
  const { egressStoreName: name, workspaceId, projectId } = request.submission;
  return [
    { label: (say) => say.requests.contents, value: contentLine(request) },
    { label: (say) => say.requests.requester, value: requesterLine(request) },
    { label: (say) => say.requests.project, value: line(projectId) },
    { label: (say) => say.requests.workspace, value: line(name === '' ? workspaceId : name) },
  ];
};

export const submittedFact = ({ submission: { submittedAt } }: EgressRequest): Fact => ({
  label: (say) => say.requests.submitted,
  value: line(submittedAt ? { kind: 'instant', at: submittedAt } : (say) => say.requests.submittedUnknown),
});

export const requestFacts = (request: EgressRequest): readonly Fact[] => [...subjectFacts(request), submittedFact(request)];

/** The full id and the digest of exactly what is decided on. */
export const sealFacts = ({ id, manifest }: EgressRequest): readonly Fact[] => [
  { label: (say) => say.requests.request, value: line(text(id, 'code')) },
  ...(manifest ? [{ label: (say) => say.requests.digest, value: line(text(shortDigest(manifest.digest), 'code')) } satisfies Fact] : []),
];

/** The same in a line. */
export const sealLine = (request: EgressRequest): Line =>
  sealFacts(request).flatMap(({ label, value }, index) => line(index === 0 ? '' : ' · ', label, ' ', ...value));

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

const endings = ['withdrawn', 'aborted', 'revoked'] as const;

/** Who ended it besides by deciding on it, when, where and why; nothing else is said of others. */
export const endedLine = ({ status, events }: EgressRequest): Line => {
  const ended = events.findLast(({ fact }) => endings.some((how) => how === fact.kind));
  const how = endings.find((each) => each === ended?.fact.kind);
  if (!ended || !how || (status.kind !== 'withdrawn' && status.kind !== 'revoked')) return [];
  const { actor, at } = ended;
  const { reason } = status;
  const by =
    actor.kind === 'person' ? { who: actor.person.name, platform: actor.identity.platform } : { who: 'Sallyport', platform: undefined };
  return line((say) => say.requests.ended(how, { ...by, at, reason }));
};

/** What happens next, in a sentence or two. */
export const nextStep = (request: EgressRequest): Line => {
  const { status, terms, links } = request;
  const again = resubmittedAs(request).length === 0;
  switch (status.kind) {
    case 'received':
    case 'staging':
      return line((say) => say.requests.beingCopied);
    case 'in-review':
      return line(({ requests }) => (status.pause ? requests.waitsForAnswer : requests.waitsFor)(stageLabel(request, status.stage)));
    case 'packaging':
      return line((say) => say.requests.beingPackaged);
    case 'released':
      return line((say) => say.requests.isReleased(links.length, terms.maxLinks));
    case 'closed':
      return line((say) => (status.reason === 'links-used' ? say.requests.linksUsed(terms.maxLinks) : say.requests.retentionOver));
    case 'rejected':
      return line((say) => say.requests.isRejected(again));
    case 'expired':
      return line((say) => say.requests.isExpired(again));
    case 'withdrawn':
      return line(...endedLine(request), (say) => say.requests.isWithdrawn);
    case 'revoked':
      return line(...endedLine(request), (say) => say.requests.isRevoked);
    case 'failed':
      return line((say) => say.requests.hasFailed(status.failure.step));
    default:
      return status satisfies never;
  }
};
