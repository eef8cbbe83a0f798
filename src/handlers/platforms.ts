/** The chat platforms of an installation, as far as they are set up, for whatever speaks to both. */
import { languageOf } from '../bots/languages/languages.ts';
import type { Log } from '../bots/log.ts';
import type { ChatPlatform } from '../bots/platform.ts';
import type { SlackSettings } from '../bots/slack/platform.ts';
import { slackPlatform } from '../bots/slack/platform.ts';
import type { TeamsSettings } from '../bots/teams/platform.ts';
import { teamsPlatform } from '../bots/teams/platform.ts';
import type { Policy } from '../workflow/policy.ts';
import type { Clock } from '../workflow/ports.ts';
import type { Adapters } from './adapters.ts';

/** A platform without credentials is left out. */
export type Credentials = { readonly slack?: SlackSettings; readonly teams?: TeamsSettings };

export const platformsOf = (
  { slack, teams }: Credentials,
  {
    policy,
    routes,
    clock,
    log,
  }: { readonly policy: Policy; readonly routes: Adapters['routes']; readonly clock: Clock; readonly log: Log },
): readonly ChatPlatform[] => {
  const language = languageOf(policy);
  const { organisation } = policy;
  return [
    ...(slack ? [slackPlatform(slack, { allow: organisation.slack, language, clock, log })] : []),
    ...(teams ? [teamsPlatform(teams, { tenants: organisation.teams.tenantIds, routes, language, clock, log })] : []),
  ];
};
