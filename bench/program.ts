/** The real one-machine program for benchmarks: SQLite and folders on disk, real HTTP, and the pretend Slack at the other end. */
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'jsonc-parser';
import type { LocalInstallation } from '../src/handlers/compose-local.ts';
import { composeLocal } from '../src/handlers/compose-local.ts';
import { readPolicy } from '../src/handlers/policy-file.ts';
import type { SlackMessage } from '../src/sandbox/slack/state.ts';
import type { SlackWorkspace } from '../src/sandbox/slack/workspace.ts';
import { slackWorkspace } from '../src/sandbox/slack/workspace.ts';
import { forEachBounded } from '../src/workflow/bounded.ts';
import type { Standing } from '../src/workflow/permissions.ts';
import type { Policy } from '../src/workflow/policy.ts';
import type { Clock } from '../src/workflow/ports.ts';
import type { Instant, PersonId, RequestId } from '../src/workflow/request.ts';
import { grantRole, mapChannel } from '../src/workflow/roster.ts';
import { adminEmail, C, reviewChannels, reviewers, seed, team } from './people.ts';
import type { Tally } from './tally.ts';
import { countPorts, newTally, tallied } from './tally.ts';

/** The program, its Slack, and what a benchmark does with them. */
export type BenchProgram = {
  readonly slack: SlackWorkspace;
  readonly installation: LocalInstallation;
  /** Of every request of Slack's, in order of arrival. */
  readonly tallies: Tally[];
  /** Until the program has nothing left to do but wait for people. */
  readonly settle: () => Promise<void>;
  /** Puts so many small objects and their list where SWB would; the returned function hands in the notification. */
  readonly prepare: (files: number) => Promise<{ readonly id: RequestId; readonly submit: () => Promise<void> }>;
  /** The request's card in this channel. */
  readonly card: (id: RequestId, channel: string) => SlackMessage | undefined;
  /** From now on every Web API call takes at least this many milliseconds. */
  readonly slow: (milliseconds: number) => void;
  readonly close: () => Promise<void>;
};

const clock: Clock = () => new Date().toISOString() as Instant;

const benchPolicy = async (): Promise<Policy> => {
  const example: { organisation: object } = parse(await readFile(new URL('../policy.example.jsonc', import.meta.url), 'utf8'));
  const organisation = { ...example.organisation, slack: { teamIds: [team], enterpriseIds: [] } };
  return readPolicy(JSON.stringify({ ...example, organisation }));
};

const bodyOf = async (request: IncomingMessage): Promise<Buffer> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks);
};

const admin: Standing = {
  person: { id: adminEmail as PersonId, name: 'Ada Mensah' },
  identity: { platform: 'slack', tenant: team, user: 'U01ADA' },
  grants: [],
  asOf: new Date().toISOString() as Instant,
  admin: true,
};

const setUpRoster = async ({ roster }: LocalInstallation, copies: number): Promise<void> => {
  const shown = [
    ...reviewChannels.slice(0, copies).map((id) => ({ id, role: 'InformationGovernance' })),
    { id: C.research, role: 'ResearchIT' },
    { id: C.desk, role: 'EgressManager' },
  ];
  for (const { id, role } of shown)
    await mapChannel(roster, admin, { channel: { platform: 'slack', tenant: team, id }, channelName: id, role, project: '*' });
  const held = [
    ...reviewers.map(({ email }) => ({ person: email, role: 'InformationGovernance' })),
    { person: 'tomasz@example.ac.uk', role: 'ResearchIT' },
    { person: 'mei@example.ac.uk', role: 'EgressManager' },
  ];
  for (const { person, role } of held) await grantRole(roster, admin, { person: person as PersonId, role, project: '*' });
};

const notification = (id: RequestId, workspace: string): string =>
  JSON.stringify({
    id,
    egress_store_id: `store-${id}`,
    egress_store_name: 'Ward 7 outcomes',
    egress_store_object_list_location: `arn:aws:s3:::notifications/${id}.json`,
    created_at: clock(),
    created_by: 'u-rosa',
    created_by_email: 'rosa@example.ac.uk',
    workspace_id: workspace,
    project_id: 'proj-1',
    s3_bucketname: 'egress-store',
    s3_bucketpath: `${workspace}/`,
    status: 'PENDING',
    updated_by: 'u-rosa',
    updated_by_email: 'rosa@example.ac.uk',
    updated_at: clock(),
    ver: 1,
  });

const smallFile = (index: number): Uint8Array => Buffer.from(`group,n\n${index},120\n`.repeat(50));

const prepareOn =
  ({ egressStore, register, take }: LocalInstallation): BenchProgram['prepare'] =>
  async (files) => {
    const id = randomUUID() as RequestId;
    const workspace = `workspace-${id.slice(0, 8)}`;
    const objects: object[] = [];
    await forEachBounded(Array(files).keys(), 16, async (index) => {
      const key = `${workspace}/results/${index % 10}/table-${index}.csv`;
      const { version, size } = await egressStore.putObject({ bucket: 'egress-store', key }, smallFile(index));
      objects.push({ Key: key, LastModified: clock(), ETag: '"x"', Size: size, StorageClass: 'STANDARD', VersionId: version });
    });
    await egressStore.putObject({ bucket: 'notifications', key: `${id}.json` }, Buffer.from(JSON.stringify({ objects })));
    await register.put(`store-${id}`, 'PENDING');
    return { id, submit: async () => void (await take(notification(id, workspace))) };
  };

/** The methods that the program calls. */
const methods = [
  'users.info',
  'users.lookupByEmail',
  'conversations.open',
  'conversations.info',
  'conversations.history',
  'chat.postMessage',
  'chat.update',
  'views.open',
  'views.update',
];

/** Starts the program in a folder of its own (or in `folder`), with the first stage's card shown in so many channels. */
export const benchProgram = async (options: { readonly folder?: string; readonly copies?: number } = {}): Promise<BenchProgram> => {
  const folder = options.folder ?? (await mkdtemp(join(tmpdir(), 'sallyport-timed-')));
  const policy = await benchPolicy();
  const slack = await slackWorkspace({ seed, clock, answerWithin: 60_000 });
  const tallies: Tally[] = [];
  const server = createServer(async (request, response) => {
    const body = (await bodyOf(request)).toString('base64');
    const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
    const tally = newTally();
    tallies.push(tally);
    const handled = await tallied(tally, () => installation.enter('slack', { headers, body, isBase64Encoded: true }));
    response.writeHead(handled.response.statusCode, handled.response.headers).end(handled.response.body);
    tally.acknowledged = performance.now();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const url = `http://127.0.0.1:${address.port}`;
  slack.connect(`${url}/slack`);
  const installation: LocalInstallation = composeLocal({
    folder,
    policy,
    clock,
    publicUrl: url,
    slack: { botToken: seed.bot.token, signingSecret: seed.signingSecret, apiUrl: slack.apiUrl, interval: 0 },
    log: (event, ids) => console.error(event, ids),
  });
  const stopCounting = countPorts(installation);
  await setUpRoster(installation, options.copies ?? 1);
  installation.start();
  await installation.idle();
  return {
    slack,
    installation,
    tallies,
    settle: () => installation.idle(),
    prepare: prepareOn(installation),
    card: (id, channel) => slack.messages(channel).findLast((message) => JSON.stringify(message.blocks ?? '').includes(id)),
    slow: (milliseconds) => {
      for (const method of methods) slack.fault({ method, kind: 'delay', milliseconds, times: Number.POSITIVE_INFINITY });
    },
    close: async () => {
      await installation.stop();
      stopCounting();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await slack.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
};

const patience = 60_000;

/** Resolves at the change of the pretend Slack after which this holds, at once when it does already; rejects after a minute. */
export const shown = <T>(slack: SlackWorkspace, look: () => T | undefined): Promise<T> => {
  const { promise, resolve, reject } = Promise.withResolvers<T>();
  const check = (): void => {
    const found = look();
    if (found !== undefined) resolve(found);
  };
  const stop = slack.on('change', check);
  const timer = setTimeout(() => reject(new Error('nothing came of what was waited for')), patience);
  check();
  return promise.finally(() => {
    stop();
    clearTimeout(timer);
  });
};
