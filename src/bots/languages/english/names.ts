import type { FactKind, Platform, RejectionCategory, StatusKind } from '../../../workflow/request.ts';

const steps: Partial<Record<string, string>> = {
  stage: 'copying',
  'request-review': 'asking for the review',
  expire: 'ending it after its deadline',
  package: 'packaging',
  'clean-up': 'clean-up',
  workflow: 'carrying it out',
};

/** What the program's own terms are called. */
export const names = {
  platform: { slack: 'Slack', teams: 'Teams' } satisfies Record<Platform, string>,
  /** Behind "is", and alone. */
  status: {
    received: 'received',
    staging: 'being copied',
    'in-review': 'in review',
    packaging: 'approved, being packaged',
    released: 'released',
    closed: 'closed',
    revoked: 'revoked',
    rejected: 'rejected',
    expired: 'expired',
    withdrawn: 'withdrawn',
    failed: 'failed',
  } satisfies Record<StatusKind, string>,
  /** In place of "withdrawn", where an admin ended what had failed. */
  givenUp: 'given up',
  /** Of an event, as people say it. */
  fact: {
    received: 'Received',
    'staging-started': 'Copying began',
    staged: 'Copied; review began',
    claimed: 'Reviewing',
    'claim-ended': 'No longer reviewing',
    asked: 'Asked',
    answered: 'Answered',
    'pause-ended': 'No answer in time',
    approved: 'Approved',
    rejected: 'Rejected',
    reminded: 'Reminded',
    escalated: 'Escalated',
    expired: 'Expired',
    released: 'Released',
    'link-issued': 'Link',
    'link-repeated': 'Link given again',
    'link-opened': 'Download begun',
    closed: 'Closed',
    withdrawn: 'Withdrawn',
    revoked: 'Revoked',
    failed: 'Failed',
    retried: 'Retried',
    aborted: 'Given up',
    'step-failed': 'Work after the end failed',
    resubmitted: 'Submitted again',
    'zip-removed': 'Zip deleted',
  } satisfies Record<FactKind, string>,
  /** A step of the work on a request; capital where it begins a sentence. */
  step: (step: string, capital = false): string => {
    const name = steps[step] ?? `step "${step}"`;
    return capital ? name.charAt(0).toUpperCase() + name.slice(1) : name;
  },
  category: {
    'personal-data': 'Contains personal data',
    'small-counts': 'Small counts',
    'wrong-files': 'Wrong files',
    'insufficient-context': 'Not enough context',
    'file-type': 'File type not allowed',
    other: 'Other',
  } satisfies Record<RejectionCategory, string>,
  /** Behind the name of somebody who decided by a colleague's role. */
  inPlaceOf: (colleague: string) => `, in place of ${colleague},`,
  unknownUser: (id: string) => `unknown (SWB user ${id})`,
  project: (project: string) => (project === '*' ? 'all projects' : `project ${project}`),
};
