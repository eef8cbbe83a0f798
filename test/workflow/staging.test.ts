import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { cleanUp } from '../../src/workflow/clean-up.ts';
import { RequestTooLargeError } from '../../src/workflow/errors.ts';
import { manifestKey, readManifest, stagingPrefix } from '../../src/workflow/manifest.ts';
import type { EgressStore } from '../../src/workflow/ports.ts';
import type { EgressRequest, StagedFile } from '../../src/workflow/request.ts';
import { stageInTime, stageRequest } from '../../src/workflow/staging.ts';
import { collect } from './collect.ts';
import { hostileNames } from './hostile-names.ts';
import type { Folders } from './packaging/folders.ts';
import { folders } from './packaging/folders.ts';
import { listed, submit } from './packaging/submissions.ts';

const manifestOf = async ({ staging }: Folders, request: EgressRequest): Promise<readonly StagedFile[]> =>
  collect(readManifest(await staging.open(manifestKey(request)), request.id));

const keysOf = async ({ staging }: Folders): Promise<readonly string[]> => (await collect(staging.list('workspace-1/'))).sort();

/** The egress store with a look at each copy before it is made. */
const watched = ({ egressStore }: Folders, before: (key: string) => void | Promise<void>): EgressStore => ({
  ...egressStore,
  stage: async (source, target) => {
    await before(source.key);
    return egressStore.stage(source, target);
  },
});

const many = (count: number): Record<string, string> =>
  Object.fromEntries([...Array(count).keys()].map((index) => [`f/${String(index).padStart(4, '0')}.csv`, `row ${index}\n`]));

describe('stageRequest', () => {
  test('I8: hostile names are each staged under the path that the manifest says', async () => {
    await using ports = await folders();
    const request = await submit(
      ports,
      Object.fromEntries(hostileNames.filter((name) => name.length < 900).map((name) => [name, `in ${name}`])),
    );
    const summary = await stageRequest(ports, request);
    const files = await manifestOf(ports, request);
    expect(summary.files).toBe(files.length);
    for (const { path, sourceKey, size } of files) {
      const content = await readFile(join(ports.stagingFolder, stagingPrefix(request), path), 'utf8');
      expect(content).toBe(`in ${sourceKey.slice('workspace-1/'.length)}`);
      expect(Buffer.byteLength(content)).toBe(size);
    }
    expect(await keysOf(ports)).toHaveLength(files.length + 1);
  });

  test('I9: the listed version is staged, not a newer one', async () => {
    await using ports = await folders();
    const request = await submit(ports, { 'a.csv': 'old' });
    await ports.egressStore.putObject({ bucket: 'egress-store', key: 'workspace-1/a.csv' }, Buffer.from('newer'));
    await stageRequest(ports, request);
    expect(await readFile(join(ports.stagingFolder, stagingPrefix(request), 'a.csv'), 'utf8')).toBe('old');
  });

  test('I9: objects that are there but not listed are not staged', async () => {
    await using ports = await folders();
    const request = await submit(ports, { 'a.csv': 'x' });
    await ports.egressStore.putObject({ bucket: 'egress-store', key: 'workspace-1/unlisted.csv' }, Buffer.from('y'));
    expect((await stageRequest(ports, request)).files).toBe(1);
  });

  test('I9: a missing object fails the request with its name', async () => {
    await using ports = await folders();
    const request = await submit(ports, {});
    const list = JSON.stringify({ objects: [listed('workspace-1/gone.csv', 3, 'v9')] });
    await ports.egressStore.putObject(request.submission.objectList, Buffer.from(list));
    await expect(stageRequest(ports, request)).rejects.toMatchObject({
      name: 'ObjectMissingError',
      message: expect.stringContaining('gone.csv'),
    });
  });

  test('I9: an object of another size than listed fails the request with its name', async () => {
    await using ports = await folders();
    const request = await submit(ports, {});
    const { version } = await ports.egressStore.putObject({ bucket: 'egress-store', key: 'workspace-1/a.csv' }, Buffer.from('four'));
    await ports.egressStore.putObject(
      request.submission.objectList,
      Buffer.from(JSON.stringify({ objects: [listed('workspace-1/a.csv', 3, version)] })),
    );
    await expect(stageRequest(ports, request)).rejects.toMatchObject({ name: 'IntegrityError', message: expect.stringContaining('a.csv') });
  });

  test.each([
    { name: 'too many files', limits: { files: 2, bytes: 1000 }, told: '3 files' },
    { name: 'too many bytes', limits: { files: 10, bytes: 10 }, told: 'submitted in parts' },
  ])('a request that could not be packaged afterwards is refused before anything is copied: $name', async ({ limits, told }) => {
    await using ports = await folders();
    const request = await submit(ports, many(3));
    const staging = stageInTime(ports, request, { isTimeUp: () => false, limits });
    await expect(staging).rejects.toThrow(RequestTooLargeError);
    await expect(staging).rejects.toThrow(told);
    expect(await keysOf(ports)).toEqual([]);
    expect(await stageInTime(ports, request, { isTimeUp: () => false, limits: { files: 3, bytes: 18 } })).toMatchObject({
      files: 3,
      bytes: 18,
    });
  });

  test('I9: a refused list copies nothing', async () => {
    await using ports = await folders();
    const request = await submit(ports, {});
    const objects = [listed('workspace-1/a.csv', 1, 'v1'), listed('workspace-2/b.csv', 1, 'v1')];
    await ports.egressStore.putObject(request.submission.objectList, Buffer.from(JSON.stringify({ objects })));
    const egressStore = watched(ports, () => expect.unreachable('copied'));
    await expect(stageRequest({ ...ports, egressStore }, request)).rejects.toMatchObject({ field: 'objects[1].Key' });
  });

  test.each([
    { options: {}, most: 32 },
    { options: { concurrency: 4 }, most: 4 },
  ])('with $options at most $most copies are under way', async ({ options, most }) => {
    await using ports = await folders();
    const request = await submit(ports, many(60));
    let running = 0;
    let seen = 0;
    const egressStore: EgressStore = {
      ...ports.egressStore,
      stage: async (source, target) => {
        running += 1;
        seen = Math.max(seen, running);
        try {
          return await ports.egressStore.stage(source, target);
        } finally {
          running -= 1;
        }
      },
    };
    await stageRequest({ ...ports, egressStore }, request, options);
    expect(seen).toBe(most);
  });

  test('the first error stops new copies and is the one that is told', async () => {
    await using ports = await folders();
    const request = await submit(ports, many(200));
    let copies = 0;
    const egressStore = watched(ports, (key) => {
      copies += 1;
      if (key.endsWith('0010.csv')) throw new Error(`no ${key}`);
    });
    await expect(stageRequest({ ...ports, egressStore }, request)).rejects.toThrow('no workspace-1/f/0010.csv');
    expect(copies).toBeLessThan(200);
  });

  test('a retry copies only what was not recorded, and ends with the same digest', async () => {
    await using ports = await folders();
    const request = await submit(ports, many(60));
    const once = await stageRequest(ports, request);
    await cleanUp(ports, request);
    const failing = watched(ports, (key) => {
      if (key.endsWith('0055.csv')) throw new Error('crash');
    });
    const options = { concurrency: 4, batchFiles: 20 };
    await expect(stageRequest({ ...ports, egressStore: failing }, request, options)).rejects.toThrow('crash');
    const copied: string[] = [];
    const egressStore = watched(ports, (key) => {
      copied.push(key);
    });
    expect(await stageRequest({ ...ports, egressStore }, request, options)).toEqual(once);
    expect(copied).toContain('workspace-1/f/0055.csv');
    expect(copied.length).toBeLessThan(10);
    expect((await keysOf(ports)).filter((key) => key.includes('.parts/'))).toEqual([]);
  });

  test('I9: calls whose time is up at once each stage a little, and come to what one call stages', async () => {
    await using ports = await folders();
    const request = await submit(ports, many(12));
    const once = await stageRequest(ports, request);
    await cleanUp(ports, request);
    const copied: string[] = [];
    const egressStore = watched(ports, (key) => {
      copied.push(key);
    });
    const summaries: unknown[] = [];
    while (summaries.at(-1) === undefined && summaries.length < 20)
      summaries.push(await stageInTime({ ...ports, egressStore }, request, { isTimeUp: () => true, batchFiles: 5 }));
    expect(summaries).toHaveLength(12);
    expect(summaries.at(-1)).toEqual(once);
    expect(copied).toHaveLength(12);
    expect((await keysOf(ports)).filter((key) => key.includes('.parts/'))).toEqual([]);
  });

  test('a crash between two records loses at most the batches under way', async () => {
    await using ports = await folders();
    const request = await submit(ports, many(60));
    const options = { concurrency: 4, batchFiles: 10 };
    // Nothing that comes after the 45th copy happens, as if the process were gone.
    let copies = 0;
    const { promise: gone, resolve } = Promise.withResolvers<void>();
    const dying = watched(ports, async () => {
      copies += 1;
      if (copies < 45) return;
      resolve();
      await new Promise(() => undefined);
    });
    stageRequest({ ...ports, egressStore: dying }, request, options).catch(() => undefined);
    await gone;
    await expect.poll(async () => (await keysOf(ports)).filter((key) => key.includes('.parts/')).length).toBe(4);
    let again = 0;
    const egressStore = watched(ports, () => {
      again += 1;
    });
    expect((await stageRequest({ ...ports, egressStore }, request, options)).files).toBe(60);
    expect(again).toBe(20);
  });

  test('staging again copies nothing and gives the same digest', async () => {
    await using ports = await folders();
    const request = await submit(ports, many(20));
    const once = await stageRequest(ports, request);
    const egressStore = watched(ports, () => expect.unreachable('copied again'));
    expect(await stageRequest({ ...ports, egressStore }, request)).toEqual(once);
  });

  test('a record that cannot be read is not believed', async () => {
    await using ports = await folders();
    const request = await submit(ports, many(3));
    const once = await stageRequest(ports, request);
    await ports.staging.write(
      manifestKey(request),
      (async function* () {
        yield 'nonsense\n';
      })(),
    );
    expect(await stageRequest(ports, request)).toEqual(once);
    expect(await manifestOf(ports, request)).toHaveLength(3);
  });
});
