/** The address that the program takes for Microsoft's, on loopback: `/openid`, `/keys`, `/login/...`, `/connector/v3/...` and `/graph/v1.0/...`. */
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { ConnectorAnswer, TeamsConnector } from './connector.ts';
import { graphAnswer } from './graph.ts';
import type { TeamsKeys } from './keys.ts';
import { channelIssuer } from './keys.ts';
import type { TeamsFault, TeamsWorld } from './world.ts';

const mostCalls = 10_000;
const maxBodyBytes = 1024 * 1024;
const audience = 'https://api.botframework.com';
const graphAudience = 'https://graph.microsoft.com';
const audiences = [audience, graphAudience];

const readBody = async (request: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    const bytes = Buffer.from(chunk);
    size += bytes.length;
    if (size > maxBodyBytes) throw new Error('request body too large');
    chunks.push(bytes);
  }
  return Buffer.concat(chunks).toString('utf8');
};

type Reply = ConnectorAnswer & { readonly headers?: Readonly<Record<string, string>> };

const send = (response: ServerResponse, { status, body = {}, headers = {} }: Reply): void => {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', ...headers }).end(JSON.stringify(body));
};

export type ConnectorServerParts = { readonly connector: TeamsConnector; readonly keys: TeamsKeys };

/** Serves keys, tokens and the connector, with the token check, the faults that were asked for, and a record of every call. */
export const teamsServer = (world: TeamsWorld, { connector, keys }: ConnectorServerParts): Server => {
  const { seed } = world;
  const issuer = `https://sts.windows.net/${seed.tenant.id}/`;

  const token = async (tenant: string, request: IncomingMessage): Promise<Reply> => {
    if (tenant.toLowerCase() !== seed.tenant.id.toLowerCase()) return { status: 400, body: { error: 'invalid_request' } };
    const form = new URLSearchParams(await readBody(request));
    if (form.get('grant_type') !== 'client_credentials') return { status: 400, body: { error: 'unsupported_grant_type' } };
    if (form.get('client_id') !== seed.app.id) return { status: 400, body: { error: 'unauthorized_client' } };
    if (form.get('client_secret') !== seed.app.password) return { status: 401, body: { error: 'invalid_client' } };
    const aud = audiences.find((one) => form.get('scope') === `${one}/.default`);
    if (aud === undefined) return { status: 400, body: { error: 'invalid_scope' } };
    const access = await keys.sign({ iss: issuer, aud, appid: seed.app.id, tid: seed.tenant.id, ver: '1.0' });
    return {
      status: 200,
      body: { token_type: 'Bearer', expires_in: keys.tokenSeconds, ext_expires_in: keys.tokenSeconds, access_token: access },
    };
  };

  const nextFault = (method: string): TeamsFault | undefined => {
    const index = world.faults.findIndex(({ fault }) => (fault.method ?? method) === method);
    const found = world.faults[index];
    if (found === undefined) return undefined;
    found.left -= 1;
    if (found.left <= 0) world.faults.splice(index, 1);
    return found.fault;
  };

  const connect = async (request: IncomingMessage, url: URL): Promise<Reply | 'lost'> => {
    const method = request.method ?? 'GET';
    const path = url.pathname
      .replace(/^\/connector\/+/, '')
      .split('/')
      .map(decodeURIComponent);
    const text = await readBody(request);
    const body: unknown = text === '' ? undefined : JSON.parse(text);
    const record = (reply: Reply): Reply => {
      world.calls.push({ method, path: path.join('/'), status: reply.status, ...(body === undefined ? {} : { body }) });
      if (world.calls.length > mostCalls) world.calls.shift();
      return reply;
    };
    const [scheme, value = ''] = (request.headers.authorization ?? '').split(' ', 2);
    if (scheme !== 'Bearer' || !(await keys.isOurs(value, { audience, issuer })))
      return record({ status: 401, body: { error: { code: 'Unauthorized', message: 'Authorization has been denied for this request.' } } });
    const fault = nextFault(method);
    if (fault !== undefined && !fault.losesAnswer)
      return record({
        status: fault.status,
        body: { error: { code: fault.code ?? 'ServiceError', message: 'The call was made to fail.' } },
        ...(fault.retryAfter === undefined ? {} : { headers: { 'retry-after': String(fault.retryAfter) } }),
      });
    const reply = record(connector({ method, path, query: url.searchParams, body }));
    return fault === undefined ? reply : 'lost';
  };

  const graph = async (request: IncomingMessage, url: URL): Promise<Reply> => {
    const path = url.pathname.replace(/^\/graph/, '');
    const record = (reply: Reply): Reply => {
      world.calls.push({ method: request.method ?? 'GET', path: `graph${path}`, status: reply.status });
      return reply;
    };
    const [scheme, value = ''] = (request.headers.authorization ?? '').split(' ', 2);
    if (scheme !== 'Bearer' || !(await keys.isOurs(value, { audience: graphAudience, issuer })))
      return record({ status: 401, body: { error: { code: 'InvalidAuthenticationToken', message: 'Access token validation failure.' } } });
    const [fault] = world.graphFaults;
    if (fault !== undefined) {
      fault.left -= 1;
      if (fault.left <= 0) world.graphFaults.shift();
      return record({ status: fault.status, body: { error: { code: 'ServiceError', message: 'The call was made to fail.' } } });
    }
    return record(request.method === 'GET' ? graphAnswer(world, { path, url }) : { status: 404 });
  };

  return createServer((request, response) => {
    const url = new URL(request.url ?? '/', `http://${request.headers.host ?? '127.0.0.1'}`);
    const [, area, ...rest] = url.pathname.split('/');
    const reply = async (): Promise<Reply | 'lost'> => {
      if (area === 'connector') return connect(request, url);
      if (area === 'graph') return graph(request, url);
      if (area === 'login' && request.method === 'POST' && rest.slice(1).join('/') === 'oauth2/v2.0/token')
        return token(rest[0] ?? '', request);
      if (area === 'openid')
        return {
          status: 200,
          body: { issuer: channelIssuer, jwks_uri: `${url.origin}/keys`, id_token_signing_alg_values_supported: ['RS256'] },
        };
      return area === 'keys' ? { status: 200, body: keys.keySet } : { status: 404 };
    };
    reply().then(
      (answer) => (answer === 'lost' ? void response.destroy() : send(response, answer)),
      () => (response.headersSent ? void response.destroy() : send(response, { status: 500 })),
    );
  });
};
