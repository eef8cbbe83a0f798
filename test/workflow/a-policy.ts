import type { Policy } from '../../src/workflow/policy.ts';
import { parsePolicy } from '../../src/workflow/policy.ts';

type Json = { readonly [key: string]: unknown };

/** The value of a valid policy file: two stages, two domains, one Slack workspace; `changes` replace whole top-level blocks. */
export const policyValue = (changes: Json = {}): Json => ({
  organisation: {
    name: 'Example University TRE',
    emailDomains: ['example.ac.uk'],
    timeZone: 'Europe/London',
    slack: { teamIds: ['T0123'] },
  },
  admins: ['ada@example.ac.uk'],
  roles: {
    InformationGovernance: { label: 'Information Governance' },
    ResearchIT: { label: 'Research IT' },
    EgressManager: { label: 'Egress manager' },
  },
  egressManagerRole: 'EgressManager',
  defaults: { stages: [{ role: 'InformationGovernance' }, { role: 'ResearchIT' }] },
  ...changes,
});

export const aPolicy = (changes: Json = {}): Policy => parsePolicy(policyValue(changes));
