import { expect, test } from 'vitest';
import { roleFrom } from '../../src/bots/admin-parts.ts';

const labels: Readonly<Record<string, string>> = {
  Curator: 'Reviewer',
  Reviewer: 'Senior reviewer',
  Desk: 'admin',
  North: 'Site',
  South: 'Site',
};
const context = { roster: { roles: Object.keys(labels) }, roleLabel: (role: string) => labels[role] ?? role };

test.each([
  { typed: 'reviewer', role: 'Reviewer' },
  { typed: 'SENIOR REVIEWER', role: 'Reviewer' },
  { typed: 'curator', role: 'Curator' },
  { typed: 'Admin', role: 'admin' },
  { typed: 'Site', role: 'Site' },
  { typed: 'nobody', role: 'nobody' },
])('"$typed" means $role: a name before a label, and no label that several have', ({ typed, role }) => {
  expect(roleFrom(context, typed)).toBe(role);
});
