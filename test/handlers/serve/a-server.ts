/** `npm run serve` as a process of its own, between a pretend Slack and a pretend Teams that outlive it. */
import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { expect, onTestFinished } from 'vitest';
import { teamsTenant } from '../../../src/sandbox/teams/tenant.ts';
import { openDatabase } from '../../../src/workflow/local/database.ts';
import { sqliteRequestStore } from '../../../src/workflow/local/request-store.ts';
import type { EgressRequest, Instant, RequestId } from '../../../src/workflow/request.ts';
import { setUpTeams, teamsSeed } from '../../a-teams-tenant.ts';
import type { Files } from '../../an-installation.ts';
import { aNotification, aPolicyText, aSlack, C, roleCommands, U } from '../../an-installation.ts';
import { until } from '../../until.ts';

const mainFile = new URL('../../../src/handlers/serve/main.ts', import.meta.url).pathname;
const slackToken = 'xoxb-0123456789-pretend';
const appToken = 'xapp-0123456789-pretend';
const signingSecret = 'signing-secret-of-the-tests';
const password = 'client-secret-of-the-tests';

/** Runs the command to its end. */
export const served = async (args: readonly string[], env: Readonly<Record<string, string>> = {}) => {
  const child = spawn(process.execPath, [mainFile, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env['PATH'], ...env },
  });
  const [out, err, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')]);
  return { out, err, code: Number(code) };
};

type Line = Readonly<Record<string, unknown>>;

/** Describes a server in front of a stack that is not there. */
export const inFrontOfAStack = (described: Record<string, unknown>): void => {
  delete described['dataFolder'];
  delete described['intake'];
  Object.assign(described, {
    stack: { table: 'Table', followUpQueueUrl: 'https://127.0.0.1/queue', stagingBucket: 'staging', dataLakeBucket: 'lake' },
    mail: { from: 'egress@example.ac.uk' },
  });
};

/** A folder with everything that an operator writes, and a server over it that can be killed and started again. */
export const aServer = async (change: (file: Record<string, unknown>) => void = () => {}) => {
  const base = await mkdtemp(join(tmpdir(), 'sallyport-serve-'));
  const bot = { userId: 'U00BOT', botId: 'B00BOT', appId: 'A00BOT', name: 'Sallyport', token: slackToken, appToken };
  const slack = await aSlack(undefined, { bot, signingSecret });
  const clock = () => new Date().toISOString() as Instant;
  const teams = await teamsTenant({ clock, seed: { ...teamsSeed, app: { ...teamsSeed.app, password } } });
  const intake = join(base, 'intake');
  await writeFile(join(base, 'policy.jsonc'), await aPolicyText());
  await writeFile(join(base, 'teams-password'), `${password}\n`);
  const { loginUrl, openIdMetadataUrl } = teams.endpoints;
  const described: Record<string, unknown> = {
    policyFile: 'policy.jsonc',
    dataFolder: 'data',
    listen: { port: 0 },
    slack: { botToken: { env: 'BOT_TOKEN' }, signingSecret: { env: 'SIGNING' }, apiUrl: slack.apiUrl },
    teams: {
      appId: teamsSeed.app.id,
      tenantId: teamsSeed.tenant.id,
      password: { file: 'teams-password' },
      standIn: { loginUrl, openIdMetadataUrl },
    },
    intake: { folder: { path: 'intake', everySeconds: 1 } },
  };
  change(described);
  const file = join(base, 'installation.jsonc');
  await writeFile(file, JSON.stringify(described));
  const env = { BOT_TOKEN: slackToken, SIGNING: signingSecret, APP_TOKEN: appToken };
  const lines: Line[] = [];
  let child: ChildProcess | undefined;
  let url = '';

  const start = async (variables: Readonly<Record<string, string>> = {}): Promise<void> => {
    const started = spawn(process.execPath, [mainFile, file], {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { PATH: process.env['PATH'], ...env, ...variables },
    });
    child = started;
    const mine: Line[] = [];
    createInterface({ input: started.stdout }).on('line', (line) => {
      const read: Line = JSON.parse(line);
      lines.push(read);
      mine.push(read);
    });
    const listening = () => mine.find(({ event }) => event === 'listening');
    await until(() => listening() !== undefined || started.exitCode !== null, 'the server');
    url = `http://127.0.0.1:${String(listening()?.['port'])}`;
    const inSocketMode = Object.hasOwn(Object(described['slack']), 'appToken');
    if (!inSocketMode) slack.connect(`${url}/slack/events`);
    teams.connect(`${url}/teams/messages`);
  };
  /** Ends the process by this signal; its exit code. */
  const end = async (signal: 'SIGKILL' | 'SIGTERM'): Promise<number | null> => {
    if (!child) return null;
    if (child.exitCode === null && child.signalCode === null) {
      const ended = once(child, 'exit');
      child.kill(signal);
      await ended;
    }
    return child.exitCode;
  };
  /** Asks the process to end again and again, as an impatient operator does; its exit code. */
  const insist = async (): Promise<number | null> => {
    await until(() => {
      child?.kill('SIGTERM');
      return child?.exitCode !== null;
    }, 'the end');
    return child?.exitCode ?? null;
  };
  const read = async (id: RequestId): Promise<EgressRequest> => {
    const db = openDatabase(join(base, 'data', 'sallyport.db'));
    try {
      const found = await sqliteRequestStore(db).read(id);
      if (!found) throw new Error(`no request ${id}`);
      return found;
    } finally {
      db.close();
    }
  };
  /** Puts files and then a notification of them into the intake folder, as an operator's script would. */
  const submit = async (files: Files, changes: Readonly<Record<string, unknown>> = {}): Promise<RequestId> => {
    const id = randomUUID();
    for (const [name, content] of Object.entries(files)) {
      await mkdir(dirname(join(intake, id, name)), { recursive: true });
      await writeFile(join(intake, id, name), content);
    }
    await writeFile(join(intake, `${id}.part`), JSON.stringify(aNotification(id, changes)));
    await rename(join(intake, `${id}.part`), join(intake, `${id}.json`));
    return id as RequestId;
  };
  const setUp = async (): Promise<void> => {
    await setUpTeams(teams, { grants: false });
    for (const command of roleCommands) await slack.slash(U.ada, { channel: C.admins, text: command });
    await until(() => slack.ephemerals(U.ada).length >= roleCommands.length, 'the roles');
  };
  onTestFinished(async () => {
    await end('SIGKILL');
    await slack.close();
    await teams.close();
    expect(teams.problems()).toEqual([]);
    await rm(base, { recursive: true, force: true });
  });
  return { base, file, env, intake, slack, teams, lines, url: () => url, start, end, insist, read, submit, setUp };
};
export type Server = Awaited<ReturnType<typeof aServer>>;

/** The newest download link that somebody was sent in Slack. */
export const linkFor = ({ slack }: Server, user: string): string | undefined =>
  /http:\/\/127\.0\.0\.1:\d+\/download\/[\w.-]+/.exec(JSON.stringify(slack.directMessages(user)))?.[0];
