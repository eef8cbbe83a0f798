/**
 * A whole one-machine installation without chat, as a process of its own that can be killed. It takes requests, lets reviewers approve them as
 * soon as they wait, and goes on until every execution has ended; each thing that happens is a line on its output. Arguments: the folder, how
 * many requests, and the point at which it stops dead.
 */
import { writeSync } from 'node:fs';
import { join } from 'node:path';
import { deadlineAfter } from '../../../../src/workflow/calendar.ts';
import { compareStaged } from '../../../../src/workflow/changes.ts';
import { cleanUp } from '../../../../src/workflow/clean-up.ts';
import type { TaskName } from '../../../../src/workflow/definition.ts';
import { definition, taskNames } from '../../../../src/workflow/definition.ts';
import { changeFeed } from '../../../../src/workflow/local/change-feed.ts';
import { folderDataLake } from '../../../../src/workflow/local/data-lake.ts';
import { keptSecret, openDatabase } from '../../../../src/workflow/local/database.ts';
import { downloadLinks } from '../../../../src/workflow/local/download-links.ts';
import { folderEgressStore } from '../../../../src/workflow/local/egress-store.ts';
import { lockFolder } from '../../../../src/workflow/local/lock.ts';
import { sqliteRecords } from '../../../../src/workflow/local/records.ts';
import { sqliteRegister } from '../../../../src/workflow/local/register.ts';
import { sqliteRequestStore } from '../../../../src/workflow/local/request-store.ts';
import { durableRunner } from '../../../../src/workflow/local/runner.ts';
import { folderStagingArea } from '../../../../src/workflow/local/staging-area.ts';
import { sqliteTaskTokens } from '../../../../src/workflow/local/task-tokens.ts';
import { packageRequest } from '../../../../src/workflow/packaging/package-request.ts';
import type { DataLake, EgressStore, StoreHold, TaskTokens, WorkflowEngine } from '../../../../src/workflow/ports.ts';
import { discardRelease } from '../../../../src/workflow/release-place.ts';
import type { EgressRequest, Instant, RequestId } from '../../../../src/workflow/request.ts';
import type { Core } from '../../../../src/workflow/service.ts';
import { approve, receive } from '../../../../src/workflow/service.ts';
import { shiftTimes, stageTimes } from '../../../../src/workflow/stage-times.ts';
import { stageRequest } from '../../../../src/workflow/staging.ts';
import type { TaskPorts } from '../../../../src/workflow/tasks.ts';
import { completeReview, workflowTasks } from '../../../../src/workflow/tasks.ts';
import { aStanding, aSubmission, policyDigest, someTerms } from '../../builders.ts';

const [folder = '', count = '1', point = ''] = process.argv.slice(2);

const say = (line: string): void => {
  writeSync(1, `${line}\n`);
};

/** At the chosen point nothing happens any more, not even what is already under way: the event loop stands still. */
const at = (here: string): void => {
  if (here !== point) return;
  say('stopped');
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
};

lockFolder(folder);
const db = openDatabase(join(folder, 'sallyport.db'));
const clock = () => new Date().toISOString() as Instant;
const requests = sqliteRequestStore(db);
const tokens = sqliteTaskTokens(db);
const register = sqliteRegister(db);
const stagingRoot = join(folder, 'staging');
const egressStore = folderEgressStore({ root: join(folder, 'egress-store'), stagingRoot });
const staging = folderStagingArea(stagingRoot);
const links = downloadLinks({ key: keptSecret(db, 'download-links'), baseUrl: 'http://127.0.0.1', clock });
const lake = folderDataLake({ root: join(folder, 'data-lake'), links });
const core: Core = {
  requests,
  clock,
  rules: {
    digest: policyDigest,
    termsFor: () => someTerms(),
    times: (from, stage) => stageTimes({ timeZone: 'UTC' }, from, stage),
    after: (from, hours) => deadlineAfter({ timeZone: 'UTC' }, from, hours),
    shift: (times, pause) => shiftTimes({ timeZone: 'UTC' }, times, pause),
  },
};

const stoppingStore: EgressStore = {
  ...egressStore,
  stage: async (source, target) => {
    const copied = await egressStore.stage(source, target);
    at('in the middle of staging');
    return copied;
  },
};
const stoppingLake: DataLake = {
  ...lake,
  upload: (key, body, type) => {
    const chunks = async function* () {
      for await (const chunk of body) {
        yield chunk;
        at('in the middle of packaging');
      }
    };
    return lake.upload(key, chunks(), type);
  },
};
const engine: WorkflowEngine = {
  stateOf: (id, run) => runner.engine.stateOf(id, run),
  start: async (id, run) => {
    const started = await runner.engine.start(id, run);
    at('between the start and the first task');
    return started;
  },
  succeed: async (token, output) => {
    const resumed = await runner.engine.succeed(token, output);
    say(`token ${resumed}`);
    at('between the token and the next task');
    return resumed;
  },
};
const stoppingTokens: TaskTokens = {
  ...tokens,
  save: async (wait) => {
    await tokens.save(wait);
    at('between the token and the look at the request');
  },
};
const ports: TaskPorts = {
  ...core,
  tokens: stoppingTokens,
  engine,
  register,
  holds: sqliteRecords<StoreHold>(db, 'holds'),
  stageObjects: (request) => stageRequest({ egressStore: stoppingStore, staging }, request),
  compareObjects: (staged, isTimeUp) => compareStaged({ staging }, staged, isTimeUp),
  packageObjects: (request) => packageRequest({ staging, lake: stoppingLake, requests }, request),
  discardRelease: (request) => discardRelease(lake, request),
  removeStaged: async (request) => {
    await cleanUp({ staging }, request);
    at('in the middle of the clean-up');
  },
};
const tasks = workflowTasks(ports);
const runner = durableRunner({
  db,
  clock,
  definition: definition(Object.fromEntries(taskNames.map((name) => [name, name])) as Record<TaskName, TaskName>),
  run: async (name, payload) => {
    say(`task ${name} ${String(payload['id'])} ${String(payload['stage'] ?? '')}`);
    const result = await tasks(name, payload);
    at(`at the end of ${name}`);
    return result;
  },
  report: ({ kind }) => say(kind),
});
const feed = changeFeed(db, {
  handle: async (id) => {
    at('between the publication and what follows');
    const request = await requests.read(id);
    if (request?.status.kind === 'received') await engine.start(id, 1);
    else if (request) await completeReview(ports, id);
    at('between what follows and the acknowledgement');
  },
  onError: () => say('follow-up-failed'),
});

const idOf = (number: number): RequestId => `00000000-0000-4000-8000-${String(number).padStart(12, '0')}` as RequestId;

/** SWB's side: objects, their list, the store's status; then the notification. */
const submit = async (number: number): Promise<void> => {
  const id = idOf(number);
  if (await requests.read(id)) return;
  const store = `store-${number}`;
  const objects: { readonly Key: string; readonly Size: number; readonly VersionId: string }[] = [];
  for (const file of ['a.csv', 'b/a.csv', '研究.txt']) {
    const Key = `workspace-1/${file}`;
    const { version, size } = await egressStore.putObject({ bucket: store, key: Key }, Buffer.from(`${file} of ${id}\n`.repeat(500)));
    objects.push({ Key, Size: size, VersionId: version });
  }
  const objectList = { bucket: 'notifications', key: `${id}.json` };
  await egressStore.putObject(objectList, Buffer.from(JSON.stringify({ objects })));
  await register.put(store, 'PENDING');
  const submission = aSubmission({ egressStoreId: store, objectList, source: { bucket: store, prefix: 'workspace-1/' } });
  say(`received ${await receive(core, { id, submission })}`);
  at('between the write and the publication');
};

const reviewers = [aStanding('ian', ['InformationGovernance']), aStanding('rita', ['ResearchIT'])];

const review = async (request: EgressRequest): Promise<void> => {
  const { id, status, manifest } = request;
  const reviewer = status.kind === 'in-review' ? reviewers[status.stage] : undefined;
  if (status.kind !== 'in-review' || !reviewer || !manifest) return;
  const decided = await approve(
    core,
    { ...reviewer, asOf: clock() },
    { id, stage: status.stage, digest: manifest.digest, declaredIndependent: false },
  );
  say(`approved ${decided.ok}`);
  at('between the decision and the token');
};

const isOver = (): boolean =>
  runner.executions().filter(({ phase }) => phase === 'succeeded' || phase === 'failed').length === Number(count);

for (let number = 1; number <= Number(count); number += 1) await submit(number);
runner.start();
feed.start();
while (!isOver()) {
  await runner.idle();
  await feed.idle();
  if (runner.executions().some(({ phase }) => phase === 'waiting')) at('while everything waits');
  for (let number = 1; number <= Number(count); number += 1) {
    const request = await requests.read(idOf(number));
    if (request) await review(request);
  }
}
await feed.stop();
await runner.stop();
for (let number = 1; number <= Number(count); number += 1) {
  const request = await requests.read(idOf(number));
  const staged: string[] = [];
  for await (const key of staging.list(`workspace-1/${idOf(number)}/`)) staged.push(key);
  const outcome = {
    id: idOf(number),
    status: request?.status.kind,
    facts: request?.events.map(({ fact }) => fact.kind),
    store: await register.statusOf(`store-${number}`),
    zip: request?.release && request.release.size === (await lake.size(request.release.location)),
    staged,
    token: await tokens.load(idOf(number)),
    execution: runner.executions().find(({ id }) => id === idOf(number))?.phase,
  };
  say(`outcome ${JSON.stringify(outcome)}`);
}
db.close();
