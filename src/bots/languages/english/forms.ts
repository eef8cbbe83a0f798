import type { Instant } from '../../../workflow/request.ts';
import type { Inline, Line } from '../../card.ts';
import { line, text } from '../../card.ts';
import { fullStop } from '../full-stop.ts';
import { quantities } from './quantities.ts';

const { characters, files } = quantities;

/** The dialogs in which a request is decided on, and what is said right after. Titles and submit labels have 24 characters at most. */
export const forms = {
  approveTitle: (id: string) => `Approve ${id}`,
  approve: 'Approve',
  approveIntro: (stage: string) => `Your approval for ${stage} covers exactly the files that the manifest digest seals.`,
  /** Behind an open question. */
  noAnswerYet: (question: string) => `${fullStop(question)} It has no answer yet.`,
  reviewingNow: (who: string): Line => line('👀 ', text(who, 'bold'), ' is reviewing.'),
  inPlaceOf: (colleague: string) =>
    `You decide in place of ${colleague}: it counts for both of you, and neither of you can then decide at another stage.`,
  independent: 'I did not ask for this egress, nor create its workspace',
  comment: 'Comment',
  commentHint: 'Kept on record; the requester may see it',
  rejectTitle: (id: string) => `Reject ${id}`,
  reject: 'Reject',
  rejectIntro: 'A rejection ends this request; the requester reads your reason and can submit again.',
  category: 'What is wrong',
  reason: 'Reason',
  reasonHint: (minimum: number) => `At least ${characters(minimum)}: say what to change`,
  approvalRecorded: 'Approval recorded',
  rejectionRecorded: 'Rejection recorded',
  approvalIsRecorded: (id: string): Line => line('✅ Your approval of ', text(id, 'code'), ' is recorded.'),
  rejectionIsRecorded: (id: string): Line => line('⛔ Your rejection of ', text(id, 'code'), ' is recorded.'),
  submittedAs: (name: Inline): Line => line('  🛡️ name made safe; submitted as ', name),
  filesOf: (id: string) => `Files of ${id}`,
  notCopied: 'The files are still being copied; ask again in a minute.',
  namesHidden: (summary: string) => `${summary} (names are hidden by the policy)`,
  filesOfType: (extension: string, count: number) => `${extension === '' ? 'without type' : extension}: ${files(count)}`,
  noLongerReviewing: 'Noted: you are no longer reviewing',
  notNamed: 'The card no longer names you. You can still decide.',
  reviewing: 'Noted: you are reviewing',
  named: (until: Instant | undefined): Line =>
    line(
      'The card says so to everybody',
      ...(until === undefined ? [] : [' until ', { kind: 'instant', at: until } as const]),
      '. It binds nobody: others can still decide. Press the button again to end it.',
    ),
};
