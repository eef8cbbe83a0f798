/** A request as a card: what an approver with thirty seconds needs, most important first. */
import type { AuditEvent, Decision, EgressRequest, Stage } from '../workflow/request.ts';
import { hasUnknownRequester, shortId } from '../workflow/request.ts';
import { approvalsAt, currentStage } from '../workflow/transitions.ts';
import type { Action, Block, Card, Line } from './card.ts';
import { line, text } from './card.ts';
import {
  categoryName,
  count,
  formatBytes,
  formatTypes,
  formatUser,
  ofTotal,
  platformName,
  shortDigest,
  statusIcon,
  statusName,
} from './format.ts';

type Fact = { readonly label: string; readonly value: Line };

/** "Egress request 1a2b3c4d". */
export const titleOf = (request: EgressRequest): string => `Egress request ${shortId(request.id)}`;

const headline = (request: EgressRequest): string => {
  const stage = currentStage(request);
  return stage ? `${titleOf(request)}: ${stage.label} review` : `${titleOf(request)}: ${statusName[request.status.kind]}`;
};

/** "12 files, 3.4 MB (8 csv, 4 png)". */
export const contentLine = (request: EgressRequest): Line => {
  const { manifest } = request;
  if (!manifest) return line('not copied yet');
  return line(text(`${count(manifest.files, 'file')}, ${formatBytes(manifest.bytes)}`, 'bold'), ` (${formatTypes(manifest)})`);
};

/** Who asked for the egress: the submitter, and the store's creator when that is somebody else. */
export const requesterLine = ({ submission }: EgressRequest): Line => {
  const { submittedBy, createdBy } = submission;
  const submitter = line(formatUser(submittedBy));
  return submittedBy.id === createdBy.id && submittedBy.email === createdBy.email
    ? submitter
    : [...submitter, ...line('; workspace created by ', formatUser(createdBy))];
};

/** What would leave, and who asks for it: every card and dialog of a request begins with this. */
export const requestFacts = (request: EgressRequest): readonly Fact[] => {
  const { submission } = request;
  const { egressStoreName: name, workspaceId } = submission;
  return [
    { label: 'Contents', value: contentLine(request) },
    { label: 'Requester', value: requesterLine(request) },
    { label: 'Project', value: line(submission.projectId) },
    { label: 'Workspace', value: line(name === '' ? workspaceId : name) },
    { label: 'Submitted', value: submission.submittedAt ? line({ kind: 'instant', at: submission.submittedAt }) : line('unknown') },
  ];
};

/** The full id and the digest of exactly what is decided on. */
export const sealFacts = ({ id, manifest }: EgressRequest): readonly Fact[] => [
  { label: 'Request', value: line(text(id, 'code')) },
  ...(manifest ? [{ label: 'Manifest digest', value: line(text(shortDigest(manifest.digest), 'code')) }] : []),
];

const stageFacts = (request: EgressRequest, stage: Stage & { readonly index: number }): readonly Fact[] => {
  const approved = approvalsAt(request, stage.index);
  const names = approved.map(({ person }) => person.name).join(', ');
  return [
    { label: 'Stage', value: line(ofTotal(stage.index + 1, request.terms.stages.length)) },
    {
      label: 'Approvals',
      value: line(`${ofTotal(approved.length, stage.approvals)}${names === '' ? '' : ` (${names})`}`),
    },
    ...(request.status.kind === 'in-review' ? [{ label: 'Deadline', value: line({ kind: 'instant', at: request.status.deadline }) }] : []),
    { label: 'Look at the files', value: line(request.terms.reviewLocation) },
    ...(request.claim
      ? [
          {
            label: 'Reviewing now',
            value: line(text(request.claim.person.name, 'bold'), ', since ', { kind: 'instant', at: request.claim.at }),
          },
        ]
      : []),
  ];
};

/** One decision in full: who, when, where and why. */
export const decisionDetail = (request: EgressRequest, { verdict, person, identity, at, stage, category, text: said }: Decision): Line =>
  line(
    verdict === 'approve' ? '✅ Approved by ' : '⛔ Rejected by ',
    text(person.name, 'bold'),
    ` for ${request.terms.stages[stage]?.label ?? 'review'} in ${platformName[identity.platform]}, `,
    { kind: 'instant', at },
    ...(category === undefined ? [] : [`. ${categoryName[category]}`]),
    ...(said === undefined || said === '' ? [] : [`: “${said}”`]),
  );

const waitingFor = (request: EgressRequest): string => {
  const stage = currentStage(request);
  return stage ? `Now waiting for ${stage.label}.` : '';
};

/** What happens next, in a sentence. */
export const nextStep = (request: EgressRequest): string => {
  const { status, terms } = request;
  switch (status.kind) {
    case 'received':
    case 'staging':
      return 'The files are being copied; review begins when all are there.';
    case 'in-review':
      return waitingFor(request);
    case 'packaging':
      return 'All stages approved. The files are being zipped and checked; the egress managers are told when the zip is ready.';
    case 'released':
      return `The zip is in the data lake. Egress managers get a link with /egress link ${shortId(request.id)}; ${ofTotal(request.links.length, terms.maxLinks)} links issued.`;
    case 'closed':
      return status.reason === 'links-used'
        ? `All ${count(terms.maxLinks, 'link')} have been issued.`
        : 'The release was kept as long as the policy allows.';
    case 'rejected':
      return 'Nothing leaves. The requester is told the reason and can submit again.';
    case 'expired':
      return 'Nobody decided before the deadline, so nothing leaves. The requester is told and can submit again.';
    case 'withdrawn':
      return `Nothing leaves.${status.reason === undefined ? '' : ` Reason: “${status.reason}”`}`;
    case 'revoked':
      return `No further links are issued. Reason: “${status.reason}”`;
    case 'failed':
      return `The step "${status.failure.step}" failed; the admins have been told. Nothing was released.`;
    default:
      return status satisfies never;
  }
};

const reviewActions = (request: EgressRequest, stage: number): readonly Action[] => {
  const { id, manifest } = request;
  if (!manifest) return [];
  const { digest } = manifest;
  return [
    { kind: 'button', label: '✅ Approve…', style: 'primary', command: { do: 'approve', request: id, stage, digest } },
    { kind: 'button', label: '⛔ Reject…', style: 'danger', command: { do: 'reject', request: id, stage, digest } },
    { kind: 'button', label: '📄 Files', style: 'normal', command: { do: 'files', request: id } },
    { kind: 'button', label: "👀 I'm reviewing", style: 'normal', command: { do: 'claim', request: id, stage } },
  ];
};

/** The first files, unless the policy hides names. */
export const fileList = (request: EgressRequest): readonly Block[] => {
  const { manifest, terms } = request;
  if (!manifest || !terms.showFileNames || manifest.first.length === 0) return [];
  const items = manifest.first.map(({ path, size }) => line(text(path, 'code'), `  ${formatBytes(size)}`));
  return [{ kind: 'list', title: 'Files', items, more: manifest.files - manifest.first.length }];
};

/** The card in a reviewing role's channel; `actionable` where that role is the one whose turn it is. */
export const reviewCard = (request: EgressRequest, { actionable }: { readonly actionable: boolean }): Card => {
  const stage = currentStage(request);
  const { kind } = request.status;
  const decisions = request.decisions.map((decision) => decisionDetail(request, decision));
  const actions = stage && actionable ? reviewActions(request, stage.index) : [];
  return {
    summary: `${headline(request)}. Project ${request.submission.projectId}. ${request.manifest ? `${count(request.manifest.files, 'file')}, ${formatBytes(request.manifest.bytes)}.` : ''} ${nextStep(request)}`,
    blocks: [
      { kind: 'header', icon: statusIcon[kind], text: headline(request) },
      { kind: 'facts', facts: requestFacts(request) },
      ...(stage ? fileList(request) : []),
      ...(stage && hasUnknownRequester(request)
        ? [
            {
              kind: 'text',
              tone: 'normal',
              line: line('⚠️ Service Workbench did not name every requester. Decide only if the request is not your own.'),
            } as const,
          ]
        : []),
      ...(stage ? [{ kind: 'facts', facts: stageFacts(request, stage) } as const] : []),
      ...(decisions.length > 0 ? [{ kind: 'list', title: 'Decisions', items: decisions, more: 0 } as const] : []),
      { kind: 'facts', facts: sealFacts(request) },
      { kind: 'text', tone: 'muted', line: line(nextStep(request)) },
      ...(actions.length > 0 ? [{ kind: 'actions', actions } as const] : []),
    ],
  };
};

/** The card in an egress manager's channel: what may be fetched, and how often still. Never a link (I10). */
export const releaseCard = (request: EgressRequest): Card => {
  const { release, links, terms, id } = request;
  return {
    summary: `${headline(request)}. ${nextStep(request)}`,
    blocks: [
      { kind: 'header', icon: statusIcon[request.status.kind], text: headline(request) },
      {
        kind: 'facts',
        facts: [
          ...requestFacts(request),
          ...releaseFacts(request),
          { label: 'Links left', value: line(ofTotal(terms.maxLinks - links.length, terms.maxLinks)) },
          ...sealFacts(request),
        ],
      },
      { kind: 'list', title: 'Decisions', items: request.decisions.map((decision) => decisionDetail(request, decision)), more: 0 },
      ...(links.length > 0
        ? [
            {
              kind: 'list',
              title: 'Links',
              items: links.map(({ number, person, at }) => line(`${number}. `, text(person.name, 'bold'), ', ', { kind: 'instant', at })),
              more: 0,
            } as const,
          ]
        : []),
      { kind: 'text', tone: 'muted', line: line(nextStep(request)) },
      ...(release && request.status.kind === 'released'
        ? [
            {
              kind: 'actions',
              actions: [
                {
                  kind: 'button',
                  label: `🔗 Get link (${terms.maxLinks - links.length} left)`,
                  style: 'primary',
                  command: { do: 'link', request: id },
                },
              ],
            } as const,
          ]
        : []),
    ],
  };
};

/** The zip's facts. */
export const releaseFacts = ({ release }: EgressRequest): readonly Fact[] =>
  release
    ? [
        { label: 'Zip', value: line(formatBytes(release.size)) },
        { label: 'SHA-256', value: line(text(release.sha256, 'code')) },
      ]
    : [];

/** The one line that an event adds to a card's thread; undefined for what the card alone tells. */
export const threadLine = (request: EgressRequest, { fact, actor, at }: AuditEvent): Line | undefined => {
  const who = actor.kind === 'person' ? text(actor.person.name, 'bold') : text('Sallyport', 'bold');
  const when = { kind: 'instant', at } as const;
  const label = 'stage' in fact ? (request.terms.stages[fact.stage]?.label ?? 'review') : '';
  switch (fact.kind) {
    case 'approved':
      return line('✅ ', who, ` approved for ${label}, `, when, fact.comment === undefined ? '' : `: “${fact.comment}”`);
    case 'rejected':
      return line('⛔ ', who, ` rejected for ${label}, `, when, `. ${categoryName[fact.category]}: “${fact.reason}”`);
    case 'expired':
      return line(`⌛ The deadline for ${label} passed undecided, `, when);
    case 'released':
      return line('✅ Released: the zip is written and checked, ', when);
    case 'failed':
      return line(`⚠️ The step "${fact.failure.step}" failed; the admins have been told, `, when);
    case 'withdrawn':
    case 'aborted':
      return line('↩️ Withdrawn by ', who, ', ', when);
    case 'revoked':
      return line('🚫 Release revoked by ', who, ', ', when);
    default:
      return undefined;
  }
};
