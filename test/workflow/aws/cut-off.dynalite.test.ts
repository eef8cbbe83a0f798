/** A retry, a revocation and an expiry on DynamoDB, cut off at each of their writes, end right after the functions run again. */
import { randomBytes, randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, describe, expect, onTestFinished, test } from 'vitest';
import { tableAdapters } from '../../../src/handlers/aws/table-adapters.ts';
import { composeFollowUp, composeIntake, composeTasks } from '../../../src/handlers/compose.ts';
import { groupReading } from '../../../src/handlers/group-readers.ts';
import { swbRegister } from '../../../src/workflow/aws/register.ts';
import { deadlineAfter } from '../../../src/workflow/calendar.ts';
import { retry, revoke } from '../../../src/workflow/case-service.ts';
import type { TaskName } from '../../../src/workflow/definition.ts';
import { definition, taskNames } from '../../../src/workflow/definition.ts';
import { durableRunner } from '../../../src/workflow/local/runner.ts';
import { termsFor } from '../../../src/workflow/policy.ts';
import type { Mail } from '../../../src/workflow/ports.ts';
import type { EgressRequest, Instant, RequestId } from '../../../src/workflow/request.ts';
import type { Core } from '../../../src/workflow/service.ts';
import { approve } from '../../../src/workflow/service.ts';
import { shiftTimes, stageTimes } from '../../../src/workflow/stage-times.ts';
import { findRecordFault } from '../../../src/workflow/transitions.ts';
import { aNotification } from '../../an-installation.ts';
import { until } from '../../until.ts';
import { aPolicy } from '../a-policy.ts';
import { aStanding } from '../builders.ts';
import { aDatabase } from '../local/a-folder.ts';
import { folders } from '../packaging/folders.ts';
import { listed } from '../packaging/submissions.ts';
import { clientFor, startDynalite } from './dynalite.ts';

const dynamo = await startDynalite();
afterAll(dynamo.stop);

type Cut = 'before' | 'after';
const writes = ['PutItemCommand', 'UpdateItemCommand', 'DeleteItemCommand'];

/** A client that is gone from its nth write on, before that is carried out or right after. */
const mortalClient = () => {
  const client = clientFor(dynamo.endpoint, { maxAttempts: 1 });
  onTestFinished(() => client.destroy());
  let left = Number.POSITIVE_INFINITY;
  let cut: Cut = 'before';
  let gone = false;
  const end = (): never => {
    gone = true;
    throw new Error('the process is gone');
  };
  client.middlewareStack.add(
    (next, { commandName = '' }) =>
      async (args) => {
        if (gone) return end();
        const isWrite = writes.includes(commandName);
        if (isWrite) left -= 1;
        if (isWrite && left < 0 && cut === 'before') return end();
        const answer = await next(args);
        return isWrite && left < 0 ? end() : answer;
      },
    { step: 'initialize' },
  );
  return {
    client,
    isGone: () => gone,
    dieAtWrite: (n: number, how: Cut) => {
      left = n - 1;
      cut = how;
    },
  };
};

const policy = aPolicy({ defaults: { stages: [{ role: 'InformationGovernance' }] } });

const aWorld = async () => {
  const bytes = await folders();
  onTestFinished(() => bytes[Symbol.asyncDispose]());
  let ahead = 0;
  return {
    bytes,
    table: await dynamo.ownTable(),
    swb: await dynamo.swbTable(),
    db: aDatabase(join(bytes.root, 'engine', 'engine.db')),
    mails: [] as Mail[],
    clock: () => new Date(Date.now() + ahead).toISOString() as Instant,
    wait: (seconds: number) => {
      ahead += seconds * 1000;
    },
  };
};
type World = Awaited<ReturnType<typeof aWorld>>;

/** The functions over this client; the workflow engine, as Step Functions would, outlives them. */
const anInstallation = ({ bytes, table, swb, db, mails, clock }: World, client: DynamoDBClient, isGone: () => boolean = () => false) => {
  const meters = { count: () => {}, gauge: () => {} };
  const runner = durableRunner({
    db,
    definition: definition(Object.fromEntries(taskNames.map((name) => [name, name])) as Record<TaskName, TaskName>),
    clock,
    random: () => 0.002,
    // What is cut off answers nobody; the engine tries it again.
    run: (name, payload) =>
      runTask(name, payload).catch((error: unknown) => (isGone() ? new Promise<never>(() => {}) : Promise.reject(error))),
  });
  const adapters = {
    ...tableAdapters(client, { table, clock, meters }),
    ...bytes,
    engine: runner.engine,
    register: swbRegister(client, swb),
    mailer: { send: async (mail: Mail) => void mails.push(mail) },
    shelf: bytes.lake,
  };
  const pages = { baseUrl: 'https://sallyport.example', newSecret: () => randomBytes(32).toString('base64url') };
  const { runTask } = composeTasks({ adapters, policy, clock });
  const { followUp } = composeFollowUp({
    adapters,
    policy,
    clock,
    platforms: [],
    groupReading: groupReading({}, { policy, clock, log: () => {} }),
    pages,
  });
  const { take } = composeIntake({ adapters, policy, clock });
  const core: Core = {
    requests: adapters.requests,
    clock,
    rules: {
      digest: policy.digest,
      termsFor: (project) => termsFor(policy, project),
      times: (from, stage) => stageTimes(policy.organisation, from, stage),
      after: (from, hours) => deadlineAfter(policy.organisation, from, hours),
      shift: (times, pause) => shiftTimes(policy.organisation, times, pause),
    },
  };
  const read = async (id: RequestId): Promise<EgressRequest> => {
    const request = await adapters.requests.read(id);
    if (!request) throw new Error(`no request ${id}`);
    return request;
  };
  return {
    ...adapters,
    core,
    runner,
    take,
    read,
    standing: (who: string, ...roles: string[]) => aStanding(who, roles, { asOf: clock(), admin: who === 'ada' }),
    /** What the change feed and the engine bring about, until nothing changes any more. */
    settle: async (id: RequestId): Promise<void> => {
      for (let before = -1; ; ) {
        await followUp(id);
        await runner.idle();
        const { version } = await read(id);
        if (version === before) return;
        before = version;
      }
    },
  };
};
type Open = ReturnType<typeof anInstallation>;

const submit = async ({ bytes, swb }: World, open: Open, list = true): Promise<RequestId> => {
  const id = randomUUID() as RequestId;
  const { version } = await bytes.egressStore.putObject({ bucket: 'egress-store', key: 'workspace-1/a.csv' }, Buffer.from('n\n120\n'));
  const objects = [listed('workspace-1/a.csv', 6, version)];
  if (list) await bytes.egressStore.putObject({ bucket: 'notifications', key: `${id}.json` }, Buffer.from(JSON.stringify({ objects })));
  await dynamo.client.send(new PutItemCommand({ TableName: swb, Item: { id: { S: `store-${id}` }, status: { S: 'PENDING' } } }));
  await open.take(JSON.stringify(aNotification(id)));
  await open.settle(id);
  return id;
};

type Flow = {
  readonly begin: (world: World, open: Open) => Promise<RequestId>;
  readonly act: (open: Open, id: RequestId) => Promise<unknown>;
  /** The fact that sets it going; what left no trace is done once more. */
  readonly begins: EgressRequest['events'][number]['fact']['kind'];
  readonly ends: readonly string[];
  readonly check: (world: World, open: Open, request: EgressRequest) => Promise<void>;
};

const statusOf = async ({ swb }: World, { id }: EgressRequest) =>
  (await dynamo.client.send(new GetItemCommand({ TableName: swb, Key: { id: { S: `store-${id}` } } }))).Item?.['status']?.S;

const revocation: Flow = {
  begin: async (world, open) => {
    const id = await submit(world, open);
    const { manifest } = await open.read(id);
    if (!manifest) throw new Error('not staged');
    const command = { id, stage: 0, digest: manifest.digest, declaredIndependent: false };
    expect((await approve(open.core, open.standing('ines', 'InformationGovernance'), command)).ok).toBe(true);
    await open.settle(id);
    expect((await open.read(id)).status.kind).toBe('released');
    return id;
  },
  act: ({ core, standing }, id) => revoke(core, standing('ada'), { id, reason: 'The cohort was drawn wrongly.' }),
  begins: 'revoked',
  ends: ['revoked', 'zip-removed'],
  check: async ({ mails }, { lake }, { release }) => {
    expect(release && (await lake.size(release.location))).toBeUndefined();
    expect(mails.some(({ to, body }) => to.includes('rosa@example.ac.uk' as never) && body.includes('drawn wrongly'))).toBe(true);
  },
};

const retrying: Flow = {
  begin: async (world, open) => {
    const id = await submit(world, open, false);
    expect((await open.read(id)).status.kind).toBe('failed');
    const { version } = await world.bytes.egressStore.putObject(
      { bucket: 'egress-store', key: 'workspace-1/a.csv' },
      Buffer.from('n\n120\n'),
    );
    const objects = [listed('workspace-1/a.csv', 6, version)];
    await world.bytes.egressStore.putObject({ bucket: 'notifications', key: `${id}.json` }, Buffer.from(JSON.stringify({ objects })));
    return id;
  },
  act: ({ core, standing }, id) => retry(core, standing('ada'), id),
  begins: 'retried',
  ends: ['retried', 'staged'],
  check: async (world, { tokens }, request) => {
    expect(request.status).toMatchObject({ kind: 'in-review', stage: 0 });
    expect(await statusOf(world, request)).toBe('PROCESSING');
    // Whoever decides now resumes an execution that waits.
    expect((await tokens.load(request.id)).length).toBeGreaterThanOrEqual(1);
  },
};

const expiry: Flow = {
  begin: async (world, open) => {
    const id = await submit(world, open);
    world.wait(60 * 86_400);
    return id;
  },
  act: async () => {},
  begins: 'received',
  ends: ['expired'],
  check: async (world, { staging }, request) => {
    expect(request.status.kind).toBe('expired');
    expect(await statusOf(world, request)).toBe('PENDING');
    for await (const key of staging.list('workspace-1/')) expect(key).toBe(`workspace-1/${request.id}.manifest.jsonl`);
    expect(world.mails.some(({ to }) => to.includes('rosa@example.ac.uk' as never))).toBe(true);
  },
};

describe('I2: on DynamoDB, cut off at any write, it ends right once the functions run again', () => {
  test.each(
    [
      { what: 'a revocation', flow: revocation, fewest: 3 },
      { what: 'a retry', flow: retrying, fewest: 4 },
      { what: 'an expiry', flow: expiry, fewest: 4 },
    ].flatMap((each) => (['before', 'after'] as const).map((cut) => ({ ...each, cut }))),
  )(
    '$what, $cut the write',
    async ({ flow, cut, fewest }) => {
      let n = 0;
      for (let died = true; died; ) {
        n += 1;
        const world = await aWorld();
        const mortal = mortalClient();
        const open = anInstallation(world, mortal.client, mortal.isGone);
        open.runner.start();
        const id = await flow.begin(world, open);
        mortal.dieAtWrite(n, cut);
        const acted = flow.act(open, id).then(() => open.settle(id));
        await Promise.race([acted.catch(() => {}), until(mortal.isGone, 'the end')]);
        died = mortal.isGone();
        // Its tasks never answer, so that there is nothing to wait for.
        void open.runner.stop();
        const after = anInstallation(world, dynamo.client);
        after.runner.start();
        await after.settle(id);
        if (!(await after.read(id)).events.some(({ fact }) => fact.kind === flow.begins)) await flow.act(after, id);
        await after.settle(id);
        const request = await after.read(id);
        const kinds = request.events.map(({ fact }) => fact.kind);
        for (const kind of flow.ends)
          expect(
            kinds.filter((each) => each === kind),
            `${kind}, cut off at write ${n}`,
          ).toHaveLength(1);
        await flow.check(world, after, request);
        expect(findRecordFault(request)).toBeUndefined();
        await after.runner.stop();
      }
      // So many points at least were tried.
      expect(n).toBeGreaterThan(fewest);
    },
    300_000,
  );
});
