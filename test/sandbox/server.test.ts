/** The sandbox's server over real HTTP, on the real program. */
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import type { IncomingHttpHeaders } from 'node:http';
import { request as httpRequest } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Listener } from '../../src/handlers/serve/listen.ts';
import { openFolder } from '../../src/sandbox/folder.ts';
import type { OpenSandbox } from '../../src/sandbox/installation.ts';
import { openSandbox } from '../../src/sandbox/installation.ts';
import { listen, serve } from '../../src/sandbox/server.ts';
import type { View } from '../../src/sandbox/view.ts';

const data = mkdtempSync(join(tmpdir(), 'sallyport-server-'));
const logged: string[] = [];
let listener: Listener;
let sandbox: OpenSandbox;
let close: () => Promise<void>;

beforeAll(async () => {
  listener = await listen(0);
  const log = (event: string) => void logged.push(event);
  sandbox = await openSandbox(openFolder(data), { url: listener.url, language: 'en', log });
  const bundle = { script: Buffer.from('// script'), style: Buffer.from('/* style */') };
  ({ close } = serve(listener, { sandbox, bundle, log }));
  await sandbox.start();
});
afterAll(async () => {
  await close?.();
  await sandbox?.stop();
  rmSync(data, { recursive: true, force: true });
});

type Answer = { readonly status: number; readonly headers: IncomingHttpHeaders; readonly text: string };
type Ask = { readonly method?: string; readonly headers?: Record<string, string>; readonly body?: string };

const ask = (path: string, { method = 'GET', headers = {}, body }: Ask = {}): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const sent = httpRequest({ host: '127.0.0.1', port: listener.port, path, method, headers }, (response) => {
      buffer(response).then(
        (bytes) => resolve({ status: response.statusCode ?? 0, headers: response.headers, text: bytes.toString() }),
        reject,
      );
    });
    sent.on('error', reject);
    sent.end(body);
  });

const json = { 'content-type': 'application/json' };
const post = (path: string, body: unknown, headers: Record<string, string> = {}): Promise<Answer> =>
  ask(path, { method: 'POST', headers: { ...json, origin: listener.url, ...headers }, body: JSON.stringify(body) });

const viewAs = (as: string): Promise<View> => sandbox.view({ as });

test('it listens on loopback only', () => {
  expect(listener.server.address()).toMatchObject({ address: '127.0.0.1' });
});

test('the page is served with a policy that allows nothing from elsewhere', async () => {
  const page = await ask('/');
  expect(page.status).toBe(200);
  expect(page.text).toContain('<div id="root">');
  expect(page.headers['content-security-policy']).toContain("default-src 'none'");
  expect(page.headers['content-security-policy']).toContain("frame-ancestors 'none'");
  expect(page.text).not.toMatch(/https?:\/\/(?!www\.w3\.org)/);
});

test.each([
  { what: 'a foreign host', path: '/', ask: { headers: { host: 'evil.example' } } },
  { what: 'a foreign host at the events', path: '/api/events?as=rosa', ask: { headers: { host: 'evil.example' } } },
  { what: 'a foreign script at the events', path: '/api/events?as=rosa', ask: { headers: { 'sec-fetch-site': 'cross-site' } } },
  {
    what: 'a foreign page that submits',
    path: '/api/samples',
    ask: { method: 'POST', headers: { ...json, origin: 'http://evil.example' }, body: '{"as":"rosa","sample":"aggregate"}' },
  },
  {
    what: 'a form without an origin',
    path: '/api/samples',
    ask: { method: 'POST', headers: json, body: '{"as":"rosa","sample":"aggregate"}' },
  },
  {
    what: 'a browser at the Slack entrance',
    path: '/slack/events',
    ask: { method: 'POST', headers: { origin: 'http://evil.example' }, body: 'payload={}' },
  },
  {
    what: 'a foreign host at the Slack entrance',
    path: '/slack/events',
    ask: { method: 'POST', headers: { host: 'evil.example' }, body: 'payload={}' },
  },
])('I3: $what is refused and does nothing', async ({ path, ask: asked }) => {
  const before = (await viewAs('rosa')).requests.length;
  expect((await ask(path, asked)).status).toBe(403);
  expect((await viewAs('rosa')).requests).toHaveLength(before);
});

test('I3: an unsigned Slack request is refused', async () => {
  const answer = await ask('/slack/events', {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: 'command=%2Fegress&text=grants',
  });
  expect(answer.status).toBe(401);
});

test.each([
  { what: 'an unknown address', path: '/../../etc/passwd', status: 404 },
  { what: 'a made-up download', path: '/download/abc.def', status: 403 },
  { what: 'a path that would be a host', path: '//', status: 400 },
  { what: 'no path at all', path: 'x:', status: 400 },
  { what: 'the events of nobody', path: '/api/events?as=mallory', status: 400 },
])('$what is answered with $status', async ({ path, status }) => {
  expect((await ask(path)).status).toBe(status);
});

test.each([
  { what: 'an unknown person', path: '/api/samples', body: { as: 'mallory', sample: 'aggregate' }, problem: 'mallory' },
  { what: 'a reviewer who submits', path: '/api/samples', body: { as: 'ines', sample: 'aggregate' }, problem: 'no researcher' },
  { what: 'an unknown sample', path: '/api/samples', body: { as: 'rosa', sample: 'x' }, problem: 'no such sample' },
  { what: 'a body with other fields', path: '/api/samples', body: { as: 'rosa', sample: 'aggregate', more: 1 }, problem: 'more' },
  {
    what: 'a button that is not there',
    path: '/api/press',
    body: { as: 'ines', conversation: 'C01IGREVIEW', message: '1.1', block: 'b', action: 'a' },
    problem: 'gone',
  },
  { what: 'a dialog that is closed', path: '/api/dialog', body: { as: 'ines', dialog: 'V1', values: {} }, problem: 'closed' },
  { what: 'another command', path: '/api/say', body: { as: 'ines', conversation: 'C01IGREVIEW', text: '/shrug' }, problem: '/egress help' },
  {
    what: 'a message where one is not',
    path: '/api/say',
    body: { as: 'rosa', conversation: 'C01IGREVIEW', text: 'hello' },
    problem: 'not in that conversation',
  },
  { what: 'an upload that never began', path: '/api/uploads/finish', body: { as: 'rosa', upload: 'u', name: 'n' }, problem: 'gone' },
])('$what is told in words', async ({ path, body, problem }) => {
  const answer = await post(path, body);
  expect(answer.status).toBe(400);
  expect(JSON.parse(answer.text).problem).toContain(problem);
});

test('the first start maps the channels and grants the roles, as commands on the record', async () => {
  const admins = (await viewAs('ada')).conversations.find(({ name }) => name === 'tre-admins');
  expect(admins?.messages.map(({ text }) => text).join(' ')).toMatch(/Role granted/);
  const channel = (await viewAs('ines')).conversations.find(({ name }) => name === 'ig-review');
  expect(channel?.messages.length).toBeGreaterThan(0);
});

test('everybody sees the channels they are in, and nobody else’s private messages', async () => {
  const names = async (as: string) =>
    (await viewAs(as)).conversations.map(({ platform, name }) => (platform === 'slack' ? name : `Teams ${name}`));
  expect(await names('rosa')).toEqual(['tre-users', 'Sallyport', 'Home', 'Teams Sallyport']);
  expect(await names('gita')).toEqual(['ig-review', 'Sallyport', 'Home', 'Teams ig-review', 'Teams Sallyport']);
  expect(await names('ada')).toEqual([
    ...['ig-review', 'research-it', 'egress-desk', 'tre-admins', 'tre-users', 'Sallyport', 'Home'],
    ...['Teams ig-review', 'Teams research-it', 'Teams egress-desk', 'Teams tre-admins', 'Teams Sallyport'],
  ]);
  const admins = (await viewAs('ada')).conversations.find(({ name }) => name === 'tre-admins');
  expect(admins?.messages.every(({ onlyYou }) => onlyYou)).toBe(true);
});

test('what people say to each other is kept in order, and not heard by the program', async () => {
  const say = (as: string, text: string) => post('/api/say', { as, conversation: 'C05TREUSERS', text });
  for (const [as, text] of [
    ['rosa', 'one'],
    ['mei', 'two <!channel>'],
    ['rosa', 'three'],
  ] as const)
    expect((await say(as, text)).status).toBe(200);
  const users = (await viewAs('oliver')).conversations.find(({ name }) => name === 'tre-users');
  expect(users?.messages.map(({ from, text }) => [from.name, text])).toEqual([
    ['Rosa Lindqvist', 'one'],
    ['Mei Chen', 'two <!channel>'],
    ['Rosa Lindqvist', 'three'],
  ]);
});

test('an open page is sent a new picture after a change', async () => {
  const stream = await fetch(`${listener.url}/api/events?as=rosa`);
  const reader = stream.body?.pipeThrough(new TextDecoderStream()).getReader();
  let seen = '';
  const until = async (sought: RegExp): Promise<void> => {
    while (!sought.test(seen)) seen += (await reader?.read())?.value ?? '';
  };
  await until(/"me":"rosa"/);
  expect((await post('/api/samples', { as: 'rosa', sample: 'aggregate' })).status).toBe(200);
  await until(/Review 1 of 2/);
  await reader?.cancel();
});

test('what is asked before the sandbox is ready is answered once it is', async () => {
  const early = await listen(0);
  const asked = fetch(`${early.url}/`).then(({ status }) => status);
  await once(early.server, 'request');
  const bundle = { script: Buffer.from(''), style: Buffer.from('') };
  const served = serve(early, { sandbox, bundle, log: () => undefined });
  expect(await asked).toBe(200);
  await served.close();
});

test('nothing unexpected was logged', () => {
  expect(logged.filter((event) => event.startsWith('sandbox.'))).toEqual([]);
});
