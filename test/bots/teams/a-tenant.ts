/** A pretend tenant of one test, and the outgoing side that speaks to it. */
import { createServer } from 'node:http';
import { ConnectorClient } from 'botframework-connector';
import { onTestFinished } from 'vitest';
import * as z from 'zod';
import { teamsApi } from '../../../src/bots/teams/connector.ts';
import type { Heard } from '../../../src/bots/teams/routes.ts';
import { teamsRoutes } from '../../../src/bots/teams/routes.ts';
import type { TeamsUser } from '../../../src/sandbox/teams/state.ts';
import { teamsTenant } from '../../../src/sandbox/teams/tenant.ts';
import { sqliteRecords } from '../../../src/workflow/local/records.ts';
import type { ChatRoute } from '../../../src/workflow/ports.ts';
import type { Instant } from '../../../src/workflow/request.ts';
import { aDatabase } from '../../workflow/local/a-folder.ts';

export const tenant = '11111111-2222-4333-8444-555555555555';
export const channelId = '19:reviews@thread.tacv2';
export const appOf = { id: 'aaaaaaaa-2222-4333-8444-555555555555', password: 'not a secret' };
export const bot = `28:${appOf.id}`;
const clock = () => '2026-11-24T09:00:00.000Z' as Instant;

export const ada = {
  objectId: 'bbbbbbbb-0000-4000-8000-000000000001',
  memberId: '29:ada',
  name: 'Ada',
  email: 'ada@example.org',
  isGuest: false,
  installed: true,
} satisfies TeamsUser;
export const adaIdentity = { platform: 'teams', tenant, user: ada.objectId } as const;

const textsIn = (value: unknown): readonly string[] => {
  if (Array.isArray(value)) return value.flatMap(textsIn);
  if (typeof value !== 'object' || value === null) return [];
  const own = ['text', 'title', 'label', 'placeholder'].flatMap((key) => {
    const said: unknown = Reflect.get(value, key);
    return typeof said === 'string' ? [said] : [];
  });
  return [...own, ...Object.values(value).flatMap(textsIn)];
};
/** Everything that can be read on each of these messages or cards. */
export const wordsOn = (shown: readonly unknown[]): readonly string[] =>
  shown.map((each) => textsIn(each).join(' ').replaceAll(/\s+/g, ' ').trim());

/** A client whose requests carry this token. */
export const aConnector = (serviceUrl: string, token = 'any'): ConnectorClient =>
  new ConnectorClient(
    {
      signRequest: async (request) => {
        request.headers.set('authorization', `Bearer ${token}`);
        return request;
      },
    },
    { baseUri: serviceUrl },
  );

/** Routes in an empty database. */
export const someRoutes = (now = clock) => {
  const records = sqliteRecords<ChatRoute>(aDatabase(), 'chat-routes');
  return { records, routes: teamsRoutes({ routes: records, clock: now }) };
};

/** A tenant with these users, and an api that waits for nothing but notes how long it would. */
export const aTenant = async (users: readonly TeamsUser[] = [ada]) => {
  const team = { id: '19:team@thread.tacv2', name: 'TRE' };
  const fake = await teamsTenant({
    clock,
    seed: {
      tenant: { id: tenant, name: 'Example' },
      app: appOf,
      bot: { id: bot, name: 'Sallyport' },
      team,
      channels: [
        { id: channelId, name: 'reviews' },
        { id: '19:closed@thread.tacv2', name: 'closed', isWithoutBot: true },
      ],
      users,
    },
  });
  onTestFinished(() => fake.close());
  const answer = await fetch(`${fake.endpoints.loginUrl}/${tenant}/oauth2/v2.0/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: appOf.id,
      client_secret: appOf.password,
      scope: 'https://api.botframework.com/.default',
    }),
  });
  const { access_token: token } = z.object({ access_token: z.string() }).parse(await answer.json());
  const slept: number[] = [];
  const api = teamsApi({
    connector: async (serviceUrl) => aConnector(serviceUrl, token),
    interval: 0,
    sleep: async (milliseconds) => slept.push(milliseconds),
  });
  const { serviceUrl } = fake;
  const heardFromAda: Heard = {
    tenant,
    user: ada.objectId,
    member: ada.memberId,
    serviceUrl,
    conversation: `${channelId};messageid=1`,
    personal: false,
    channel: channelId,
    team: team.id,
  };
  return { fake, api, slept, serviceUrl, team, heardFromAda, ...someRoutes() };
};

/** A server that answers each call with the next of these, the last one again and again; `silent` never answers. */
export const aServer = async (
  answers: readonly ({ readonly status: number; readonly headers?: Record<string, string>; readonly body?: string } | 'silent')[],
) => {
  let calls = 0;
  const server = createServer((_request, response) => {
    const answer = answers[Math.min(calls, answers.length - 1)];
    calls += 1;
    if (answer === undefined || answer === 'silent') return;
    response.writeHead(answer.status, { 'content-type': 'application/json', ...answer.headers }).end(answer.body ?? '{}');
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  return { serviceUrl: `http://127.0.0.1:${port}/`, calls: () => calls };
};
