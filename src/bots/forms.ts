/** The dialogs: they restate what is decided, and their submission is the decision. */
import type { DecisionRight } from '../workflow/decision-right.ts';
import type { Standing } from '../workflow/permissions.ts';
import { decisionRight } from '../workflow/permissions.ts';
import type { EgressRequest, Instant, Person, Sha256 } from '../workflow/request.ts';
import { rejectionCategories, shortId } from '../workflow/request.ts';
import { hasUnknownRequester } from '../workflow/requesters.ts';
import type { ShownChange } from '../workflow/resubmission.ts';
import { minimumReason } from '../workflow/service.ts';
import type { Block, Field, Form, Line, Notice, Phrase } from './card.ts';
import { line, text } from './card.ts';
import { fileLine, fileList } from './file-list.ts';
import { shortDigest } from './format.ts';
import { answeredLines, openQuestionLine } from './questions.ts';
import { contentLine, decisionDetail, nextStep, requestFacts, sealFacts, stageLabel } from './request-facts.ts';
import { changesNotice, markOf, resubmissionBrief } from './resubmissions.ts';

/** `by` whom and by which right, where the form is drawn for one person. */
type At = { readonly stage: number; readonly digest: Sha256; readonly by?: Decider | undefined };

export type Decider = { readonly person: Person; readonly right: DecisionRight };

/** Who decides here, by which right: as far as they may. */
export const deciderOf = (standing: Standing, at: { readonly request: EgressRequest; readonly stage: number; readonly now: Instant }) => {
  const right = decisionRight(standing, at);
  return right.ok ? ({ person: standing.person, right: right.value } satisfies Decider) : undefined;
};

/** What must be known before deciding: a question without an answer, somebody else at work on it, and for whom it counts as well. */
const pressing = (request: EgressRequest, by: Decider | undefined): readonly Line[] => {
  const { claim } = request;
  const inPlaceOf = by?.right.delegatedBy;
  const lines = [
    inPlaceOf === undefined ? [] : line((say) => say.forms.inPlaceOf(inPlaceOf)),
    openQuestionLine(request),
    claim && claim.person.id !== by?.person.id ? line((say) => say.forms.reviewingNow(claim.person.name)) : [],
  ];
  return lines.filter(({ length }) => length > 0);
};

/** Who has approved before, and with which words. */
const decided = (request: EgressRequest): readonly Line[] => request.decisions.map((decision) => decisionDetail(request, decision));

const says = (said: Line): Block => ({ kind: 'text', tone: 'normal', line: said });

const intro = (request: EgressRequest, said: Phrase, by: Decider | undefined): Form['blocks'] => [
  says(line(said)),
  ...pressing(request, by).map(says),
  { kind: 'facts', facts: requestFacts(request) },
  // A reminder and an answer offer the dialog where the card, which says this as well, is not seen.
  ...[...decided(request), ...answeredLines(request)].map(says),
  ...resubmissionBrief(request),
  ...fileList(request),
  { kind: 'facts', facts: sealFacts(request) },
];

/** Project, files, size and digest, then what presses, and who has approved. */
const brief = (request: EgressRequest, by: Decider | undefined): Line => [
  ...line(`${request.submission.projectId}: `, ...contentLine(request), (say) =>
    request.manifest ? say.requests.sealed(shortDigest(request.manifest.digest)) : '',
  ),
  ...[...pressing(request, by), ...decided(request)].flatMap((said, index) => [...line(index === 0 ? '. ' : ' '), ...said]),
];

export const approveForm = (request: EgressRequest, { stage, digest, by }: At): Form => ({
  title: (say) => say.forms.approveTitle(shortId(request.id)),
  submit: (say) => say.forms.approve,
  style: 'primary',
  brief: brief(request, by),
  blocks: intro(request, (say) => say.forms.approveIntro(stageLabel(request, stage)), by),
  fields: [
    ...(hasUnknownRequester(request)
      ? [{ kind: 'confirm', name: 'independent', label: (say) => say.forms.independent } satisfies Field]
      : []),
    {
      kind: 'text',
      name: 'comment',
      label: (say) => say.forms.comment,
      hint: (say) => say.forms.commentHint,
      required: false,
      minLength: 0,
      maxLength: 1000,
    },
  ],
  command: { do: 'approve', request: request.id, stage, digest },
});

export const rejectForm = (request: EgressRequest, { stage, digest, by }: At): Form => ({
  title: (say) => say.forms.rejectTitle(shortId(request.id)),
  submit: (say) => say.forms.reject,
  style: 'danger',
  brief: brief(request, by),
  blocks: intro(request, (say) => say.forms.rejectIntro, by),
  fields: [
    {
      kind: 'choice',
      name: 'category',
      label: (say) => say.forms.category,
      options: rejectionCategories.map((value) => ({ value, label: (say) => say.names.category[value] })),
    },
    {
      kind: 'text',
      name: 'reason',
      label: (say) => say.forms.reason,
      hint: (say) => say.forms.reasonHint(minimumReason),
      required: true,
      minLength: minimumReason,
      maxLength: 1000,
    },
  ],
  command: { do: 'reject', request: request.id, stage, digest },
});

/** What was recorded, and what happens next. */
export const recordedNotice = (request: EgressRequest, verdict: 'approve' | 'reject'): Notice => {
  const id = shortId(request.id);
  const approved = verdict === 'approve';
  return {
    title: ({ forms }) => (approved ? forms.approvalRecorded : forms.rejectionRecorded),
    blocks: [
      {
        kind: 'text',
        tone: 'normal',
        line: line(({ forms }) => (approved ? forms.approvalIsRecorded(id) : forms.rejectionIsRecorded(id))),
      },
      { kind: 'text', tone: 'muted', line: nextStep(request) },
    ],
  };
};

/** The first files by path, each with what became of it since the request that this one submits again, and the first of all changes. */
export type FilesView = {
  readonly files: readonly {
    readonly path: string;
    readonly size: number;
    readonly change?: ShownChange['kind'];
    /** Its name in the egress store, where that was changed to be safe. */
    readonly submittedAs?: string;
  }[];
  readonly changes: readonly ShownChange[];
  /** False when there are more changes than are kept, so that a file without a mark may be changed all the same. */
  readonly allMarked: boolean;
};

const nameMark = (submittedAs: string | undefined): Line =>
  submittedAs === undefined ? [] : line((say) => say.forms.submittedAs(text(submittedAs, 'code')));

/** Names and sizes of a request's files, as many as are given; counts and types only where the policy hides names. */
export const filesNotice = (request: EgressRequest, { files, changes, allMarked }: FilesView): Notice => {
  const { manifest, terms } = request;
  if (!manifest)
    return {
      title: (say) => say.requests.files,
      blocks: [{ kind: 'text', tone: 'normal', line: line((say) => say.forms.notCopied) }],
    };
  const list = terms.showFileNames
    ? ({
        kind: 'list',
        title: (say) => say.requests.size(manifest.files, manifest.bytes),
        items: files.map(({ path, size, change, submittedAs }) => [
          ...fileLine({ path, size }),
          ...markOf(change),
          ...nameMark(submittedAs),
        ]),
        more: manifest.files - files.length,
      } satisfies Block)
    : ({
        kind: 'list',
        title: (say) => say.forms.namesHidden(say.requests.size(manifest.files, manifest.bytes)),
        items: manifest.types.map(({ extension, files: of }) => line((say) => say.forms.filesOfType(extension, of))),
        more: 0,
      } satisfies Block);
  return {
    title: (say) => say.forms.filesOf(shortId(request.id)),
    blocks: [
      ...(terms.showFileNames ? changesNotice(request, changes) : resubmissionBrief(request)),
      list,
      ...(allMarked ? [] : [{ kind: 'text', tone: 'normal', line: line((say) => say.resubmission.notAllMarked) } as const]),
      { kind: 'text', tone: 'muted', line: line(terms.reviewLocation) },
    ],
  };
};
