/** `npm run serve` beside the deployed functions: it answers people, over Slack's Socket Mode and for Teams, and the functions do the rest. */
import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { policyMark } from '../../src/handlers/aws/policy-mark.ts';
import { readPolicy } from '../../src/handlers/policy-file.ts';
import { openFront } from '../../src/handlers/serve/front.ts';
import { channels, firstGrants } from '../../src/sandbox/personas.ts';
import type { Instant, PersonId, Sha256 } from '../../src/workflow/request.ts';
import { aPolicyText } from '../an-installation.ts';
import { wordsOn } from '../bots/teams/a-tenant.ts';
import { wordsOf } from '../people.ts';
import { until } from '../until.ts';
import { dynamo } from './clients.ts';
import { approveSecond, cardsOf, channel, openForBusiness, persona, press, readRequest } from './on-stage.ts';
import type { Rehearsal } from './rehearsal.ts';
import { rehearse } from './rehearsal.ts';

const mainFile = new URL('../../src/handlers/serve/main.ts', import.meta.url).pathname;
const files = { 'results/table.csv': 'group,n\na,120\n', 'notes.txt': 'what this is' };

let stage: Rehearsal;
let server: Awaited<ReturnType<typeof aServer>>;

/** The server over the stack, which can be killed and started again. */
const aServer = async ({ slack, teams, folder, beside }: Rehearsal) => {
  const { loginUrl, openIdMetadataUrl } = teams.endpoints;
  const file = join(folder, 'installation.jsonc');
  await writeFile(
    file,
    JSON.stringify({
      policyFile: beside.policyFile,
      listen: { port: 0 },
      publicUrl: 'https://egress.example.ac.uk',
      slack: { botToken: { env: 'BOT_TOKEN' }, appToken: { env: 'APP_TOKEN' }, apiUrl: slack.apiUrl },
      teams: {
        appId: teams.seed.app.id,
        tenantId: teams.seed.tenant.id,
        password: { env: 'PASSWORD' },
        standIn: { loginUrl, openIdMetadataUrl },
      },
      stack: beside.stack,
      mail: { from: beside.mailFrom },
    }),
  );
  const env = {
    ...beside.env,
    PATH: process.env['PATH'],
    BOT_TOKEN: slack.seed.bot.token,
    APP_TOKEN: slack.seed.bot.appToken,
    PASSWORD: teams.seed.app.password,
  };
  let child: ChildProcess | undefined;
  let url = '';
  const lines: string[] = [];
  const run = () => spawn(process.execPath, [mainFile, file], { stdio: ['ignore', 'pipe', 'pipe'], env });
  return {
    url: () => url,
    lines,
    /** Runs it to its end, which is soon when it refuses to start. */
    refused: async () => {
      const started = run();
      const [words, [code]] = await Promise.all([text(started.stderr), once(started, 'exit')]);
      return { words, code };
    },
    start: async (): Promise<void> => {
      const started = run();
      child = started;
      let port: unknown;
      started.stderr.pipe(process.stderr);
      createInterface({ input: started.stdout }).on('line', (line) => {
        lines.push(line);
        const said = Object(JSON.parse(line));
        if (said.event === 'listening') port = said.port;
      });
      await until(() => port !== undefined || started.exitCode !== null, 'the server');
      url = `http://127.0.0.1:${String(port)}`;
      teams.connect(`${url}/teams/messages`);
      await until(() => slack.socket.connections() > 0, 'the connection to Slack');
    },
    end: async (signal: 'SIGKILL' | 'SIGTERM'): Promise<number | null> => {
      if (!child || child.exitCode !== null || child.signalCode !== null) return null;
      const ended = once(child, 'exit');
      child.kill(signal);
      await ended;
      return child.exitCode;
    },
  };
};

/** Opens the dialog of this card: over a socket, the click is acknowledged before it. */
const openDialog = async (who: 'ines' | 'gareth', id: string, action: 'approve' | 'reject'): Promise<string> => {
  await press(stage, { who, id, action });
  const user = persona(who).slackId;
  await until(() => JSON.stringify(stage.slack.modal(user) ?? '').includes(id.slice(0, 8)), `the dialog of ${who}`);
  return user;
};

const approveAsInes = async (id: string): Promise<void> => {
  await stage.slack.submit(await openDialog('ines', id, 'approve'), { comment: 'Smallest cell is 120.' });
  await until(async () => (await readRequest(stage, id)).decisions.length === 1, 'the first decision');
};

beforeAll(async () => {
  stage = await rehearse();
  stage.slack.useSocketMode();
  server = await aServer(stage);
}, 180_000);
afterEach(() => expect(stage.denied, 'what the role of the functions slack and teams does not allow').toEqual([]));
afterAll(async () => {
  await server?.end('SIGKILL');
  await stage?.close();
});

test('I3: nobody is answered before the functions have said that they work by the same policy', async () => {
  const unsaid = await server.refused();
  expect(unsaid.code).toBe(1);
  expect(unsaid.words).toContain('the policy that they have not named yet');
  await policyMark(dynamo, stage.table).note({ digest: 'f'.repeat(64) as Sha256 });
  expect((await server.refused()).words).toContain(`the functions work by the policy ${'f'.repeat(64)}`);
  await stage.invoke('schedule', {});
  await server.start();
  expect((await fetch(`${server.url()}/readyz`)).status).toBe(200);
  // The page of links is answered here as well, from the stack's table.
  const page = await fetch(`${server.url()}/l/${'0'.repeat(75)}`);
  expect([page.status, await page.text()]).toEqual([404, expect.stringContaining('This link does not work')]);
}, 120_000);

test('I2, I10: a request is approved in Slack and in Teams through the server, released by the functions, and its link asked for; kill -9 after each click loses nothing', async () => {
  await openForBusiness(stage);
  const ada = persona('ada').slackId;
  const commands = channels.filter((each) => 'role' in each).length + firstGrants.length;
  await until(() => stage.slack.ephemerals(ada).length >= commands, 'the roles');
  const id = await stage.submit(files);
  await stage.settle();
  expect((await readRequest(stage, id)).status).toMatchObject({ kind: 'in-review', stage: 0 });

  await approveAsInes(id);
  await server.end('SIGKILL');
  await stage.settle();
  expect((await readRequest(stage, id)).status).toMatchObject({ kind: 'in-review', stage: 1 });

  await server.start();
  const decided = await approveSecond(stage, id);
  expect(wordsOn([decided.card])[0]).toContain('Approval recorded');
  await server.end('SIGKILL');
  await stage.settle();
  const released = await readRequest(stage, id);
  expect(released.status.kind).toBe('released');
  expect(released.decisions.map(({ person, identity }) => [person.id, identity.platform])).toEqual([
    ['ines@example.ac.uk', 'slack'],
    ['tomasz@example.ac.uk', 'teams'],
  ]);

  await server.start();
  const mei = persona('mei').slackId;
  await stage.slack.slash(mei, { channel: channel('egress-desk'), text: `link ${id}` });
  const link = () => /http:[^"\\|>]+X-Amz-Signature=[^"\\|>]+/.exec(JSON.stringify(stage.slack.ephemerals(mei)))?.[0];
  await until(() => link() !== undefined, 'the link');
  expect((await fetch((link() ?? '').replaceAll('&amp;', '&'))).status).toBe(200);
  expect((await fetch(`${server.url()}/download/x`)).status).toBe(404);
}, 240_000);

test('I1: whoever decides second is told in private who decided first', async () => {
  const id = await stage.submit(files);
  await stage.settle();
  const gareth = await openDialog('gareth', id, 'reject');
  await approveAsInes(id);
  const answer = await stage.slack.submit(gareth, { category: 'wrong-files', reason: 'This is last month’s table.' });
  expect(JSON.stringify(answer) + wordsOf(stage.slack.modal(gareth))).toContain('Inés Okafor');
  await stage.settle();
  expect((await readRequest(stage, id)).status).toMatchObject({ kind: 'in-review', stage: 1 });
  expect(cardsOf(stage, id)).toHaveLength(1);
}, 120_000);

test('errands and notices go to the functions, which nobody pressed or typed at; logs hold no secret, reason or link; SIGTERM ends it', async () => {
  const ada = persona('ada').slackId;
  await stage.slack.slash(ada, { channel: channel('tre-admins'), text: 'digest 2026-10' });
  await until(() => JSON.stringify(stage.slack.ephemerals(ada).at(-1) ?? '').includes('figures'), 'the answer').catch(() => {});
  await stage.settle();
  expect(wordsOf(stage.slack.directMessages(ada))).toContain('in figures');
  const names = new Set(stage.calls().map(({ name }) => name));
  expect([names.has('slack'), names.has('teams'), names.has('follow-up')]).toEqual([false, false, true]);
  expect(await server.end('SIGTERM')).toBe(0);
  expect(server.lines.join('\n')).not.toMatch(/Smallest cell|last month|X-Amz-Signature|xoxb-|xapp-/);
}, 120_000);

test('I3: a server whose stack is given another policy gives up at its next look, and one that cannot see the table is soon not ready', async () => {
  let now = Date.parse('2026-11-02T10:00:00.000Z');
  const given: Error[] = [];
  const events: string[] = [];
  const timers: (() => void)[] = [];
  const policy = readPolicy(await aPolicyText());
  const mark = policyMark(dynamo, stage.table);
  await mark.note(policy);
  const { beside, slack } = stage;
  const site = await openFront(
    {
      kind: 'front',
      policyFile: beside.policyFile,
      policy,
      listen: { host: '127.0.0.1', port: 0 },
      slack: { botToken: slack.seed.bot.token, signingSecret: slack.seed.signingSecret, apiUrl: slack.apiUrl },
      stack: beside.stack,
      mail: { kind: 'ses', from: beside.mailFrom as PersonId },
      shutdownSeconds: 5,
    },
    {
      url: 'http://127.0.0.1:1',
      clock: () => new Date(now).toISOString() as Instant,
      log: (event) => void events.push(event),
      fetch,
      giveUp: (error) => void given.push(error),
      timers: {
        after: (_, work) => {
          timers.push(work);
          return () => {};
        },
      },
    },
  );
  site.start();
  const lookAgain = async (): Promise<void> => {
    timers.shift()?.();
    await until(() => timers.length > 0 || given.length > 0, 'the look');
  };
  await lookAgain();
  expect(site.failing()).toEqual([]);
  now += 6 * 60_000;
  expect(site.failing()).toEqual(['stack']);
  await lookAgain();
  expect(site.failing()).toEqual([]);
  await mark.note({ digest: 'e'.repeat(64) as Sha256 });
  await lookAgain();
  expect(given.map(({ name }) => name)).toEqual(['PolicyDiffersError']);
  await site.stop();
}, 60_000);
