import { createHash } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { samples } from '../../src/sandbox/samples.ts';
import { PageProblem } from '../../src/sandbox/sandbox.ts';
import { workbench } from '../../src/sandbox/workbench.ts';
import { parseNotification } from '../../src/workflow/intake.ts';
import type { Instant, ObjectLocation } from '../../src/workflow/request.ts';

const rosa = { id: 'u-rosa', email: 'rosa@example.ac.uk' };

/** SWB over a store that keeps everything in memory. */
const aWorkbench = () => {
  const objects: (ObjectLocation & { readonly version: string; readonly bytes: Buffer })[] = [];
  const messages: string[] = [];
  const statuses = new Map<string, string>();
  const swb = workbench({
    putObject: async (location, body) => {
      const bytes = body instanceof Uint8Array ? Buffer.from(body) : await buffer(body);
      const version = `v${objects.length}`;
      objects.push({ ...location, version, bytes });
      return { version, size: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') };
    },
    putStatus: async (id, status) => void statuses.set(id, status),
    notify: async (message) => void messages.push(message),
    clock: () => '2026-11-20T10:00:00.000Z' as Instant,
  });
  return { swb, objects, messages, statuses };
};

test('the notification is one that intake takes, and its object list names each version', async () => {
  const { swb, objects, messages, statuses } = aWorkbench();
  const store = await swb.openStore();
  await swb.write(store, 'results/table.csv', Buffer.from('a,b\n'));
  const id = await swb.submit(store, { name: 'Results', project: 'proj-diabetes', by: rosa });
  const { id: taken, submission } = parseNotification(messages[0] ?? '');
  expect(taken).toBe(id);
  expect(submission).toMatchObject({
    egressStoreName: 'Results',
    projectId: 'proj-diabetes',
    workspaceId: store.workspace,
    submittedBy: rosa,
  });
  expect(statuses.get(submission.egressStoreId)).toBe('PENDING');
  const list = objects.find(({ bucket, key }) => bucket === submission.objectList.bucket && key === submission.objectList.key);
  const { prefix } = submission.source;
  expect(JSON.parse(list?.bytes.toString() ?? '').objects).toMatchObject([
    { Key: prefix, Size: 0, VersionId: 'v0' },
    { Key: `${prefix}results/table.csv`, Size: 4, VersionId: 'v1' },
  ]);
});

test('I8: files of one name are all kept', async () => {
  const { swb } = aWorkbench();
  const store = await swb.openStore();
  for (const path of ['a/table.csv', 'a/table.csv', 'a/table.csv', 'a/LICENCE', 'a/LICENCE', 'a/.hidden', 'a/.hidden'])
    await swb.write(store, path, Buffer.from(path));
  expect([...store.entries.keys()].map((key) => key.slice(store.workspace.length + 1))).toEqual([
    '',
    'a/table.csv',
    'a/table (2).csv',
    'a/table (3).csv',
    'a/LICENCE',
    'a/LICENCE (2)',
    'a/.hidden',
    'a/.hidden (2)',
  ]);
});

test.each([
  { what: 'an empty name', path: '' },
  { what: 'a lone surrogate', path: 'a\ud800.csv' },
  { what: 'more bytes than S3 takes', path: 'é'.repeat(500) },
])('$what is refused', async ({ path }) => {
  const { swb } = aWorkbench();
  await expect(swb.write(await swb.openStore(), path, Buffer.from(''))).rejects.toThrow(PageProblem);
});

test('nothing is submitted without a file', async () => {
  const { swb, messages } = aWorkbench();
  await expect(swb.submit(await swb.openStore(), { name: '', project: 'proj-diabetes', by: rosa })).rejects.toThrow(PageProblem);
  expect(messages).toEqual([]);
});

test.each(samples.map((sample) => ({ id: sample.id, sample })))(
  'the sample $id is one that S3 would take, with distinct paths',
  async ({ sample }) => {
    const { swb } = aWorkbench();
    const store = await swb.openStore();
    const files = sample.files();
    for (const { path, bytes } of files) await swb.write(store, path, bytes);
    expect([...store.entries.keys()].slice(1)).toEqual(files.map(({ path }) => `${store.workspace}/${path}`));
  },
);
