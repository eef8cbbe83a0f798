/** One request as the side panel shows it. */
import { shortDigest } from '../bots/format.ts';
import { english } from '../bots/languages/english.ts';
import type { Actor, AuditEvent, EgressRequest, Stage, StatusKind, SwbUser, Terms } from '../workflow/request.ts';
import { shortId } from '../workflow/request.ts';
import { labelOfRole } from '../workflow/role-label.ts';
import { wasGivenUp } from '../workflow/shown-status.ts';
import type { RequestSummary } from '../workflow/summary.ts';
import { summarise } from '../workflow/summary.ts';
import { approvalsAt, findRecordFault } from '../workflow/transitions.ts';
import { personName } from './told.ts';
import type { EventView, RequestRow, RequestView, StepView, Tone } from './view.ts';

/** The panel around the chats is English, whatever they speak. */
const { category: categoryName, platform: platformName, step: stepName, unknownUser } = english.names;
const { bytes: formatBytes, files: countFiles, links: countLinks, counted, ofType } = english.quantities;

const formatUser = ({ email, id }: SwbUser): string => email ?? unknownUser(id);

const toneOf = {
  received: 'going',
  staging: 'going',
  'in-review': 'waiting',
  packaging: 'going',
  released: 'good',
  closed: 'over',
  revoked: 'bad',
  rejected: 'bad',
  expired: 'over',
  withdrawn: 'over',
  failed: 'bad',
} satisfies Record<StatusKind, Tone>;

const wordOf = {
  received: 'Received',
  staging: 'Copying',
  'in-review': 'In review',
  packaging: 'Packaging',
  released: 'Released',
  closed: 'Closed',
  revoked: 'Revoked',
  rejected: 'Rejected',
  expired: 'Expired',
  withdrawn: 'Withdrawn',
  failed: 'Failed',
} satisfies Record<StatusKind, string>;

const givenUp = 'Given up';

/** A request in the list. */
export const rowOf = (summary: RequestSummary): RequestRow => ({
  id: summary.id,
  shortId: shortId(summary.id),
  name: summary.egressStoreName === '' ? summary.workspaceId : summary.egressStoreName,
  project: summary.projectId,
  receivedAt: summary.receivedAt,
  status: summary.waitsFor
    ? `Review ${summary.waitsFor.stage + 1} of ${summary.waitsFor.stages}`
    : summary.givenUp
      ? givenUp
      : wordOf[summary.status],
  tone: toneOf[summary.status],
});

/** How far along the straight path a request is: 0 received, 1 copied, 2.. stages, then packaged, then released. */
const reached = (request: EgressRequest): number => {
  const stages = request.terms.stages.length;
  const { status } = request;
  switch (status.kind) {
    case 'received':
      return 0;
    case 'staging':
      return 1;
    case 'in-review':
    case 'rejected':
    case 'expired':
      return 2 + status.stage;
    case 'packaging':
      return 2 + stages;
    case 'released':
    case 'closed':
    case 'revoked':
      return 3 + stages;
    case 'withdrawn':
    case 'failed':
      return progressBefore(request);
    default:
      return status satisfies never;
  }
};

/** Where a request stood that was stopped from outside: its events tell. */
const progressBefore = (request: EgressRequest): number => {
  if (!request.manifest) return request.events.some(({ fact }) => fact.kind === 'staging-started') ? 1 : 0;
  const complete = request.terms.stages.findIndex((stage, index) => approvalsAt(request, index).length < stage.approvals);
  return complete === -1 ? 2 + request.terms.stages.length : 2 + complete;
};

const stageDetail = (request: EgressRequest, stage: Stage, index: number): string => {
  const { status } = request;
  const rejection = request.decisions.find((decision) => decision.stage === index && decision.verdict === 'reject');
  if (rejection)
    return `Rejected by ${rejection.person.name}: ${rejection.category === undefined ? '' : categoryName[rejection.category].toLowerCase()}`;
  const names = approvalsAt(request, index).map(({ person }) => person.name);
  if (status.kind === 'expired' && status.stage === index) return 'Nobody decided before the deadline';
  if (names.length > 0 && names.length >= stage.approvals) return `Approved by ${names.join(', ')}`;
  if (status.kind === 'in-review' && status.stage === index)
    return `${names.length} of ${counted(stage.approvals, { one: 'approval', other: 'approvals' })}${request.claim ? `, ${request.claim.person.name} is reviewing` : ''}`;
  return '';
};

const endOf = (request: EgressRequest): { readonly label: string; readonly detail: string } | undefined => {
  const { status, terms, links } = request;
  switch (status.kind) {
    case 'closed':
      return {
        label: 'Closed',
        detail: status.reason === 'links-used' ? `All ${countLinks(terms.maxLinks)} are used` : 'The release was kept long enough',
      };
    case 'revoked':
      return { label: 'Revoked', detail: status.reason };
    case 'rejected':
      return { label: 'Rejected', detail: 'Nothing leaves; the researcher can submit again' };
    case 'expired':
      return { label: 'Expired', detail: 'Nothing leaves; the researcher can submit again' };
    case 'withdrawn':
      return { label: wasGivenUp(request) ? givenUp : wordOf.withdrawn, detail: status.reason ?? '' };
    case 'failed':
      return { label: 'Failed', detail: `${stepName(status.failure.step, true)}: ${status.failure.error}` };
    case 'released':
      return { label: 'Closed', detail: `when all links are used; ${links.length} of ${terms.maxLinks} so far` };
    case 'received':
    case 'staging':
    case 'in-review':
    case 'packaging':
      return undefined;
    default:
      return status satisfies never;
  }
};

/** The picture of a request's life. */
export const stepsOf = (request: EgressRequest): readonly StepView[] => {
  const { terms, manifest, release, status } = request;
  const at = reached(request);
  const path = [
    { label: 'Received', detail: '' },
    {
      label: 'Copied to staging',
      detail: manifest ? `${countFiles(manifest.files)}, ${formatBytes(manifest.bytes)}, each with its checksum` : '',
    },
    ...terms.stages.map((stage, index) => ({ label: `${stage.label} review`, detail: stageDetail(request, stage, index) })),
    { label: 'Packaged', detail: release ? `Zip of ${formatBytes(release.size)}, checked file by file` : '' },
    { label: 'Released', detail: release ? `${request.links.length} of ${countLinks(terms.maxLinks)} issued` : '' },
  ];
  const stopped = toneOf[status.kind] === 'bad' || toneOf[status.kind] === 'over';
  const released = status.kind === 'released' || status.kind === 'closed' || status.kind === 'revoked';
  const stateAt = (index: number): StepView['state'] => {
    if (index < at || (released && index === at)) return 'done';
    // Receipt is a moment, not a wait: what follows it is under way.
    if (index === at) return stopped ? 'stopped' : 'now';
    return stopped ? 'skipped' : 'ahead';
  };
  const steps = path.map((step, index) => ({ ...step, state: stateAt(index) }));
  const end = endOf(request);
  if (!end) return steps;
  const endState = status.kind === 'released' ? 'ahead' : status.kind === 'closed' ? 'done' : 'stopped';
  return [...steps.filter(({ state }) => state !== 'skipped'), { ...end, state: endState }];
};

const whoOf = (actor: Actor): string => (actor.kind === 'system' ? 'Sallyport' : actor.person.name);

const eventWords = (event: AuditEvent, terms: Terms): { readonly what: string; readonly detail: string } => {
  const { fact } = event;
  const label = 'stage' in fact ? (terms.stages[fact.stage]?.label ?? '') : '';
  switch (fact.kind) {
    case 'received':
      return { what: 'Received', detail: `from ${formatUser(fact.submission.submittedBy)}` };
    case 'staging-started':
      return { what: 'Copying began', detail: '' };
    case 'staged':
      return { what: 'Copied', detail: `${countFiles(fact.manifest.files)}, digest ${shortDigest(fact.manifest.digest)}` };
    case 'claimed':
      return { what: 'Reviewing', detail: label };
    case 'asked':
      return { what: 'Asked the requester', detail: `“${fact.text}”` };
    case 'answered':
      return { what: 'Answered', detail: `“${fact.text}”` };
    case 'pause-ended':
      return { what: 'No answer in time', detail: 'the clock runs on' };
    case 'claim-ended':
      return { what: 'No longer reviewing', detail: fact.because === 'time' ? 'its time was over' : label };
    case 'approved':
      return { what: `Approved for ${label}`, detail: fact.comment === undefined ? '' : `“${fact.comment}”` };
    case 'rejected':
      return { what: `Rejected for ${label}`, detail: `${categoryName[fact.category]}: “${fact.reason}”` };
    case 'reminded':
      return { what: 'Reminded', detail: fact.question === undefined ? label : `of question ${fact.question}` };
    case 'escalated':
      return { what: `Escalated to ${labelOfRole(terms, fact.to)}`, detail: label };
    case 'zip-removed':
      return { what: 'Zip deleted', detail: fact.because === 'revoked' ? 'because the release was revoked' : 'its retention is over' };
    case 'expired':
      return { what: `Deadline of ${label} passed`, detail: '' };
    case 'released':
      return { what: 'Released', detail: `zip of ${formatBytes(fact.release.size)}` };
    case 'link-issued':
      return {
        what: `Link ${fact.number} issued`,
        detail: `to ${personName(fact.to.id)}${fact.cause === 'asked' ? ', who asked for it' : ' with the release message'}`,
      };
    case 'link-repeated':
      return { what: `Link ${fact.number} given again`, detail: `to ${personName(fact.to.id)}, until the same end` };
    case 'link-opened':
      return { what: `Download with link ${fact.number} begun`, detail: `by whoever had it; it was given to ${personName(fact.to.id)}` };
    case 'closed':
      return { what: 'Closed', detail: fact.reason };
    case 'withdrawn':
      return { what: 'Withdrawn', detail: fact.reason ?? '' };
    case 'revoked':
      return { what: 'Revoked', detail: fact.reason };
    case 'failed':
    case 'step-failed':
      return { what: `${stepName(fact.failure.step, true)} failed`, detail: fact.failure.error };
    case 'retried':
      return { what: 'Tried again', detail: '' };
    case 'resubmitted':
      return { what: 'Submitted again', detail: `as ${shortId(fact.as)}` };
    case 'aborted':
      return { what: givenUp, detail: fact.reason };
    default:
      return fact satisfies never;
  }
};

const eventOf = (event: AuditEvent, { terms, channelName }: { terms: Terms; channelName: (id: string) => string }): EventView => {
  const { seq, at, actor, hash } = event;
  const place = actor.kind === 'person' && actor.channel !== undefined ? channelName(actor.channel) : '';
  const where = actor.kind === 'person' ? [platformName[actor.identity.platform], place].filter((part) => part !== '').join(' ') : '';
  return { seq, at, who: whoOf(actor), where, hash, ...eventWords(event, terms) };
};

const factsOf = (request: EgressRequest): RequestView['facts'] => {
  const { submission, manifest, release } = request;
  return [
    { label: 'Request', value: request.id, code: true },
    { label: 'Workspace', value: submission.workspaceId },
    { label: 'Requester', value: formatUser(submission.submittedBy) },
    ...(manifest
      ? [{ label: 'File types', value: manifest.types.map(({ files, extension }) => ofType(files, extension)).join(', ') }]
      : []),
    ...(manifest ? [{ label: 'Digest', value: manifest.digest, code: true as const }] : []),
    ...(release ? [{ label: 'Zip', value: release.location.key, code: true as const }] : []),
    ...(release ? [{ label: 'Zip SHA-256', value: release.sha256, code: true as const }] : []),
    { label: 'Policy', value: request.policyDigest.slice(0, 12), code: true },
  ];
};

export type Around = {
  readonly channelName: (id: string) => string;
} & Pick<RequestView, 'told' | 'mails' | 'refused'> &
  Partial<Pick<RequestView, 'execution'>>;

/** The request with what is known around it. */
export const requestView = (request: EgressRequest, { channelName, ...around }: Around): RequestView => {
  const fault = findRecordFault(request);
  return {
    ...rowOf(summarise(request)),
    steps: stepsOf(request),
    facts: factsOf(request),
    events: request.events.map((event) => eventOf(event, { terms: request.terms, channelName })),
    chain: fault ? { ok: false, brokenAt: fault.seq } : { ok: true, events: request.events.length },
    ...around,
  };
};
