/** What the words of admins have in common: how roles and projects are read. */

import { adminChannels, adminRole, escalations } from '../workflow/permissions.ts';
import { projectIdPattern } from '../workflow/policy.ts';
import type { RoleName } from '../workflow/request.ts';
import type { Roster } from '../workflow/roster.ts';
import type { Context } from './context.ts';

type Named = Pick<Context, 'roleLabel'> & { readonly roster: Pick<Roster, 'roles'> };

/** The role as the policy spells it, however it was typed: its name before another's label, and no label that several have. */
export const roleFrom = ({ roster, roleLabel }: Named, typed: string): RoleName => {
  const isTyped = (said: string): boolean => said.toLowerCase() === typed.toLowerCase();
  const roles = [...roster.roles, adminRole, escalations, adminChannels];
  const labelled = roles.filter((role) => isTyped(roleLabel(role)));
  return roles.find(isTyped) ?? (labelled.length === 1 ? labelled[0] : undefined) ?? typed;
};

/** A project as the policy would name it; a typo of odd characters must not become a grant that never holds. */
export const isProject = (project: string): boolean => project === '*' || projectIdPattern.test(project);
