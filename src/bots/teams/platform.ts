/** Teams as the program is wired to it. */
import { BadInputError } from '../../workflow/errors.ts';
import type { ChatRoute, Clock, Records } from '../../workflow/ports.ts';
import type { Language } from '../languages/english.ts';
import type { Log } from '../log.ts';
import type { ChatPlatform } from '../platform.ts';
import { teamsApp } from './app.ts';
import type { TeamsCredentials } from './authentication.ts';
import { teamsAuthentication } from './authentication.ts';
import { teamsChat } from './chat.ts';
import { teamsApi } from './connector.ts';
import { teamsRoutes } from './routes.ts';
import { teamsWorkplace } from './workplace.ts';

/** The bot's registration. */
export type TeamsSettings = TeamsCredentials & {
  /** Milliseconds between two messages in one conversation (Teams: 60 in half a minute). */
  readonly interval?: number;
};

/** Nothing is called before somebody speaks or is spoken to; throws `BadInputError` for blank credentials and when no tenant is served (I3). */
export const teamsPlatform = (
  { interval, ...credentials }: TeamsSettings,
  wired: {
    readonly tenants: readonly string[];
    readonly routes: Records<ChatRoute>;
    readonly language: Language;
    readonly clock: Clock;
    readonly log: Log;
  },
): ChatPlatform => {
  const { language, clock, log } = wired;
  const tenants = wired.tenants.map((tenant) => tenant.toLowerCase());
  if (tenants.length === 0)
    throw new BadInputError('policy', { field: 'organisation.teams.tenantIds', expected: 'at least one tenant, because Teams is set up' });
  const { authenticate, connector } = teamsAuthentication(credentials);
  const api = teamsApi({ connector, ...(interval === undefined ? {} : { interval }) });
  const routes = teamsRoutes({ routes: wired.routes, clock });
  const bot = `28:${credentials.appId}`;
  const chat = teamsChat({ api, routes, bot, tenants, language });
  const workplace = teamsWorkplace({ api, routes, tenants });
  return {
    chat,
    workplace,
    entrance: (conversation) => teamsApp({ conversation, bot, tenants, authenticate, api, routes, chat, workplace, language, clock, log }),
  };
};
