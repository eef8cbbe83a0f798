/** What the words of admins have in common: how they are written, and how roles and projects are read. */

import { adminRole, escalations } from '../workflow/permissions.ts';
import { projectIdPattern } from '../workflow/policy.ts';
import type { Outcome } from '../workflow/refusal.ts';
import { refused } from '../workflow/refusal.ts';
import type { RoleName } from '../workflow/request.ts';
import type { Context } from './context.ts';

/** How the words that take arguments are written. */
export const usages = {
  map: 'map #channel|here ROLE|escalations [project]',
  unmap: 'unmap #channel|here [ROLE] [project]',
  grant: 'grant @person ROLE [project] [until YYYY-MM-DD]',
  'revoke-grant': 'revoke-grant @person ROLE [project]',
} as const;

/** The refusal of a command that was written otherwise. */
export const misused = (word: keyof typeof usages, problem: string): Outcome<never> =>
  refused({ kind: 'usage', usage: usages[word], problem });

/** The role as the policy spells it, however it was typed. */
export const roleFrom = (context: Context, typed: string): RoleName =>
  [...context.roster.roles, adminRole, escalations].find(
    (role) => role.toLowerCase() === typed.toLowerCase() || context.roleLabel(role).toLowerCase() === typed.toLowerCase(),
  ) ?? typed;

/** A project as the policy would name it; a typo of odd characters must not become a grant that never holds. */
export const isProject = (project: string): boolean => project === '*' || projectIdPattern.test(project);

/** A project in words. */
export const projectText = (project: string): string => (project === '*' ? 'all projects' : `project ${project}`);
