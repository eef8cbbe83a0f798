import type { Line } from '../../card.ts';
import { commandLine, line, text } from '../../card.ts';
import { names } from './names.ts';
import { quantities } from './quantities.ts';

const { bytes, files, links, ofTotal } = quantities;

/** What every card and dialog says of a request. */
export const requests = {
  title: (id: string) => `Egress request ${id}`,
  contents: 'Contents',
  requester: 'Requester',
  project: 'Project',
  workspace: 'Workspace',
  submitted: 'Submitted',
  submittedUnknown: 'unknown',
  request: 'Request',
  digest: 'Manifest digest',
  files: 'Files',
  notCopied: 'not copied yet',
  size: (count: number, size: number) => `${files(count)}, ${bytes(size)}`,
  /** Before a person. */
  createdBy: '; workspace created by ',
  beingCopied: 'The files are being copied; review begins when all are there.',
  waitsFor: (stage: string) => `Now waiting for ${stage}.`,
  waitsForAnswer: (stage: string) => `Now waiting for the requester’s answer; ${stage} can still decide.`,
  beingPackaged: 'All stages approved. The files are being zipped and checked; the egress managers are told when the zip is ready.',
  isReleased: (id: string, issued: number, most: number): Line =>
    line(
      'The zip is in the data lake. Egress managers get a link with ',
      commandLine(`link ${id}`),
      `; ${ofTotal(issued, most)} links issued.`,
    ),
  linksUsed: (id: string, most: number): Line =>
    line(
      `All ${links(most)} have been issued. Whoever has one that did not arrive can ask for it again while it works: `,
      commandLine(`link ${id}`),
    ),
  retentionOver: 'The release was kept as long as the policy allows.',
  isRejected: 'Nothing leaves. The requester is told the reason and can submit again.',
  isExpired: 'Nobody decided before the deadline, so nothing leaves. The requester is told and can submit again.',
  isWithdrawn: (reason: string | undefined) => `Nothing leaves.${reason === undefined ? '' : ` Reason: “${reason}”`}`,
  isRevoked: (reason: string) => `No further links are issued. Reason: “${reason}”`,
  hasFailed: (step: string) => `${names.step(step, true)} failed; the admins have been told. Nothing was released.`,
  sealed: (digest: string): Line => line(', digest ', text(digest, 'code')),
};
