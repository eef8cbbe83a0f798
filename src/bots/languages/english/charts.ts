/** The picture of a month in figures. */
export const charts = {
  title: (month: string) => `${month} in figures`,
  of: (month: string) => `Chart: ${month}`,
  requests: 'Requests',
  received: 'Received',
  released: 'Released',
  rejected: 'Rejected',
  expired: 'Expired',
  withdrawn: 'Withdrawn',
  givenUp: 'Given up',
  revoked: 'Revoked',
  took: 'How long it took: half of them no longer than',
  whole: 'Receipt to outcome',
};
