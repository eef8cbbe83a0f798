/** What people press and type in Slack. */
import { languageOf } from '../../bots/languages/languages.ts';
import { slackPlatform } from '../../bots/slack/platform.ts';
import { BadInputError } from '../../workflow/errors.ts';
import { botParts, clock } from '../aws/bot-parts.ts';
import { httpHandler } from '../aws/http.ts';
import { refreshed } from '../aws/once.ts';
import { telemetry } from '../aws/telemetry.ts';
import { composeConversation } from '../compose.ts';

const watched = telemetry('slack');
const { log } = watched;

/** Slack waits three seconds for an answer. */
const within = 2800;

export const handler = httpHandler({
  within,
  log,
  open: refreshed(async () => {
    const parts = await botParts(watched);
    const { config, policy } = parts;
    if (!config.slack) throw new BadInputError('secret', { field: 'SLACK_BOT_TOKEN', expected: 'the credentials of Slack' });
    const platform = slackPlatform(config.slack, { allow: policy.organisation.slack, language: languageOf(policy), clock, log });
    return platform.entrance(composeConversation({ ...parts, clock, log, platforms: [platform] }).conversation);
  }, log),
});
