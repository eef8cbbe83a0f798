/** Both chat platforms, as far as they are set up, for the functions that write to people unasked. */
import { languageOf } from '../../bots/languages/languages.ts';
import type { Log } from '../../bots/log.ts';
import type { ChatPlatform } from '../../bots/platform.ts';
import { slackPlatform } from '../../bots/slack/platform.ts';
import { teamsPlatform } from '../../bots/teams/platform.ts';
import type { BotParts } from './bot-parts.ts';
import { clock } from './bot-parts.ts';

export const allPlatforms = ({ config, policy, table }: BotParts, log: Log): readonly ChatPlatform[] => {
  const { slack, teams } = policy.organisation;
  return [
    ...(config.slack ? [slackPlatform(config.slack, { allow: slack, language: languageOf(policy), clock, log })] : []),
    ...(config.teams
      ? [teamsPlatform(config.teams, { tenants: teams.tenantIds, routes: table.routes, language: languageOf(policy), clock, log })]
      : []),
  ];
};
