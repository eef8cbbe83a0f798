import { describe, expect, test } from 'vitest';
import { BadInputError } from '../../src/workflow/errors.ts';
import { isAllowedEmail, parsePolicy, policyGroups, roleLabel, termsFor } from '../../src/workflow/policy.ts';
import type { PersonId } from '../../src/workflow/request.ts';
import { aPolicy, policyValue } from './a-policy.ts';

type Path = readonly (string | number)[];

/** The value with what lies at the path replaced, or removed when `to` is undefined. */
const changed = (value: unknown, [key, ...rest]: Path, to: unknown): unknown => {
  if (key === undefined) return to;
  if (Array.isArray(value)) return value.toSpliced(Number(key), 1, changed(value[Number(key)], rest, to));
  const record: Record<string, unknown> = { ...(value as Record<string, unknown>) };
  const next = changed(record[key], rest, to);
  delete record[key];
  if (next !== undefined) Object.defineProperty(record, key, { value: next, enumerable: true, configurable: true, writable: true });
  return record;
};

const refusal = (value: unknown): BadInputError => {
  try {
    parsePolicy(value);
  } catch (error) {
    if (error instanceof BadInputError) return error;
    throw error;
  }
  throw new Error('the policy was accepted');
};

const full = {
  organisation: {
    name: 'Example',
    emailDomains: ['example.ac.uk', 'Other.Example'],
    timeZone: 'Europe/London',
    workingHours: { days: ['Mon'], from: '09:00', to: '17:00', holidays: ['2026-12-25'] },
    slack: { teamIds: ['T0123'], enterpriseIds: ['E0123'] },
    teams: { tenantIds: ['6F2C0C0E-2A6B-4A52-9B0D-0F7B0C2E9D11'] },
  },
  admins: ['Ada@Example.ac.uk', 'bo@other.example'],
  roles: { IG: { label: 'Information Governance' }, IT: { label: 'Research IT' }, Manager: { label: 'Egress manager' } },
  egressManagerRole: 'Manager',
  defaults: {
    stages: [
      { role: 'IG', approvals: 2, deadlineHours: 40, remindAfterHours: [8, 24], escalateTo: 'IT' },
      { role: 'IT', approvals: 1, deadlineHours: 8, remindAfterHours: [] },
    ],
    maxLinks: 3,
    linkExpirySeconds: 3600,
    linkDelivery: 'on-request',
    releaseRetentionDays: 30,
    showFileNames: false,
    reviewLocation: 'Open the study.',
  },
  projects: { 'proj-small': { stages: [{ role: 'IG' }], maxLinks: 1 }, 'proj-links': { linkExpirySeconds: 60 } },
};

describe('parsePolicy', () => {
  test('fills in what is left out', () => {
    const { digest, ...file } = aPolicy();
    expect(digest).toMatch(/^[0-9a-f]{64}$/);
    expect(file).toEqual({
      organisation: {
        name: 'Example University TRE',
        language: 'en',
        emailDomains: ['example.ac.uk'],
        timeZone: 'Europe/London',
        slack: { teamIds: ['T0123'], enterpriseIds: [] },
        teams: { tenantIds: [] },
      },
      admins: ['ada@example.ac.uk'],
      confirmAdminGrants: false,
      roles: policyValue()['roles'],
      egressManagerRole: 'EgressManager',
      defaults: {
        stages: [
          { role: 'InformationGovernance', approvals: 1, deadlineHours: 40, remindAfterHours: [] },
          { role: 'ResearchIT', approvals: 1, deadlineHours: 40, remindAfterHours: [] },
        ],
        claimHours: 4,
        answerWithinHours: 40,
        maxLinks: 3,
        linkExpirySeconds: 3600,
        linkDelivery: 'direct',
        releaseRetentionDays: 30,
        deleteAfterRetention: false,
        downloadPage: false,
        showFileNames: true,
        reviewLocation: '',
      },
      projects: {},
    });
  });

  test('puts addresses, domains and tenants into lower case', () => {
    const { admins, organisation } = parsePolicy(full);
    expect(admins).toEqual(['ada@example.ac.uk', 'bo@other.example']);
    expect(organisation.emailDomains).toEqual(['example.ac.uk', 'other.example']);
    expect(organisation.teams.tenantIds).toEqual(['6f2c0c0e-2a6b-4a52-9b0d-0f7b0c2e9d11']);
  });

  test('takes two stages of one role: I5 asks for two people anyway', () => {
    expect(aPolicy({ defaults: { stages: [{ role: 'ResearchIT' }, { role: 'ResearchIT' }] } }).defaults.stages).toHaveLength(2);
  });

  test('I12: has a digest that follows its meaning, not its spelling', () => {
    const { digest } = parsePolicy(full);
    expect(parsePolicy(Object.fromEntries(Object.entries(full).reverse())).digest).toBe(digest);
    expect(parsePolicy({ $schema: 'docs/policy.schema.json', ...full }).digest).toBe(digest);
    expect(parsePolicy(changed(full, ['admins', 0], 'ada@example.ac.uk')).digest).toBe(digest);
    expect(parsePolicy(changed(full, ['defaults', 'maxLinks'], 4)).digest).not.toBe(digest);
  });

  test.each<{ at: Path; to: unknown; field?: string }>([
    { at: ['colour'], to: 'blue' },
    { at: ['organisation', 'colour'], to: 'blue' },
    { at: ['organisation', 'slack', 'teamIDs'], to: ['T0123'] },
    { at: ['defaults', 'maxlinks'], to: 3 },
    { at: ['defaults', 'stages', 0, 'quorum'], to: 3 },
    { at: ['projects', 'proj-small', 'colour'], to: 3 },
    { at: ['roles', 'IG', 'members'], to: [] },
    { at: ['__proto__'], to: {} },
    { at: ['roles', '__proto__'], to: { label: 'x' } },
    { at: ['projects', '__proto__'], to: {} },
    { at: ['organisation'], to: undefined },
    { at: ['organisation', 'name'], to: undefined },
    { at: ['organisation', 'name'], to: ' ' },
    { at: ['organisation', 'name'], to: 'a\nb' },
    { at: ['organisation', 'name'], to: 'a\u202eb' },
    { at: ['organisation', 'emailDomains'], to: [] },
    { at: ['organisation', 'emailDomains', 0], to: '@example.ac.uk' },
    { at: ['organisation', 'emailDomains', 0], to: '*.ac.uk' },
    { at: ['organisation', 'emailDomains', 0], to: 'localhost' },
    { at: ['organisation', 'emailDomains', 0], to: '' },
    { at: ['organisation', 'timeZone'], to: 'Europe/Lundon' },
    { at: ['organisation', 'timeZone'], to: '+01:00' },
    { at: ['organisation', 'timeZone'], to: '' },
    { at: ['organisation', 'workingHours', 'days'], to: [] },
    { at: ['organisation', 'workingHours', 'days'], to: ['Mon', 'Mon'] },
    { at: ['organisation', 'workingHours', 'days', 0], to: 'Monday' },
    { at: ['organisation', 'workingHours', 'from'], to: '9:00' },
    { at: ['organisation', 'workingHours', 'from'], to: '25:00' },
    { at: ['organisation', 'workingHours', 'from'], to: undefined },
    { at: ['organisation', 'workingHours', 'to'], to: '09:00' },
    { at: ['organisation', 'workingHours', 'to'], to: '08:59' },
    { at: ['organisation', 'workingHours', 'to'], to: '24:01' },
    { at: ['organisation', 'workingHours', 'holidays', 0], to: '2026-02-29' },
    { at: ['organisation', 'workingHours', 'holidays', 0], to: '25/12/2026' },
    { at: ['organisation', 'workingHours', 'holidays', 0], to: '2026-12-25T00:00:00Z' },
    { at: ['organisation', 'slack', 'teamIds', 0], to: 'example' },
    { at: ['organisation', 'slack', 'teamIds', 0], to: '' },
    { at: ['organisation', 'slack', 'enterpriseIds', 0], to: 'T0123' },
    { at: ['organisation', 'teams', 'tenantIds', 0], to: 'contoso' },
    { at: ['admins'], to: [] },
    { at: ['admins'], to: undefined },
    { at: ['confirmAdminGrants'], to: 'yes' },
    { at: ['admins', 0], to: 'ada' },
    { at: ['admins', 0], to: 'ada@elsewhere.example' },
    { at: ['admins', 0], to: 'ada@sub.example.ac.uk' },
    { at: ['admins', 0], to: 'ada@example.ac.uk@elsewhere.example' },
    { at: ['roles', 'admin'], to: { label: 'Admin' } },
    { at: ['roles', 'Admin'], to: { label: 'Admin' } },
    { at: ['roles', 'Two words'], to: { label: 'x' }, field: 'roles["Two words"]' },
    { at: ['roles', 'a#b'], to: { label: 'x' }, field: 'roles["a#b"]' },
    { at: ['roles', '*'], to: { label: 'x' }, field: 'roles["*"]' },
    { at: ['roles', ''], to: { label: 'x' }, field: 'roles[""]' },
    { at: ['roles', 'x'.repeat(41)], to: { label: 'x' } },
    { at: ['roles', 'ig'], to: { label: 'Twin' }, field: 'roles' },
    { at: ['roles', 'IG', 'label'], to: '' },
    { at: ['roles', 'IG', 'label'], to: 'a\u0007' },
    { at: ['roles', 'IG'], to: 'Information Governance' },
    { at: ['egressManagerRole'], to: 'Nobody' },
    { at: ['egressManagerRole'], to: 'constructor' },
    { at: ['egressManagerRole'], to: undefined },
    { at: ['defaults'], to: undefined },
    { at: ['defaults', 'stages'], to: undefined },
    { at: ['defaults', 'stages'], to: [] },
    { at: ['projects', 'proj-small', 'stages'], to: [] },
    { at: ['defaults', 'stages', 0, 'role'], to: undefined },
    { at: ['defaults', 'stages', 0, 'role'], to: 'Nobody' },
    { at: ['defaults', 'stages', 0, 'role'], to: 'toString' },
    { at: ['projects', 'proj-small', 'stages', 0, 'role'], to: 'Nobody' },
    { at: ['defaults', 'stages', 0, 'approvals'], to: 0 },
    { at: ['defaults', 'stages', 0, 'approvals'], to: -1 },
    { at: ['defaults', 'stages', 0, 'approvals'], to: 1.5 },
    { at: ['defaults', 'stages', 0, 'approvals'], to: '1' },
    { at: ['defaults', 'stages', 0, 'approvals'], to: 21 },
    { at: ['defaults', 'stages', 0, 'deadlineHours'], to: 0 },
    { at: ['defaults', 'stages', 0, 'deadlineHours'], to: -1 },
    { at: ['defaults', 'stages', 0, 'deadlineHours'], to: 2001 },
    { at: ['defaults', 'stages', 0, 'remindAfterHours'], to: [24, 8] },
    { at: ['defaults', 'stages', 0, 'remindAfterHours'], to: [8, 8] },
    { at: ['defaults', 'stages', 0, 'remindAfterHours'], to: [8, 40] },
    { at: ['defaults', 'stages', 0, 'remindAfterHours', 0], to: 0 },
    { at: ['defaults', 'stages', 0, 'escalateTo'], to: 'Nobody' },
    { at: ['defaults', 'stages', 0, 'escalateTo'], to: 'IG' },
    { at: ['defaults', 'maxLinks'], to: 0 },
    { at: ['defaults', 'maxLinks'], to: 101 },
    { at: ['defaults', 'linkExpirySeconds'], to: 59 },
    { at: ['defaults', 'linkExpirySeconds'], to: 604_801 },
    { at: ['defaults', 'linkDelivery'], to: 'post' },
    { at: ['defaults', 'releaseRetentionDays'], to: 0 },
    { at: ['defaults', 'showFileNames'], to: 'no' },
    { at: ['defaults', 'reviewLocation'], to: 'x'.repeat(501) },
    { at: ['projects', 'proj-small', 'maxLinks'], to: 0 },
    { at: ['projects', 'a b'], to: {}, field: 'projects["a b"]' },
    { at: ['projects', '*'], to: {}, field: 'projects["*"]' },
    { at: ['projects', 'a#b'], to: {}, field: 'projects["a#b"]' },
  ])('I3: refuses $to at $at and names it', ({ at, to, field }) => {
    const path = at
      .map((part) => (typeof part === 'number' ? `[${part}]` : `.${part}`))
      .join('')
      .slice(1);
    const error = refusal(changed(full, at, to));
    expect(error.field.startsWith(field ?? path)).toBe(true);
  });

  test('the full file, from which the refused ones differ, is valid', () => {
    expect(() => parsePolicy(full)).not.toThrow();
  });

  test('I3: refuses an organisation that lists no workspace of any platform', () => {
    const error = refusal(changed(changed(full, ['organisation', 'slack'], undefined), ['organisation', 'teams'], undefined));
    expect(error.field).toBe('organisation.slack.teamIds');
  });

  test('refuses that one admin alone would have to confirm', () => {
    const confirmed = changed(full, ['confirmAdminGrants'], true);
    expect(() => parsePolicy(confirmed)).not.toThrow();
    expect(refusal(changed(confirmed, ['admins'], ['ada@example.ac.uk', 'Ada@example.ac.uk'])).field).toBe('admins');
    expect(parsePolicy(full).confirmAdminGrants).toBe(false);
  });

  test.each(['IG', 'EgressManager', 'Nobody'])('refuses %s as the role of auditors, who decide nothing and receive nothing', (role) => {
    expect(refusal(changed(full, ['auditorRole'], role)).field).toBe('auditorRole');
  });

  test('takes a role for auditors that no stage names', () => {
    const value = changed(changed(full, ['roles', 'Auditor'], { label: 'Auditor' }), ['auditorRole'], 'Auditor');
    expect(parsePolicy(value).auditorRole).toBe('Auditor');
    expect(refusal(changed(value, ['projects', 'proj-small', 'stages'], [{ role: 'Auditor' }])).field).toBe('auditorRole');
  });

  test('I17: refuses deadlines that a year of working hours does not hold', () => {
    const stages = [
      { role: 'IG', deadlineHours: 300 },
      { role: 'IT', deadlineHours: 101 },
    ];
    expect(refusal(changed(full, ['projects', 'proj-small', 'stages'], stages)).field).toBe('projects.proj-small.stages');
    expect(() => parsePolicy(changed(full, ['projects', 'proj-small', 'stages'], [{ role: 'IG', deadlineHours: 400 }]))).not.toThrow();
  });

  test('names every mistake at once', () => {
    const value = changed(
      changed(changed(full, ['admins', 0], 'ada@x.example'), ['defaults', 'stages', 0, 'approvals'], 0),
      ['colour'],
      'blue',
    );
    expect(refusal(value).message.split('\n')).toEqual([
      'policy file: admins[0]: an address in one of organisation.emailDomains (what is there: "ada@x.example")',
      'defaults.stages[0].approvals: a whole number from 1 to 20 (what is there: 0)',
      'colour: no such key',
    ]);
  });

  test('refuses an admin and a holiday that are listed twice, which one may be meant as another', () => {
    const twice = changed(full, ['admins'], ['ada@example.ac.uk', 'Ada@example.ac.uk']);
    expect(refusal(twice).message).toBe('policy file: admins: each address once');
    const hours = { from: '09:00', to: '17:00', holidays: ['2026-12-25', '2026-12-25'] };
    expect(refusal(changed(full, ['organisation', 'workingHours'], hours)).message).toBe(
      'policy file: organisation.workingHours.holidays: each date once',
    );
  });

  test.each([undefined, null, 1, 'text', [], [full]])('I3: refuses %s for a policy', (value) => {
    expect(() => parsePolicy(value)).toThrow(BadInputError);
  });
});

describe('termsFor', () => {
  const policy = parsePolicy(full);

  test('gives a project that is not named the defaults, with labels of the roles', () => {
    expect(termsFor(policy, 'elsewhere')).toEqual({
      stages: [
        { role: 'IG', label: 'Information Governance', approvals: 2, deadlineHours: 40, remindAfterHours: [8, 24], escalateTo: 'IT' },
        { role: 'IT', label: 'Research IT', approvals: 1, deadlineHours: 8, remindAfterHours: [] },
      ],
      claimHours: 4,
      answerWithinHours: 40,
      maxLinks: 3,
      linkExpirySeconds: 3600,
      linkDelivery: 'on-request',
      releaseRetentionDays: 30,
      deleteAfterRetention: false,
      downloadPage: false,
      showFileNames: false,
      reviewLocation: 'Open the study.',
      egressManagerRole: 'Manager',
      roleLabels: { Manager: 'Egress manager', IT: 'Research IT' },
      emailDomains: ['example.ac.uk', 'other.example'],
    });
  });

  test("puts a project's own rules over the defaults", () => {
    const terms = termsFor(policy, 'proj-small');
    expect(terms.stages.map(({ role, approvals }) => ({ role, approvals }))).toEqual([{ role: 'IG', approvals: 1 }]);
    expect(terms).toMatchObject({ maxLinks: 1, linkExpirySeconds: 3600 });
    expect(termsFor(policy, 'proj-links')).toMatchObject({ maxLinks: 3, linkExpirySeconds: 60, stages: [{ role: 'IG' }, { role: 'IT' }] });
  });

  test.each(['constructor', '__proto__', 'toString'])('I3: gives a project called %s the defaults', (project) => {
    expect(termsFor(policy, project)).toEqual(termsFor(policy, 'elsewhere'));
  });
});

test.each([
  { email: 'x@example.ac.uk', allowed: true },
  { email: 'x@other.example', allowed: true },
  { email: 'x@sub.example.ac.uk', allowed: false },
  { email: 'x@notexample.ac.uk', allowed: false },
  { email: 'x@example.ac.uk@evil.example', allowed: false },
  { email: 'example.ac.uk', allowed: false },
])('I3: $email is in an allowed domain: $allowed', ({ email, allowed }) => {
  expect(isAllowedEmail(parsePolicy(full), email as PersonId)).toBe(allowed);
});

test.each([
  { role: 'IG', label: 'Information Governance' },
  { role: 'Gone', label: 'Gone' },
  { role: 'constructor', label: 'constructor' },
])('the role $role reads $label', ({ role, label }) => {
  expect(roleLabel(parsePolicy(full), role)).toBe(label);
});

describe('groups that confer a role', () => {
  const uuid = '6F2C0C0E-2A6B-4A52-9B0D-0F7B0C2E9D11';
  const withGroups = (groups: unknown, role = 'IG') => changed(full, ['roles', role, 'groups'], groups);

  test('are one for each project that they are confined to', () => {
    const groups = {
      slack: [{ teamId: 'T0123', id: 'S0123', name: 'reviewers', projects: ['proj-1', 'proj-2'] }],
      entra: [{ id: uuid }],
    };
    const group = { kind: 'slack', teamId: 'T0123', id: 'S0123', name: 'reviewers' };
    expect(policyGroups(parsePolicy(withGroups(groups)))).toEqual([
      { role: 'IG', project: 'proj-1', group },
      { role: 'IG', project: 'proj-2', group },
      { role: 'IG', project: '*', group: { kind: 'entra', id: uuid.toLowerCase() } },
    ]);
    expect(policyGroups(parsePolicy(full))).toEqual([]);
  });

  test.each([
    {
      groups: { slack: [{ teamId: 'T0123', id: 'reviewers' }] },
      says: 'roles.IG.groups.slack[0].id: a Slack user group id such as "S0123"',
    },
    { groups: { slack: [{ id: 'S0123' }] }, says: 'roles.IG.groups.slack[0].teamId: a Slack workspace id such as "T0123"' },
    { groups: { slack: [] }, says: 'roles.IG.groups.slack: a list of 1 to 20 Slack user groups' },
    { groups: { entra: [{ id: 'reviewers' }] }, says: "roles.IG.groups.entra[0].id: an Entra group's object id (uuid)" },
    { groups: { entra: [{ id: uuid, projects: [] }] }, says: 'roles.IG.groups.entra[0].projects: a list of 1 to 1000 project ids' },
    { groups: { teams: [] }, says: 'roles.IG.groups.teams: no such key' },
  ])('I3: $says', ({ groups, says }) => {
    expect(refusal(withGroups(groups)).message).toContain(says);
  });

  test('I3: a workspace and a tenant that are not served, and roles that an admin alone gives, have none', () => {
    const slackGroup = { slack: [{ teamId: 'T0999', id: 'S0123' }] };
    const alone = changed(withGroups(slackGroup), ['organisation', 'slack'], { teamIds: ['T0123'] });
    expect(refusal(alone).message).toContain('roles.IG.groups.slack[0].teamId: one of organisation.slack.teamIds');
    expect(policyGroups(parsePolicy(withGroups(slackGroup)))).toHaveLength(1);
    const noTeams = changed(withGroups({ entra: [{ id: uuid }] }), ['organisation', 'teams'], { tenantIds: [] });
    expect(refusal(noTeams).message).toContain('roles.IG.groups.entra: nothing, because organisation.teams.tenantIds is empty');
    const manager = withGroups({ entra: [{ id: uuid }] }, 'Manager');
    expect(refusal(manager).message).toContain('roles.Manager.groups: nothing, because only an admin gives this role to somebody');
  });
});
