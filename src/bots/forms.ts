/** The dialogs: they restate what is decided, and their submission is the decision. */
import type { EgressRequest, Sha256 } from '../workflow/request.ts';
import { rejectionCategories, shortId } from '../workflow/request.ts';
import { hasUnknownRequester } from '../workflow/requesters.ts';
import { minimumReason } from '../workflow/service.ts';
import type { Form, Line, Notice } from './card.ts';
import { line, text } from './card.ts';
import { categoryName, count, formatBytes, shortDigest } from './format.ts';
import { contentLine, fileList, nextStep, requestFacts, sealFacts } from './request-facts.ts';

type At = { readonly stage: number; readonly digest: Sha256 };

const intro = (request: EgressRequest, said: string): Form['blocks'] => [
  { kind: 'text', tone: 'normal', line: line(said) },
  { kind: 'facts', facts: requestFacts(request) },
  ...fileList(request),
  { kind: 'facts', facts: sealFacts(request) },
];

/** Project, files, size and digest. */
const brief = (request: EgressRequest): Line =>
  line(
    `${request.submission.projectId}: `,
    ...contentLine(request),
    ...(request.manifest ? [', digest ', text(shortDigest(request.manifest.digest), 'code')] : []),
  );

export const approveForm = (request: EgressRequest, { stage, digest }: At): Form => {
  const label = request.terms.stages[stage]?.label ?? 'review';
  return {
    title: `Approve ${shortId(request.id)}`,
    submit: 'Approve',
    style: 'primary',
    brief: brief(request),
    blocks: intro(request, `Your approval for ${label} covers exactly the files that the manifest digest seals.`),
    fields: [
      ...(hasUnknownRequester(request)
        ? [{ kind: 'confirm', name: 'independent', label: 'I did not ask for this egress, nor create its workspace' } as const]
        : []),
      {
        kind: 'text',
        name: 'comment',
        label: 'Comment',
        hint: 'Kept on record; the requester may see it',
        required: false,
        minLength: 0,
        maxLength: 1000,
      },
    ],
    command: { do: 'approve', request: request.id, stage, digest },
  };
};

export const rejectForm = (request: EgressRequest, { stage, digest }: At): Form => ({
  title: `Reject ${shortId(request.id)}`,
  submit: 'Reject',
  style: 'danger',
  brief: brief(request),
  blocks: intro(request, 'A rejection ends this request; the requester reads your reason and can submit again.'),
  fields: [
    {
      kind: 'choice',
      name: 'category',
      label: 'What is wrong',
      options: rejectionCategories.map((value) => ({ value, label: categoryName[value] })),
    },
    {
      kind: 'text',
      name: 'reason',
      label: 'Reason',
      hint: `At least ${minimumReason} characters: say what to change`,
      required: true,
      minLength: minimumReason,
      maxLength: 1000,
    },
  ],
  command: { do: 'reject', request: request.id, stage, digest },
});

/** What was recorded, and what happens next. */
export const recordedNotice = (request: EgressRequest, verdict: 'approve' | 'reject'): Notice => ({
  title: verdict === 'approve' ? 'Approval recorded' : 'Rejection recorded',
  blocks: [
    {
      kind: 'text',
      tone: 'normal',
      line: line(
        verdict === 'approve' ? '✅ Your approval of ' : '⛔ Your rejection of ',
        text(shortId(request.id), 'code'),
        ' is recorded.',
      ),
    },
    { kind: 'text', tone: 'muted', line: nextStep(request) },
  ],
});

/** Names and sizes of a request's files, as many as are given; counts and types only where the policy hides names. */
export const filesNotice = (request: EgressRequest, files: readonly { readonly path: string; readonly size: number }[]): Notice => {
  const { manifest, terms } = request;
  if (!manifest)
    return {
      title: 'Files',
      blocks: [{ kind: 'text', tone: 'normal', line: line('The files are still being copied; ask again in a minute.') }],
    };
  const summary = `${count(manifest.files, 'file')}, ${formatBytes(manifest.bytes)}`;
  const blocks = terms.showFileNames
    ? [
        {
          kind: 'list',
          title: summary,
          items: files.map(({ path, size }) => line(text(path, 'code'), `  ${formatBytes(size)}`)),
          more: manifest.files - files.length,
        } as const,
      ]
    : [
        {
          kind: 'list',
          title: `${summary} (names are hidden by the policy)`,
          items: manifest.types.map(({ extension, files: of }) =>
            line(`${extension === '' ? 'without type' : extension}: ${count(of, 'file')}`),
          ),
          more: 0,
        } as const,
      ];
  return {
    title: `Files of ${shortId(request.id)}`,
    blocks: [...blocks, { kind: 'text', tone: 'muted', line: line(terms.reviewLocation) }],
  };
};
