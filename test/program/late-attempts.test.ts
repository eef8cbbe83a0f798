/** Attempts at a step that are given up, end late, or fail after the request has ended otherwise: nothing comes back, and nothing stays. */
import { expect, test } from 'vitest';
import { zipKey } from '../../src/workflow/release-place.ts';
import type { EgressRequest, RequestId } from '../../src/workflow/request.ts';
import { findRecordFault, replay } from '../../src/workflow/transitions.ts';
import type { Program } from '../an-installation.ts';
import { aPolicyText, aProgram, U } from '../an-installation.ts';
import { approveFirst, approveSecond, release, say, wordsOf } from '../people.ts';
import { until } from '../until.ts';

const why = 'The cohort was drawn wrongly.';
const kinds = ({ events }: EgressRequest): readonly string[] => events.map(({ fact }) => fact.kind);

const zipSize = async (program: Program, id: RequestId): Promise<number | undefined> => {
  const { lake } = program.installation;
  return lake.size(lake.locationOf(zipKey(await program.read(id))));
};
const stagedKeys = async ({ installation }: Program): Promise<readonly string[]> => {
  const keys: string[] = [];
  for await (const key of installation.adapters.staging.list('workspace-1/')) keys.push(key);
  return keys;
};

/** Puts something in front of one of an adapter's functions. */
const before = <T extends object, K extends keyof T>(adapter: T, name: K, make: (original: T[K]) => T[K]): void => {
  Object.assign(adapter, { [name]: make(adapter[name]) });
};

/** A function that waits at its first call until the gate opens. */
const gate = () => {
  const opened = Promise.withResolvers<void>();
  let arrived = false;
  return {
    hasArrived: () => arrived,
    open: opened.resolve,
    pass: async (): Promise<void> => {
      if (arrived) return;
      arrived = true;
      await opened.promise;
    },
  };
};

test('I10: an attempt at packaging that ends after the release was revoked leaves no zip behind', async () => {
  const program = await aProgram();
  const held = gate();
  before(program.installation.adapters.lake, 'upload', (upload) => async (key, body, type) => {
    if (key.endsWith('.zip')) await held.pass();
    return upload(key, body, type);
  });
  const id = await program.submit();
  await program.settle();
  await approveFirst(program, id);
  await program.settle();
  await approveSecond(program, id);
  await until(held.hasArrived);
  // The workflow's second attempt, because the first one's answer never came.
  await program.installation.runTask('package', { id });
  await until(async () => (await program.read(id)).links.length === 1);
  await say(program, U.ada, `revoke ${id} ${why}`);
  await until(async () => (await program.read(id)).zipRemoved !== undefined);
  held.open();
  await program.settle();
  expect((await program.read(id)).status.kind).toBe('revoked');
  expect(await zipSize(program, id)).toBeUndefined();
});

test('I2: an attempt at packaging that ends while the failed request is tried again takes nothing from the attempt that succeeds', async () => {
  const program = await aProgram();
  const held = gate();
  before(program.installation.adapters.lake, 'upload', (upload) => async (key, body, type) => {
    if (key.endsWith('.zip')) await held.pass();
    return upload(key, body, type);
  });
  const id = await program.submit();
  await program.settle();
  let isRetried = false;
  const retryNow = async (): Promise<void> => {
    if (isRetried) return;
    isRetried = true;
    await say(program, U.ada, `retry ${id}`);
    await until(async () => (await program.read(id)).release !== undefined);
  };
  // The worst moment: between the late attempt's look at the failed request and whatever it then deletes.
  before(program.installation.adapters.lake, 'remove', (remove) => async (location) => {
    await retryNow();
    return remove(location);
  });
  await approveFirst(program, id);
  await program.settle();
  await approveSecond(program, id);
  await until(held.hasArrived);
  await program.installation.runTask('fail', { id, step: 'package', failure: { Error: 'States.Timeout' }, correlationId: id });
  expect((await program.read(id)).status.kind).toBe('failed');
  held.open();
  await program.settle();
  await retryNow();
  await program.settle();
  const { status, release: released } = await program.read(id);
  expect(status.kind).toBe('released');
  expect(await zipSize(program, id)).toBe(released?.size);
});

test('a request that was packaged, failed, and is given up leaves no zip behind', async () => {
  const program = await aProgram();
  let full = true;
  before(program.installation.adapters.requests, 'update', (update) => async (request) => {
    if (full && request.events.at(-1)?.fact.kind === 'released') throw Object.assign(new Error('too big'), { name: 'RecordTooLargeError' });
    return update(request);
  });
  const id = await program.submit();
  await release(program, id);
  expect((await program.read(id)).status.kind).toBe('failed');
  expect(await zipSize(program, id)).toBeGreaterThan(0);
  full = false;
  await say(program, U.ada, `abort ${id} ${why}`);
  await program.settle();
  expect((await program.read(id)).status.kind).toBe('withdrawn');
  expect(await zipSize(program, id)).toBeUndefined();
});

test('a zip that cannot be deleted is told to the admins, and nobody hears that its links are dead before they are', async () => {
  const program = await aProgram();
  const id = await program.submit();
  await release(program, id);
  let locked = true;
  before(program.installation.adapters.lake, 'remove', (remove) => async (location) => {
    if (locked) throw new Error('not permitted');
    return remove(location);
  });
  await say(program, U.mei, `revoke ${id} ${why}`);
  await until(() => wordsOf(program.slack.directMessages(U.ada)).includes('could not be deleted'));
  expect(wordsOf(program.slack.directMessages(U.mei))).not.toContain('No further links are issued');
  locked = false;
  await program.installation.followUp(id);
  await program.settle();
  expect(await zipSize(program, id)).toBeUndefined();
  expect(wordsOf(program.slack.directMessages(U.mei))).toContain('No further links are issued');
});

test.each([
  { name: 'fails for good', fails: true, facts: ['withdrawn', 'step-failed'] },
  { name: 'ends all the same', fails: false, facts: ['staging-started', 'withdrawn'] },
])('a request that is withdrawn while its staging $name is cleaned up, and its store given back', async ({ fails, facts }) => {
  const program = await aProgram();
  const held = gate();
  before(program.installation.egressStore, 'stage', (stage) => async (source, target) => {
    await held.pass();
    if (fails) throw Object.assign(new Error('gone'), { name: 'ObjectMissingError' });
    return stage(source, target);
  });
  const id = await program.submit();
  await until(held.hasArrived);
  expect(await say(program, U.rosa, `withdraw ${id}`)).toContain('is withdrawn');
  held.open();
  await program.settle();
  expect(kinds(await program.read(id)).slice(-2)).toEqual(facts);
  expect(await stagedKeys(program)).toEqual([]);
  expect(await program.installation.register.statusOf(`store-${id}`)).toBe('PENDING');
});

test('an attempt at staging that ends after the request was cleaned up takes its copies away again', async () => {
  const program = await aProgram();
  const held = gate();
  before(program.installation.egressStore, 'stage', (stage) => async (source, target) => {
    await held.pass();
    return stage(source, target);
  });
  const id = await program.submit();
  await until(held.hasArrived);
  await say(program, U.rosa, `withdraw ${id}`);
  // The workflow's second attempt finds it withdrawn, and cleans up.
  await program.installation.runTask('stage', { id });
  await program.installation.runTask('clean-up', { id });
  held.open();
  await program.settle();
  expect(await stagedKeys(program)).toEqual([]);
});

test('I17: when nobody is left who can decide, the admins hear of it, and so they do when the other role is the requester alone', async () => {
  const policy = await aPolicyText((file) => {
    delete Object(file['organisation'])['workingHours'];
  });
  const program = await aProgram({ policy });
  for (const who of ['ines', 'gareth']) await say(program, U.ada, `revoke-grant @${who} InformationGovernance`);
  const id = await program.submit({ changes: { created_by_email: 'tomasz@example.ac.uk', updated_by_email: 'tomasz@example.ac.uk' } });
  await program.settle();
  program.wait(33 * 3600);
  await program.installation.lookAtTheTime();
  await program.settle();
  expect(kinds(await program.read(id))).toEqual(expect.arrayContaining(['reminded', 'escalated']));
  const told = wordsOf(program.slack.directMessages(U.ada));
  expect(told).toContain('Nobody can decide on');
  expect(told).toContain('Nobody of Information Governance has decided');
  expect(wordsOf(program.slack.directMessages(U.tomasz))).not.toContain('Nobody of Information Governance');
});

test('a failure that belongs to a run before the present one fails nothing', async () => {
  const program = await aProgram();
  const id = await program.submit({ changes: { egress_store_object_list_location: 'arn:aws:s3:::notifications/later.json' } });
  await program.settle();
  await say(program, U.ada, `retry ${id}`);
  await program.settle();
  const twice = await program.read(id);
  expect(kinds(twice).slice(-3)).toEqual(['failed', 'retried', 'failed']);
  await say(program, U.ada, `abort ${id} ${why}`);
  await program.settle();
  const ended = await program.read(id);
  const failure = { Error: 'ObjectMissingError', Cause: '' };
  await program.installation.runTask('fail', { id, step: 'stage', failure, correlationId: id });
  await program.installation.runTask('fail', { id, step: 'stage', failure, correlationId: `${id}-2` });
  expect(await program.read(id)).toEqual(ended);
});

test('a request may be tried again as often as it takes: its record is still read at once', async () => {
  const program = await aProgram();
  const id = await program.submit({ changes: { egress_store_object_list_location: 'arn:aws:s3:::notifications/later.json' } });
  await program.settle();
  for (let again = 0; again < 25; again += 1) {
    await say(program, U.ada, `retry ${id}`);
    await program.settle();
  }
  const request = await program.read(id);
  expect(kinds(request).filter((kind) => kind === 'retried')).toHaveLength(25);
  expect(findRecordFault(request)).toBeUndefined();
  expect(replay(id, request.events)).toEqual(request);
}, 60_000);

test('I12: a follow-up with an older view of the request than was archived meanwhile accuses nobody', async () => {
  const program = await aProgram();
  const id = await program.submit();
  await program.settle();
  const { archive } = program.installation.adapters;
  const older = gate();
  before(archive, 'append', (append) => async (request) => {
    await older.pass();
    return append(request);
  });
  const late = program.installation.followUp(id);
  await until(older.hasArrived);
  await approveFirst(program, id);
  await program.settle();
  older.open();
  await expect(late).resolves.toBeDefined();
});

test('a failure that is told twice cleans up twice where the request had ended, and never where it is to be tried again', async () => {
  const program = await aProgram();
  const told = (id: RequestId, step: string) =>
    program.installation.runTask('fail', { id, step, failure: { Error: 'Broken', Cause: '' }, correlationId: id });
  const ended = await program.submit();
  const waits = await program.submit();
  await program.settle();
  await say(program, U.ada, `withdraw ${ended}`);
  await program.settle();
  for (let time = 0; time < 2; time += 1) expect(await told(ended, 'stage')).toEqual({ id: ended, next: 'clean-up' });
  expect(await told(ended, 'clean-up')).toEqual({ id: ended, next: 'done' });
  for (const step of ['request-review', 'request-review', 'package']) expect(await told(waits, step)).toEqual({ id: waits, next: 'done' });
  expect((await program.read(waits)).status.kind).toBe('failed');
});
