/**
 * Between Microsoft's Agents Playground and the program: signs what the playground sends, which it does not do itself, and plays Microsoft's
 * login. So the program is spoken to with its authentication on.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import { buffer } from 'node:stream/consumers';
import * as z from 'zod';
import type { TeamsEndpoints } from '../../bots/teams/authentication.ts';
import type { LocalInstallation } from '../../handlers/compose-local.ts';
import { channelIssuer, teamsKeys } from './keys.ts';

export type DoorOptions = {
  readonly appId: string;
  /** The playground's own server, as `host:port`. */
  readonly playground: string;
  readonly enter: LocalInstallation['enter'];
  /** Every other request. */
  readonly otherwise: (request: IncomingMessage, response: ServerResponse) => Promise<void>;
};

/** Where activities go. */
export const messagesPath = '/teams/messages';

const json = (response: ServerResponse, status: number, body: object): void => {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' }).end(JSON.stringify(body));
};

/** Listens on a free port of the loopback address. */
export const playgroundDoor = async ({ appId, playground, enter, otherwise }: DoorOptions) => {
  const keys = await teamsKeys();
  const Activity = z.object({ serviceUrl: z.url().refine((url) => URL.parse(url)?.host === playground) });

  const pass = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    // Browsers do not let other pages set it, so that no page has its own words signed.
    if (request.headers['x-ms-agents-playground'] !== 'true') return json(response, 403, { error: 'not the playground' });
    const body = (await buffer(request)).toString('utf8');
    const { data: activity } = Activity.safeParse(JSON.parse(body));
    if (!activity) return json(response, 403, { error: `the service URL must be on ${playground}` });
    const token = await keys.sign({ iss: channelIssuer, aud: appId, serviceurl: activity.serviceUrl });
    const { response: answer } = await enter('teams', { body, headers: { authorization: `Bearer ${token}` } });
    response.writeHead(answer.statusCode, answer.headers).end(answer.body);
  };

  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { method, url = '' } = request;
    if (url === '/openid')
      return json(response, 200, { issuer: channelIssuer, jwks_uri: `${address}/keys`, id_token_signing_alg_values_supported: ['RS256'] });
    if (url === '/keys') return json(response, 200, keys.keySet);
    if (method === 'POST' && /^\/login\/[^/]+\/oauth2\/v2\.0\/token$/.test(url)) {
      const token = await keys.sign({ iss: `${address}/login`, aud: channelIssuer, appid: appId });
      return json(response, 200, { token_type: 'Bearer', expires_in: keys.tokenSeconds, access_token: token });
    }
    // The playground asks until somebody answers.
    if (method === 'HEAD' && url === messagesPath) return void response.writeHead(200).end();
    if (method === 'POST' && url === messagesPath) return pass(request, response);
    return otherwise(request, response);
  };

  const server = createServer((request, response) => {
    serve(request, response).catch(() => {
      if (!response.headersSent) response.writeHead(400);
      response.end();
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const bound = server.address();
  if (bound === null || typeof bound === 'string') throw new Error('the door has no port');
  const address = `http://127.0.0.1:${bound.port}`;
  const endpoints: TeamsEndpoints = { loginUrl: `${address}/login`, openIdMetadataUrl: `${address}/openid`, serviceHosts: [playground] };
  return {
    address,
    endpoints,
    close: async (): Promise<void> => {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
};
