/**
 * A stand-in for S3 as a benchmark wants it: objects whose content is made as it is read (so that gigabytes need neither disk nor memory),
 * documents and zips as real files, and every request answered after a given time.
 */
import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, mkdtemp, open, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { setTimeout } from 'node:timers/promises';
import { ObjectMissingError } from '../src/workflow/errors.ts';
import type { DataLake, EgressStore, StagingArea } from '../src/workflow/ports.ts';
import type { EgressRequest, Instant, RequestId, Sha256 } from '../src/workflow/request.ts';

export type Kind = 'csv' | 'gzip';
export type Objects = { readonly count: number; readonly size: number; readonly kind: Kind };

/** Longer than deflate looks back, so that repeating it does not help. */
const blockBytes = 4 * 2 ** 20;
const chunkBytes = 64 * 1024;

/** The same noise in every run: a linear congruential generator (Numerical Recipes). */
const numbers = (seed: number): (() => number) => {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
};

const csvBlock = (): Buffer => {
  const next = numbers(1);
  const block = Buffer.alloc(blockBytes);
  const row = (): string => {
    const day = String(1 + Math.floor(next() * 28)).padStart(2, '0');
    const outcome = ['discharged', 'transferred', 'died'][Math.floor(next() * 3)];
    return `P${Math.floor(next() * 1e6)},W${Math.floor(next() * 40)},2026-0${1 + Math.floor(next() * 9)}-${day},${outcome},${next().toFixed(4)}\n`;
  };
  for (let at = block.write('patient,ward,admitted,outcome,score\n'); at < block.length; ) at += block.write(row(), at);
  return block;
};

const noiseBlock = (): Buffer => {
  const next = numbers(2);
  const block = Buffer.alloc(blockBytes);
  for (let at = 0; at < block.length; at += 1) block[at] = next() * 256;
  block.set([0x1f, 0x8b, 0x08]);
  return block;
};

const blocks: Readonly<Record<Kind, () => Buffer>> = { csv: csvBlock, gzip: noiseBlock };

/** A new folder for a stand-in. */
export const newRoot = (): Promise<string> => mkdtemp(join(tmpdir(), 'sallyport-bench-'));

/** A stand-in in the folder that answers each request after `latencyMs`; sizes and kinds of objects are read from their keys. */
export const standIn = (root: string, latencyMs: number) => {
  const made = new Map<Kind, Buffer>();
  const blockOf = (kind: Kind): Buffer => made.get(kind) ?? made.set(kind, blocks[kind]()).get(kind) ?? Buffer.alloc(0);
  const checksums = new Map<string, Sha256>();
  const answer = async (): Promise<void> => {
    if (latencyMs > 0) await setTimeout(latencyMs);
  };
  const contentOf = function* (key: string): Generator<Uint8Array> {
    const [, size = '0', kind] = /\.(\d+)\.(csv|gzip)$/.exec(key) ?? [];
    const block = blockOf(kind === 'gzip' ? 'gzip' : 'csv');
    for (let start = 0; start < Number(size); start += chunkBytes) {
      const end = Math.min(start + chunkBytes, Number(size));
      yield block.subarray(start % blockBytes, (start % blockBytes) + end - start);
    }
  };
  /** What S3 computes on its own machines, so that it costs us nothing: once for each size and kind. */
  const checksumOf = (key: string): Sha256 => {
    const like = key.slice(key.lastIndexOf('/') + 7);
    const hash = createHash('sha256');
    if (!checksums.has(like)) for (const chunk of contentOf(key)) hash.update(chunk);
    const known = checksums.get(like) ?? (hash.digest('hex') as Sha256);
    checksums.set(like, known);
    return known;
  };
  const write = async (path: string, body: AsyncIterable<string | Uint8Array>): Promise<void> => {
    await mkdir(dirname(path), { recursive: true });
    await pipeline(body, createWriteStream(path));
  };
  const isObject = (key: string): boolean => /\.\d+\.(csv|gzip)$/.test(key);
  const listFile = join(root, 'list.json');
  const egressStore: EgressStore = {
    readObjectList: async () => {
      await answer();
      return readFile(listFile, 'utf8');
    },
    stage: async ({ key }, { size }) => {
      await answer();
      return { size, sha256: checksumOf(key) };
    },
  };
  const staging: StagingArea = {
    open: async (key) => {
      await answer();
      if (!isObject(key)) return (await openDocument(join(root, key))).createReadStream();
      return (async function* () {
        yield* contentOf(key);
      })();
    },
    write: async (key, body) => {
      await answer();
      await write(join(root, key), body);
    },
    remove: async (keys) => {
      await answer();
      for (const key of keys) await rm(join(root, key), { force: true });
    },
    list: async function* (prefix) {
      await answer();
      for (const name of await readdir(join(root, prefix)).catch(() => [])) yield prefix + name;
    },
  };
  const lake: DataLake = {
    locationOf: (key) => ({ bucket: 'lake', key }),
    upload: async (key, body) => {
      await answer();
      await write(join(root, key), body);
      return { bucket: 'lake', key, tag: key };
    },
    readRange: async ({ key }, start, end) => {
      await answer();
      const file = await open(join(root, key));
      const { buffer, bytesRead } = await file.read(Buffer.alloc(end - start), 0, end - start, start);
      await file.close();
      return buffer.subarray(0, bytesRead);
    },
    size: async ({ key }) => {
      await answer();
      return (await stat(join(root, key))).size;
    },
    presign: async ({ key }) => key,
    remove: async () => answer(),
    removeUpload: async () => answer(),
  };
  /** Writes the object list, one object at a time: the benchmark's own memory must not count. */
  const submit = async (groups: readonly Objects[]): Promise<void> => {
    const lines = async function* () {
      let separator = '{"objects":[';
      for (const { count, size, kind } of groups) {
        for (let index = 0; index < count; index += 1) {
          yield `${separator}${JSON.stringify(listed(`ws-1/results/part ${index % 10}/${String(index).padStart(6, '0')}.${size}.${kind}`, size))}`;
          separator = ',';
        }
      }
      yield ']}';
    };
    await write(listFile, lines());
    for (const { size, kind } of groups) checksumOf(`/000000.${size}.${kind}`);
  };
  return { root, egressStore, staging, lake, submit };
};
export type StandIn = ReturnType<typeof standIn>;

const openDocument = async (path: string) => {
  try {
    return await open(path);
  } catch (cause) {
    throw new ObjectMissingError(path, { cause });
  }
};

/** One object as SWB lists it. */
const listed = (key: string, size: number) => ({
  Key: key,
  LastModified: '2026-11-01T10:00:00.000Z',
  ETag: '"d41d8cd98f00b204e9800998ecf8427e"',
  Size: size,
  StorageClass: 'STANDARD',
  VersionId: '3sL4kqtJlcpXroDTDmJ.rmSpXd3dIbrHY',
  Owner: { ID: '75aa57f09aa0c8caeab4f8c24e99d10f8e7faeebf76c078efc7c6caea54ba06a' },
});

/** The request that every stand-in's list belongs to. */
export const benchRequest = (): EgressRequest => {
  const id = '0f8fad5b-d9cb-469f-a165-70867728950e' as RequestId;
  const at = '2026-11-02T09:00:00.000Z' as Instant;
  return {
    id,
    version: 1,
    submission: {
      egressStoreId: 'store-1',
      egressStoreName: 'Ward 7',
      workspaceId: 'ws-1',
      projectId: 'proj-1',
      objectList: { bucket: 'lists', key: 'list.json' },
      source: { bucket: 'egress', prefix: 'ws-1/' },
      createdBy: { id: 'u-1' },
      submittedBy: { id: 'u-1' },
    },
    terms: {
      stages: [],
      maxLinks: 3,
      linkExpirySeconds: 3600,
      linkDelivery: 'direct',
      releaseRetentionDays: 30,
      showFileNames: true,
      reviewLocation: '',
      emailDomains: [],
      egressManagerRole: 'EgressManager',
    },
    policyDigest: '0'.repeat(64) as Sha256,
    receivedAt: at,
    status: { kind: 'packaging' },
    since: at,
    decisions: [],
    links: [],
    events: [],
  };
};
