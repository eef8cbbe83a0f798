/** Who may speak to the bot as Teams, and how the bot speaks to Teams: Microsoft's tokens, checked by botbuilder and then once more (I3). */
import type { Activity } from 'botbuilder';
import { ConfigurationBotFrameworkAuthentication } from 'botbuilder';
import type { ConnectorClient } from 'botframework-connector';
import { AuthenticationConstants, ClaimsIdentity } from 'botframework-connector';
import * as z from 'zod';
import { BadInputError } from '../../workflow/errors.ts';
import { appCredentials } from './credentials.ts';

/** Where login, signing keys and connector live when they are not Microsoft's own. */
export type TeamsEndpoints = {
  readonly loginUrl: string;
  readonly openIdMetadataUrl: string;
  /** Microsoft Graph, without a version; nothing is asked of it when left out. */
  readonly graphUrl?: string;
  /** Host and port of each server that the bot may send its token to. */
  readonly serviceHosts: readonly string[];
};

/** The bot's registration in Microsoft Entra ID: one tenant, one secret. */
export type TeamsCredentials = {
  readonly appId: string;
  readonly tenantId: string;
  readonly password: string;
  readonly endpoints?: TeamsEndpoints;
};

/** The caller is not Teams, or does not say so in the way that Teams does. Its message names the check and quotes nothing. */
export class TeamsRefusedError extends Error {
  override name = 'TeamsRefusedError' as const;
}

/** Teams' connectors (public and GCC; the other clouds sign in elsewhere): the bot's token goes nowhere else. */
const teamsHosts = ['smba.trafficmanager.net', 'smba.infra.gcc.teams.microsoft.com'];
const issuer = 'https://api.botframework.com';
const microsoft = {
  loginUrl: 'https://login.microsoftonline.com',
  openIdMetadataUrl: 'https://login.botframework.com/v1/.well-known/openidconfiguration',
};

/** What is looked at before any key is: botbuilder checks a token otherwise for other channels, and not against the server when none is named. */
const Envelope = z.object({ type: z.string().min(1), channelId: z.literal('msteams'), serviceUrl: z.string().min(1).max(2000) });
const FromTeams = z.custom<Activity>((value) => Envelope.safeParse(value).success);

const isAllowed = (serviceUrl: string, hosts: readonly string[] | undefined): boolean => {
  const url = URL.parse(serviceUrl);
  if (url?.username !== '' || url.password !== '') return false;
  if (url.protocol === 'https:' && teamsHosts.includes(url.host)) return true;
  return (hosts ?? []).includes(url.host) && (url.protocol === 'https:' || (url.protocol === 'http:' && url.hostname === '127.0.0.1'));
};

const required = (field: 'appId' | 'tenantId' | 'password', value: string): string => {
  // botbuilder takes an empty app id to mean that nobody has to be authenticated.
  if (value.trim() === '') throw new BadInputError('teams', { field, expected: "the bot registration's own" });
  return value.trim();
};

/** Refuses to exist without an app id, a tenant and a secret. */
export const teamsAuthentication = ({ endpoints, ...given }: TeamsCredentials) => {
  const appId = required('appId', given.appId);
  const tenantId = required('tenantId', given.tenantId);
  const password = required('password', given.password);
  const { loginUrl, openIdMetadataUrl } = endpoints ?? microsoft;
  const authentication = new ConfigurationBotFrameworkAuthentication(
    {
      MicrosoftAppId: appId,
      MicrosoftAppTenantId: tenantId,
      MicrosoftAppType: 'SingleTenant',
      ValidateAuthority: true,
      ToChannelFromBotLoginUrl: `${loginUrl}/${tenantId}`,
      ToChannelFromBotOAuthScope: AuthenticationConstants.ToChannelFromBotOAuthScope,
      ToBotFromChannelTokenIssuer: issuer,
      OAuthUrl: 'https://api.botframework.com',
      ToBotFromChannelOpenIdMetadataUrl: openIdMetadataUrl,
      ToBotFromEmulatorOpenIdMetadataUrl: openIdMetadataUrl,
      CallerId: 'urn:botframework:azure',
    },
    appCredentials({ appId, tenantId, password, loginUrl }),
  );
  return {
    /** Resolves when Teams sent this activity to this bot; throws `TeamsRefusedError`. */
    authenticate: async (activity: unknown, authorization: string): Promise<void> => {
      const parsed = FromTeams.safeParse(activity);
      if (!parsed.success) throw new TeamsRefusedError('the activity is none of Teams');
      const { serviceUrl } = parsed.data;
      if (!isAllowed(serviceUrl, endpoints?.serviceHosts)) throw new TeamsRefusedError('the service URL is none of Teams');
      const { claimsIdentity } = await authentication.authenticateRequest(parsed.data, authorization).catch(() => {
        throw new TeamsRefusedError('the token was refused');
      });
      // Tokens of emulators are good to botbuilder, whichever server they speak of.
      if (claimsIdentity.getClaimValue('iss') !== issuer) throw new TeamsRefusedError('the token was refused');
    },
    /** A client for this server; throws `TeamsRefusedError` when the bot's token must not go there. */
    connector: async (serviceUrl: string): Promise<ConnectorClient> => {
      if (!isAllowed(serviceUrl, endpoints?.serviceHosts)) throw new TeamsRefusedError('the service URL is none of Teams');
      const factory = authentication.createConnectorFactory(new ClaimsIdentity([{ type: 'aud', value: appId }]));
      return factory.create(serviceUrl, AuthenticationConstants.ToChannelFromBotOAuthScope);
    },
  };
};
