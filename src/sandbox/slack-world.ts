/** The pretend Slack workspace of the sandbox: its people and channels, kept in a file from one start to the next. */
import { randomBytes } from 'node:crypto';
import type { LanguageCode } from '../workflow/organisation.ts';
import type { Clock } from '../workflow/ports.ts';
import { keep, readKept } from './memory.ts';
import { channels, personas } from './personas.ts';
import type { SlackSeed } from './slack/state.ts';
import { SlackState } from './slack/state.ts';
import type { SlackWorkspace } from './slack/workspace.ts';
import { slackWorkspace } from './slack/workspace.ts';

const seed = (teamId: string, language: LanguageCode): SlackSeed => ({
  language,
  team: { id: teamId, name: 'Example University TRE', domain: 'example-tre' },
  // New at every start: only this process and its pretend Slack know them.
  bot: {
    userId: 'U00SALLYPORT',
    botId: 'B00SALLYPORT',
    appId: 'A00SALLYPORT',
    name: 'Sallyport',
    token: `xoxb-${randomBytes(16).toString('hex')}`,
    appToken: `xapp-${randomBytes(16).toString('hex')}`,
  },
  signingSecret: randomBytes(16).toString('hex'),
  users: personas.map(({ slackId, handle, name, email, guest }) => ({ id: slackId, handle, name, email, isGuest: guest })),
  channels: channels.map(({ id, name, purpose }) => ({ id, name, purpose })),
});

/** Opens the workspace. Each change is kept before the call that made it is answered, so that a killed process has lost no message. */
export const openSlack = async (
  file: string,
  { teamId, clock, language = 'en' }: { readonly teamId: string; readonly clock: Clock; readonly language?: LanguageCode },
): Promise<SlackWorkspace> => {
  const state = readKept(file, SlackState);
  const slack = await slackWorkspace({ seed: seed(teamId, language), clock, ...(state === undefined ? {} : { state }) });
  slack.on('change', () => keep(file, slack.exportState()));
  return slack;
};
