import type { Instant, Platform } from '../../../workflow/request.ts';
import type { Line } from '../../card.ts';
import { line, text } from '../../card.ts';
import { names } from './names.ts';
import { quantities } from './quantities.ts';
import { requests } from './requests.ts';

type Deed = { readonly who: string; readonly at: Instant; readonly inPlaceOf: string | undefined };
type Placed = Deed & { readonly platform: Platform };

const by = ({ who, inPlaceOf }: Deed): Line => line(text(who, 'bold'), inPlaceOf === undefined ? '' : names.inPlaceOf(inPlaceOf));
const at = (instant: Instant): Line => [{ kind: 'instant', at: instant }];

/** The cards in channels, and the lines in their threads. */
export const cards = {
  inReview: (id: string, stage: string) => `${requests.title(id)}: ${stage} review`,
  inStatus: (id: string, status: string) => `${requests.title(id)}: ${status}`,
  /** Behind a headline. */
  ofProject: (project: string) => `. Project ${project}. `,
  stage: 'Stage',
  /** Behind the stage's place among all. */
  approvals: (given: number, needed: number) => `; ${quantities.ofTotal(given, needed)} approvals`,
  deadline: 'Deadline',
  paused: (until: Instant, deadline: Instant): Line =>
    line('stands still until the answer, or until ', ...at(until), '; then at the latest ', ...at(deadline)),
  lookAtFiles: 'Look at the files',
  escalated: '📣 Escalated',
  escalatedTo: (role: string, since: Instant): Line => line(`${role} was told, `, ...at(since)),
  anotherRole: 'another role',
  reviewingNow: '👀 Reviewing now',
  reviewingSince: (who: string, since: Instant): Line => line(text(who, 'bold'), ', since ', ...at(since)),
  reviewingUntil: (who: string, until: Instant): Line => line(text(who, 'bold'), ', until ', ...at(until)),
  unknownRequester: '⚠️ Service Workbench did not name every requester. Decide only if the request is not your own.',
  decisions: 'Decisions',
  approvedBy: (deed: Placed, stage: string): Line =>
    line('✅ Approved by ', ...by(deed), ` for ${stage} in ${names.platform[deed.platform]}, `, ...at(deed.at)),
  rejectedBy: (deed: Placed, stage: string): Line =>
    line('⛔ Rejected by ', ...by(deed), ` for ${stage} in ${names.platform[deed.platform]}, `, ...at(deed.at)),
  quoted: (said: string) => `: “${said}”`,
  approve: '✅ Approve…',
  reject: '⛔ Reject…',
  files: '📄 Files',
  reviewing: "👀 I'm reviewing",
  linksLeft: 'Links left',
  links: 'Links',
  link: (who: string, given: Instant): Line => line(text(who, 'bold'), ', ', ...at(given)),
  zip: 'Zip',
  hasApproved: (deed: Deed, stage: string): Line => line('✅ ', ...by(deed), ` approved for ${stage}, `, ...at(deed.at)),
  hasRejected: (deed: Deed, stage: string): Line => line('⛔ ', ...by(deed), ` rejected for ${stage}, `, ...at(deed.at)),
  hasExpired: (stage: string, when: Instant): Line => line(`⌛ The deadline for ${stage} passed undecided, `, ...at(when)),
  isReleased: (when: Instant): Line => line('✅ Released: the zip is written and checked, ', ...at(when)),
  pauseEnded: (when: Instant): Line => line('⏳ No answer came in time; the clock runs on, ', ...at(when)),
  reminded: (who: string, stage: string, when: Instant): Line =>
    line('⏰ ', text(who, 'bold'), ` reminded those who can decide for ${stage}, `, ...at(when)),
  requesterReminded: (who: string, when: Instant): Line =>
    line('⏰ ', text(who, 'bold'), ' reminded the requester of the question, ', ...at(when)),
  escalatedInThread: (stage: string, to: string, when: Instant): Line =>
    line(`📣 Nobody of ${stage} has decided: ${to} was told, `, ...at(when)),
  retried: (who: string, when: Instant): Line => line('🔁 ', text(who, 'bold'), ' has it tried again, ', ...at(when)),
  closed: (when: Instant): Line => line('🔒 The release was kept as long as the policy allows, and is closed, ', ...at(when)),
  zipRemoved: (when: Instant, sha256: string): Line =>
    line('🗑️ The zip was deleted, ', ...at(when), '; its SHA-256 was ', text(sha256, 'code')),
  failed: (step: string, when: Instant): Line => line(`⚠️ ${names.step(step, true)} failed; the admins have been told, `, ...at(when)),
  withdrawn: (who: string, when: Instant): Line => line('↩️ Withdrawn by ', text(who, 'bold'), ', ', ...at(when)),
  givenUp: (who: string, when: Instant): Line => line('↩️ Given up by ', text(who, 'bold'), ', ', ...at(when)),
  revoked: (who: string, when: Instant): Line => line('🚫 Release revoked by ', text(who, 'bold'), ', ', ...at(when)),
};
