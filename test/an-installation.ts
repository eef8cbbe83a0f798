/** The whole one-machine program for tests: real SQLite and folders, the pretend Slack, its HTTP in between, and a clock that tests may move. */
import { randomUUID } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished } from 'vitest';
import { pagePath } from '../src/bots/links.ts';
import type { Log } from '../src/bots/log.ts';
import type { LocalInstallation } from '../src/handlers/compose-local.ts';
import { composeLocal } from '../src/handlers/compose-local.ts';
import { answerPage } from '../src/handlers/download-page/http.ts';
import { readPolicy } from '../src/handlers/policy-file.ts';
import { channels, firstGrants, personas } from '../src/sandbox/personas.ts';
import type { SlackSeed } from '../src/sandbox/slack/state.ts';
import type { SlackWorkspace } from '../src/sandbox/slack/workspace.ts';
import { slackWorkspace } from '../src/sandbox/slack/workspace.ts';
import type { TeamsTenant } from '../src/sandbox/teams/tenant.ts';
import { teamsTenant } from '../src/sandbox/teams/tenant.ts';
import { downloadPath } from '../src/workflow/local/download-links.ts';
import { serveDownload } from '../src/workflow/local/serve-download.ts';
import type { Clock } from '../src/workflow/ports.ts';
import type { EgressRequest, Instant, Platform, RequestId } from '../src/workflow/request.ts';
import { setUpTeams, teamsSeed } from './a-teams-tenant.ts';
import { until } from './until.ts';

const team = 'T01SANDBOX';
export const U = Object.fromEntries(personas.map(({ id, slackId }) => [id, slackId])) as Record<(typeof personas)[number]['id'], string>;
export const C = { ig: 'C01IGREVIEW', it: 'C02RESEARCHIT', desk: 'C03EGRESSDESK', admins: 'C04TREADMINS' };

export const aPolicyText = async (change: (policy: Record<string, unknown>) => void = () => {}): Promise<string> => {
  const { parse } = await import('jsonc-parser');
  const value: Record<string, unknown> = parse(await readFile(new URL('../policy.example.jsonc', import.meta.url), 'utf8'));
  const organisation = value['organisation'];
  if (typeof organisation !== 'object' || organisation === null) throw new Error('the example has no organisation');
  Object.assign(organisation, {
    slack: { teamIds: [team], enterpriseIds: [] },
    teams: { tenantIds: [teamsSeed.tenant.id] },
  });
  change(value);
  return JSON.stringify(value);
};

const seed = {
  team: { id: team, name: 'Example', domain: 'example' },
  bot: { userId: 'U00BOT', botId: 'B00BOT', appId: 'A00BOT', name: 'Sallyport', token: 'xoxb-test' },
  signingSecret: 'a signing secret of the tests',
  users: personas.map(({ slackId, handle, name, email, guest }) => ({
    id: slackId,
    handle,
    name,
    email,
    ...(guest ? { isGuest: true } : {}),
  })),
  userGroups: [],
  channels: [...channels.map(({ id, name }) => ({ id, name })), { id: 'C09SHARED', name: 'shared', isExternallyShared: true }],
};

/** What the admin types so that the personas hold their roles and the channels show them. */
export const roleCommands: readonly string[] = [
  ...channels.flatMap((channel) => ('role' in channel ? [`map #${channel.name} ${channel.role}`] : [])),
  ...firstGrants.map(({ persona, role }) => `grant @${persona} ${role}`),
];

/** The pretend Slack with the sandbox's personas, and one channel that is shared with others. */
export const aSlack = (clock?: Clock, changes: Partial<SlackSeed> = {}): Promise<SlackWorkspace> =>
  slackWorkspace({ seed: { ...seed, ...changes }, ...(clock ? { clock } : {}) });

export type Files = Readonly<Record<string, string | Uint8Array>>;

export type Program = {
  readonly slack: SlackWorkspace;
  readonly teams: TeamsTenant;
  readonly installation: LocalInstallation;
  readonly folder: string;
  readonly url: string;
  /** Moves the clock by this many seconds. */
  readonly wait: (seconds: number) => void;
  /** Ends the program, as its process would; the folder stays. */
  readonly stop: () => Promise<void>;
  /** Until nothing is left to do but wait for people. */
  readonly settle: () => Promise<void>;
  /** Plays SWB: writes the objects, their list, and hands in the notification. */
  readonly submit: (submitted?: Submitted) => Promise<RequestId>;
  readonly read: (id: RequestId) => Promise<EgressRequest>;
};

export type Submitted = {
  readonly files?: Files;
  readonly id?: string;
  readonly project?: string;
  readonly changes?: Readonly<Record<string, unknown>>;
  readonly list?: (objects: ListedObject[]) => ListedObject[];
};
export type ListedObject = { Key: string; LastModified: string; ETag: string; Size: number; StorageClass: string; VersionId?: string };

const someFiles: Files = {
  'results/table.csv': 'group,n\na,120\nb,95\n',
  'results/figure.txt': 'a figure',
  'README.md': '# what this is\n',
};

/** SWB's message for a request of Rosa's. */
export const aNotification = (id: string, changes: Readonly<Record<string, unknown>> = {}): Readonly<Record<string, unknown>> => ({
  id,
  egress_store_id: `store-${id}`,
  egress_store_name: 'Ward 7 outcomes',
  egress_store_object_list_location: `arn:aws:s3:::notifications/${id}.json`,
  created_at: '2026-11-16T09:00:00.000Z',
  created_by: 'u-rosa',
  created_by_email: 'rosa@example.ac.uk',
  workspace_id: 'workspace-1',
  project_id: 'proj-1',
  s3_bucketname: 'egress-store',
  s3_bucketpath: 'workspace-1/',
  status: 'PENDING',
  updated_by: 'u-rosa',
  updated_by_email: 'rosa@example.ac.uk',
  updated_at: '2026-11-16T09:30:00.000Z',
  ver: 1,
  ...changes,
});

const bytesOf = (content: string | Uint8Array): Uint8Array => (typeof content === 'string' ? new TextEncoder().encode(content) : content);

/** Starts the program in a folder of its own, with the personas' roles and channels set up by the admin's own commands. */
export const aProgram = async (
  options: {
    readonly policy?: string;
    readonly setUp?: boolean;
    readonly folder?: string;
    readonly ahead?: number;
    /** One that outlives the program; whoever made it closes it. */
    readonly slack?: SlackWorkspace;
    /** Slack alone unless given. */
    readonly platforms?: readonly Platform[];
    readonly log?: Log;
  } = {},
): Promise<Program> => {
  const { platforms = ['slack'] } = options;
  const folder = options.folder ?? (await mkdtemp(join(tmpdir(), 'sallyport-')));
  let ahead = (options.ahead ?? 0) * 1000;
  const clock = () => new Date(Date.now() + ahead).toISOString() as Instant;
  const slack = options.slack ?? (await aSlack(clock));
  const teams = await teamsTenant({ seed: teamsSeed, clock });
  const server = createServer(async (request, response) => {
    if (request.url?.startsWith(pagePath)) return answerPage(installation.downloadPage)({ request, response });
    if (request.url?.startsWith(downloadPath)) return serveDownload(installation, { request, response });
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const platform = request.url === '/teams' ? 'teams' : 'slack';
    const { response: answer } = await installation.enter(platform, {
      headers: request.headers as Record<string, string>,
      body: Buffer.concat(chunks).toString('base64'),
      isBase64Encoded: true,
    });
    response.writeHead(answer.statusCode, answer.headers).end(answer.body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const url = `http://127.0.0.1:${address.port}`;
  slack.connect(`${url}/slack`);
  teams.connect(`${url}/teams`);
  const installation: LocalInstallation = composeLocal({
    folder,
    policy: readPolicy(options.policy ?? (await aPolicyText())),
    clock,
    publicUrl: url,
    ...(platforms.includes('slack')
      ? { slack: { botToken: seed.bot.token, signingSecret: seed.signingSecret, apiUrl: slack.apiUrl, interval: 0 } }
      : {}),
    ...(platforms.includes('teams')
      ? {
          teams: {
            appId: teamsSeed.app.id,
            tenantId: teamsSeed.tenant.id,
            password: teamsSeed.app.password,
            endpoints: teams.endpoints,
            interval: 0,
          },
        }
      : {}),
    log: (event, ids) => {
      options.log?.(event, ids);
      if (process.env['SALLYPORT_TEST_LOG']) console.error(event, ids);
    },
  });
  installation.start();
  const settle = () => installation.idle();
  let stopped: Promise<void> | undefined;
  const stop = () => (stopped ??= installation.stop());
  onTestFinished(async () => {
    await stop();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    if (!options.slack) await slack.close();
    await teams.close();
    // Limits that were broken, whatever the test looked at.
    expect(teams.problems()).toEqual([]);
    if (options.folder === undefined) await rm(folder, { recursive: true, force: true });
  });
  if (options.setUp !== false && platforms.includes('teams')) await setUpTeams(teams, { grants: !platforms.includes('slack') });
  if (options.setUp !== false && platforms.includes('slack')) {
    for (const text of roleCommands) await slack.slash(U.ada, { channel: C.admins, text });
    await until(() => slack.ephemerals(U.ada).length >= roleCommands.length);
  }
  const submit = async ({
    files = someFiles,
    id = randomUUID(),
    project = 'proj-1',
    changes = {},
    list = (objects) => objects,
  }: Submitted = {}): Promise<RequestId> => {
    const objects: ListedObject[] = [
      { Key: 'workspace-1/', LastModified: clock(), ETag: '"0"', Size: 0, StorageClass: 'STANDARD', VersionId: 'v0' },
    ];
    for (const [name, content] of Object.entries(files)) {
      const Key = `workspace-1/${name}`;
      const { version, size } = await installation.egressStore.putObject({ bucket: 'egress-store', key: Key }, bytesOf(content));
      objects.push({ Key, LastModified: clock(), ETag: '"x"', Size: size, StorageClass: 'STANDARD', VersionId: version });
    }
    await installation.egressStore.putObject(
      { bucket: 'notifications', key: `${id}.json` },
      bytesOf(JSON.stringify({ objects: list(objects) })),
    );
    await installation.register.put(`store-${id}`, 'PENDING');
    await installation.take(JSON.stringify(aNotification(id, { project_id: project, ...changes })));
    return id as RequestId;
  };
  const read = async (id: RequestId): Promise<EgressRequest> => {
    const request = await installation.adapters.requests.read(id);
    if (!request) throw new Error(`no request ${id}`);
    return request;
  };
  return { slack, teams, installation, folder, url, stop, wait: (seconds) => (ahead += seconds * 1000), settle, submit, read };
};
