import type { Instant, Platform } from '../../../workflow/request.ts';
import type { Line } from '../../card.ts';
import { commandLine, line, text } from '../../card.ts';
import { fullStop } from '../full-stop.ts';
import { names } from './names.ts';
import { quantities } from './quantities.ts';

type Ended = {
  readonly who: string;
  readonly platform: Platform | undefined;
  readonly at: Instant;
  readonly reason: string | undefined;
};

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
  isReleased: (issued: number, most: number) =>
    `The zip is in the data lake, where the egress managers fetch it; ${ofTotal(issued, most)} links issued.`,
  linksUsed: (most: number) => `All ${links(most)} have been issued.`,
  linkAgain: (id: string): Line =>
    line('Whoever has a link that did not arrive can ask for it again while it works: ', commandLine(`link ${id}`)),
  retentionOver: 'The release was kept as long as the policy allows.',
  /** `again` while nobody has submitted it again. */
  isRejected: (again: boolean) => `Nothing leaves.${again ? ' The requester is told the reason and can submit again.' : ''}`,
  isExpired: (again: boolean) =>
    `Nobody decided before the deadline, so nothing leaves.${again ? ' The requester is told and can submit again.' : ''}`,
  isWithdrawn: ' Nothing leaves.',
  isRevoked: ' No further links are issued.',
  ended: (how: 'withdrawn' | 'aborted' | 'revoked', deed: Ended): Line =>
    line(
      how === 'withdrawn' ? '↩️ Withdrawn by ' : how === 'aborted' ? '↩️ Given up after a technical failure by ' : '🚫 Revoked by ',
      text(deed.who, 'bold'),
      deed.platform === undefined ? '' : ` in ${names.platform[deed.platform]}`,
      ', ',
      { kind: 'instant', at: deed.at },
      deed.reason === undefined ? '.' : `: “${deed.reason}”${fullStop(deed.reason)}`,
    ),
  hasFailed: (step: string) => `${names.step(step, true)} failed; the admins have been told. Nothing was released.`,
  sealed: (digest: string): Line => line(', digest ', text(digest, 'code')),
};
