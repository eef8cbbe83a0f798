/** What the suites of more than one subject ask of a program and its people. */
import type { ChatIdentity } from '../../src/workflow/request.ts';
import { O, teamsSeed } from '../a-teams-tenant.ts';
import { U } from '../an-installation.ts';
import type { Office, Who } from './approvals.ts';

export const identityOf = ({ desk }: Pick<Office, 'desk'>, who: Who): ChatIdentity =>
  desk.platform === 'Slack'
    ? { platform: 'slack', tenant: 'T01SANDBOX', user: U[who] }
    : { platform: 'teams', tenant: teamsSeed.tenant.id, user: O[who] };

/** Today's refused attempts, oldest first: whose, at what, and why. */
export const refusalsOf = async ({ program }: Pick<Office, 'program'>): Promise<readonly (readonly string[])[]> => {
  const today = new Date().toISOString().slice(0, 10);
  return (await program.installation.adapters.refusals.list({ partition: today })).map(({ person = '', attempted, refusal }) => [
    person.replace(/@.*/, ''),
    attempted,
    refusal,
  ]);
};
