/** The policy file: who reviews what, how many must agree, and how long anything lives. One per installation. */
import * as z from 'zod';
import { canonicalJson, sha256 } from './canonical.ts';
import { block, isDistinct, list, matching, shownLine } from './fields.ts';
import type { GroupRole } from './groups.ts';
import { groupRolesOf, roleGroups } from './groups.ts';
import type { Problem } from './issues.ts';
import { badInput, fieldPath, problemsIn } from './issues.ts';
import { organisation } from './organisation.ts';
import type { ChatIdentity, PersonId, ProjectId, RoleName, Sha256, Terms } from './request.ts';
import { mailbox } from './requesters.ts';
import { defaultRules, projectRules } from './rules.ts';

/** What a project's id may be in the policy file, a notification and a command; `#` and `*` have a meaning in keys and grants. */
export const projectIdPattern = /^[A-Za-z0-9_-][A-Za-z0-9._-]{0,99}$/;
const projectId = matching(projectIdPattern, 'a project id of at most 100 letters, digits, ".", "-" and "_"');

const roleNameExpected = 'a role name of at most 40 letters, digits, "-" and "_" that is none of "admin", "admins" and "escalations"';
const roleName = matching(/^[A-Za-z][A-Za-z0-9_-]{0,39}$/, roleNameExpected).refine(
  (name) => !['admin', 'admins', 'escalations'].includes(name.toLowerCase()),
  roleNameExpected,
);

/** What parts of the file refer to: read before the rest, so that every mistake is found in one go. */
type Known = { readonly roles: readonly string[]; readonly emailDomains: readonly string[] };

const inDomains = (domains: readonly string[], email: string): boolean => {
  const domain = /^[^@]+@([^@]+)$/.exec(email)?.[1];
  return domain !== undefined && domains.includes(domain);
};

type Deciding = {
  readonly egressManagerRole: RoleName;
  readonly defaults: { readonly stages: readonly { readonly role: RoleName }[] };
  readonly projects: Readonly<Record<ProjectId, { readonly stages?: readonly { readonly role: RoleName }[] }>>;
};

/** The roles whose holders decide on requests or receive what is released. */
const deciding = ({ egressManagerRole, defaults, projects }: Deciding): ReadonlySet<RoleName | undefined> =>
  new Set([
    egressManagerRole,
    ...[defaults.stages, ...Object.values(projects).map(({ stages = [] }) => stages)].flat().map(({ role }) => role),
  ]);

const schema = (known: Known) => {
  const knownRole = z.string('a role that "roles" names').refine((name) => known.roles.includes(name), 'a role that "roles" names');
  const admin = z
    .email('an e-mail address')
    .max(254, 'an e-mail address')
    .toLowerCase()
    .refine((email) => inDomains(known.emailDomains, email), 'an address in one of organisation.emailDomains')
    .transform((email) => email as PersonId);
  return block({
    $schema: z.string().exactOptional(),
    organisation,
    admins: list(admin, { min: 1, max: 1000, of: 'e-mail addresses' }).refine(isDistinct, 'each address once').meta({
      description: 'People who map channels, grant roles and deal with what is stuck.',
    }),
    confirmAdminGrants: z.boolean('true or false').default(false).meta({
      description:
        'Whether another admin has to confirm, within three days, before a grant makes somebody an admin, or wakes one whose roles rest.',
    }),
    roles: z
      .record(roleName, block({ label: shownLine(1, 60), groups: roleGroups(projectId).exactOptional() }), 'a { } block')
      .refine((roles) => isDistinct(Object.keys(roles).map((name) => name.toLowerCase())), 'names that differ in more than case'),
    egressManagerRole: knownRole.meta({ description: 'The role that is told of releases and may ask for links.' }),
    auditorRole: knownRole.exactOptional().meta({
      description: 'The role that reads: who holds it may have the record exported, and decides nothing.',
    }),
    defaults: defaultRules(knownRole),
    projects: z
      .record(projectId, projectRules(knownRole), 'a { } block')
      .default({})
      .meta({ description: 'What differs from the defaults, per project.' }),
  })
    .refine(
      ({ auditorRole, egressManagerRole, defaults, projects }) => !deciding({ egressManagerRole, defaults, projects }).has(auditorRole),
      {
        path: ['auditorRole'],
        error: 'a role that reviews at no stage and receives no release',
      },
    )
    .refine(({ admins, confirmAdminGrants }) => !confirmAdminGrants || new Set(admins.map(mailbox)).size > 1, {
      path: ['admins'],
      error: 'at least two people, because "confirmAdminGrants" is true',
    });
};

type PolicyFile = Readonly<Omit<z.output<ReturnType<typeof schema>>, '$schema'>>;

/** The parsed policy; `digest` is the SHA-256 of its canonical JSON, with defaults filled in. */
export type Policy = PolicyFile & { readonly digest: Sha256 };

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const known = (file: unknown): Known => {
  const { roles, organisation: described } = isRecord(file) ? file : {};
  const domains: unknown = isRecord(described) ? described['emailDomains'] : [];
  return {
    roles: isRecord(roles) ? Object.keys(roles) : [],
    emailDomains: Array.isArray(domains)
      ? domains.filter((domain) => typeof domain === 'string').map((domain) => domain.toLowerCase())
      : [],
  };
};

/** zod leaves a key of this name out without a word. */
const protoKeys = (value: unknown, path: readonly PropertyKey[] = []): readonly Problem[] =>
  typeof value === 'object' && value !== null
    ? Object.entries(value).flatMap(([key, inner]) => [
        ...(key === '__proto__' ? [{ field: fieldPath([...path, key]), expected: 'no such key' }] : []),
        ...protoKeys(inner, [...path, Array.isArray(value) ? Number(key) : key]),
      ])
    : [];

const longest = 50;

/** Hours of work in a week. */
const weekOf = ({ workingHours }: PolicyFile['organisation']): number => {
  if (!workingHours) return 7 * 24;
  const hours = (time: string): number => Number(time.slice(0, 2)) + Number(time.slice(3)) / 60;
  return workingHours.days.length * (hours(workingHours.to) - hours(workingHours.from));
};

const tooLong = ({ organisation: described, defaults, projects }: PolicyFile): readonly Problem[] =>
  [
    { path: ['defaults', 'stages'], stages: defaults.stages },
    ...Object.entries(projects).map(([project, { stages = [] }]) => ({ path: ['projects', project, 'stages'], stages })),
  ].flatMap(({ path, stages }) =>
    stages.reduce((sum, { deadlineHours }) => sum + deadlineHours, 0) > longest * weekOf(described)
      ? [
          {
            field: fieldPath(path),
            expected: `deadlines of at most ${longest} weeks together (Step Functions ends an execution after a year)`,
          },
        ]
      : [],
  );

/** Groups of a workspace or tenant that is not served, in which nobody could act; and groups for roles that only an admin gives to somebody. */
const strayGroups = ({ organisation: { slack, teams }, roles, egressManagerRole, auditorRole }: PolicyFile): readonly Problem[] =>
  Object.entries(roles).flatMap(([role, { groups }]) => [
    ...(groups?.slack ?? []).flatMap(({ teamId }, index) =>
      slack.teamIds.includes(teamId) || slack.enterpriseIds.length > 0
        ? []
        : [{ field: fieldPath(['roles', role, 'groups', 'slack', index, 'teamId']), expected: 'one of organisation.slack.teamIds' }],
    ),
    ...(groups?.entra && teams.tenantIds.length === 0
      ? [{ field: fieldPath(['roles', role, 'groups', 'entra']), expected: 'nothing, because organisation.teams.tenantIds is empty' }]
      : []),
    ...(groups && [egressManagerRole, auditorRole].includes(role)
      ? [{ field: fieldPath(['roles', role, 'groups']), expected: 'nothing, because only an admin gives this role to somebody' }]
      : []),
  ]);

/** Reads the policy file's value, or throws a BadInputError that lists everything that is wrong with it. */
export const parsePolicy = (value: unknown): Policy => {
  const parsed = schema(known(value)).safeParse(value, { reportInput: true });
  const problems = [
    ...protoKeys(value),
    ...(parsed.success ? [...tooLong(parsed.data), ...strayGroups(parsed.data)] : problemsIn(parsed.error)),
  ];
  if (!parsed.success || problems.length > 0) throw badInput('policy file', problems);
  const { $schema: _, ...file } = parsed.data;
  return { ...file, digest: sha256(canonicalJson(file)) };
};

/** JSON Schema of the policy file for editors (`docs/policy.schema.json`). */
export const policyJsonSchema = (): unknown => ({
  title: 'Sallyport policy file',
  ...z.toJSONSchema(schema({ roles: [], emailDomains: [] }), { io: 'input' }),
});

/** A role as people read it; an unknown one by its own name. */
export const roleLabel = (policy: Policy, role: RoleName): string =>
  (Object.hasOwn(policy.roles, role) ? policy.roles[role]?.label : undefined) ?? role;

/** Whose members hold which role. */
export const policyGroups = ({ roles }: Policy): readonly GroupRole[] => groupRolesOf(roles);

/** The rules for a request of this project, to be frozen into it; a project that the policy does not name has the defaults. */
export const termsFor = (policy: Policy, project: ProjectId): Terms => {
  const own = Object.hasOwn(policy.projects, project) ? policy.projects[project] : {};
  const { stages, ...rules } = { ...policy.defaults, ...own };
  const others = [policy.egressManagerRole, ...stages.flatMap(({ escalateTo }) => escalateTo ?? [])];
  return {
    ...rules,
    stages: stages.map((stage) => ({ ...stage, label: roleLabel(policy, stage.role) })),
    egressManagerRole: policy.egressManagerRole,
    roleLabels: Object.fromEntries(others.map((role) => [role, roleLabel(policy, role)])),
    emailDomains: policy.organisation.emailDomains,
  };
};

/** Whether the address lies in one of the organisation's domains; subdomains count only when listed. */
export const isAllowedEmail = (policy: Policy, email: PersonId): boolean => inDomains(policy.organisation.emailDomains, email);

/** The workspaces, organisations and tenants whose members may act. */
export const servedBy = ({ organisation: { slack, teams } }: Policy): readonly Pick<ChatIdentity, 'platform' | 'tenant'>[] => [
  ...[...slack.teamIds, ...slack.enterpriseIds].map((tenant) => ({ platform: 'slack', tenant }) as const),
  ...teams.tenantIds.map((tenant) => ({ platform: 'teams', tenant }) as const),
];
