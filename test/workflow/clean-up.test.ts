import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { cleanUp } from '../../src/workflow/clean-up.ts';
import { changesKey, manifestKey, partsPrefix, readManifest, stagingPrefix } from '../../src/workflow/manifest.ts';
import type { StagingArea } from '../../src/workflow/ports.ts';
import { collect } from './collect.ts';
import { folders } from './packaging/folders.ts';
import { approved } from './packaging/submissions.ts';

const once = async function* (text: string) {
  yield text;
};

describe('cleanUp', () => {
  test('removes all that was staged for the request, and nothing of another', async () => {
    await using ports = await folders();
    const request = await approved(ports, { 'a.csv': 'a', 'b/c.csv': 'c' });
    const other = await approved(ports, { 'a.csv': 'other' });
    await ports.staging.write(`${stagingPrefix(request)}left-over`, once('x'));
    await ports.staging.write(`${partsPrefix(request)}000000.jsonl`, once('x'));
    const before = await collect(ports.staging.list('workspace-1/'));
    await cleanUp(ports, request);
    const after = await collect(ports.staging.list('workspace-1/'));
    expect(after.sort()).toEqual(before.filter((key) => key.includes(other.id)).sort());
    expect(after).toHaveLength(2);
  });

  test.each(['half done', 'without a manifest', 'with an unreadable manifest', 'done'])('can be repeated when %s', async (state) => {
    await using ports = await folders();
    const request = await approved(ports, { 'a.csv': 'a', 'b/c.csv': 'c' });
    if (state === 'half done') await rm(join(ports.stagingFolder, stagingPrefix(request), 'a.csv'));
    if (state === 'without a manifest') await ports.staging.remove([manifestKey(request)]);
    if (state === 'with an unreadable manifest') await ports.staging.write(manifestKey(request), once('{"path":"../../other"}\n'));
    if (state === 'done') await cleanUp(ports, request);
    await cleanUp(ports, request);
    expect(await collect(ports.staging.list('workspace-1/'))).toEqual([]);
  });

  test.each([{ kind: 'rejected', stage: 0 }, { kind: 'expired', stage: 0 }, { kind: 'withdrawn' }] as const)(
    'of what was $kind the manifest stays, and nothing else, however often it is repeated',
    async (status) => {
      await using ports = await folders();
      const staged = await approved(ports, { 'a.csv': 'a', 'b/c.csv': 'c' });
      const [decision] = staged.decisions;
      const request = {
        ...staged,
        status,
        decisions: decision ? [{ ...decision, verdict: 'reject', category: 'other', text: 'not like this' } as const] : [],
      };
      await ports.staging.write(changesKey(request), once('x'));
      for (let time = 0; time < 2; time += 1) {
        await cleanUp(ports, request);
        expect(await collect(ports.staging.list('workspace-1/'))).toEqual([manifestKey(request)]);
      }
      expect(await collect(readManifest(await ports.staging.open(manifestKey(request)), request.id))).toHaveLength(2);
    },
  );

  test('a path that climbs in the manifest removes nothing outside the prefix', async () => {
    await using ports = await folders();
    const request = await approved(ports, { 'a.csv': 'a' });
    const header = JSON.stringify({ sallyport: 'manifest/1', request: request.id });
    const line = { path: '../../victim', sourceKey: 'k', sourceVersion: 'v', size: 1, sha256: 'a'.repeat(64) };
    await ports.staging.write(manifestKey(request), once(`${header}\n${JSON.stringify(line)}\n`));
    await ports.staging.write('victim', once('x'));
    const removed: string[] = [];
    const staging: StagingArea = {
      ...ports.staging,
      remove: async (keys) => {
        removed.push(...keys);
        await ports.staging.remove(keys);
      },
    };
    await cleanUp({ staging }, request);
    expect(removed).toEqual([`${stagingPrefix(request)}a.csv`, changesKey(request), manifestKey(request)]);
  });

  test('asks for at most 1,000 keys at a time, and for the manifest last', async () => {
    await using ports = await folders();
    const request = await approved(ports, { 'a.csv': 'a' });
    const line = { sourceKey: 'k', sourceVersion: 'v', size: 1, sha256: 'a'.repeat(64) };
    const lines = [...Array(1500).keys()].map((index) => JSON.stringify({ path: String(index).padStart(4, '0'), ...line }));
    const header = JSON.stringify({ sallyport: 'manifest/1', request: request.id });
    await ports.staging.write(manifestKey(request), once(`${[header, ...lines].join('\n')}\n`));
    const batches: (readonly string[])[] = [];
    const staging: StagingArea = {
      ...ports.staging,
      remove: async (keys) => {
        batches.push(keys);
        await ports.staging.remove(keys);
      },
    };
    await cleanUp({ staging }, request);
    expect(batches.map((keys) => keys.length)).toEqual([1000, 500, 1, 2]);
    expect(batches.at(-1)).toEqual([changesKey(request), manifestKey(request)]);
  });
});
