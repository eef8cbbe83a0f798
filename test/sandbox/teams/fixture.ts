import { createServer } from 'node:http';
import * as z from 'zod';
import type { TeamsSeed, TeamsState } from '../../../src/sandbox/teams/state.ts';
import { teamsTenant } from '../../../src/sandbox/teams/tenant.ts';
import { standingClock } from '../../bots/slack/program.ts';

/** A tenant with a member who has the app, one who has not, and a guest. */
export const seed: TeamsSeed = {
  tenant: { id: '11111111-1111-4111-8111-111111111111', name: 'TRE' },
  app: { id: '22222222-2222-4222-8222-222222222222', password: 'pretend' },
  bot: { id: '28:22222222-2222-4222-8222-222222222222', name: 'Sallyport' },
  team: { id: '19:team@thread.tacv2', name: 'Egress' },
  channels: [
    { id: '19:ig@thread.tacv2', name: 'Information governance' },
    { id: '19:away@thread.tacv2', name: 'Elsewhere', isWithoutBot: true },
  ],
  users: [
    { objectId: 'ada', memberId: '29:ada', name: 'Ada', email: 'ada@tre.example', isGuest: false, installed: true },
    { objectId: 'bob', memberId: '29:bob', name: 'Bob', email: 'bob@tre.example', isGuest: false, installed: false },
    { objectId: 'gus', memberId: '29:gus', name: 'Gus', email: 'gus@other.example', isGuest: true, installed: false, channels: [] },
  ],
};
export const channel = '19:ig@thread.tacv2';

type Close = () => Promise<unknown>;
/** Opens tenants and programs, and closes them together. */
export const openings = () => {
  const open: Close[] = [];

  const aTenant = async (options: { readonly seed?: TeamsSeed; readonly state?: TeamsState; readonly answerWithin?: number } = {}) => {
    const teams = await teamsTenant({ seed, clock: standingClock().clock, answerWithin: 20_000, ...options });
    open.push(teams.close);
    const token = async (over: Readonly<Record<string, string>> = {}, tenant = seed.tenant.id): Promise<Response> =>
      fetch(`${teams.endpoints.loginUrl}/${tenant}/oauth2/v2.0/token`, {
        method: 'POST',
        body: new URLSearchParams({
          grant_type: 'client_credentials',
          client_id: seed.app.id,
          client_secret: seed.app.password,
          scope: 'https://api.botframework.com/.default',
          ...over,
        }),
      });
    const { access_token: access } = z.object({ access_token: z.string() }).parse(await (await token()).json());
    const call = async (method: string, { path, body, bearer = access }: { path: string; body?: unknown; bearer?: string }) => {
      const response = await fetch(`${teams.serviceUrl}v3/${path}`, {
        method,
        headers: { authorization: `Bearer ${bearer}`, 'content-type': 'application/json' },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      return { status: response.status, headers: response.headers, body: z.record(z.string(), z.unknown()).parse(await response.json()) };
    };
    return { teams, token, call };
  };

  /** A program that keeps what it gets and answers as told. */
  const aProgram = async (
    answer: (activity: Record<string, unknown>) => unknown = () => undefined,
    { status = 200, before = async () => {} }: { readonly status?: number; readonly before?: () => Promise<unknown> } = {},
  ) => {
    const got: { activity: Record<string, unknown>; authorization: string | undefined }[] = [];
    const server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const activity = z.record(z.string(), z.unknown()).parse(JSON.parse(Buffer.concat(chunks).toString('utf8')));
        got.push({ activity, authorization: request.headers.authorization });
        if (request.url === '/slow') return;
        before().then(
          () => response.writeHead(status).end(JSON.stringify(answer(activity)) ?? ''),
          () => response.destroy(),
        );
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    open.push(() => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    });
    const address = server.address();
    return { url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}/api/messages`, got };
  };

  const closeAll = async (): Promise<void> => {
    for (const close of open.splice(0).reverse()) await close();
  };
  return { aTenant, aProgram, closeAll };
};

export const execute = (title: string, data: object) => ({ type: 'Action.Execute', title, verb: 'egress', data });
export const aCard = (over: object = {}) => ({
  type: 'AdaptiveCard',
  version: '1.5',
  body: [{ type: 'TextBlock', text: 'Request 1', wrap: true }],
  ...over,
});
export const posting = (card: object) => ({
  type: 'message',
  attachments: [{ contentType: 'application/vnd.microsoft.card.adaptive', content: card }],
});
export const newThread = (card: object) => ({ isGroup: true, channelData: { channel: { id: channel } }, activity: posting(card) });
export const answering = (card: object) => ({ statusCode: 200, type: 'application/vnd.microsoft.card.adaptive', value: card });
