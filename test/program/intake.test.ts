import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { findRecordFault } from '../../src/workflow/transitions.ts';
import type { ListedObject } from '../an-installation.ts';
import { aNotification, aProgram, C, U } from '../an-installation.ts';
import { approveFirst, cardOf, release, say, wordsOf } from '../people.ts';

test('I15: the same notification a hundred times makes one request, one card and one workflow, also after the end', async () => {
  const program = await aProgram();
  const id = await program.submit();
  const again = () => program.installation.take(JSON.stringify(aNotification(id)));
  const answers = await Promise.all(Array.from({ length: 100 }, again));
  expect(new Set(answers.map(({ taken }) => taken))).toEqual(new Set(['known']));
  await release(program, id);
  const before = await program.read(id);
  expect((await again()).taken).toBe('known');
  await program.settle();
  expect(await program.read(id)).toEqual(before);
  expect(program.slack.messages(C.ig).filter((message) => JSON.stringify(message.blocks).includes(id))).toHaveLength(1);
  expect(program.installation.executions()).toHaveLength(1);
});

test('I15: a malformed notification is refused by its field, told to the admins once, and holds up nothing behind it', async () => {
  const program = await aProgram();
  const bad = JSON.stringify(aNotification(randomUUID(), { s3_bucketpath: 'elsewhere/' }));
  await expect(program.installation.take(bad)).rejects.toThrow(/s3_bucketpath/);
  await expect(program.installation.take(bad)).rejects.toThrow(/s3_bucketpath/);
  const id = await program.submit();
  await program.settle();
  expect((await program.read(id)).status.kind).toBe('in-review');
  const told = program.slack.directMessages(U.ada).filter(({ text }) => text.includes('could not be taken'));
  expect(told).toHaveLength(1);
  expect(wordsOf(told[0]?.blocks)).toContain('s3_bucketpath');
});

const change =
  (index: number, changed: Partial<ListedObject>) =>
  (objects: ListedObject[]): ListedObject[] =>
    objects.map((object, at) => (at === index ? { ...object, ...changed } : object));

test.each([
  { name: 'an object that is missing', list: change(1, { Key: 'workspace-1/gone.csv' }), says: 'workspace-1/gone.csv' },
  { name: 'a version that is missing', list: change(1, { VersionId: 'never-was' }), says: 'results/table.csv' },
  { name: 'an object without a version', list: change(1, { VersionId: 'null' }), says: 'results/table.csv' },
  { name: "an object outside the request's workspace", list: change(1, { Key: 'workspace-10/table.csv' }), says: 'workspace-10/table.csv' },
  { name: 'an object of another size than listed', list: change(1, { Size: 3 }), says: 'results/table.csv' },
  { name: 'no object at all', list: () => [], says: 'objects' },
])('I9: $name fails the request by name, tells the admins, and releases nothing', async ({ list, says }) => {
  const program = await aProgram();
  const id = await program.submit({ list });
  await program.settle();
  const request = await program.read(id);
  expect(request.status).toMatchObject({ kind: 'failed', failure: { step: 'stage', correlationId: id } });
  expect(request.status.kind === 'failed' && request.status.failure.error).toContain(says);
  expect(findRecordFault(request)).toBeUndefined();
  const told = wordsOf(program.slack.directMessages(U.ada).at(-1)?.blocks);
  expect(told).toContain(': copying failed');
  expect(told).toContain(says);
  expect(await say(program, U.ada, 'pending')).toContain('failed');
});

test('I9: staging takes the listed version although the object was changed since', async () => {
  const program = await aProgram();
  const files = { 'table.csv': 'as submitted' };
  const id = randomUUID();
  await program.submit({
    id,
    files,
    list: (objects) => objects,
  });
  await program.installation.egressStore.putObject(
    { bucket: 'egress-store', key: 'workspace-1/table.csv' },
    new TextEncoder().encode('changed behind our back'),
  );
  await program.settle();
  const [first] =
    (
      await program.read(
        (await program.installation.adapters.requests.list({ by: { kind: 'open' }, limit: 1 })).requests[0]?.id ?? ('' as never),
      )
    ).manifest?.first ?? [];
  expect(first).toEqual({ path: 'table.csv', size: 12 });
});

test('I9: an egress store that SWB does not know, or that is not PENDING, fails the request', async () => {
  const program = await aProgram();
  await program.installation.register.put('store-processed', 'PROCESSED');
  const id = await program.submit({ changes: { egress_store_id: 'store-processed' } });
  const unknown = await program.submit({ changes: { egress_store_id: 'store-nowhere' } });
  await program.settle();
  for (const each of [id, unknown])
    expect((await program.read(each)).status).toMatchObject({
      kind: 'failed',
      failure: { error: expect.stringContaining('EgressStoreStatusError') },
    });
});

test('I5: when SWB names no requester, the card warns and an approval needs the declaration', async () => {
  const program = await aProgram();
  const id = await program.submit({ changes: { created_by_email: undefined, updated_by_email: undefined } });
  await program.settle();
  expect(wordsOf(cardOf(program, C.ig, id).blocks)).toContain('did not name every requester');
  await program.slack.press(U.ines, { channel: C.ig, ts: cardOf(program, C.ig, id).ts, actionId: 'egress:approve' });
  await expect.poll(() => program.slack.modal(U.ines)).toBeDefined();
  expect(await program.slack.submit(U.ines, {})).toMatchObject({ kind: 'errors' });
  await program.slack.submit(U.ines, { independent: true });
  expect((await program.read(id)).events.at(-1)?.fact).toMatchObject({ kind: 'approved', declaredIndependent: true });
});

test('I17: a request that no channel shows is told to the admins, and appears as soon as one is mapped', async () => {
  const program = await aProgram({ setUp: false });
  const id = await program.submit();
  await program.settle();
  expect(wordsOf(program.slack.directMessages(U.ada))).toMatch(/waits for Information Governance, but no channel/);
  expect(await say(program, U.ada, 'map #ig-review InformationGovernance')).toContain('1 request waiting now appears there');
  await program.settle();
  expect(cardOf(program, C.ig, id).text).toContain('Information Governance review');
});

test('I17: pending lists what waits, for whom and since when, to those whom it concerns', async () => {
  const program = await aProgram();
  const first = await program.submit();
  await program.settle();
  await approveFirst(program, first);
  await program.submit({ project: 'proj-2' });
  await program.settle();
  const all = await say(program, U.ines, 'pending');
  expect(all).toContain('2 requests waiting');
  expect(all).toMatch(/waits for Research IT \(stage 2 of 2\) since .*deadline/);
  expect(await say(program, U.ines, 'pending proj-2')).toContain('1 request waiting in proj-2');
  expect(await say(program, U.rosa, 'pending')).toContain('2 requests waiting');
  expect(await say(program, U.oliver, 'pending')).toContain('Nothing waits');
});
