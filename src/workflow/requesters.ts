/** Who counts as requester of an egress request (I5), as far as SWB names them. */
import type { EgressRequest, PersonId, SwbUser } from './request.ts';

/** The e-mail addresses of both people who count as requester (I5): the store's creator and the submitter. */
export const requesters = ({ submission }: Pick<EgressRequest, 'submission'>): readonly PersonId[] => [
  ...new Set([submission.createdBy.email, submission.submittedBy.email].filter((email) => email !== undefined)),
];

/** The store's creator, when somebody else submitted it. */
export const otherCreator = ({ createdBy, submittedBy }: EgressRequest['submission']): SwbUser | undefined =>
  submittedBy.id === createdBy.id && submittedBy.email === createdBy.email ? undefined : createdBy;

/** The mailbox behind an address: `ada+swb@x` is read by whoever reads `ada@x`. */
export const mailbox = (email: PersonId): string => email.replace(/\+[^@]*@/, '@');

/** Whether somebody who counts as requester has no address that a chat account could have, so that I5 cannot be checked by address. */
export const hasUnknownRequester = ({ submission, terms }: Pick<EgressRequest, 'submission' | 'terms'>): boolean =>
  [submission.createdBy, submission.submittedBy].some(
    ({ email }) => email === undefined || !terms.emailDomains.includes(email.slice(email.lastIndexOf('@') + 1)),
  );
