import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFile, cp, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { text } from 'node:stream/consumers';
import { setImmediate } from 'node:timers/promises';
import { expect, onTestFinished, test, vi } from 'vitest';
import * as backups from '../../src/handlers/backup/back-up.ts';
import { NoInstallationError } from '../../src/handlers/backup/back-up.ts';
import { BackupDamagedError } from '../../src/handlers/backup/contents.ts';
import { FolderNotEmptyError, restore } from '../../src/handlers/backup/restore.ts';
import { openDatabase } from '../../src/workflow/local/database.ts';
import { folderEgressStore } from '../../src/workflow/local/egress-store.ts';
import { FolderInUseError, lockFolder } from '../../src/workflow/local/lock.ts';
import { importedBucket, importedList } from '../../src/workflow/local/submitted.ts';
import { manifestKey, stagingPrefix } from '../../src/workflow/manifest.ts';
import type { Instant, RequestId } from '../../src/workflow/request.ts';
import { findRecordFault } from '../../src/workflow/transitions.ts';
import { aProgram, C, U } from '../an-installation.ts';
import { decide } from '../people.ts';
import { slackDesk } from '../slack-desk.ts';
import { until } from '../until.ts';
import { aServer, linkFor } from './serve/a-server.ts';

const mainOf = (command: 'backup' | 'audit'): string => new URL(`../../src/handlers/${command}/main.ts`, import.meta.url).pathname;
const at = '2026-11-25T21:00:00.000Z' as Instant;

/** Backs up where nothing is left that cannot be removed, unless the test says otherwise. */
const backUp = (asked: Omit<Parameters<typeof backups.backUp>[0], 'onStuck'>, stuck: string[] = []) =>
  backups.backUp({ ...asked, onStuck: (path) => void stuck.push(basename(path)) });

/** Runs the command to its end. */
const run = async (command: 'backup' | 'audit', ...args: readonly string[]) => {
  const child = spawn(process.execPath, [mainOf(command), ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  const [out, err, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')]);
  return { out, err, code: Number(code) };
};

const aFolder = async (): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'sallyport-backup-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
};

const files = { 'results/table.csv': 'group,n\na,120\n', 'README.md': '# what this is\n' };

test('I2: a backup of a server at work is put back after its end, and reviews go on from old cards', async () => {
  const server = await aServer();
  const { base, file, slack, start, end, setUp, submit, read } = server;
  const desk = slackDesk(server);
  const onCard = (channel: string, id: RequestId) => () => JSON.stringify(slack.messages(channel)).includes(id);
  const approve = async (who: 'ines' | 'tomasz', place: 'ig' | 'it', id: RequestId) =>
    (await desk.begin(who, { place, id, verdict: 'approve' })).submit();
  await start();
  await setUp();
  const first = await submit(files);
  const second = await submit(files);
  await until(onCard(C.ig, first), 'the first card');
  await until(onCard(C.ig, second), 'the second card');
  await approve('ines', 'ig', second);
  await until(onCard(C.it, second), 'the second stage of the second request');
  // Requests come in, are staged and decided while the backup is written.
  const meanwhile = Array.from({ length: 4 }, () => submit(files));
  const backup = run('backup', file, join(base, 'backups'));
  const others = await Promise.all(meanwhile);
  expect(await backup).toMatchObject({ code: 0, err: '' });
  await approve('ines', 'ig', first);
  await until(onCard(C.it, first), 'a decision that the backup does not know');
  await until(async () => (await Promise.all(others.map(onCard.bind(undefined, C.ig)))).every((holds) => holds()), 'the other cards');
  await end('SIGKILL');
  await rm(join(base, 'data'), { recursive: true });
  const [name = ''] = await readdir(join(base, 'backups'));
  expect(await run('backup', 'restore', join(base, 'backups', name), file)).toMatchObject({ code: 0, err: '' });
  expect((await read(first)).status).toMatchObject({ kind: 'in-review', stage: 0 });
  await start();
  // The card says again what is true now.
  await until(() => desk.offersDecision('ines', { place: 'ig', id: first }), 'the card of the first stage');
  await approve('ines', 'ig', first);
  await until(async () => (await read(first)).status.kind === 'in-review' && onCard(C.it, first)(), 'its second stage');
  await approve('tomasz', 'it', second);
  await until(() => linkFor(server, U.mei) !== undefined, 'the release');
  expect((await fetch(linkFor(server, U.mei) ?? '')).status).toBe(200);
  for (const id of [first, second]) expect(findRecordFault(await read(id))).toBeUndefined();
  await until(async () => (await run('audit', 'verify', join(base, 'data', 'audit'), second)).code === 0, 'the archive');
  expect((await run('audit', 'verify', join(base, 'data', 'audit'))).code).toBe(0);
});

test('a backup holds the requests, objects and audit record, nobody else may read it, and what it says is put back byte by byte', async () => {
  const program = await aProgram();
  const id = await program.submit();
  await program.settle();
  const into = await aFolder();
  const { path, incomplete } = await backUp({ folder: program.folder, into, at });
  expect(incomplete).toEqual([]);
  expect(await readdir(into)).toEqual(['sallyport-2026-11-25T21-00-00-000Z']);
  for (const name of ['.', 'audit', 'sallyport.db', 'backup.json'])
    expect((await stat(join(path, name))).mode & 0o077, `${name} for others`).toBe(0);
  const request = await program.read(id);
  const folder = join(await aFolder(), 'data');
  await restore({ backup: path, folder });
  for (const kept of [
    join('audit', `${id}.jsonl`),
    join('staging', manifestKey(request)),
    join('staging', `${stagingPrefix(request)}README.md`),
  ])
    expect(await readFile(join(folder, kept))).toEqual(await readFile(join(program.folder, kept)));
});

test('what the archive lacks at the moment of the backup is appended after the restore', async () => {
  const program = await aProgram();
  const id = await program.submit();
  await program.settle();
  const archive = join('audit', `${id}.jsonl`);
  const before = await readFile(join(program.folder, archive), 'utf8');
  // As if the last events had been archived between the copy of the archive and that of the database.
  await writeFile(join(program.folder, archive), `${before.split('\n', 1)[0]}\n`);
  const { path } = await backUp({ folder: program.folder, into: await aFolder(), at });
  const folder = join(await aFolder(), 'data');
  expect(await restore({ backup: path, folder })).toMatchObject({ followedUp: 1 });
  const again = await aProgram({ folder, setUp: false });
  await again.settle();
  expect(await readFile(join(folder, archive), 'utf8')).toBe(before);
});

test('an installation that does not run is backed up as well, and nothing is left in its folder', async () => {
  const program = await aProgram({ setUp: false });
  await program.submit();
  await program.settle();
  await program.stop();
  const before = (await readdir(program.folder)).toSorted();
  const { path } = await backUp({ folder: program.folder, into: await aFolder(), at });
  expect(await restore({ backup: path, folder: join(await aFolder(), 'data') })).toMatchObject({ followedUp: 1 });
  expect((await readdir(program.folder)).toSorted()).toEqual(before);
});

test('what the installation had removed is in no backup', async () => {
  const program = await aProgram();
  const id = await program.submit();
  await program.settle();
  await decide(program, U.ines, {
    id,
    channel: C.ig,
    action: 'reject',
    answers: { category: 'personal-data', reason: 'Row 14 names a patient.' },
  });
  await program.settle();
  const request = await program.read(id);
  expect(request.status.kind).toBe('rejected');
  const left = join(program.folder, 'staging', stagingPrefix(request));
  await mkdir(left, { recursive: true });
  await writeFile(join(left, 'left.csv'), 'as if copied just before it was removed');
  const { path } = await backUp({ folder: program.folder, into: await aFolder(), at });
  const kept = await readdir(path, { recursive: true });
  expect(kept.filter((name) => name.startsWith('staging') && name.includes('left.csv'))).toEqual([]);
  expect(await readFile(join(path, 'backup.json'), 'utf8')).not.toContain('left.csv');
});

test('what was submitted as files and deleted since its request ended is in no backup', async () => {
  const program = await aProgram();
  const { egressStore } = program.installation;
  const id = '0b5f6a0e-7a0e-4a53-9d3c-5d6c2f3a9b11' as RequestId;
  const file = { bucket: importedBucket, key: 'workspace-1/table.csv' };
  const { version, size } = await egressStore.putObject(file, Buffer.from('group,n\na,120\n'));
  const objects = [{ Key: file.key, Size: size, VersionId: version }];
  await egressStore.putObject({ bucket: importedBucket, key: `${id}.json` }, Buffer.from(JSON.stringify({ objects })));
  const copied = join(await aFolder(), 'egress-store');
  await cp(join(program.folder, 'egress-store'), copied, { recursive: true });
  await program.submit({ id, files: {}, changes: { s3_bucketname: importedBucket, egress_store_object_list_location: importedList(id) } });
  await program.settle();
  await decide(program, U.ines, {
    id,
    channel: C.ig,
    action: 'reject',
    answers: { category: 'personal-data', reason: 'Row 14 names a patient.' },
  });
  await program.settle();
  await expect(readdir(join(program.folder, 'egress-store'), { recursive: true })).resolves.not.toEqual(
    await readdir(copied, { recursive: true }),
  );
  // As if it was copied just before it was deleted.
  await cp(copied, join(program.folder, 'egress-store'), { recursive: true });
  const { path } = await backUp({ folder: program.folder, into: await aFolder(), at });
  const root = join(path, 'egress-store');
  const store = folderEgressStore({ root, stagingRoot: await aFolder() });
  await expect(store.stage({ ...file, version }, { key: 'x', size })).rejects.toThrow('does not exist');
  expect(await store.readObjectList({ bucket: importedBucket, key: `${id}.json` })).toContain('table.csv');
  const folder = join(await aFolder(), 'data');
  expect(await restore({ backup: path, folder })).toMatchObject({ at });
});

test('a request whose files were lost is named, and the rest is backed up', async () => {
  const program = await aProgram();
  const id = await program.submit();
  await program.settle();
  await rm(join(program.folder, 'staging', `${stagingPrefix(await program.read(id))}README.md`));
  const base = await aFolder();
  await writeFile(join(base, 'installation.jsonc'), JSON.stringify({ dataFolder: program.folder }));
  const { out, err, code } = await run('backup', join(base, 'installation.jsonc'), join(base, 'backups'));
  expect({ err, code }).toEqual({
    err: `The backup is written, but files are missing of: ${id}. These requests would fail after a restore.\n`,
    code: 1,
  });
  expect(out).toMatch(/sallyport-.*: \d+ files\n$/);
});

test('a folder without an installation is not backed up', async () => {
  const folder = await aFolder();
  await expect(backUp({ folder, into: join(folder, 'backups'), at })).rejects.toThrow(NoInstallationError);
  expect(await readdir(folder)).toEqual([]);
});

const aBackup = async (): Promise<string> => {
  const program = await aProgram({ setUp: false });
  await program.submit();
  await program.settle();
  return (await backUp({ folder: program.folder, into: await aFolder(), at })).path;
};

test('a restore overwrites nothing', async () => {
  const backup = await aBackup();
  const folder = await aFolder();
  await writeFile(join(folder, 'something'), 'else');
  await expect(restore({ backup, folder })).rejects.toThrow(new FolderNotEmptyError(`${folder} is not empty: it holds something`));
  expect(await readdir(folder)).toEqual(['something']);
});

test('a restore leaves a folder alone in which a process works', async () => {
  const backup = await aBackup();
  const folder = await aFolder();
  const unlock = lockFolder(folder);
  await expect(restore({ backup, folder })).rejects.toThrow(FolderInUseError);
  unlock();
});

const damages: readonly { readonly what: string; readonly damage: (backup: string) => Promise<void> }[] = [
  { what: 'a changed database', damage: (backup) => appendFile(join(backup, 'sallyport.db'), 'x') },
  { what: 'a missing database', damage: (backup) => rm(join(backup, 'sallyport.db')) },
  { what: 'a missing folder', damage: (backup) => rm(join(backup, 'staging'), { recursive: true }) },
  { what: 'a missing list', damage: (backup) => rm(join(backup, 'backup.json')) },
  { what: 'a list that leads out of the folder', damage: (backup) => rename(backup, 'sallyport.db', '../sallyport.db') },
  { what: 'a list without the database', damage: (backup) => rename(backup, 'sallyport.db', 'other.db') },
];
const rename = async (backup: string, from: string, to: string): Promise<void> => {
  const list = await readFile(join(backup, 'backup.json'), 'utf8');
  await writeFile(join(backup, 'backup.json'), list.replace(`"${from}"`, `"${to}"`));
};

test.each(damages)('$what is not put back, and nothing stays of the attempt', async ({ damage }) => {
  const backup = await aBackup();
  await damage(backup);
  const folder = join(await aFolder(), 'data');
  await expect(restore({ backup, folder })).rejects.toThrow(BackupDamagedError);
  expect((await readdir(folder).catch(() => [])).filter((name) => !name.startsWith('in-use.db'))).toEqual([]);
});

test.each([
  { args: [], code: 2, err: /^Backs up an installation/ },
  { args: ['restore', 'only-one'], code: 2, err: /^Backs up an installation/ },
  { args: ['--unknown'], code: 2, err: /^Unknown option '--unknown'/ },
  { args: ['missing.jsonc', 'backups'], code: 1, err: /^installation file: a file; missing\.jsonc cannot be read\n$/ },
])('the command with $args says what is wrong, with code $code', async ({ args, code, err }) => {
  const told = await run('backup', ...args);
  expect(told.code).toBe(code);
  expect(told.err).toMatch(err);
});

test.each(['data', 'data/backups', 'by-a-link/backups'])(
  'no backup is written into the data folder itself, with which it would be lost: %s',
  async (below) => {
    const program = await aProgram({ setUp: false });
    await program.settle();
    const base = await aFolder();
    await symlink(program.folder, join(base, 'data'));
    await symlink(program.folder, join(base, 'by-a-link'));
    const file = join(base, 'installation.jsonc');
    await writeFile(file, JSON.stringify({ dataFolder: 'data' }));
    const before = await readdir(program.folder);
    const { err, code } = await run('backup', file, join(base, below));
    expect(code).toBe(1);
    expect(err).toMatch(/^backup: FOLDER: a folder outside of the data folder, .*, with which it would be lost\n$/);
    expect(await readdir(program.folder)).toEqual(before);
  },
);

test('what a backup left that was killed goes with the next one, and what another one is writing stays', async () => {
  const program = await aProgram({ setUp: false });
  await program.submit();
  await program.settle();
  const into = await aFolder();
  const [killed, atWork] = ['.incomplete-sallyport-2026-11-24', '.incomplete-sallyport-2026-11-25'];
  await mkdir(join(into, killed, 'staging'), { recursive: true });
  await writeFile(join(into, killed, 'staging', 'a.csv'), 'of a submission');
  const unlock = lockFolder(join(into, atWork));
  onTestFinished(unlock);
  const { path } = await backUp({ folder: program.folder, into, at });
  expect((await readdir(into)).toSorted()).toEqual([atWork, basename(path)]);
  expect(await readdir(path)).not.toContain('in-use.db');
});

test('what was killed on a disk that is full is removed, though no lock can be had there', async () => {
  const folder = await aFolder();
  openDatabase(join(folder, 'sallyport.db')).close();
  const into = await aFolder();
  await mkdir(join(into, '.incomplete-sallyport-2026-11-24'));
  vi.spyOn(DatabaseSync.prototype, 'exec').mockImplementationOnce(() => {
    throw Object.assign(new Error('database or disk is full'), { code: 'ERR_SQLITE_ERROR', errcode: 13 });
  });
  const stuck: string[] = [];
  const { path } = await backUp({ folder, into, at }, stuck);
  expect(await readdir(into)).toEqual([basename(path)]);
  expect(stuck).toEqual([]);
});

test('what cannot be removed is said and keeps no backup from being written, and what somebody else calls incomplete stays', async () => {
  const folder = await aFolder();
  openDatabase(join(folder, 'sallyport.db')).close();
  const into = await aFolder();
  const [file, others] = ['.incomplete-sallyport-2026-11-24', '.incomplete-rsync'];
  // No folder, so nobody can have a lock in it.
  await writeFile(join(into, file), '');
  await mkdir(join(into, others));
  const stuck: string[] = [];
  const { path } = await backUp({ folder, into, at }, stuck);
  expect((await readdir(into)).toSorted()).toEqual([others, file, basename(path)]);
  expect(stuck).toEqual([file]);
});

test('a backup that cannot have the lock of its own folder leaves none', async () => {
  const folder = await aFolder();
  openDatabase(join(folder, 'sallyport.db')).close();
  const into = await aFolder();
  vi.spyOn(DatabaseSync.prototype, 'exec').mockImplementationOnce(() => {
    throw new Error('no lock');
  });
  await expect(backUp({ folder, into, at })).rejects.toThrow('no lock');
  expect(await readdir(into)).toEqual([]);
});

test('backups that begin in the same instant leave each other alone, and each has a folder of its own', async () => {
  const folder = await aFolder();
  openDatabase(join(folder, 'sallyport.db')).close();
  const into = await aFolder();
  const stuck: string[] = [];
  const made = await Promise.all(
    Array.from({ length: 24 }, async (_, n) => {
      for (let turn = 0; turn < n; turn += 1) await setImmediate();
      return backUp({ folder, into, at: new Date(Date.parse(at) + (n % 12)).toISOString() as Instant }, stuck);
    }),
  );
  expect((await readdir(into)).toSorted()).toEqual(made.map(({ path }) => basename(path)).toSorted());
  expect(new Set(made.map(({ path }) => path)).size).toBe(made.length);
  for (const { path } of made) await restore({ backup: path, folder: join(await aFolder(), 'data') });
  expect(stuck).toEqual([]);
});

test('two commands at once both write a backup', async () => {
  const { base, file } = await aServer();
  openDatabase(join(base, 'data', 'sallyport.db')).close();
  const into = join(base, 'backups');
  const ran = await Promise.all([run('backup', file, into), run('backup', file, into)]);
  expect(ran).toMatchObject([
    { code: 0, err: '' },
    { code: 0, err: '' },
  ]);
  expect((await readdir(into)).filter((name) => name.startsWith('sallyport-'))).toHaveLength(2);
  expect(await readdir(into)).toHaveLength(2);
});
