import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync } from 'node:fs';
import { appendFile, chmod, mkdir, mkdtemp, readdir, readFile, rename, rm, stat, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { composeLocal } from '../../../src/handlers/compose-local.ts';
import { readPolicy } from '../../../src/handlers/policy-file.ts';
import { importFiles, isImported } from '../../../src/handlers/serve/import-files.ts';
import { intakeFolder } from '../../../src/handlers/serve/intake-folder.ts';
import { removeFolder } from '../../../src/handlers/serve/open-folder.ts';
import { promisedBytes } from '../../../src/handlers/serve/room.ts';
import { removeImported } from '../../../src/workflow/local/submitted.ts';
import type { Instant, RequestId } from '../../../src/workflow/request.ts';
import { aNotification, aPolicyText } from '../../an-installation.ts';
import { followedBy, inReview, received, withdrawn } from '../../contract/sample-requests.ts';

const id = '6f1d7a52-0c5f-4d55-9d0e-6d2b7d0f0a11' as RequestId;
/** Root may read and delete everything: from here on, the test is somebody who may not. */
const asNobody = () => {
  if (process.getuid?.() !== 0) return;
  process.seteuid?.(65534);
  onTestFinished(() => process.seteuid?.(0));
};

const clock = () => new Date().toISOString() as Instant;

/** A folder that is looked at when the test says so, by a program whose workflow stands still. */
const anIntake = async ({ objectsInS3 = false, free }: { readonly objectsInS3?: boolean; readonly free?: number } = {}) => {
  const base = await mkdtemp(join(tmpdir(), 'sallyport-intake-'));
  const folder = join(base, 'intake');
  await mkdir(folder);
  const installation = composeLocal({
    folder: join(base, 'data'),
    policy: readPolicy(await aPolicyText()),
    clock,
    publicUrl: 'http://127.0.0.1:1',
    log: () => {},
  });
  const logged: string[] = [];
  const told: string[] = [];
  /** What happens once a notification is taken, before its files are deleted. */
  const meanwhile: (() => Promise<void>)[] = [];
  /** What each was told by; the same is told once. */
  const whats = new Set<string>();
  const { look, isReadable } = intakeFolder({
    folder,
    everySeconds: 1,
    ...(objectsInS3 ? {} : { importInto: { ...installation, ...(free === undefined ? {} : { freeBytes: () => free }) } }),
    requests: installation.adapters.requests,
    take: async (message) => {
      const taken = await installation.take(message);
      for (const happen of meanwhile) await happen();
      return taken;
    },
    tellOfNotification: async ({ what, problem }) => {
      told.push(problem);
      whats.add(what);
    },
    clock,
    log: (event) => void logged.push(event),
  });
  onTestFinished(async () => {
    await installation.stop();
    await rm(base, { recursive: true, force: true });
  });
  const drop = async (files: Readonly<Record<string, string>>, changes: Readonly<Record<string, unknown>> = {}, name: string = id) => {
    await mkdir(join(folder, name), { recursive: true });
    for (const [file, content] of Object.entries(files)) await writeFile(join(folder, name, file), content);
    await writeFile(join(folder, `${name}.json`), JSON.stringify(aNotification(id, changes)));
  };
  /** Twice, since what may still be written is left for the next look. */
  const lookTwice = async () => {
    await look();
    await look();
  };
  const list = () => installation.egressStore.readObjectList({ bucket: 'intake', key: `${id}.json` });
  const problem = (name: string = id) => readFile(join(folder, `${name}.problem.txt`), 'utf8');
  const objectCount = async () =>
    (await readdir(join(base, 'data'), { recursive: true })).filter((name) => name.endsWith('.object')).length;
  const taken = () => installation.adapters.requests.read(id);
  return {
    base,
    folder,
    logged,
    told,
    whats,
    meanwhile,
    installation,
    look,
    lookTwice,
    isReadable,
    drop,
    list,
    problem,
    objectCount,
    taken,
  };
};

test('a notification that is still being written is left alone until it is as it was at the look before', async () => {
  const { folder, look, taken, drop } = await anIntake();
  const whole = JSON.stringify(aNotification(id));
  await drop({ 'table.csv': 'a' }, {}, 'one');
  await writeFile(join(folder, 'one.json'), whole.slice(0, 40));
  await look();
  await appendFile(join(folder, 'one.json'), whole.slice(40));
  await look();
  expect(await taken()).toBeUndefined();
  await look();
  expect((await taken())?.id).toBe(id);
  expect(await readdir(folder)).toEqual([]);
});

test('I9: files are listed below the workspace of the request, whatever place the notification named', async () => {
  const { drop, lookTwice, list, taken, installation } = await anIntake();
  await drop(
    { 'a b+c.csv': 'a', '.hidden': '' },
    { s3_bucketname: 'somebody-elses', s3_bucketpath: 'elsewhere/', egress_store_object_list_location: 'x' },
  );
  await lookTwice();
  const { objects } = JSON.parse(await list());
  expect(objects.map(({ Key }: { Key: string }) => Key)).toEqual(['workspace-1/.hidden', 'workspace-1/a b+c.csv']);
  expect((await taken())?.submission).toMatchObject({
    source: { bucket: 'intake', prefix: 'workspace-1/' },
    objectList: { bucket: 'intake' },
  });
  expect(await installation.register.statusOf(`store-${id}`)).toBe('PENDING');
});

test('I7: the same request again changes nothing of what its reviewers look at', async () => {
  const { drop, lookTwice, list, installation } = await anIntake();
  await drop({ 'table.csv': 'reviewed' });
  await lookTwice();
  const before = await list();
  await installation.register.put(`store-${id}`, 'PROCESSING');
  await drop({ 'table.csv': 'something else', 'more.csv': 'more' }, {}, 'again');
  await lookTwice();
  expect(await list()).toBe(before);
  expect(await installation.register.statusOf(`store-${id}`)).toBe('PROCESSING');
});

test('a submission of a store that is being reviewed leaves its status to the one under way', async () => {
  const { drop, lookTwice, installation } = await anIntake();
  await installation.register.put(`store-${id}`, 'PROCESSING');
  await drop({ 'table.csv': 'a' });
  await lookTwice();
  expect(await installation.register.statusOf(`store-${id}`)).toBe('PROCESSING');
});

test('I3: a link among the files, no file at all, and files where objects lie in S3 are refused, and the files stay', async () => {
  const linked = await anIntake();
  await linked.drop({ 'table.csv': 'a' });
  await symlink('/etc/passwd', join(linked.folder, id, 'passwd'));
  await linked.lookTwice();
  expect(await linked.problem()).toContain('no links');
  expect((await readdir(join(linked.folder, id))).toSorted()).toEqual(['passwd', 'table.csv']);
  const empty = await anIntake();
  await empty.drop({});
  await empty.lookTwice();
  expect(await empty.problem()).toContain('at least one file');
  const inS3 = await anIntake({ objectsInS3: true });
  await inS3.drop({ 'table.csv': 'a' });
  await inS3.lookTwice();
  expect(await inS3.problem()).toContain('objects lie in S3');
  for (const { taken } of [linked, empty, inS3]) expect(await taken()).toBeUndefined();
});

test('a folder that cannot be read is noticed, and read again when it can', async () => {
  const { folder, look, isReadable } = await anIntake();
  await look();
  expect(isReadable()).toBe(true);
  await rm(folder, { recursive: true });
  await look();
  expect(isReadable()).toBe(false);
  await mkdir(folder);
  await look();
  expect(isReadable()).toBe(true);
});

test('I3: a link to a folder in place of the files of a notification is refused, and so is a link to a folder among them', async () => {
  const rooted = await anIntake();
  await mkdir(join(rooted.folder, '..', 'elsewhere'));
  await writeFile(join(rooted.folder, '..', 'elsewhere', 'private.csv'), 'private');
  await symlink(join(rooted.folder, '..', 'elsewhere'), join(rooted.folder, id));
  await writeFile(join(rooted.folder, `${id}.json`), JSON.stringify(aNotification(id)));
  await rooted.lookTwice();
  expect(await rooted.problem()).toContain('no links');
  const below = await anIntake();
  await below.drop({ 'table.csv': 'a' });
  await symlink('/', join(below.folder, id, 'root'));
  await below.lookTwice();
  expect(await below.problem()).toContain('no links');
  for (const { taken } of [rooted, below]) expect(await taken()).toBeUndefined();
});

test('a pipe, a link and a folder that are named like notifications are said once, and hold up nothing', async () => {
  const { folder, logged, lookTwice, taken, drop } = await anIntake();
  execFileSync('sh', ['-c', 'mkfifo "$0"', join(folder, 'a.json')]);
  await symlink('/etc/passwd', join(folder, 'b.json'));
  await mkdir(join(folder, 'c.json'));
  await drop({ 'table.csv': 'a' }, {}, 'd');
  await lookTwice();
  await lookTwice();
  expect((await taken())?.id).toBe(id);
  expect(logged.toSorted()).toEqual([...Array<string>(3).fill('intake-file-ignored'), 'notification-taken']);
  expect((await readdir(folder)).toSorted()).toEqual(['a.json', 'b.json', 'c.json']);
}, 10_000);

test('a notification of more than 256 KB is refused without its files being looked at', async () => {
  const { folder, drop, lookTwice, problem, taken } = await anIntake();
  await drop({ 'table.csv': 'a' });
  // Longer than what can be read at once.
  await truncate(join(folder, `${id}.json`), 3 * 1024 ** 3);
  await lookTwice();
  expect(await problem()).toContain('at most 262144 bytes');
  expect((await readdir(folder)).toSorted()).toEqual([id, `${id}.problem.txt`, `${id}.refused`]);
  expect(await taken()).toBeUndefined();
});

test.each([
  { what: 'a file', path: `${id}/b.csv` },
  { what: 'a folder of files', path: id },
  { what: 'a notification', path: `${id}.json` },
])('I15: $what that cannot be read is refused, no other file is imported, and the files stay', async ({ path }) => {
  asNobody();
  const { folder, drop, lookTwice, problem, objectCount, taken } = await anIntake();
  await drop({ 'a.csv': 'a', 'b.csv': 'b' });
  await chmod(join(folder, path), 0);
  await lookTwice();
  expect(await problem()).toContain('may read');
  expect((await readdir(folder)).toSorted()).toEqual([id, `${id}.problem.txt`, `${id}.refused`]);
  expect(await objectCount()).toBe(0);
  expect(await taken()).toBeUndefined();
  await chmod(join(folder, path === `${id}.json` ? `${id}.refused` : path), 0o700);
});

test('files that cannot be deleted are said, hold up nothing, and are deleted once they can be', async () => {
  asNobody();
  const { folder, logged, drop, lookTwice, objectCount, taken } = await anIntake();
  const other = '6f1d7a52-0c5f-4d55-9d0e-6d2b7d0f0a12';
  await drop({ 'table.csv': 'a' });
  await chmod(join(folder, id), 0o500);
  await drop({ 'table.csv': 'a' }, { id: other, egress_store_id: 'store-other' }, 'other');
  await lookTwice();
  await lookTwice();
  expect((await taken())?.id).toBe(id);
  expect(logged.filter((event) => event === 'intake-files-undeletable')).toHaveLength(2);
  expect((await readdir(folder)).toSorted()).toEqual([id, `${id}.json`]);
  const before = await objectCount();
  await chmod(join(folder, id), 0o700);
  await lookTwice();
  expect(await readdir(folder)).toEqual([]);
  expect(await objectCount()).toBe(before);
});

test.each([
  { what: 'another file', files: { 'b.csv': 'b' } },
  { what: 'a file more', files: { 'a.csv': 'a', 'b.csv': 'b', 'c.csv': 'c' } },
  { what: 'a file of another size', files: { 'a.csv': 'longer' } },
  { what: 'a file with other bytes', files: { 'a.csv': 'b' } },
])('I7: $what under the id of a request that is known is refused, and stays', async ({ files }) => {
  const { folder, drop, lookTwice, problem } = await anIntake();
  await drop({ 'a.csv': 'a' });
  await lookTwice();
  await drop(files, {}, 'again');
  await lookTwice();
  expect(await problem('again')).toContain('a new id');
  expect((await readdir(join(folder, 'again'))).toSorted()).toEqual(Object.keys(files));
});

test('files that a request has already are read once to find that out, unless one of them changes', async () => {
  const { folder, drop, lookTwice, installation, taken } = await anIntake();
  await drop({ 'a.csv': 'a' });
  await lookTwice();
  const { submission } = (await taken()) ?? {};
  if (!submission) throw new Error('not taken');
  await drop({ 'a.csv': 'a' });
  let lists = 0;
  const { readObjectList } = installation.egressStore;
  const egressStore = {
    readObjectList: async (...args: Parameters<typeof readObjectList>) => {
      lists += 1;
      return readObjectList(...args);
    },
  };
  const compared = new Map<string, string>();
  const isThere = () => isImported({ egressStore, compared }, { folder: join(folder, id), submission });
  expect([await isThere(), await isThere(), lists]).toEqual([true, true, 1]);
  // Known of this request, which says nothing of another.
  const other = { ...submission, objectList: { bucket: 'intake', key: 'other.json' } };
  expect([await isImported({ egressStore, compared }, { folder: join(folder, id), submission: other }), lists]).toEqual([false, 2]);
  await writeFile(join(folder, id, 'a.csv'), 'b');
  expect([await isThere(), lists]).toEqual([false, 3]);
});

test.each([
  { what: 'a file more', file: 'late.csv' },
  { what: 'another file in the place of one', file: 'a.csv' },
])('I15: $what that comes into the folder after the import is not deleted unread', async ({ file }) => {
  const { folder, drop, lookTwice, problem, told, meanwhile, taken } = await anIntake();
  await drop({ 'a.csv': 'a' });
  meanwhile.push(() => writeFile(join(folder, id, file), 'z'));
  await lookTwice();
  expect((await taken())?.id).toBe(id);
  expect(await readFile(join(folder, id, file), 'utf8')).toBe('z');
  expect(await problem()).toContain('a new id');
  expect(told).toHaveLength(1);
});

test('what is left of files that a request has already is deleted', async () => {
  const { folder, drop, lookTwice } = await anIntake();
  await drop({ 'a.csv': 'a', 'b.csv': 'b' });
  await lookTwice();
  await drop({ 'b.csv': 'b' });
  await lookTwice();
  await drop({});
  await lookTwice();
  expect(await readdir(folder)).toEqual([]);
});

test('a name that leaves no room for the reason beside it is refused like any other, once, and blocks nothing behind it', async () => {
  const { folder, drop, lookTwice, logged, taken } = await anIntake();
  // 250 bytes, with ".json" as long as a name may be; cut in the middle of a character.
  const long = `a${'ü'.repeat(124)}b`;
  await writeFile(join(folder, `${long}.json`), 'no notification');
  await drop({ 'a.csv': 'a' });
  await lookTwice();
  expect((await taken())?.id).toBe(id);
  const refused = await readdir(folder);
  expect(refused).toHaveLength(2);
  expect(refused.filter((name) => name.endsWith('.refused'))).toHaveLength(1);
  const reason = refused.find((name) => name.endsWith('.problem.txt')) ?? '';
  expect(reason.startsWith('aüüü')).toBe(true);
  expect(await readFile(join(folder, reason), 'utf8')).toContain('notification');
  await lookTwice();
  expect(logged.filter((event) => event === 'notification-refused')).toHaveLength(1);
});

test('an import that fails in the middle, as on a full disk, leaves nothing of it behind, and the next one has it all', async () => {
  const { folder, drop, installation, objectCount, list } = await anIntake();
  await drop({ 'a.csv': 'a', 'b.csv': 'b', 'c.csv': 'c' });
  const { putObject } = installation.egressStore;
  const source = { bucket: 'intake', prefix: 'workspace-1/' };
  const into = { folder: join(folder, id), submission: { source, objectList: { bucket: 'intake', key: `${id}.json` } } };
  for (const fullAfter of [0, 1, 2, 3]) {
    let room = fullAfter;
    const egressStore = {
      ...installation.egressStore,
      putObject: async (...args: Parameters<typeof putObject>) => {
        if (room === 0) throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
        room -= 1;
        return putObject(...args);
      },
    };
    await expect(importFiles({ ...installation, egressStore, promised: 0, clock, compared: new Map() }, into)).rejects.toThrow('no space');
    expect([fullAfter, await objectCount()]).toEqual([fullAfter, 0]);
  }
  await importFiles({ ...installation, promised: 0, clock, compared: new Map() }, into);
  expect(JSON.parse(await list()).objects).toHaveLength(3);
});

test('an import that a crash cuts off anywhere, or whose request cannot be taken, is written over by the next and fills no disk', async () => {
  const { folder, drop, installation, objectCount, list } = await anIntake();
  await drop({ 'a.csv': 'a', 'b.csv': 'b', 'c.csv': 'c' });
  const source = { bucket: 'intake', prefix: 'workspace-1/' };
  const into = { folder: join(folder, id), submission: { source, objectList: { bucket: 'intake', key: `${id}.json` } } };
  const { putObject } = installation.egressStore;
  for (const killedAfter of [1, 2, 3, 4, 4]) {
    let left = killedAfter;
    const egressStore = {
      ...installation.egressStore,
      putObject: async (...args: Parameters<typeof putObject>) => {
        if (left === 0) throw new Error('killed');
        left -= 1;
        return putObject(...args);
      },
      // Nothing is tidied up by a process that was killed.
      removeVersion: async () => {},
    };
    await importFiles({ ...installation, egressStore, promised: 0, clock, compared: new Map() }, into).catch(() => {});
    expect([killedAfter, await objectCount()]).toEqual([killedAfter, killedAfter]);
  }
  expect(JSON.parse(await list()).objects).toHaveLength(3);
});

test('what was imported is deleted for the request itself alone, version by version, and the list stays', async () => {
  const { drop, lookTwice, installation, objectCount, list, taken } = await anIntake();
  await drop({ 'a.csv': 'a', 'b.csv': 'b' });
  await lookTwice();
  const request = await taken();
  if (!request) throw new Error('not taken');
  const { egressStore } = installation;
  // Another submission of the same workspace has a file of the same name.
  const other = await egressStore.putObject({ bucket: 'intake', key: 'workspace-1/a.csv' }, Buffer.from('later'));
  await removeImported(egressStore, { ...request, id: '00000000-0000-4000-8000-000000000000' as RequestId });
  expect(await objectCount()).toBe(4);
  await removeImported(egressStore, request);
  await removeImported(egressStore, request);
  expect(await objectCount()).toBe(2);
  expect(JSON.parse(await list()).objects).toHaveLength(2);
  await expect(
    egressStore.stage({ bucket: 'intake', key: 'workspace-1/a.csv', version: other.version }, { key: 'x/a.csv', size: 5 }),
  ).resolves.toMatchObject({ size: 5 });
});

test('what was imported is deleted and known again, however the id was written', async () => {
  const { folder, drop, lookTwice, installation, objectCount, list, taken } = await anIntake();
  for (const written of [id.toUpperCase(), id]) {
    await drop({ 'a.csv': 'a' }, { id: written }, written);
    await lookTwice();
    expect(await readdir(folder)).toEqual([]);
  }
  expect(JSON.parse(await list()).objects).toHaveLength(1);
  const request = await taken();
  if (!request) throw new Error('not taken');
  // As versions before this one named it.
  const { objectList } = request.submission;
  const inCapitals = { ...objectList, key: `${id.toUpperCase()}.json` };
  await installation.egressStore.putObject(inCapitals, Buffer.from(await list()));
  await removeImported(installation.egressStore, { id, submission: { ...request.submission, objectList: inCapitals } });
  // The two lists.
  expect(await objectCount()).toBe(2);
});

test('I3: a link, a pipe or a folder in place of what is said of a refused notification leads nowhere, and holds up nothing', async () => {
  const { base, folder, look, lookTwice, taken, drop } = await anIntake();
  const victim = join(base, 'data', 'sallyport.db');
  const before = await readFile(victim);
  await mkdir(join(base, 'elsewhere'));
  for (const name of ['taken', 'refused']) await symlink(join(base, 'elsewhere'), join(folder, name));
  for (const name of ['a', 'b', 'c']) await writeFile(join(folder, `${name}.json`), 'no notification');
  await symlink(victim, join(folder, 'a.problem.txt'));
  await symlink(victim, join(folder, 'a.refused'));
  execFileSync('sh', ['-c', 'mkfifo "$0"', join(folder, 'b.problem.txt')]);
  for (const name of ['c.problem.txt', 'c.refused']) await mkdir(join(folder, name));
  await drop({ 'table.csv': 'a' }, {}, 'd');
  await lookTwice();
  await look();
  expect((await taken())?.id).toBe(id);
  expect(await readFile(victim)).toEqual(before);
  expect(await readdir(join(base, 'elsewhere'))).toEqual([]);
  const left = await readdir(folder);
  expect(left.filter((name) => name.endsWith('.json'))).toEqual([]);
  const reasons = left.filter((name) => name.includes('.problem.txt') && name !== 'c.problem.txt');
  expect(reasons).toHaveLength(3);
  for (const name of reasons) expect(await readFile(join(folder, name), 'utf8')).toContain('notification');
}, 10_000);

test('whoever submits may read the reason, and nobody else, whatever the umask of the service', async () => {
  const before = process.umask(0o077);
  onTestFinished(() => void process.umask(before));
  const { folder, lookTwice } = await anIntake();
  await writeFile(join(folder, 'a.json'), 'no notification');
  await lookTwice();
  expect((await stat(join(folder, 'a.problem.txt'))).mode & 0o777).toBe(0o640);
});

test('what was refused is taken once it is mended, and its reason goes', async () => {
  const { folder, drop, lookTwice, taken } = await anIntake();
  await drop({});
  await lookTwice();
  expect((await readdir(folder)).toSorted()).toEqual([id, `${id}.problem.txt`, `${id}.refused`]);
  await writeFile(join(folder, id, 'a.csv'), 'a');
  await rename(join(folder, `${id}.refused`), join(folder, `${id}.json`));
  await lookTwice();
  expect((await taken())?.id).toBe(id);
  expect(await readdir(folder)).toEqual([]);
});

test('I3: a folder that becomes a link while files are deleted keeps what the link leads to', async () => {
  const { base, folder } = await anIntake();
  const elsewhere = join(base, 'elsewhere');
  const names = Array.from({ length: 100 }, (_, n) => `${n}.csv`);
  await mkdir(elsewhere);
  for (const name of names) await writeFile(join(elsewhere, name), 'kept');
  // To and fro, as fast as it can.
  const swapping = `console.log('begun'); for (;;) for (const act of [() => fs.renameSync('one/inner', 'away'), () => fs.symlinkSync('../../elsewhere', 'one/inner'),
    () => fs.unlinkSync('one/inner'), () => fs.renameSync('away', 'one/inner')]) try { act(); } catch {}`;
  const attacker = spawn(process.execPath, ['-e', swapping], { cwd: folder, stdio: ['ignore', 'pipe', 'ignore'] });
  onTestFinished(() => void attacker.kill('SIGKILL'));
  await once(attacker.stdout, 'data');
  for (let n = 0; n < 15; n += 1) {
    const filled = join(folder, `new-${n}`);
    await mkdir(join(filled, 'inner'), { recursive: true });
    for (const name of names) await writeFile(join(filled, 'inner', name), 'submitted');
    await rename(filled, join(folder, 'one'));
    await setTimeout(2);
    await removeFolder(join(folder, 'one')).catch(() => {});
    for (const left of ['one', 'away']) await rename(join(folder, left), join(base, `${left}-${n}`)).catch(() => {});
  }
  expect(await readdir(elsewhere)).toHaveLength(names.length);
}, 30_000);

test('I15: more than the disk has room for is refused with its size before a byte is written, and the admins are told', async () => {
  const { folder, told, drop, lookTwice, problem, objectCount, taken } = await anIntake({ free: 1_000_000_000 });
  await drop({ 'a.bin': '' });
  await truncate(join(folder, id, 'a.bin'), 500_000_000);
  await lookTwice();
  expect(await problem()).toContain(
    'they are 500 MB in 1 file, which take about 1.5 GB until they are released, and of the 1.0 GB that are free 732 MB may be taken',
  );
  expect(told).toHaveLength(1);
  expect(await objectCount()).toBe(0);
  expect(await taken()).toBeUndefined();
});

test.each([
  { what: 'a file of which there is room for two copies, not three', files: ['a.bin'], size: 250_000_000 },
  { what: 'small files that take more for being many', files: Array.from({ length: 200 }, (_, n) => `${n}.csv`), size: 1 },
])('$what: refused before a byte is written', async ({ files, size }) => {
  const { folder, drop, lookTwice, problem, objectCount } = await anIntake({ free: 256 * 1024 ** 2 + Math.max(3_000_000, 2.5 * size) });
  await drop(Object.fromEntries(files.map((name) => [name, ''])));
  for (const name of files) await truncate(join(folder, id, name), size);
  await lookTwice();
  expect(await problem()).toContain('no more than the disk has room for');
  expect(await objectCount()).toBe(0);
});

test('what was taken a moment ago, and has two copies still to be written, is counted: of three that the disk has room for by themselves, one is taken, and the next once it has ended', async () => {
  const { folder, drop, lookTwice, problem, installation, logged } = await anIntake({ free: 256 * 1024 ** 2 + 4_000_000 });
  const ids = [id, id.replace(/.$/, '2'), id.replace(/.$/, '3')];
  for (const each of ids) {
    await drop({ 'a.bin': '' }, { id: each, egress_store_id: `store-${each}` }, each);
    await truncate(join(folder, each, 'a.bin'), 1_000_000);
  }
  await lookTwice();
  const known = await Promise.all(ids.map((each) => installation.adapters.requests.read(each as RequestId)));
  expect(known.map((request) => request !== undefined)).toEqual([true, false, false]);
  // They wait, and nobody has to put them there once more.
  for (const each of ids.slice(1)) await expect(problem(each)).rejects.toThrow('ENOENT');
  expect(logged).toContain('notification-untaken');
  const [first] = known;
  if (first) await installation.adapters.requests.update(withdrawn(first));
  await lookTwice();
  expect(await installation.adapters.requests.read(ids[1] as RequestId)).toBeDefined();
});

test('a request still has to write two copies before it is staged, one before its zip is, and none once it has ended', async () => {
  const { installation } = await anIntake();
  const { requests } = installation.adapters;
  const [request, other] = [received(), received()];
  const imported = new Map([[request.id, { files: 2, bytes: 30 }]]);
  const promised = () => promisedBytes(requests, imported);
  for (const each of [request, other]) await requests.create(each);
  expect(await promised()).toBe(60 + 2 * 16_384);
  const staging = followedBy(request, { kind: 'staging-started' });
  const reviewed = inReview(request, '2026-11-05T10:00:00.000Z');
  for (const each of [staging, reviewed]) await requests.update(each);
  expect(await promised()).toBe(30 + 2 * 16_384);
  await requests.update(withdrawn(reviewed));
  expect(await promised()).toBe(0);
});

test('I15: the same notification that cannot be taken for another reason is told once more, and for the same one is not', async () => {
  const { folder, whats, drop, lookTwice, problem } = await anIntake();
  for (const name of ['one', 'two']) {
    await drop({}, {}, name);
    await symlink('/etc/passwd', join(folder, name, 'a.csv'));
    await lookTwice();
    expect(await problem(name)).not.toBe('');
    expect(whats.size).toBe(1);
  }
  await drop({}, {}, 'three');
  await lookTwice();
  expect(await problem('three')).not.toBe(await problem('two'));
  expect(whats.size).toBe(2);
});

test('a file that grows while it is taken is refused, and nothing of it is left', async () => {
  const { folder, drop, installation, objectCount } = await anIntake();
  await drop({ 'a.csv': 'a', 'b.csv': 'b' });
  const into = {
    folder: join(folder, id),
    submission: { source: { bucket: 'intake', prefix: 'workspace-1/' }, objectList: { bucket: 'intake', key: 'list.json' } },
  };
  const freeBytes = () => {
    appendFileSync(join(folder, id, 'b.csv'), 'more');
    return installation.freeBytes();
  };
  await expect(importFiles({ ...installation, freeBytes, promised: 0, clock, compared: new Map() }, into)).rejects.toThrow(
    'nobody writes to any more',
  );
  expect(await objectCount()).toBe(0);
});

const inLatin1 = (folder: string, name: string): Buffer => Buffer.concat([Buffer.from(join(folder, '/')), Buffer.from(name, 'latin1')]);

test('I15: a name that is not UTF-8, of a file or of a notification, and a path that is too long are refused once, and the admins are told', async () => {
  const { folder, told, drop, lookTwice, problem, taken } = await anIntake();
  await drop({}, {}, 'one');
  await writeFile(inLatin1(join(folder, 'one'), 'Bericht München.csv'), 'x');
  await writeFile(inLatin1(folder, 'München.json'), JSON.stringify(aNotification(id)));
  await drop({}, { workspace_id: 'other' }, 'two');
  // Longer than a path may be that is looked up at once.
  const deeper = `process.chdir(process.argv[1]); for (let n = 0; n < 20; n += 1) { fs.mkdirSync('d'.repeat(250)); process.chdir('d'.repeat(250)); } fs.writeFileSync('x.csv', 'x');`;
  execFileSync(process.execPath, ['-e', deeper, join(folder, 'two')]);
  await lookTwice();
  await lookTwice();
  expect(await problem('one')).toContain('names in UTF-8');
  expect(await problem('two')).toContain('paths of at most 1024 bytes');
  expect(told.toSorted()).toEqual([
    'files to import: files: names in UTF-8',
    'files to import: files: paths of at most 1024 bytes',
    'notification in a folder: a name in UTF-8',
  ]);
  const left = await readdir(folder, { encoding: 'buffer' });
  expect(left.filter((name) => name.toString().endsWith('.json'))).toEqual([]);
  expect(await taken()).toBeUndefined();
  execFileSync('sh', ['-c', 'rm -r "$0"', join(folder, 'two')]);
});

test('a notification without its files is refused when it is looked at, not when it is staged', async () => {
  const { folder, drop, lookTwice, problem, told, taken } = await anIntake();
  await drop({ 'table.csv': 'a' }, {}, 'misnamed');
  await rename(join(folder, 'misnamed.json'), join(folder, `${id}.json`));
  await lookTwice();
  expect(await taken()).toBeUndefined();
  expect(await problem()).toMatch(/^files to import: files: a folder of the same name beside it, without .json, with the files in it\n/);
  expect(told).toHaveLength(1);
  await rename(join(folder, 'misnamed'), join(folder, id));
  await rename(join(folder, `${id}.refused`), join(folder, `${id}.json`));
  await lookTwice();
  expect((await taken())?.id).toBe(id);
});

test('a notification as Windows writes it is taken', async () => {
  const { folder, drop, lookTwice, taken } = await anIntake();
  await drop({ 'table.csv': 'a' });
  const text = JSON.stringify(aNotification(id), undefined, 2).replaceAll('\n', '\r\n');
  await writeFile(join(folder, `${id}.json`), `\uFEFF${text}`);
  await lookTwice();
  expect((await taken())?.id).toBe(id);
});

test.each([
  { what: 'empty', text: ' \n', says: 'JSON; this is empty' },
  { what: 'cut off', text: '{\n  "id": "x",\n  "ver": }', says: 'line 3, column 10: JSON: a value should stand here' },
  { what: 'with a comment', text: '{\n  // no\n}', says: 'line 2, column 3: JSON: comments are not taken' },
  { what: 'nested deeply and cut off', text: '['.repeat(100_000), says: 'JSON; this is nested too deeply' },
  {
    what: 'in Latin-1',
    text: Buffer.from(JSON.stringify({ updated_by_email: 'rosa.müller@example.ac.uk' }), 'latin1'),
    says: 'UTF-8 text; this is something else, such as UTF-16',
  },
  { what: 'in UTF-16', text: Buffer.from('{}', 'utf16le').toString(), says: 'UTF-8 text; this is something else, such as UTF-16' },
])('I15: a notification that is $what is refused with what was expected and where, and the admins are told', async ({ text, says }) => {
  const { folder, told, lookTwice, problem } = await anIntake();
  await writeFile(join(folder, `${id}.json`), text);
  await lookTwice();
  expect(told).toEqual([`notification in a folder: ${says}`]);
  expect(await problem()).toBe(
    `notification in a folder: ${says}\n\nOnce that is mended, give the file beside this one the end .json again in place of .refused, and it is taken.\n`,
  );
});

test('a notification with a field that is nested deeply and says nothing is taken without it', async () => {
  const { folder, drop, lookTwice, taken } = await anIntake();
  await drop({ 'table.csv': 'a' });
  const nested = `{"note":${'['.repeat(100_000)}${']'.repeat(100_000)},`;
  await writeFile(join(folder, `${id}.json`), JSON.stringify(aNotification(id)).replace('{', nested));
  await lookTwice();
  expect((await taken())?.id).toBe(id);
});
