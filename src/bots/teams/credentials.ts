/** The app's credentials for Teams' connector. */
import type { ServiceClientCredentialsFactory } from 'botframework-connector';
import type { TokenOptions } from './token.ts';
import { tokenSource } from './token.ts';

const scope = 'https://api.botframework.com/.default';

/**
 * The app's credentials as botbuilder wants them. Its own kind asks Microsoft's library, which takes no login but Microsoft's; this one
 * speaks the same protocol to whichever login it is given, so that what is tested is what is deployed.
 */
export const appCredentials = (options: TokenOptions): ServiceClientCredentialsFactory => {
  const token = tokenSource(options, scope);
  return {
    isValidAppId: async (id) => id === options.appId,
    isAuthenticationDisabled: async () => false,
    createCredentials: async () => ({
      signRequest: async (request) => {
        request.headers.set('authorization', `Bearer ${await token()}`);
        return request;
      },
    }),
  };
};
