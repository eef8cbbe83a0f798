/** What every card and dialog says of a request: its facts, its files, and what happens next. */
import type { EgressRequest } from '../workflow/request.ts';
import { shortId } from '../workflow/request.ts';
import { currentStage } from '../workflow/transitions.ts';
import type { Block, Line } from './card.ts';
import { commandLine, line, text } from './card.ts';
import { count, formatBytes, formatTypes, formatUser, ofTotal, shortDigest } from './format.ts';

export type Fact = { readonly label: string; readonly value: Line };

/** "Egress request 1a2b3c4d". */
export const titleOf = (request: EgressRequest): string => `Egress request ${shortId(request.id)}`;

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

const waitingFor = (request: EgressRequest): string => {
  const stage = currentStage(request);
  return stage ? `Now waiting for ${stage.label}.` : '';
};

/** What happens next, in a sentence or two. */
export const nextStep = (request: EgressRequest): Line => {
  const { status, terms } = request;
  switch (status.kind) {
    case 'received':
    case 'staging':
      return line('The files are being copied; review begins when all are there.');
    case 'in-review':
      return line(waitingFor(request));
    case 'packaging':
      return line('All stages approved. The files are being zipped and checked; the egress managers are told when the zip is ready.');
    case 'released':
      return line(
        'The zip is in the data lake. Egress managers get a link with ',
        commandLine(`link ${shortId(request.id)}`),
        `; ${ofTotal(request.links.length, terms.maxLinks)} links issued.`,
      );
    case 'closed':
      return status.reason === 'links-used'
        ? line(
            `All ${count(terms.maxLinks, 'link')} have been issued. Whoever has one that did not arrive can ask for it again while it works: `,
            commandLine(`link ${shortId(request.id)}`),
          )
        : line('The release was kept as long as the policy allows.');
    case 'rejected':
      return line('Nothing leaves. The requester is told the reason and can submit again.');
    case 'expired':
      return line('Nobody decided before the deadline, so nothing leaves. The requester is told and can submit again.');
    case 'withdrawn':
      return line(`Nothing leaves.${status.reason === undefined ? '' : ` Reason: “${status.reason}”`}`);
    case 'revoked':
      return line(`No further links are issued. Reason: “${status.reason}”`);
    case 'failed':
      return line(`The step "${status.failure.step}" failed; the admins have been told. Nothing was released.`);
    default:
      return status satisfies never;
  }
};

/** The first files, unless the policy hides names. */
export const fileList = (request: EgressRequest): readonly Block[] => {
  const { manifest, terms } = request;
  if (!manifest || !terms.showFileNames || manifest.first.length === 0) return [];
  const items = manifest.first.map(({ path, size }) => line(text(path, 'code'), `  ${formatBytes(size)}`));
  return [{ kind: 'list', title: 'Files', items, more: manifest.files - manifest.first.length }];
};
