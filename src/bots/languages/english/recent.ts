/** The section of Home about what the reader decided last. */
export const recent = {
  heading: 'Your recent decisions',
  approved: 'Approved',
  rejected: 'Rejected',
  /** Between when it was decided and what became of the request. */
  now: '; the request is now ',
};
