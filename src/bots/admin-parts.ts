/** What the words of admins have in common: how roles and projects are read. */

import { adminChannels, adminRole, escalations } from '../workflow/permissions.ts';
import { projectIdPattern } from '../workflow/policy.ts';
import type { RoleName } from '../workflow/request.ts';
import type { Context } from './context.ts';

/** The role as the policy spells it, however it was typed. */
export const roleFrom = (context: Context, typed: string): RoleName =>
  [...context.roster.roles, adminRole, escalations, adminChannels].find(
    (role) => role.toLowerCase() === typed.toLowerCase() || context.roleLabel(role).toLowerCase() === typed.toLowerCase(),
  ) ?? typed;

/** A project as the policy would name it; a typo of odd characters must not become a grant that never holds. */
export const isProject = (project: string): boolean => project === '*' || projectIdPattern.test(project);
