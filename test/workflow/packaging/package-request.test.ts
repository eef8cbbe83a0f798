import { createHash, randomBytes } from 'node:crypto';
import { appendFile, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { manifestKey, stagingPrefix } from '../../../src/workflow/manifest.ts';
import { packageRequest } from '../../../src/workflow/packaging/package-request.ts';
import type { DataLake, StagingArea } from '../../../src/workflow/ports.ts';
import { sidecarKey, zipKey } from '../../../src/workflow/release-place.ts';
import type { EgressRequest } from '../../../src/workflow/request.ts';
import { stageRequest } from '../../../src/workflow/staging.ts';
import { hostileNames } from '../hostile-names.ts';
import type { Folders } from './folders.ts';
import { folders } from './folders.ts';
import type { Objects } from './submissions.ts';
import { approved } from './submissions.ts';
import { unzip, unzipComplaint } from './unzip.ts';

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
const zipFile = ({ lakeFolder }: Folders, request: EgressRequest): string => join(lakeFolder, zipKey(request));
const stagedFile = ({ stagingFolder }: Folders, request: EgressRequest, path: string): string =>
  join(stagingFolder, stagingPrefix(request), path);
const inLake = async ({ lakeFolder }: Folders): Promise<string[]> => {
  const entries = await readdir(lakeFolder, { recursive: true, withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isFile()).map(({ name }) => name);
};

/** Larger than what is fetched ahead, so that it is streamed. */
const large = (seed: string, bytes = 3_000_000): Buffer => Buffer.from(`${seed},1,2,3\n`.repeat(bytes / (seed.length + 7)));

const mixed: Objects = {
  'a/data.csv': 'from a',
  'b/data.csv': 'from b',
  'two words + 100%25 =.csv': 'odd',
  'ünï/統計/😀.csv': 'unicode',
  'empty.csv': '',
  'large.csv': large('row'),
  'large.csv.gz': gzipSync(randomBytes(2_500_000)),
  'small.csv.gz': gzipSync('x'),
};

describe('packageRequest', () => {
  test('I8: each object arrives once, byte for byte, under its own path', async () => {
    await using ports = await folders();
    const request = await approved(ports, mixed);
    await packageRequest(ports, request);
    const entries = await unzip(zipFile(ports, request));
    expect(entries.map(({ path }) => path).sort()).toEqual(Object.keys(mixed).sort());
    for (const { path, bytes } of entries) expect(sha256(bytes), path).toBe(sha256(Buffer.from(mixed[path] ?? 'missing')));
    expect(unzipComplaint(zipFile(ports, request))).toBeUndefined();
  });

  test('I8: hostile names arrive once each, under safe and distinct paths', async () => {
    await using ports = await folders();
    // A name of S3's own length does not leave room for the workspace's prefix.
    const names = hostileNames.map((name) => name.slice(0, 1000)).filter((name) => Buffer.byteLength(name) <= 1000);
    const request = await approved(ports, Object.fromEntries(names.map((name) => [name, `in ${name}`])));
    await packageRequest(ports, request);
    const entries = await unzip(zipFile(ports, request));
    expect(entries.map(({ bytes }) => bytes.toString()).sort()).toEqual([...new Set(names)].map((name) => `in ${name}`).sort());
    expect(unzipComplaint(zipFile(ports, request))).toBeUndefined();
  });

  test('I8: one empty object makes a zip of one empty entry', async () => {
    await using ports = await folders();
    const request = await approved(ports, { 'only.csv': '' });
    await packageRequest(ports, request);
    expect(await unzip(zipFile(ports, request))).toMatchObject([{ path: 'only.csv', bytes: Buffer.alloc(0) }]);
  });

  test('what deflate cannot make smaller is stored, with or without a signature', async () => {
    await using ports = await folders();
    const noise = { 'noise.bin': randomBytes(5000), 'large noise.bin': randomBytes(2_000_000) };
    const request = await approved(ports, { ...mixed, ...noise, 'text.csv': 'some text '.repeat(100) });
    await packageRequest(ports, request);
    const entries = await unzip(zipFile(ports, request));
    const stored = entries.filter((entry) => entry.stored).map(({ path }) => path);
    expect(stored).toEqual(expect.arrayContaining(['empty.csv', 'large.csv.gz', 'small.csv.gz', 'noise.bin', 'large noise.bin']));
    expect(entries.filter((entry) => !entry.stored).map(({ path }) => path)).toEqual(['large.csv', 'text.csv']);
  });

  test('the release is the zip, measured', async () => {
    await using ports = await folders();
    const request = await approved(ports, mixed);
    const release = await packageRequest(ports, request);
    const bytes = await readFile(zipFile(ports, request));
    expect(release).toEqual({ location: { bucket: 'data-lake', key: zipKey(request) }, size: bytes.length, sha256: sha256(bytes) });
    expect(zipKey(request)).toBe(`approved_egress/workspace-1/${request.id}/egress_data.zip`);
  });

  test('packaging again gives the same bytes', async () => {
    await using ports = await folders();
    const request = await approved(ports, mixed);
    const once = await packageRequest(ports, request);
    expect(await packageRequest(ports, request)).toEqual(once);
    expect((await inLake(ports)).sort()).toEqual(['egress_data.manifest.json', 'egress_data.zip']);
  });

  test('the entries carry the date of the request', async () => {
    await using ports = await folders();
    const request = await approved(ports, { 'a.csv': 'x' });
    await packageRequest(ports, request);
    const [entry] = await unzip(zipFile(ports, request));
    expect(entry?.modified.toISOString()).toBe(request.receivedAt);
  });

  test('the sidecar says what is inside, where it came from and who let it out', async () => {
    await using ports = await folders();
    const request = await approved(ports, mixed);
    const release = await packageRequest(ports, request);
    const sidecar: unknown = JSON.parse(await readFile(join(ports.lakeFolder, sidecarKey(request)), 'utf8'));
    expect(sidecar).toMatchObject({
      request: request.id,
      project: 'proj-1',
      policyDigest: request.policyDigest,
      manifest: { digest: request.manifest?.digest, files: 8 },
      zip: { key: zipKey(request), size: release.size, sha256: release.sha256 },
      decisions: [
        { stage: 1, role: 'InformationGovernance', verdict: 'approve', by: { name: 'lin' }, at: '2026-11-03T00:00:00.000Z' },
        { stage: 2, role: 'ResearchIT', verdict: 'approve', by: { name: 'ravi' }, comment: 'looks fine' },
      ],
      files: expect.arrayContaining([
        {
          path: 'a/data.csv',
          size: 6,
          sha256: sha256(Buffer.from('from a')),
          sourceKey: 'workspace-1/a/data.csv',
          sourceVersion: expect.any(String),
        },
      ]),
    });
  });
});

describe('I7: nothing is released', () => {
  const objects: Objects = { ...mixed, 'zz.csv': 'the last one' };
  const refused = async (ports: Folders, request: EgressRequest, error: string): Promise<void> => {
    await expect(packageRequest(ports, request)).rejects.toMatchObject({ name: error });
    expect(await inLake(ports)).toEqual([]);
  };

  test('but what a later attempt has released meanwhile is not removed by an earlier one that fails', async () => {
    await using ports = await folders();
    const request = await approved(ports, objects);
    const release = await packageRequest(ports, request);
    const lake: DataLake = {
      ...ports.lake,
      readRange: async (location, start, end) => new Uint8Array(await ports.lake.readRange(location, start, end)).fill(7),
    };
    const requests = { read: async () => ({ ...request, release }) };
    await expect(packageRequest({ ...ports, lake, requests }, request)).rejects.toMatchObject({ name: 'IntegrityError' });
    expect(await ports.lake.size(release.location)).toBe(release.size);
  });

  test('and of two attempts, the one with wrong bytes never takes away the zip that the other writes in the same moment', async () => {
    await using ports = await folders();
    const request = await approved(ports, objects);
    const lake: DataLake = {
      ...ports.lake,
      readRange: async (location, start, end) => new Uint8Array(await ports.lake.readRange(location, start, end)).fill(7),
    };
    // The other attempt ends right after this one has looked at the request.
    const read = async () => {
      await packageRequest(ports, request);
      return request;
    };
    await expect(packageRequest({ ...ports, lake, requests: { read } }, request)).rejects.toMatchObject({ name: 'IntegrityError' });
    expect((await inLake(ports)).sort()).toEqual(['egress_data.manifest.json', 'egress_data.zip']);
  });

  test('and what cannot be proved after the request has ended is taken away, whatever lies there', async () => {
    await using ports = await folders();
    const request = await approved(ports, objects);
    await packageRequest(ports, request);
    const lake: DataLake = { ...ports.lake, readRange: () => Promise.reject(new Error('no network')) };
    const requests = { read: async () => ({ ...request, status: { kind: 'withdrawn' } as const }) };
    await expect(packageRequest({ ...ports, lake, requests }, request)).rejects.toThrow('no network');
    expect(await inLake(ports)).toEqual([]);
  });

  test.each(['a/data.csv', 'zz.csv', 'large.csv', 'large.csv.gz'])('when a byte of %s was flipped after the approval', async (path) => {
    await using ports = await folders();
    const request = await approved(ports, objects);
    const bytes = await readFile(stagedFile(ports, request, path));
    bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1;
    await writeFile(stagedFile(ports, request, path), bytes);
    await refused(ports, request, 'IntegrityError');
  });

  test.each(['a/data.csv', 'large.csv', 'large.csv.gz'])('when %s became shorter', async (path) => {
    await using ports = await folders();
    const request = await approved(ports, objects);
    await truncate(stagedFile(ports, request, path), 3);
    await refused(ports, request, 'IntegrityError');
  });

  test.each(['a/data.csv', 'empty.csv', 'large.csv'])('when %s became longer', async (path) => {
    await using ports = await folders();
    const request = await approved(ports, objects);
    await appendFile(stagedFile(ports, request, path), 'x');
    await refused(ports, request, 'IntegrityError');
  });

  test.each(['a/data.csv', 'large.csv'])('when %s is gone', async (path) => {
    await using ports = await folders();
    const request = await approved(ports, objects);
    await rm(stagedFile(ports, request, path));
    await refused(ports, request, 'ObjectMissingError');
  });

  test('when the manifest was swapped for another that fits what is staged', async () => {
    await using ports = await folders();
    const request = await approved(ports, objects);
    await writeFile(stagedFile(ports, request, 'a/data.csv'), 'FROM A');
    const manifest = join(ports.stagingFolder, manifestKey(request));
    const text = await readFile(manifest, 'utf8');
    await writeFile(manifest, text.replace(sha256(Buffer.from('from a')), sha256(Buffer.from('FROM A'))));
    await refused(ports, request, 'IntegrityError');
  });

  test.each([
    { name: 'is cut', change: (text: string) => text.slice(0, -20) },
    { name: 'lacks its last file', change: (text: string) => `${text.trimEnd().split('\n').slice(0, -1).join('\n')}\n` },
    { name: 'is empty', change: () => '' },
    { name: 'belongs to another request', change: (text: string) => text.replace(/"request":"./, '"request":"_') },
  ])('when the manifest $name', async ({ change }) => {
    await using ports = await folders();
    const request = await approved(ports, objects);
    const manifest = join(ports.stagingFolder, manifestKey(request));
    await writeFile(manifest, change(await readFile(manifest, 'utf8')));
    await refused(ports, request, 'IntegrityError');
  });

  test('when what was approved is not what was staged since', async () => {
    await using ports = await folders();
    const request = await approved(ports, objects);
    const { version } = await ports.egressStore.putObject({ bucket: 'egress-store', key: 'workspace-1/a/data.csv' }, Buffer.from('FROM A'));
    const list = JSON.parse(await ports.egressStore.readObjectList(request.submission.objectList));
    list.objects[1].VersionId = version;
    await ports.egressStore.putObject(request.submission.objectList, Buffer.from(JSON.stringify(list)));
    await stageRequest(ports, request);
    await refused(ports, request, 'IntegrityError');
  });
});

/** A source that gives so many bytes and then fails, or never gives another. */
const failingAfter = (bytes: number, then: 'fail' | 'hang', closed: () => void) =>
  async function* (chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    let given = 0;
    try {
      for await (const chunk of chunks) {
        if (given + chunk.length > bytes) break;
        given += chunk.length;
        yield chunk;
      }
      if (then === 'fail') throw new Error('the source is gone');
      await new Promise(() => undefined);
    } finally {
      closed();
    }
  };

describe('when something fails, nothing hangs and nothing wrong is left', () => {
  test.each([
    { path: 'a/data.csv', bytes: 0 },
    { path: 'large.csv', bytes: 0 },
    { path: 'large.csv', bytes: 1_000_000 },
    { path: 'large.csv.gz', bytes: 1_000_000 },
  ])('the source $path after $bytes bytes', async ({ path, bytes }) => {
    await using ports = await folders();
    const request = await approved(ports, mixed);
    const staging: StagingArea = {
      ...ports.staging,
      open: async (key) => {
        const chunks = await ports.staging.open(key);
        return key.endsWith(`/${path}`) ? failingAfter(bytes, 'fail', () => undefined)(chunks) : chunks;
      },
    };
    await expect(packageRequest({ ...ports, staging }, request)).rejects.toThrow('the source is gone');
    expect(await inLake(ports)).toEqual([]);
    expect((await packageRequest(ports, request)).size).toBeGreaterThan(0);
  });

  test.each([0, 100_000, 2_000_000])('the upload after %i bytes, while a source hangs', async (bytes) => {
    await using ports = await folders();
    const request = await approved(ports, mixed);
    const staging: StagingArea = {
      ...ports.staging,
      open: async (key) => {
        const chunks = await ports.staging.open(key);
        return key.endsWith('/large.csv.gz') ? failingAfter(2_400_000, 'hang', () => undefined)(chunks) : chunks;
      },
    };
    const lake: DataLake = {
      ...ports.lake,
      upload: async (key, body, type) => {
        let taken = 0;
        const some = async function* () {
          for await (const chunk of body) {
            taken += chunk.length;
            if (taken > bytes) throw new Error('the data lake is full');
            yield chunk;
          }
        };
        return ports.lake.upload(key, some(), type);
      },
    };
    await expect(packageRequest({ staging, lake }, request)).rejects.toThrow('the data lake is full');
    expect(await inLake(ports)).toEqual([]);
  });

  test('leaving the zip early closes every source that was opened', async () => {
    await using ports = await folders();
    const request = await approved(ports, mixed);
    let open = 0;
    let most = 0;
    const staging: StagingArea = {
      ...ports.staging,
      open: async (key) => {
        const stream = await ports.staging.open(key);
        most = Math.max(most, ++open);
        if ('once' in stream && typeof stream.once === 'function') stream.once('close', () => --open);
        return stream;
      },
    };
    const lake: DataLake = {
      ...ports.lake,
      upload: async (_key, body) => {
        for await (const _ of body) break;
        throw new Error('left');
      },
    };
    await expect(packageRequest({ staging, lake }, request)).rejects.toThrow('left');
    await expect.poll(() => open).toBe(0);
    expect(most).toBeGreaterThan(1);
  });

  test.each([
    { name: 'the zip has another size', change: { size: async () => 7 }, error: 'has 7 bytes' },
    { name: 'the zip is not there', change: { size: async () => undefined }, error: 'no bytes' },
    {
      name: 'the zip reads as zeros',
      change: { readRange: async (_: unknown, start: number, end: number) => new Uint8Array(end - start) },
      error: 'directory',
    },
    { name: 'the zip reads short', change: { readRange: async () => new Uint8Array(1) }, error: 'ends before' },
  ])('$name', async ({ change, error }) => {
    await using ports = await folders();
    const request = await approved(ports, { 'a.csv': 'x' });
    await expect(packageRequest({ ...ports, lake: { ...ports.lake, ...change } }, request)).rejects.toThrow(error);
    expect(await inLake(ports)).toEqual([]);
  });

  const unreadable: Partial<DataLake> = { readRange: () => Promise.reject(new Error('no network')) };
  const noSidecar = ({ lake }: Folders): Partial<DataLake> => ({
    upload: (key, body, type) => (key.endsWith('.json') ? Promise.reject(new Error('no network')) : lake.upload(key, body, type)),
  });
  test.each([
    { name: 'the zip cannot be read back', change: () => unreadable },
    { name: 'the sidecar cannot be written', change: noSidecar },
  ])('$name: the next attempt overwrites what this one left', async ({ change }) => {
    await using ports = await folders();
    const request = await approved(ports, mixed);
    await expect(packageRequest({ ...ports, lake: { ...ports.lake, ...change(ports) } }, request)).rejects.toThrow('no network');
    const release = await packageRequest(ports, request);
    expect(sha256(await readFile(zipFile(ports, request)))).toBe(release.sha256);
    expect((await inLake(ports)).sort()).toEqual(['egress_data.manifest.json', 'egress_data.zip']);
  });
});
