/** A request as a card: what an approver with thirty seconds needs, most important first. */
import type { AuditEvent, Decision, EgressRequest, Instant, Pause, Stage } from '../workflow/request.ts';
import { hasUnknownRequester } from '../workflow/requesters.ts';
import { approvalsAt, currentStage } from '../workflow/transitions.ts';
import type { Action, Card, Line } from './card.ts';
import { line, text } from './card.ts';
import { categoryName, count, formatBytes, inStead, ofTotal, platformName, statusIcon, statusName } from './format.ts';
import { approveForm, rejectForm } from './forms.ts';
import { askActions } from './question-forms.ts';
import { questionBlocks, saidInThread } from './questions.ts';
import type { Fact } from './request-facts.ts';
import { fileList, nextStep, requestFacts, sealFacts, titleOf } from './request-facts.ts';

const headline = (request: EgressRequest): string => {
  const stage = currentStage(request);
  return stage ? `${titleOf(request)}: ${stage.label} review` : `${titleOf(request)}: ${statusName[request.status.kind]}`;
};

const deadlineLine = ({ deadline, pause }: { readonly deadline: Instant; readonly pause?: Pause }): Line =>
  pause
    ? line('stands still until the answer, or until ', { kind: 'instant', at: pause.until }, '; then at the latest ', {
        kind: 'instant',
        at: deadline,
      })
    : line({ kind: 'instant', at: deadline });

const stageFacts = (request: EgressRequest, stage: Stage & { readonly index: number }): readonly Fact[] => {
  const approved = approvalsAt(request, stage.index);
  const names = approved.map(({ person }) => person.name).join(', ');
  return [
    { label: 'Stage', value: line(ofTotal(stage.index + 1, request.terms.stages.length)) },
    {
      label: 'Approvals',
      value: line(`${ofTotal(approved.length, stage.approvals)}${names === '' ? '' : ` (${names})`}`),
    },
    ...(request.status.kind === 'in-review' ? [{ label: 'Deadline', value: deadlineLine(request.status) }] : []),
    { label: 'Look at the files', value: line(request.terms.reviewLocation) },
    ...(request.escalated === undefined
      ? []
      : [
          {
            label: 'Escalated',
            value: line(`to ${stage.escalateTo ?? 'another role'}, `, { kind: 'instant', at: request.escalated }),
          },
        ]),
    ...(request.claim
      ? [
          {
            label: 'Reviewing now',
            value: line(text(request.claim.person.name, 'bold'), request.claim.until === undefined ? ', since ' : ', until ', {
              kind: 'instant',
              at: request.claim.until ?? request.claim.at,
            }),
          },
        ]
      : []),
  ];
};

/** One decision in full: who, when, where and why. */
export const decisionDetail = (
  request: EgressRequest,
  { verdict, person, identity, at, stage, category, text: said, delegatedBy }: Decision,
): Line =>
  line(
    verdict === 'approve' ? '✅ Approved by ' : '⛔ Rejected by ',
    text(person.name, 'bold'),
    `${inStead(delegatedBy)} for ${request.terms.stages[stage]?.label ?? 'review'} in ${platformName[identity.platform]}, `,
    { kind: 'instant', at },
    ...(category === undefined ? [] : [`. ${categoryName[category]}`]),
    ...(said === undefined || said === '' ? [] : [`: “${said}”`]),
  );

const reviewActions = (request: EgressRequest, stage: number): readonly Action[] => {
  const { id, manifest } = request;
  if (!manifest) return [];
  const { digest } = manifest;
  return [
    { kind: 'form', label: '✅ Approve…', form: approveForm(request, { stage, digest }) },
    { kind: 'form', label: '⛔ Reject…', form: rejectForm(request, { stage, digest }) },
    ...askActions(request, { stage, digest }),
    { kind: 'button', label: '📄 Files', style: 'normal', command: { do: 'files', request: id } },
    { kind: 'button', label: "👀 I'm reviewing", style: 'normal', command: { do: 'claim', request: id, stage } },
  ];
};

/** The card in a reviewing role's channel; `actionable` where that role is the one whose turn it is. */
export const reviewCard = (request: EgressRequest, { actionable }: { readonly actionable: boolean }): Card => {
  const stage = currentStage(request);
  const { kind } = request.status;
  const decisions = request.decisions.map((decision) => decisionDetail(request, decision));
  const actions = stage && actionable ? reviewActions(request, stage.index) : [];
  return {
    summary: () =>
      line(
        `${headline(request)}. Project ${request.submission.projectId}. `,
        ...(request.manifest ? [`${count(request.manifest.files, 'file')}, ${formatBytes(request.manifest.bytes)}. `] : []),
        ...nextStep(request),
      ),
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
      ...questionBlocks(request),
      ...(decisions.length > 0 ? [{ kind: 'list', title: 'Decisions', items: decisions, more: 0 } as const] : []),
      { kind: 'facts', facts: sealFacts(request) },
      { kind: 'text', tone: 'muted', line: nextStep(request) },
      ...(actions.length > 0 ? [{ kind: 'actions', actions } as const] : []),
    ],
  };
};

/** The card in an egress manager's channel: what may be fetched, and how often still. Never a link (I10). */
export const releaseCard = (request: EgressRequest): Card => {
  const { release, links, terms, id } = request;
  return {
    summary: () => line(`${headline(request)}. `, ...nextStep(request)),
    blocks: [
      { kind: 'header', icon: statusIcon[request.status.kind], text: headline(request) },
      {
        kind: 'facts',
        facts: [
          ...requestFacts(request),
          ...releaseFacts(request),
          ...(request.status.kind === 'revoked'
            ? []
            : [{ label: 'Links left', value: line(ofTotal(terms.maxLinks - links.length, terms.maxLinks)) }]),
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
      { kind: 'text', tone: 'muted', line: nextStep(request) },
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
      return line(
        '✅ ',
        who,
        `${inStead(fact.delegatedBy)} approved for ${label}, `,
        when,
        fact.comment === undefined ? '' : `: “${fact.comment}”`,
      );
    case 'rejected':
      return line(
        '⛔ ',
        who,
        `${inStead(fact.delegatedBy)} rejected for ${label}, `,
        when,
        `. ${categoryName[fact.category]}: “${fact.reason}”`,
      );
    case 'expired':
      return line(`⌛ The deadline for ${label} passed undecided, `, when);
    case 'released':
      return line('✅ Released: the zip is written and checked, ', when);
    case 'asked':
      return saidInThread(request, { number: fact.number, answered: false });
    case 'answered':
      return saidInThread(request, { number: fact.number, answered: true });
    case 'pause-ended':
      return line('⏳ No answer came in time; the clock runs on, ', when);
    case 'reminded':
      return line('⏰ ', who, ` reminded those who can decide for ${label}, `, when);
    case 'escalated':
      return line(`📣 Nobody of ${label} has decided: ${fact.to} was told, `, when);
    case 'retried':
      return line('🔁 ', who, ' has it tried again, ', when);
    case 'closed':
      return line('🔒 The release was kept as long as the policy allows, and is closed, ', when);
    case 'zip-removed':
      return line('🗑️ The zip was deleted, ', when, '; its SHA-256 was ', text(fact.sha256, 'code'));
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
