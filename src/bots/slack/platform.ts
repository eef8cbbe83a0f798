/** Slack as the program is wired to it. */
import type { Clock } from '../../workflow/ports.ts';
import type { Language } from '../languages/english.ts';
import type { Log } from '../log.ts';
import type { ChatPlatform } from '../platform.ts';
import type { SlackDoor } from './app.ts';
import { slackApp } from './app.ts';
import { slackChat } from './chat.ts';
import type { Allow } from './identity.ts';
import { slackWebClient } from './web-client.ts';
import { slackWorkplace } from './workplace.ts';

/** The Slack app's credentials. */
export type SlackSettings = SlackDoor & {
  readonly botToken: string;
  /** Where the Web API lives when it is not Slack's own address. */
  readonly apiUrl?: string;
  /** Milliseconds between two messages in one channel (Slack: about one a second). */
  readonly interval?: number;
};

/** Nothing is called before somebody speaks or is spoken to; throws `BadInputError` for blank credentials (I3). */
export const slackPlatform = (
  { botToken, apiUrl, interval, ...door }: SlackSettings,
  { allow, language, clock, log }: { readonly allow: Allow; readonly language: Language; readonly clock: Clock; readonly log: Log },
): ChatPlatform => {
  const client = slackWebClient({ token: botToken, apiUrl });
  return {
    chat: slackChat({ client, allow, language, log, ...(interval === undefined ? {} : { interval }) }),
    workplace: slackWorkplace({ client, allow }),
    entrance: (conversation) =>
      slackApp({ ...door, conversation, botToken, allow, language, clock, log, ...(apiUrl === undefined ? {} : { apiUrl }) }),
  };
};
