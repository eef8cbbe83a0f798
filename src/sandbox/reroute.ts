/** Teams' routes after a restart: the pretend Teams listens on a port that is new at every start. */

import type { ChatRoute, Records } from '../workflow/ports.ts';
import type { TeamsTenant } from './teams/tenant.ts';

/** Lets every route that the program keeps lead to this start's pretend Teams. The program must not be at work yet. */
export const rerouteTeams = async (
  routes: Records<ChatRoute>,
  { seed, serviceUrl }: Pick<TeamsTenant, 'seed' | 'serviceUrl'>,
): Promise<void> => {
  for (const route of await routes.list({ partition: `teams#${seed.tenant.id}` }))
    if (route.serviceUrl !== serviceUrl) await routes.write({ ...route, serviceUrl, version: route.version + 1 });
};
