/** What follows from a revocation, a retry and a passed deadline, cut off before each of the writes that it takes, ends right all the same after a restart. */
import { randomUUID } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { StatementSync } from 'node:sqlite';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { EgressRequest, RequestId } from '../../src/workflow/request.ts';
import { findRecordFault } from '../../src/workflow/transitions.ts';
import type { Program } from '../an-installation.ts';
import { aProgram, aSlack, C, U } from '../an-installation.ts';
import { buttonsOf, cardOf, release, say, wordsOf } from '../people.ts';
import { until } from '../until.ts';

/** From the nth write to a database on, as if the process were gone: nothing is written any more, so nothing goes on. */
const mortal = () => {
  const run = StatementSync.prototype.run;
  let left = Number.POSITIVE_INFINITY;
  let writes = 0;
  StatementSync.prototype.run = function (this: StatementSync, ...values) {
    if (left <= 0) throw new Error('the process is gone');
    left -= 1;
    writes += 1;
    return Reflect.apply(run, this, values);
  };
  onTestFinished(() => {
    StatementSync.prototype.run = run;
  });
  return {
    dieBeforeWrite: (n: number) => {
      left = n - 1;
      writes = 0;
    },
    isGone: () => left <= 0,
    revive: () => {
      left = Number.POSITIVE_INFINITY;
    },
    writes: () => writes,
  };
};

type Flow = {
  /** Brings a request to where the flow begins. */
  readonly begin: (program: Program) => Promise<RequestId>;
  /** What sets it going, once more where it left no trace. */
  readonly act: (program: Program, id: RequestId) => Promise<void>;
  readonly hasBegun: (request: EgressRequest) => boolean;
  readonly check: (program: Program, id: RequestId) => Promise<void>;
  /** Seconds that pass in between. */
  readonly passes?: number;
};

const kinds = ({ events }: EgressRequest): readonly string[] => events.map(({ fact }) => fact.kind);
const times = (request: EgressRequest, kind: string): number => kinds(request).filter((each) => each === kind).length;

/** The request's files below one of the installation's folders. */
const filesOf = async ({ folder }: Program, at: 'staging' | 'data-lake', id: RequestId): Promise<readonly string[]> => {
  const all = await readdir(join(folder, at), { recursive: true, withFileTypes: true });
  return all.filter((file) => file.isFile() && file.parentPath.includes(id)).map(({ name }) => name);
};

const messagesAbout = ({ slack }: Program, who: string, { id, said }: { readonly id: RequestId; readonly said: string }): number =>
  slack.directMessages(who).filter((message) => [id, said].every((part) => wordsOf(message).includes(part))).length;

/** How often is no question here: this process is gone for its writes only, and may send again what it cannot note. */
const expectTold = (program: Program, who: readonly string[], about: { readonly id: RequestId; readonly said: string }): void => {
  for (const each of who) expect(messagesAbout(program, each, about)).toBeGreaterThanOrEqual(1);
};

const revocation: Flow = {
  begin: async (program) => {
    const id = await program.submit();
    await release(program, id);
    return id;
  },
  act: async (program, id) => void (await say(program, U.ada, `revoke ${id} The cohort was drawn wrongly.`)),
  hasBegun: ({ status }) => status.kind === 'revoked',
  check: async (program, id) => {
    const request = await program.read(id);
    expect([times(request, 'revoked'), times(request, 'zip-removed')]).toEqual([1, 1]);
    expect(await filesOf(program, 'data-lake', id)).toEqual([]);
    expectTold(program, [U.mei, U.rosa], { id, said: 'revoked' });
    expect(buttonsOf(cardOf(program, C.desk, id))).toEqual([]);
    expect(await say(program, U.mei, `link ${id}`)).toContain('revoked');
  },
};

const retrying: Flow = {
  begin: async (program) => {
    const later = `later-${randomUUID()}.json`;
    const id = await program.submit({ changes: { egress_store_object_list_location: `arn:aws:s3:::notifications/${later}` } });
    await program.settle();
    expect((await program.read(id)).status.kind).toBe('failed');
    const list = await program.installation.egressStore.readObjectList({ bucket: 'notifications', key: `${id}.json` });
    await program.installation.egressStore.putObject({ bucket: 'notifications', key: later }, new TextEncoder().encode(list));
    return id;
  },
  act: async (program, id) => void (await say(program, U.ada, `retry ${id}`)),
  hasBegun: (request) => times(request, 'retried') > 0,
  check: async (program, id) => {
    const request = await program.read(id);
    expect(request.status).toMatchObject({ kind: 'in-review', stage: 0 });
    expect([times(request, 'retried'), times(request, 'staged')]).toEqual([1, 1]);
    expect(buttonsOf(cardOf(program, C.ig, id))).toContain('egress:approve');
    expect((await filesOf(program, 'staging', id)).length).toBeGreaterThanOrEqual(3);
  },
};

const withdrawal: Flow = {
  begin: async (program) => {
    const id = await program.submit();
    await program.settle();
    return id;
  },
  act: async (program, id) => void (await say(program, U.rosa, `withdraw ${id} One file was forgotten.`)),
  hasBegun: ({ status }) => status.kind === 'withdrawn',
  check: async (program, id) => {
    expect(times(await program.read(id), 'withdrawn')).toBe(1);
    expect(await filesOf(program, 'staging', id)).toEqual([]);
    expect(await program.installation.register.statusOf(`store-${id}`)).toBe('PENDING');
    expectTold(program, [U.rosa], { id, said: 'withdrawn' });
    expect(buttonsOf(cardOf(program, C.ig, id))).toEqual([]);
  },
};

const expiry: Flow = {
  ...withdrawal,
  passes: 30 * 86_400,
  act: async (program) => program.installation.lookAtTheTime(),
  hasBegun: () => true,
  check: async (program, id) => {
    expect(times(await program.read(id), 'expired')).toBe(1);
    expect(await filesOf(program, 'staging', id)).toEqual([]);
    expect(await program.installation.register.statusOf(`store-${id}`)).toBe('PENDING');
    expectTold(program, [U.rosa], { id, said: 'expired' });
    expect(buttonsOf(cardOf(program, C.ig, id))).toEqual([]);
  },
};

describe('I2: killed before any write, it ends right after a restart', () => {
  test.each([
    { what: 'a revocation', flow: revocation, fewest: 10 },
    { what: 'a retry', flow: retrying, fewest: 10 },
    { what: 'a withdrawal', flow: withdrawal, fewest: 10 },
    { what: 'an expiry', flow: expiry, fewest: 10 },
  ])(
    '$what',
    async ({ flow, fewest }) => {
      const folder = await mkdtemp(join(tmpdir(), 'sallyport-mortal-'));
      onTestFinished(() => rm(folder, { recursive: true, force: true }));
      const { passes = 0 } = flow;
      const slack = await aSlack();
      onTestFinished(() => slack.close());
      const process = mortal();
      await (await aProgram({ folder, slack })).stop();
      let n = 0;
      for (let died = true; died; ) {
        n += 1;
        const program = await aProgram({ folder, slack, setUp: false });
        const id = await flow.begin(program);
        await program.settle();
        program.wait(passes);
        process.dieBeforeWrite(n);
        const acted = flow.act(program, id).then(() => program.settle());
        await Promise.race([acted.catch(() => {}), until(process.isGone, 'the end')]);
        died = process.isGone();
        await program.stop().catch(() => {});
        process.revive();
        const after = await aProgram({ folder, slack, setUp: false, ahead: passes });
        await after.settle();
        if (!flow.hasBegun(await after.read(id))) await flow.act(after, id);
        if (passes > 0) await after.installation.lookAtTheTime();
        await after.settle();
        await flow.check(after, id);
        expect(findRecordFault(await after.read(id)), `killed before write ${n}`).toBeUndefined();
        await after.stop();
      }
      // So many points at least were tried.
      expect(n).toBeGreaterThan(fewest);
    },
    300_000,
  );
});
