import type { Instant } from '../../../workflow/request.ts';
import type { Line } from '../../card.ts';
import { commandLine, line } from '../../card.ts';
import { quantities } from './quantities.ts';
import { requests } from './requests.ts';

const { ofTotal } = quantities;

const at = (instant: Instant): Line => [{ kind: 'instant', at: instant }];

/** What single people are told privately: releases, outcomes, reminders. */
export const privately = {
  link: (link: { readonly number: number; readonly most: number; readonly expiresAt: Instant }): Line =>
    line(`Link ${ofTotal(link.number, link.most)}, for you only. It works until `, ...at(link.expiresAt), '; do not pass it on.'),
  givenBefore: ' You were given it before, so this counts no further link.',
  download: '⬇️ Download the zip',
  linkSummary: (id: string) => `Your download link for ${requests.title(id)}`,
  linkTitle: (id: string) => `Download link for ${id}`,
  getLink: '🔗 Get link',
  getAnother: '🔗 Get another link',
  afterThat: (id: string): Line => line('When it no longer works: ', commandLine(`link ${id}`)),
  linkAgainInChat: (id: string): Line =>
    line('Your own link could not be sent in chat. To get it for as long as it works, in chat: ', commandLine(`link ${id}`)),
  linkInChat: (id: string): Line => line('To get a link, in chat: ', commandLine(`link ${id}`)),
  canBeDownloaded: (id: string) => `${requests.title(id)} is released and can be downloaded`,
  readyToDownload: (id: string) => `${requests.title(id)}: ready to download`,
  releaseIs: (id: string, status: string) => `The release of ${id} is ${status}`,
  approved: 'approved',
  outcome: {
    rejected: 'Your egress request was rejected, so nothing leaves. Change what the reason names, then submit again.',
    expired: 'Nobody decided on your egress request before its deadline, so nothing leaves. You can submit it again.',
    withdrawn: 'Your egress request was withdrawn. You can submit a new one.',
    aborted: 'Your egress request was given up after a technical failure. You can submit it again.',
    revoked: 'The release of your egress request was taken back. If you have received the files, do not use them, and delete them.',
    approved: 'Your egress request was approved. The egress manager passes the files on to you.',
  },
  youReviewedSummary: (id: string, status: string) => `${requests.title(id)}, which you reviewed, is ${status}`,
  youReviewed: (id: string, status: string) => `${requests.title(id)}, which you reviewed: ${status}`,
  stillWaits: (id: string, stage: string) => `${requests.title(id)} still waits for ${stage}`,
  youCanDecide: 'You can decide on it. Its card stands in your role’s channel.',
  notYours: (stage: string) => `It waits for ${stage}; you cannot decide on it now.`,
  youDecided: 'You have decided on it.',
  noLongerWaits: (stage: string) => `It no longer waits for ${stage}.`,
  withoutDecision: (deadline: Instant): Line => line(' Deadline: ', ...at(deadline), '. Without a decision it expires then.'),
  whereItStands: (id: string): Line => line('Where it stands: ', commandLine(`status ${id}`)),
  nobodyDecided: (id: string, stage: string) => `Nobody of ${stage} has decided on request ${id}`,
  seeThatSomebody: (stage: string) => `Please see that somebody of ${stage} does; this gives you no right to decide for them.`,
  remindAll: (id: string): Line => line('To remind them all: ', commandLine(`remind ${id}`)),
  isRevoked: (id: string) => `The release of request ${id} is revoked`,
  linksDead:
    'Its links no longer work. If you have downloaded the zip, do not use it or pass it on: delete it, and tell the egress managers.',
};
