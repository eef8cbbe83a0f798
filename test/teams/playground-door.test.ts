import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import { expect, onTestFinished, test } from 'vitest';
import type { HttpEvent } from '../../src/bots/http.ts';
import { TeamsRefusedError, teamsAuthentication } from '../../src/bots/teams/authentication.ts';
import { messagesPath, playgroundDoor } from '../../src/sandbox/teams/playground-door.ts';

const appId = '5a11eaf0-0000-4000-8000-000000000001';
const tenantId = '5a11eaf0-0000-4000-8000-000000000002';
const fromPlayground = { 'content-type': 'application/json', 'x-ms-agents-playground': 'true' };
const done = Promise.resolve();

/** The connector of a playground, which writes down what it is asked and with which authorization. */
const aPlayground = async () => {
  const asked: { readonly path: string | undefined; readonly authorization: string | undefined }[] = [];
  const server = createServer((request, response) => {
    asked.push({ path: request.url, authorization: request.headers.authorization });
    response.writeHead(200, { 'content-type': 'application/json' }).end('{"id":"1"}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return { host: `127.0.0.1:${address.port}`, asked };
};

/** A door before a program that answers with whether it believed what came in. */
const aDoor = async () => {
  const playground = await aPlayground();
  const events: HttpEvent[] = [];
  const believes = async (event: HttpEvent): Promise<boolean> => {
    try {
      await program.authenticate(JSON.parse(event.body ?? ''), event.headers['authorization'] ?? '');
      return true;
    } catch (error) {
      if (error instanceof TeamsRefusedError) return false;
      throw error;
    }
  };
  const door = await playgroundDoor({
    appId,
    playground: playground.host,
    enter: async (platform, event) => {
      events.push(event);
      const believed = await believes(event);
      return { response: { statusCode: believed ? 200 : 401, headers: { 'x-platform': platform }, body: `believed: ${believed}` }, done };
    },
    otherwise: async (_: IncomingMessage, response: ServerResponse) => void response.writeHead(404).end('otherwise'),
  });
  onTestFinished(() => door.close());
  const program = teamsAuthentication({ appId, tenantId, password: 'any', endpoints: door.endpoints });
  const send = (activity: object, headers: Readonly<Record<string, string>> = fromPlayground): Promise<Response> =>
    fetch(`${door.address}${messagesPath}`, { method: 'POST', headers, body: JSON.stringify(activity) });
  const activity = { type: 'message', id: '1', channelId: 'msteams', serviceUrl: `http://${playground.host}/_connector`, text: 'help' };
  return { door, program, playground, events, send, activity };
};

test('what the playground sends is signed, and believed by a program whose authentication is on', async () => {
  const { send, activity, events } = await aDoor();
  const answer = await send(activity);
  expect([answer.status, answer.headers.get('x-platform'), await answer.text()]).toEqual([200, 'teams', 'believed: true']);
  expect(JSON.parse(events[0]?.body ?? '')).toEqual(activity);
});

test('without the door the program believes nothing of the kind', async () => {
  const { program, activity } = await aDoor();
  await expect(program.authenticate(activity, '')).rejects.toThrow(TeamsRefusedError);
});

test("another page's words are not signed: it cannot send the playground's header", async () => {
  const { send, activity, events } = await aDoor();
  expect((await send(activity, { 'content-type': 'text/plain' })).status).toBe(403);
  expect(events).toEqual([]);
});

test.each([{ serviceUrl: 'http://127.0.0.1:1/_connector' }, { serviceUrl: 'https://smba.trafficmanager.net/emea/' }, { serviceUrl: '' }])(
  'an activity of the server $serviceUrl is not signed',
  async ({ serviceUrl }) => {
    const { send, activity, events } = await aDoor();
    expect((await send({ ...activity, serviceUrl })).status).toBe(403);
    expect(events).toEqual([]);
  },
);

test("the program's own token comes from the door, and its calls arrive at the playground with it", async () => {
  const { program, playground } = await aDoor();
  const connector = await program.connector(`http://${playground.host}/_connector`);
  await connector.conversations.sendToConversation('a:ines', { type: 'message', text: 'hello' });
  expect(playground.asked).toEqual([
    { path: '/_connector/v3/conversations/a%3Aines/activities', authorization: expect.stringMatching(/^Bearer [\w-]+\.[\w-]+\.[\w-]+$/) },
  ]);
});

test('the playground finds somebody there, and what is not Microsoft’s goes elsewhere', async () => {
  const { door } = await aDoor();
  expect((await fetch(`${door.address}${messagesPath}`, { method: 'HEAD' })).status).toBe(200);
  expect(await (await fetch(`${door.address}/download/x`)).text()).toBe('otherwise');
});

test('a body that is none is refused, and the door stays open', async () => {
  const { door, send, activity } = await aDoor();
  expect((await fetch(`${door.address}${messagesPath}`, { method: 'POST', headers: fromPlayground, body: '{' })).status).toBe(400);
  expect((await send(activity)).status).toBe(200);
});
