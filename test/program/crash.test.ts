import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, onTestFinished, test } from 'vitest';
import type { Delivery } from '../../src/workflow/deliveries.ts';
import { openDatabase } from '../../src/workflow/local/database.ts';
import { folderEgressStore } from '../../src/workflow/local/egress-store.ts';
import { sqliteRecords } from '../../src/workflow/local/records.ts';
import { sqliteRegister } from '../../src/workflow/local/register.ts';
import { sqliteRequestStore } from '../../src/workflow/local/request-store.ts';
import type { EgressRequest, RequestId } from '../../src/workflow/request.ts';
import { findRecordFault } from '../../src/workflow/transitions.ts';
import { aNotification, aPolicyText, aSlack, C, roleCommands, U } from '../an-installation.ts';
import { until } from '../until.ts';

const id = '6f1d7a52-0c5f-4d55-9d0e-6d2b7d0f0a11' as RequestId;
const childFile = new URL('crash-child.ts', import.meta.url).pathname;

/** A folder, a pretend Slack that outlives the program, and a program that can be killed and started again. */
const aMortalProgram = async () => {
  const base = await mkdtemp(join(tmpdir(), 'sallyport-crash-'));
  const folder = join(base, 'data');
  await mkdir(folder);
  const policyFile = join(base, 'policy.json');
  await writeFile(policyFile, await aPolicyText());
  const slack = await aSlack();
  let child: ChildProcess | undefined;
  const kill = async () => {
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGKILL');
    await once(child, 'exit');
  };
  const start = async (mode: 'whole' | 'deaf' = 'whole'): Promise<string> => {
    await kill();
    child = spawn(process.execPath, [childFile, folder, slack.apiUrl, policyFile, mode], { stdio: ['ignore', 'pipe', 'inherit'] });
    if (!child.stdout) throw new Error('no output');
    const [url] = await once(createInterface(child.stdout), 'line');
    slack.connect(`${url}/slack`);
    return String(url);
  };
  /** Reads what is stored, as any other process may. */
  const look = async <T>(at: (db: ReturnType<typeof openDatabase>) => Promise<T>): Promise<T> => {
    const db = openDatabase(join(folder, 'sallyport.db'));
    try {
      return await at(db);
    } finally {
      db.close();
    }
  };
  const request = () =>
    look(async (db): Promise<EgressRequest> => {
      const found = await sqliteRequestStore(db).read(id);
      if (!found) throw new Error('the request is lost');
      return found;
    });
  const reaches = (holds: (request: EgressRequest) => boolean) => until(async () => holds(await request()), 'the status');
  const submit = async (url: string, bytes: Uint8Array = new Uint8Array(1000)) => {
    const store = folderEgressStore({ root: join(folder, 'egress-store'), stagingRoot: join(folder, 'staging') });
    const Key = 'workspace-1/data.bin';
    const { version: VersionId, size: Size } = await store.putObject({ bucket: 'egress-store', key: Key }, bytes);
    await store.putObject(
      { bucket: 'notifications', key: `${id}.json` },
      new TextEncoder().encode(JSON.stringify({ objects: [{ Key, VersionId, Size }] })),
    );
    await look(async (db) => sqliteRegister(db).put(`store-${id}`, 'PENDING'));
    await fetch(`${url}/take`, { method: 'POST', body: JSON.stringify(aNotification(id)) });
  };
  onTestFinished(async () => {
    await kill();
    await slack.close();
    await rm(base, { recursive: true, force: true });
  });
  const setUp = async () => {
    for (const text of roleCommands) await slack.slash(U.ada, { channel: C.admins, text });
    await until(() => slack.ephemerals(U.ada).length >= roleCommands.length, 'the roles');
  };
  const approve = async (user: string, channel: string) => {
    const card = slack.messages(channel).findLast((message) => JSON.stringify(message.blocks ?? '').includes(id));
    await slack.press(user, { channel, ts: card?.ts ?? '', actionId: 'egress:approve' });
    await until(() => slack.modal(user) !== undefined, 'the dialog');
    await slack.submit(user, {});
  };
  const cards = (channel: string) => slack.messages(channel).filter((message) => JSON.stringify(message.blocks ?? '').includes(id));
  return { slack, folder, start, kill, setUp, submit, approve, request, reaches, cards, look };
};

type Mortal = Awaited<ReturnType<typeof aMortalProgram>>;

const isReleased = ({ status }: EgressRequest): boolean => status.kind === 'released';

/** However often the process died: one record, one card a channel, one message a person, and the right end. */
const expectRightAndOnce = async (program: Mortal) => {
  const { slack, cards, look, request } = program;
  await until(
    () =>
      slack.directMessages(U.mei).length > 0 &&
      cards(C.ig)[0]?.text.includes('released') === true &&
      cards(C.it)[0]?.text.includes('released') === true,
    'the last paint',
  );
  const deliveries = () => look((db) => sqliteRecords<Delivery>(db, 'deliveries').list({ partition: id }));
  const staged = async () =>
    (await readdir(join(program.folder, 'staging'), { recursive: true })).filter((name) => name.includes('data.bin'));
  await until(async () => (await deliveries()).length >= 3 && (await staged()).length === 0, 'the outcome and the clean-up');
  const ended = await request();
  expect(findRecordFault(ended)).toBeUndefined();
  const once = ended.events.map(({ fact }) => fact.kind);
  expect(once).toEqual(['received', 'staging-started', 'staged', 'approved', 'approved', 'released', 'link-issued']);
  expect([cards(C.ig).length, cards(C.it).length, cards(C.desk).length]).toEqual([1, 1, 1]);
  expect([slack.directMessages(U.mei).length, slack.directMessages(U.rosa).length]).toEqual([1, 1]);
  expect((await deliveries()).map(({ what }) => what).sort()).toEqual(['outcome-released', 'outcome-released-mail', 'release']);
};

test('I2: killed between the notification and the start of its workflow, a request goes on by itself', async () => {
  const program = await aMortalProgram();
  await program.start();
  await program.setUp();
  await program.submit(await program.start('deaf'));
  expect((await program.request()).status.kind).toBe('received');
  await program.start();
  await program.reaches(({ status }) => status.kind === 'in-review');
  await until(() => program.cards(C.ig).length === 1, 'the card');
});

test('I2: killed between the decision and the token, at both stages, a request ends right and once', async () => {
  const program = await aMortalProgram();
  const url = await program.start();
  await program.setUp();
  await program.submit(url);
  await until(() => program.cards(C.ig).length === 1, 'the card');
  await program.start('deaf');
  await program.approve(U.ines, C.ig);
  expect((await program.request()).status).toMatchObject({ kind: 'in-review', stage: 1 });
  await program.start();
  await until(() => program.cards(C.it).length === 1, 'the second card');
  await program.start('deaf');
  await program.approve(U.tomasz, C.it);
  expect((await program.request()).status.kind).toBe('packaging');
  await program.start();
  await program.reaches(isReleased);
  await expectRightAndOnce(program);
});

test('I2: killed between the token and the repaint, the cards are painted all the same, and none is posted twice', async () => {
  const program = await aMortalProgram();
  const url = await program.start();
  await program.setUp();
  await program.submit(url);
  await until(() => program.cards(C.ig).length === 1, 'the card');
  program.slack.fault({ method: 'chat.update', kind: 'hang', times: 1 });
  await program.approve(U.ines, C.ig);
  await until(() => program.slack.calls().some(({ method }) => method === 'chat.update'), 'the repaint to begin');
  await program.start();
  await until(() => program.cards(C.it).length === 1, 'the second card');
  program.slack.fault({ method: 'chat.update', kind: 'hang', times: 1 });
  await program.approve(U.tomasz, C.it);
  await until(() => program.slack.calls().filter(({ method }) => method === 'chat.update').length > 1, 'the repaint to begin');
  await program.start();
  await program.reaches(isReleased);
  await expectRightAndOnce(program);
});

test('I14: killed after a card was posted and before that was recorded, the card is found again, not posted twice', async () => {
  const program = await aMortalProgram();
  const url = await program.start();
  await program.setUp();
  program.slack.fault({ method: 'chat.postMessage', kind: 'lose-answer', times: 1 });
  await program.submit(url);
  await until(() => program.cards(C.ig).length === 1, 'the card');
  await program.start();
  await program.reaches(({ status }) => status.kind === 'in-review');
  await program.approve(U.ines, C.ig);
  await until(() => program.cards(C.it).length === 1, 'the second card');
  expect(program.cards(C.ig)).toHaveLength(1);
});

test('I2: killed in the middle of packaging, a request is packaged again and released once', async () => {
  const program = await aMortalProgram();
  const url = await program.start();
  await program.setUp();
  await program.submit(url, randomBytes(48 * 1024 * 1024));
  await until(() => program.cards(C.ig).length === 1, 'the card');
  await program.approve(U.ines, C.ig);
  await until(() => program.cards(C.it).length === 1, 'the second card');
  await program.approve(U.tomasz, C.it);
  const uploads = async () => (await readdir(join(program.folder, 'data-lake'), { recursive: true }).catch(() => [])).length;
  await until(async () => (await uploads()) > 0, 'the upload to begin');
  await program.kill();
  expect((await program.request()).status.kind).toBe('packaging');
  await program.start();
  await program.reaches(isReleased);
  await expectRightAndOnce(program);
});
