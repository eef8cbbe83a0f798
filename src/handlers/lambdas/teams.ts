/** What people press and type in Teams. */
import { languageOf } from '../../bots/languages/languages.ts';
import { teamsPlatform } from '../../bots/teams/platform.ts';
import { BadInputError } from '../../workflow/errors.ts';
import { botParts, clock } from '../aws/bot-parts.ts';
import { httpHandler } from '../aws/http.ts';
import { refreshed } from '../aws/once.ts';
import { telemetry } from '../aws/telemetry.ts';
import { composeConversation } from '../compose.ts';

const watched = telemetry('teams');
const { log } = watched;

/** Teams waits about ten seconds for an answer. */
const within = 9500;

export const handler = httpHandler({
  within,
  log,
  open: refreshed(async () => {
    const parts = await botParts(watched);
    const { config, policy, table } = parts;
    if (!config.teams) throw new BadInputError('secret', { field: 'TEAMS_APP_ID', expected: 'the credentials of Teams' });
    const tenants = policy.organisation.teams.tenantIds;
    const platform = teamsPlatform(config.teams, { tenants, routes: table.routes, language: languageOf(policy), clock, log });
    return platform.entrance(composeConversation({ ...parts, clock, log, platforms: [platform] }).conversation);
  }, log),
});
