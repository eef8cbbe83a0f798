/** What people call a role of a request. */
import type { RoleName, Terms } from './request.ts';

/** As the policy had it when the request arrived; by its own name where the request does not know, as in earlier records. */
export const labelOfRole = ({ stages, roleLabels = {} }: Pick<Terms, 'stages' | 'roleLabels'>, role: RoleName): string =>
  stages.find((stage) => stage.role === role)?.label ?? (Object.hasOwn(roleLabels, role) ? roleLabels[role] : undefined) ?? role;
