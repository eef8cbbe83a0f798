/** How requests that submit an earlier one again are linked to it, whichever stores are below. */
import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { deadlineAfter } from '../../src/workflow/calendar.ts';
import type { EgressStoreRegister, Records, RequestStore, StoreHold } from '../../src/workflow/ports.ts';
import type { EgressRequest, Fact, RequestId, Sha256, Submission } from '../../src/workflow/request.ts';
import type { Comparison } from '../../src/workflow/resubmission.ts';
import { comparisonIn, resubmissionIn, resubmittedAs } from '../../src/workflow/resubmission.ts';
import type { Core } from '../../src/workflow/service.ts';
import { record } from '../../src/workflow/service.ts';
import { shiftTimes, stageTimes } from '../../src/workflow/stage-times.ts';
import type { TaskPorts } from '../../src/workflow/tasks.ts';
import { workflowTasks } from '../../src/workflow/tasks.ts';
import { appendFact, findRecordFault } from '../../src/workflow/transitions.ts';
import { aManifest, aReceivedRequest, aStage, digest, noon, person, policyDigest, someTerms } from '../workflow/builders.ts';

export type Stores = {
  readonly requests: RequestStore;
  readonly holds: Records<StoreHold>;
  readonly register: EgressStoreRegister;
  readonly putStore: (id: string) => Promise<void>;
};

const organisation = { timeZone: 'UTC' };
const compared: Comparison = {
  kind: 'compared',
  before: digest,
  after: digest,
  tallies: {
    added: { files: 0, bytes: 0 },
    changed: { files: 0, bytes: 0 },
    renamed: { files: 0, bytes: 0 },
    removed: { files: 0, bytes: 0 },
    unchanged: { files: 2, bytes: 1500 },
  },
  first: [],
  abridged: false,
};

const never = async (): Promise<never> => {
  throw new Error('not part of this');
};

/** Ends before the nth write, as its process would. */
const dying = (n: number) => {
  let left = n;
  const write =
    <A extends readonly unknown[], R>(act: (...args: A) => Promise<R>) =>
    async (...args: A): Promise<R> => {
      left -= 1;
      if (left < 0) throw new Error('the process is gone');
      return act(...args);
    };
  return { write, isGone: () => left < 0 };
};

/** Runs the suite; `open` gives empty stores. */
export const resubmissionLinksContract = (name: string, open: () => Promise<Stores>): void => {
  const aDesk = async () => {
    const stores = await open();
    await stores.putStore('store-1');
    const core: Core = {
      requests: stores.requests,
      clock: () => noon,
      rules: {
        digest: policyDigest,
        termsFor: () => someTerms(),
        times: (from, stage) => stageTimes(organisation, from, stage),
        after: (from, hours) => deadlineAfter(organisation, from, hours),
        shift: (times, pause) => shiftTimes(organisation, times, pause),
      },
    };
    const ports: TaskPorts = {
      ...core,
      holds: stores.holds,
      register: stores.register,
      tokens: { save: never, load: never, forget: never },
      engine: { succeed: never },
      stageObjects: async () => aManifest(),
      compareObjects: async () => compared,
      packageObjects: never,
      removeStaged: async () => {},
      discardRelease: never,
    };
    const receive = async (submission: Partial<Submission> = {}): Promise<RequestId> => {
      const request = aReceivedRequest({ terms: { stages: [aStage()] }, submission: { egressStoreId: 'store-1', ...submission } });
      await stores.requests.create(request);
      return request.id;
    };
    const stage = (id: RequestId, over: Partial<TaskPorts> = {}) => workflowTasks({ ...ports, ...over })('stage', { id });
    const read = async (id: RequestId): Promise<EgressRequest> => {
      const request = await stores.requests.read(id);
      if (!request) throw new Error(`no request ${id}`);
      return request;
    };
    /** Ends the request so, and gives its store back. */
    const end = async (id: RequestId, how: 'rejected' | 'expired' | 'withdrawn' | 'released'): Promise<void> => {
      const request = await read(id);
      const facts: Record<typeof how, readonly Fact[]> = {
        rejected: [{ kind: 'rejected', stage: 0, digest, category: 'wrong-files', reason: 'These are the wrong files.' }],
        expired: [{ kind: 'expired', stage: 0 }],
        withdrawn: [{ kind: 'withdrawn' }],
        released: [
          { kind: 'approved', stage: 0, digest },
          { kind: 'released', release: { location: { bucket: 'lake', key: 'zip' }, size: 1, sha256: digest as Sha256 } },
        ],
      };
      let next = request;
      for (const fact of facts[how]) {
        next = appendFact(next, { at: noon, actor: person('ian'), policyDigest, fact });
        expect(await stores.requests.update(next)).toBe('written');
      }
      expect(await stores.register.move('store-1', 'PENDING')).toEqual({ kind: 'moved' });
    };
    const through = async (how: Parameters<typeof end>[1], submission: Partial<Submission> = {}): Promise<RequestId> => {
      const id = await receive(submission);
      await stage(id);
      await end(id, how);
      return id;
    };
    const ofNext = async (submission: Partial<Submission> = {}) => {
      const id = await receive(submission);
      await stage(id);
      return resubmissionIn(await read(id))?.of;
    };
    return { ...stores, ports, receive, stage, read, end, through, ofNext, core };
  };

  describe(`${name}: links between requests of one egress store`, () => {
    test('a first request follows nothing, and the next one what was rejected, in both records', async () => {
      const { through, receive, stage, read } = await aDesk();
      const first = await through('rejected');
      expect(resubmissionIn(await read(first))).toBeUndefined();
      const again = await receive();
      await stage(again);
      expect(resubmissionIn(await read(again))).toMatchObject({
        of: first,
        ending: { kind: 'rejected', category: 'wrong-files', reason: 'These are the wrong files.', by: { name: 'ian' } },
        comparison: compared,
      });
      expect(resubmittedAs(await read(first))).toEqual([again]);
      expect((await read(first)).status.kind).toBe('rejected');
      for (const id of [first, again]) expect(findRecordFault(await read(id))).toBeUndefined();
    });

    test.each([
      { ends: ['rejected', 'withdrawn'], follows: 0 },
      { ends: ['rejected', 'expired'], follows: 0 },
      { ends: ['rejected', 'withdrawn', 'withdrawn'], follows: 0 },
      { ends: ['rejected', 'rejected'], follows: 1 },
      { ends: ['withdrawn', 'rejected', 'expired'], follows: 1 },
      { ends: ['expired', 'withdrawn'], follows: 1 },
      // The stand-in for the comparison finds the files of the rejected one.
      { ends: ['rejected', 'released'], follows: 0 },
      { ends: ['rejected', 'released', 'released'], follows: 0 },
      { ends: ['rejected', 'released', 'withdrawn'], follows: 0 },
      { ends: ['rejected', 'released', 'rejected'], follows: 2 },
      { ends: ['withdrawn', 'released'], follows: undefined },
      { ends: ['released'], follows: undefined },
      { ends: ['released', 'withdrawn'], follows: 1 },
    ] as const)('after requests that were $ends the next one follows number $follows of them', async ({ ends, follows }) => {
      const { through, ofNext } = await aDesk();
      const ids: RequestId[] = [];
      for (const how of ends) ids.push(await through(how));
      expect(await ofNext()).toBe(follows === undefined ? undefined : ids[follows]);
    });

    const sharing = (kind: 'unchanged' | 'renamed' | 'changed' | 'added'): Comparison => {
      const none = { files: 0, bytes: 0 };
      const tallies = { added: none, changed: none, renamed: none, removed: none, unchanged: none, [kind]: { files: 1, bytes: 5 } };
      return { ...compared, tallies };
    };
    test.each([
      { about: 'a file of it unchanged', comparison: sharing('unchanged'), linked: true },
      { about: 'a file of it under another name', comparison: sharing('renamed'), linked: true },
      { about: 'a file of it that was changed', comparison: sharing('changed'), linked: true },
      { about: 'nothing of it', comparison: sharing('added'), linked: false },
      { about: 'what cannot be compared with it', comparison: { kind: 'not-compared', because: 'missing' }, linked: true },
    ] as const)('what has $about is linked to the rejection before a release: $linked', async ({ comparison, linked }) => {
      const { through, receive, stage, read } = await aDesk();
      const rejected = await through('rejected');
      await through('released');
      const again = await receive();
      await stage(again, { compareObjects: async () => comparison });
      expect(resubmissionIn(await read(again))).toEqual(
        linked ? expect.objectContaining({ of: rejected, releasedSince: true, comparison }) : undefined,
      );
      // The released one followed it as well: its files were the same.
      expect(resubmittedAs(await read(rejected)).includes(again)).toBe(linked);
    });

    test('what was withdrawn before its files were there does not come in between', async () => {
      const { through, receive, stage, end, ofNext } = await aDesk();
      const first = await through('rejected');
      const second = await receive();
      await expect(stage(second, { stageObjects: never })).rejects.toThrow('not part of this');
      await end(second, 'withdrawn');
      expect(await ofNext()).toBe(first);
    });

    test.each<{ other: string; submission: Partial<Submission> }>([
      { other: 'project', submission: { projectId: 'proj-2' } },
      { other: 'workspace', submission: { workspaceId: 'workspace-2' } },
    ])('another $other of the same egress store follows nothing', async ({ submission }) => {
      const { through, ofNext, read } = await aDesk();
      const first = await through('rejected');
      expect(await ofNext(submission)).toBeUndefined();
      expect(resubmittedAs(await read(first))).toEqual([]);
    });

    test('killed before any of its writes, the staging of a resubmission ends with the same link after another attempt', async () => {
      let n = 0;
      for (let died = true; died; n += 1) {
        const { through, receive, stage, read, requests, holds, register } = await aDesk();
        const first = await through('rejected');
        const again = await receive();
        const { write, isGone } = dying(n);
        await stage(again, {
          requests: { ...requests, update: write(requests.update) },
          holds: { ...holds, write: write(holds.write) },
          register: { move: write(register.move) },
        }).catch(() => {});
        died = isGone();
        await stage(again);
        expect(resubmissionIn(await read(again))?.of, `killed before write ${n + 1}`).toBe(first);
        expect(resubmittedAs(await read(first))).toEqual([again]);
        for (const id of [first, again]) expect(findRecordFault(await read(id))).toBeUndefined();
      }
      expect(n).toBeGreaterThan(5);
    });

    test('of two at once one follows; the other is refused until that one is over, and follows the same rejection then', async () => {
      const { through, receive, stage, read, end } = await aDesk();
      const first = await through('rejected');
      const both = [await receive(), await receive()];
      const outcomes = await Promise.allSettled(both.map((id) => stage(id)));
      const won = outcomes.findIndex(({ status }) => status === 'fulfilled');
      expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      const [winner, other] = [both[won], both[1 - won]] as [RequestId, RequestId];
      expect(resubmittedAs(await read(first))).toEqual([winner]);
      await expect(stage(other)).rejects.toMatchObject({ name: 'EgressStoreStatusError' });
      await end(winner, 'withdrawn');
      await stage(other);
      expect(resubmissionIn(await read(other))?.of).toBe(first);
      expect(resubmittedAs(await read(first))).toEqual([winner, other]);
    });

    test('I7: what was compared is shown for exactly the manifest that is decided on', async () => {
      const { through, receive, stage, read } = await aDesk();
      await through('rejected');
      const again = await receive();
      await stage(again, { compareObjects: async () => ({ ...compared, after: 'e'.repeat(64) as Sha256 }) });
      expect(comparisonIn(await read(again))).toEqual({ kind: 'not-compared', because: 'altered' });
    });

    test('a request that somebody else asks for as well keeps no copy of the reason, and whoever only has another tag on their address does', async () => {
      const { through, receive, stage, read } = await aDesk();
      await through('rejected');
      const mine = await receive({ submittedBy: { id: 'u-rosa', email: 'rosa+work@example.ac.uk' as never } });
      await stage(mine);
      expect(resubmissionIn(await read(mine))?.ending).toMatchObject({ reason: 'These are the wrong files.' });
    });

    test('a record of an egress store names 50 resubmissions, and more are linked all the same', async () => {
      const { through, ofNext, read, core, requests } = await aDesk();
      const first = await through('rejected');
      let request = await read(first);
      for (let count = 0; count < 50; count += 1) {
        request = appendFact(request, {
          at: noon,
          actor: { kind: 'system' },
          policyDigest,
          fact: { kind: 'resubmitted', as: randomUUID() as RequestId },
        });
        await requests.update(request);
      }
      expect(await ofNext()).toBe(first);
      expect(resubmittedAs(await read(first))).toHaveLength(50);
      // Whatever is recorded of it meanwhile, it stays as it ended.
      expect((await record(core, first, { kind: 'staging-started' })).ok).toBe(false);
    });
  });
};
