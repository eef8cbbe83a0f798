import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, readdir, readFile, rename, symlink, writeFile } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { RequestId } from '../../../src/workflow/request.ts';
import { C, U } from '../../an-installation.ts';
import { cardOf, wordsOf } from '../../people.ts';
import { slackDesk } from '../../slack-desk.ts';
import { teamsDesk } from '../../teams-desk.ts';
import { until } from '../../until.ts';
import { unzip } from '../../workflow/packaging/unzip.ts';
import { aServer, inFrontOfAStack, linkFor, served } from './a-server.ts';

const files = { 'results/table one.csv': 'group,n\na,120\n', 'README.md': '# what this is\n' };

test('I2: files in a folder go through approvals in Slack and in Teams to a link, and kill -9 in between loses nothing', async () => {
  const server = await aServer();
  const { slack, start, end, submit, setUp, read, intake } = server;
  await start();
  await setUp();
  // In capitals, as some tools write a UUID.
  const written = randomUUID().toUpperCase();
  await submit(files, { id: written });
  const id = written.toLowerCase() as RequestId;
  const inReview = (stage: number) => async () => {
    const { status } = await read(id);
    return status.kind === 'in-review' && status.stage === stage;
  };
  const hasCard = (channel: string) => () => JSON.stringify(slack.messages(channel)).includes(id);
  await until(hasCard(C.ig), 'the card');
  await end('SIGKILL');
  await start();
  const first = await slackDesk(server).begin('ines', { place: 'ig', id, verdict: 'approve' });
  await first.submit();
  await end('SIGKILL');
  await start();
  await until(inReview(1), 'the second review');
  await until(() => teamsDesk(server).copies('it', id) === 1, 'the card in Teams');
  const second = await teamsDesk(server).begin('tomasz', { place: 'it', id, verdict: 'approve' });
  await second.submit();
  await end('SIGKILL');
  await start();
  await until(() => linkFor(server, U.mei) !== undefined, 'the link');
  const answer = await fetch(linkFor(server, U.mei) ?? '');
  const zip = join(server.base, 'downloaded.zip');
  await writeFile(zip, await answer.bytes());
  const entries = (await unzip(zip)).map(({ path, bytes }) => [path, bytes.toString()]);
  expect(Object.fromEntries(entries)).toMatchObject(files);
  await until(() => wordsOf(cardOf(server, C.ig, id).blocks).includes('released'), 'the last paint');
  expect((await read(id)).events.map(({ fact }) => fact.kind)).toEqual([
    'received',
    'staging-started',
    'staged',
    'approved',
    'approved',
    'released',
    'link-issued',
  ]);
  // The data lies where it is looked after, and no longer where it was dropped.
  expect(await readdir(intake)).toEqual([]);
  const kept = async () =>
    (await readdir(join(server.base, 'data', 'egress-store'), { recursive: true })).filter((name) => name.endsWith('.object'));
  // The list of what was submitted, and nothing that was.
  await until(async () => (await kept()).length === 1, 'the clean-up');
});

test('with an app-level token it connects to Slack itself, is ready only then, and takes nothing over HTTP', async () => {
  const server = await aServer((file) => {
    const { signingSecret: _, ...slack } = Object(file['slack']);
    file['slack'] = { ...slack, appToken: { env: 'APP_TOKEN' } };
  });
  const { slack, start, end, setUp, submit, read, url } = server;
  slack.useSocketMode();
  await start();
  const readiness = async () => (await fetch(`${url()}/readyz`)).status;
  await until(async () => slack.socket.connections() > 0 && (await readiness()) === 200, 'the connection');
  await setUp();
  const id = await submit(files);
  await until(() => JSON.stringify(slack.messages(C.ig)).includes(id), 'the card');
  const first = await slackDesk(server).begin('ines', { place: 'ig', id, verdict: 'approve' });
  await first.submit();
  await until(async () => (await read(id)).events.some(({ fact }) => fact.kind === 'approved'), 'the decision');
  expect((await fetch(`${url()}/slack/events`, { method: 'POST', body: 'payload=%7B%7D' })).status).toBe(404);
  expect(await end('SIGTERM')).toBe(0);
  expect(slack.socket.connections()).toBe(0);
});

test('a request that hangs does not keep the connection to Slack open while the server ends', async () => {
  const { start, url, slack, end } = await aServer((file) => {
    const { signingSecret: _, ...rest } = Object(file['slack']);
    file['slack'] = { ...rest, appToken: { env: 'APP_TOKEN' } };
  });
  slack.useSocketMode();
  await start();
  await until(() => slack.socket.connections() > 0, 'the connection');
  const hanging = connect(Number(new URL(url()).port), '127.0.0.1');
  hanging.on('error', () => {});
  onTestFinished(() => void hanging.destroy());
  hanging.write('POST /teams/messages HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n');
  await once(hanging, 'connect');
  const code = end('SIGTERM');
  await until(() => slack.socket.connections() === 0, 'the end of the connection');
  hanging.destroy();
  expect(await code).toBe(0);
});

test('logs are lines of JSON with an event and ids, and tell nothing of what is in files, links and secrets', async () => {
  const server = await aServer();
  await server.start();
  await server.setUp();
  const id = await server.submit(files);
  await until(() => JSON.stringify(server.slack.messages(C.ig)).includes(id), 'the card');
  await fetch(`${server.url()}/slack/events`, { method: 'POST', body: 'payload=forged' });
  await server.end('SIGTERM');
  expect(server.lines.map(({ event }) => event)).toEqual(
    expect.arrayContaining(['listening', 'notification-taken', 'slack-signature-refused', 'stopping', 'stopped']),
  );
  expect(server.lines.every(({ at, event }) => typeof at === 'string' && typeof event === 'string')).toBe(true);
  expect(JSON.stringify(server.lines)).not.toMatch(/table one|README|http:|xoxb|secret-of|rosa/);
});

test('a follow-up that failed is logged with what failed, however deep it lay', async () => {
  const server = await aServer();
  await server.start();
  await server.setUp();
  server.slack.fault({ method: 'chat.postMessage', kind: 'error', code: 'internal_error', times: 1 });
  const id = await server.submit(files);
  const failed = () => server.lines.find(({ event }) => event === 'follow-up-failed');
  await until(() => failed() !== undefined, 'the failure');
  expect(failed()).toMatchObject({ request: id, errors: 'SlackCallError internal_error' });
  await until(() => JSON.stringify(server.slack.messages(C.ig)).includes(id), 'the card all the same');
});

test('health is told to anybody in a word, and nothing else is there', async () => {
  const server = await aServer();
  await server.start();
  const ask = async (path: string, init?: RequestInit) => {
    const answer = await fetch(`${server.url()}${path}`, init);
    return { status: answer.status, text: await answer.text() };
  };
  expect(await ask('/healthz')).toEqual({ status: 200, text: 'alive\n' });
  await until(async () => (await ask('/readyz')).status === 200, 'readiness');
  expect(await ask('/readyz')).toEqual({ status: 200, text: 'ready\n' });
  for (const path of ['/', '/readyz/', '/slack/events', '/take', '/api/state', '/download', '//healthz'])
    expect(await ask(path), path).toEqual({ status: 404, text: 'not found\n' });
  expect((await ask('/readyz', { method: 'DELETE' })).status).toBe(404);
  expect((await ask('/slack/events', { method: 'POST', body: 'x'.repeat(3 * 1024 * 1024) })).status).toBe(413);
  expect((await ask('/download/made-up.seal')).status).toBe(403);
  const page = await ask('/l/made-up');
  expect(page).toMatchObject({ status: 404, text: expect.stringContaining('This link does not work') });
  expect(await ask(`/l/${'0'.repeat(75)}?x=1`)).toEqual(page);
  expect((await ask('/l/made-up', { method: 'POST', body: 'confirm=x' })).status).toBe(403);
  expect((await ask('/l/made-up', { method: 'POST', body: 'x'.repeat(3 * 1024 * 1024) })).status).toBe(413);
  expect((await ask('/l/made-up', { method: 'DELETE' })).status).toBe(405);
});

test('the log says what keeps the server from being ready, once, and when it is again', async () => {
  const server = await aServer();
  await server.start();
  const status = async () => (await fetch(`${server.url()}/readyz`)).status;
  await until(async () => (await status()) === 200, 'readiness');
  await rename(server.intake, `${server.intake}-away`);
  await until(async () => (await status()) === 503, 'the loss');
  expect(await status()).toBe(503);
  await rename(`${server.intake}-away`, server.intake);
  await until(async () => (await status()) === 200, 'readiness again');
  const said = server.lines.flatMap(({ event, failing }) => (event === 'ready' || event === 'not-ready' ? [failing ?? event] : []));
  expect(said.slice(said.indexOf('ready'))).toEqual(['ready', 'intake', 'ready']);
});

test('I15: a notification that cannot be taken is put aside with the reason, the admins are told, and the one behind it is taken', async () => {
  const server = await aServer();
  await server.start();
  await server.setUp();
  const { intake, slack } = server;
  await writeFile(join(intake, '0-bad.json'), '{"id": "no uuid"}');
  const linked = '6f1d7a52-0c5f-4d55-9d0e-6d2b7d0f0a12';
  await mkdir(join(intake, linked));
  await symlink('/etc/passwd', join(intake, linked, 'table.csv'));
  const id = await server.submit(files);
  const text = (await readFile(join(intake, `${id}.json`), 'utf8')).replaceAll(id, linked);
  await writeFile(join(intake, `${linked}.json`), text);
  await until(() => JSON.stringify(slack.messages(C.ig)).includes(id), 'the card of the good one');
  const left = async () => (await readdir(intake)).toSorted();
  const refused = ['0-bad.problem.txt', '0-bad.refused', linked, `${linked}.problem.txt`, `${linked}.refused`].toSorted();
  await until(async () => (await left()).join() === refused.join(), 'both to be put aside');
  expect(await readFile(join(intake, '0-bad.problem.txt'), 'utf8')).toContain('a uuid');
  expect(await readFile(join(intake, `${linked}.problem.txt`), 'utf8')).toContain('no links');
  const told = () => slack.directMessages(U.ada).map((message) => wordsOf(message.blocks));
  await until(() => told().some((words) => words.includes('a uuid')), 'the admin to be told of the bad one');
  await until(() => told().some((words) => words.includes('no links')), 'the admin to be told of the files');
  expect(told().find((words) => words.includes('no links'))).toContain('the operator gives it its name again');
  expect(told().find((words) => words.includes('no links'))).not.toContain('replay');
  await expect(server.read(linked as typeof id)).rejects.toThrow('no request');
});

test('SIGTERM ends it in order; the folder, the port and a second start each say what is the matter', async () => {
  const server = await aServer();
  await server.start();
  const again = await served([server.file], server.env);
  expect(again).toMatchObject({ code: 1, out: '' });
  expect(again.err).toContain(`Another process works in ${join(server.base, 'data')}`);
  const port = Number(new URL(server.url()).port);
  const beside = await aServer((file) => Object.assign(file, { listen: { port } }));
  const taken = await served([beside.file], beside.env);
  expect(taken).toMatchObject({ code: 1, out: '' });
  expect(taken.err).toContain(`Port ${port} of 127.0.0.1 is taken by another program`);
  expect(await server.end('SIGTERM')).toBe(0);
  expect(server.lines.slice(-2).map(({ event }) => event)).toEqual(['stopping', 'stopped']);
  expect(await served([server.file, '--check'], server.env)).toMatchObject({ code: 0, err: expect.not.stringContaining('intake') });
});

test('I2: what hangs is cut off at the limit, and taken up at the next start', async () => {
  const server = await aServer((file) => Object.assign(file, { shutdownSeconds: 2 }));
  const { slack, start, end, submit, setUp, lines } = server;
  await start();
  await setUp();
  slack.fault({ method: 'chat.postMessage', kind: 'hang', times: 2 });
  const id = await submit(files);
  const attempts = () => slack.calls().filter(({ outcome }) => outcome === 'hang').length;
  await until(() => attempts() === 1, 'the post that hangs');
  expect(await end('SIGTERM')).toBe(1);
  expect(lines.slice(-2).map(({ event }) => event)).toEqual(['stopping', 'stop-limit-reached']);
  await start();
  await until(() => attempts() === 2, 'the post that hangs again');
  await end('SIGKILL');
  await start();
  await until(() => JSON.stringify(slack.messages(C.ig)).includes(id), 'the card');
  expect(slack.messages(C.ig).filter((message) => JSON.stringify(message).includes(id))).toHaveLength(1);
});

test('a second signal does not wait for what hangs', async () => {
  const server = await aServer((file) => Object.assign(file, { shutdownSeconds: 600 }));
  const { slack, start, insist, submit, setUp, lines } = server;
  await start();
  await setUp();
  slack.fault({ method: 'chat.postMessage', kind: 'hang', times: 1 });
  await submit(files);
  await until(() => slack.calls().some(({ outcome }) => outcome === 'hang'), 'the post that hangs');
  expect(await insist()).toBe(1);
  expect(lines.at(-1)).toMatchObject({ event: 'stopping' });
});

test('I3: a missing secret, a mistake in the file and a wrong word stop it with an exit that asks for no restart', async () => {
  const { file, env } = await aServer();
  const noSecret = await served([file], { SIGNING: env.SIGNING });
  expect(noSecret).toMatchObject({ code: 78, out: '' });
  expect(noSecret.err).toContain('slack.botToken: a secret in the environment variable BOT_TOKEN, which is not set or blank');
  expect(noSecret.err).not.toContain(env.SIGNING);
  const { code, err } = await served([`${file}.not-there`, '--check'], env);
  expect([code, err.includes(`installation file: a file; there is no ${file}.not-there\n`)]).toEqual([78, true]);
  expect((await served(['--check-policy', `${file}.not-there`])).err).toContain(`\npolicy file: a file; there is no ${file}.not-there\n`);
  expect((await served([])).code).toBe(78);
  expect((await served(['--nonsense', file])).err).toContain('npm run serve -- FILE');
});

test('a mistake in the policy file is told of that file, which can be looked at alone', async () => {
  const { base, file, env } = await aServer();
  const policy = join(base, 'policy.jsonc');
  expect(await served(['--check-policy', policy])).toMatchObject({ code: 0, out: `${policy} is right.\n`, err: '' });
  await writeFile(policy, '{}');
  for (const args of [
    ['--check-policy', policy],
    [file, '--check'],
  ]) {
    const { code, out, err } = await served(args, env);
    expect({ code, out }).toEqual({ code: 78, out: '' });
    expect(err).toMatch(new RegExp(`^${policy} is not right, so nothing was started:\npolicy file: `));
    expect(err).toContain(`npm run serve -- --check-policy ${policy}`);
  }
  expect((await served(['--check-policy', policy, file])).err).toContain('Runs Sallyport on one machine');
});

test('I3: an intake folder in which everything is kept stops --check and the start, both without a trace of the program', async () => {
  const { base, file, env } = await aServer((described) => {
    described['intake'] = { folder: { path: '.' } };
  });
  for (const args of [[file, '--check'], [file]]) {
    const { code, out, err } = await served(args, env);
    expect({ code, out }).toEqual({ code: 78, out: '' });
    expect(err).toContain(`intake.folder.path: a folder apart from dataFolder, because what is taken in is deleted; ${base} (`);
    expect(err).not.toContain('    at ');
  }
});

test('a stack that cannot be reached is said in a sentence', async () => {
  const { file, env } = await aServer(inFrontOfAStack);
  const nobody = createServer().listen(0, '127.0.0.1');
  await once(nobody, 'listening');
  const { port } = Object(nobody.address());
  nobody.close();
  const aws = { AWS_REGION: 'eu-west-2', AWS_ACCESS_KEY_ID: 'x', AWS_SECRET_ACCESS_KEY: 'x', AWS_ENDPOINT_URL: `http://127.0.0.1:${port}` };
  expect((await served([file, '--check'], { ...env, ...aws })).out).toContain('Whether the stack can be reached');
  const { code, out, err } = await served([file], { ...env, ...aws });
  expect({ code, out }).toEqual({ code: 1, out: '' });
  expect(err).toContain('DynamoDB, where the table Table is, cannot be reached (Error ECONNREFUSED)');
  expect(err).not.toContain('    at ');
});

test('I15: an intake folder that is not there yet is doubted by --check, and its making is logged', async () => {
  const server = await aServer();
  const before = await served([server.file, '--check'], server.env);
  expect(before).toMatchObject({ code: 0, out: expect.stringContaining('are right') });
  expect(before.err).toContain(`intake.folder.path: ${server.intake} is not there`);
  await server.start();
  const made = () => server.lines.filter(({ event }) => event === 'intake-folder-made');
  expect(made()).toHaveLength(1);
  await server.end('SIGTERM');
  expect(await served([server.file, '--check'], server.env)).toMatchObject({ code: 0, err: expect.not.stringContaining('intake') });
  await server.start();
  expect(made()).toHaveLength(1);
});

test('npm passes the arguments and the signal on', async () => {
  const { file, env } = await aServer();
  const child = spawn('npm', ['run', '-s', 'serve', '--', file, '--check'], {
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [code] = await once(child, 'exit');
  expect(code).toBe(0);
});
