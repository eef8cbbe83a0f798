/** Roles that people hold because they are in a group that is kept elsewhere: a Slack user group, or an Entra group (Microsoft 365). */
import * as z from 'zod';
import { block, list, matching, shownLine } from './fields.ts';
import type { Grant } from './ports.ts';
import type { ChatIdentity, PersonId, ProjectId, RoleName } from './request.ts';

/** A user group of a Slack workspace, or an Entra group of the bot's own tenant. */
export type Group = {
  /** The platform's. */
  readonly id: string;
  /** The policy file's, for people. */
  readonly name?: string;
} & ({ readonly kind: 'slack'; readonly teamId: string } | { readonly kind: 'entra' });

/** Whoever is in the group holds the role in the project (or `*`). */
export type GroupRole = { readonly group: Group; readonly role: RoleName; readonly project: ProjectId | '*' };

/** Somebody at the moment that counts, and the account by which they speak. */
type Member = { readonly identity: ChatIdentity; readonly person: PersonId };

/** The groups that the policy file names, and who is in them: as it was at most a minute ago; undefined when that cannot be read (I3). */
export type Groups = {
  readonly roles: readonly GroupRole[];
  readonly has: (group: Group, member: Member) => Promise<boolean | undefined>;
  readonly people: (group: Group) => Promise<readonly PersonId[] | undefined>;
};

/** What is held by group, and what may be held but is not known, because the group could not be read. */
export type GroupHoldings = { readonly grants: readonly Grant[]; readonly unread: readonly GroupRole[] };

/** Of a policy file's role: whose members hold it. */
export const roleGroups = <Project extends z.ZodType<string>>(project: Project) => {
  const projects = list(project, { min: 1, max: 1000, of: 'project ids' })
    .exactOptional()
    .meta({ description: 'Where the role is held; in all projects when left out.' });
  const name = shownLine(1, 60).exactOptional().meta({ description: 'What people call the group; its id when left out.' });
  const teamId = matching(/^T[A-Z0-9]{2,30}$/, 'a Slack workspace id such as "T0123"');
  const userGroup = matching(/^S[A-Z0-9]{2,30}$/, 'a Slack user group id such as "S0123"');
  return block({
    slack: list(block({ teamId, id: userGroup, name, projects }), { min: 1, max: 20, of: 'Slack user groups' })
      .exactOptional()
      .meta({ description: 'Slack user groups whose members hold the role.' }),
    entra: list(block({ id: z.guid("an Entra group's object id (uuid)").toLowerCase(), name, projects }), {
      min: 1,
      max: 20,
      of: 'Entra groups',
    })
      .exactOptional()
      .meta({ description: "Entra groups of the bot's own tenant whose members hold the role." }),
  });
};

type RoleGroups = z.output<ReturnType<typeof roleGroups>>;

/** The roles of a policy file that come from groups, one for each project that a group is confined to. */
export const groupRolesOf = (roles: Readonly<Record<RoleName, { readonly groups?: RoleGroups }>>): readonly GroupRole[] =>
  Object.entries(roles).flatMap(([role, { groups }]) => {
    const slack = (groups?.slack ?? []).map(({ projects, ...group }) => ({ projects, group: { kind: 'slack', ...group } as const }));
    const entra = (groups?.entra ?? []).map(({ projects, ...group }) => ({ projects, group: { kind: 'entra', ...group } as const }));
    return [...slack, ...entra].flatMap(({ projects = ['*'], group }) => projects.map((project) => ({ group, role, project })));
  });

/** Nobody holds anything by group. */
export const noGroups: Groups = { roles: [], has: async () => false, people: async () => [] };

/** A holding looks like a grant that nobody wrote: it is in force as long as it is read. */
const holding = ({ group, role, project }: GroupRole, person: PersonId): Grant => ({
  partition: 'groups',
  key: [person, role, project, group.id].map(encodeURIComponent).join('#'),
  version: 0,
  person,
  role,
  project,
  byGroup: group,
  state: 'active',
  events: [],
});

const collect = async (
  roles: readonly GroupRole[],
  holders: (group: Group) => Promise<readonly PersonId[] | undefined>,
): Promise<GroupHoldings> => {
  const read = await Promise.all(roles.map(async (role) => ({ role, people: await holders(role.group) })));
  return {
    grants: read.flatMap(({ role, people = [] }) => people.map((person) => holding(role, person))),
    unread: read.flatMap(({ role, people }) => (people === undefined ? [role] : [])),
  };
};

/** What this person holds by group. */
export const heldByGroup = (groups: Groups, member: Member): Promise<GroupHoldings> =>
  collect(groups.roles, async (group) => {
    const isIn = await groups.has(group, member);
    return isIn === undefined ? undefined : isIn ? [member.person] : [];
  });

/** Whether the role of the group counts in the project. */
export const isFor = ({ role, project }: GroupRole, held: { readonly role: RoleName; readonly project: ProjectId | '*' }): boolean =>
  role === held.role && (project === '*' || project === held.project);

/** Whoever holds the role in the project by group; with neither, everybody who holds anything by group. */
export const groupHoldings = (
  groups: Groups,
  held?: { readonly role: RoleName; readonly project: ProjectId | '*' },
): Promise<GroupHoldings> =>
  collect(
    groups.roles.filter((role) => held === undefined || isFor(role, held)),
    groups.people,
  );
