/** Staging and packaging beside the predecessor's way, and their peak memory. */
import { execFile } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import * as z from 'zod';
import { manifestKey } from '../src/workflow/manifest.ts';
import { packageRequest } from '../src/workflow/packaging/package-request.ts';
import { stageRequest } from '../src/workflow/staging.ts';
import { quantile, timed } from './measure.ts';
import type { Objects } from './packaging-ports.ts';
import { benchRequest, newRoot, standIn } from './packaging-ports.ts';
import { packageOnDisk, stageOneByOne } from './predecessor.ts';
import type { Bench, Table } from './table.ts';
import { drawTable } from './table.ts';

const latencyMs = 20;
const runs = 1;

type Case = {
  readonly name: string;
  readonly objects: Objects;
  readonly step: 'stage' | 'package';
  /** How many times faster it should be. */
  readonly target: number;
};

const cases: readonly Case[] = [
  { name: '500 small objects staged', objects: { count: 500, size: 2000, kind: 'csv' }, step: 'stage', target: 8 },
  { name: '500 small objects packaged', objects: { count: 500, size: 2000, kind: 'csv' }, step: 'package', target: 10 },
  { name: '20 x 10 MB of CSV packaged', objects: { count: 20, size: 10 * 2 ** 20, kind: 'csv' }, step: 'package', target: 1.8 },
  { name: '4 x 64 MB of gzip packaged', objects: { count: 4, size: 64 * 2 ** 20, kind: 'gzip' }, step: 'package', target: 5 },
];

const seconds = (ms: number): string => (ms / 1000).toFixed(2);
const megabytes = (bytes: number): string => (bytes / 2 ** 20).toFixed(0);

type Spent = { readonly ms: number; readonly cpuMs: number };

const spent = async (work: () => Promise<unknown>): Promise<Spent> => {
  const before = process.cpuUsage();
  const { ms } = await timed(work);
  const { user, system } = process.cpuUsage(before);
  return { ms, cpuMs: (user + system) / 1000 };
};

const median = (samples: readonly Spent[]): Spent => {
  const of = (pick: (sample: Spent) => number): number => quantile(samples.map(pick), 0.5);
  return { ms: of(({ ms }) => ms), cpuMs: of(({ cpuMs }) => cpuMs) };
};

/** Runs both ways in turn, so that a busy machine is as busy for both, and takes the medians. */
const compare = async (root: string, { name, objects, step, target }: Case): Promise<readonly string[]> => {
  const ports = standIn(root, latencyMs);
  await ports.submit([objects]);
  const request = benchRequest();
  const manifest = await stageRequest(ports, request);
  const ours: Spent[] = [];
  const theirs: Spent[] = [];
  for (let run = 0; run < runs; run += 1) {
    // A manifest that is there means that there is nothing left to copy.
    if (step === 'stage') await ports.staging.remove([manifestKey(request)]);
    ours.push(await spent(() => (step === 'stage' ? stageRequest(ports, request) : packageRequest(ports, { ...request, manifest }))));
    theirs.push(await spent(() => (step === 'stage' ? stageOneByOne(ports, request) : packageOnDisk(ports, request))));
  }
  const [us, them] = [median(ours), median(theirs)];
  const rate = ((objects.count * objects.size) / 2 ** 20 / (us.ms / 1000)).toFixed(1);
  return [
    name,
    seconds(us.ms),
    seconds(them.ms),
    (them.ms / us.ms).toFixed(1),
    `${target}`,
    seconds(us.cpuMs),
    seconds(them.cpuMs),
    step === 'stage' ? '' : rate,
  ];
};

const Measured = z.object({ ms: z.number(), peakBytes: z.number() });

/** The program as it is deployed: bundled, so that Node has no types to strip. */
const bundled = async (root: string): Promise<string> => {
  const outfile = join(root, 'packaging-memory.mjs');
  await build({
    entryPoints: [fileURLToPath(new URL('./packaging-memory.ts', import.meta.url))],
    outfile,
    bundle: true,
    minify: true,
    platform: 'node',
    format: 'esm',
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
  });
  return outfile;
};

/** One step of a large request in a process of its own. */
const inProcess = (args: readonly string[]): Promise<z.infer<typeof Measured>> =>
  new Promise((resolve, reject) => {
    execFile(process.execPath, args, (error, stdout) => (error ? reject(error) : resolve(Measured.parse(JSON.parse(stdout)))));
  });

type Large = { readonly name: string; readonly request: string; readonly bytes: number; readonly flags: readonly string[] };

const memoryRow = async (root: string, { name, request, bytes, flags }: Large): Promise<readonly string[]> => {
  const program = await bundled(root);
  await inProcess([program, root, 'submit', request]);
  const staged = await inProcess([...flags, program, root, 'stage', request]);
  const packaged = await inProcess([...flags, program, root, 'package', request]);
  const rate = (bytes / 2 ** 20 / (packaged.ms / 1000)).toFixed(1);
  return [name, seconds(staged.ms), megabytes(staged.peakBytes), seconds(packaged.ms), rate, megabytes(packaged.peakBytes)];
};

const inFolder = async <T>(work: (root: string) => Promise<T>): Promise<T> => {
  const root = await newRoot();
  try {
    return await work(root);
  } finally {
    await rm(root, { recursive: true });
  }
};

/** V8 lets its young generation grow with the machine's memory, to 100 MB and more; this keeps it small wherever it runs. */
const slim = ['--max-semi-space-size=16'];

const large: readonly Large[] = [
  { name: '2 GB: 100 x 10 MB of CSV, 16 x 64 MB of gzip', request: 'two-gigabytes', bytes: 2024 * 2 ** 20, flags: slim },
  { name: '100,000 objects of 200 bytes', request: 'small-objects', bytes: 20_000_000, flags: slim },
  { name: 'the same with V8 left to itself', request: 'small-objects', bytes: 20_000_000, flags: [] },
];

export const packaging: Bench = {
  about: 'staging and packaging beside the predecessor, and their peak memory',
  run: async (): Promise<readonly Table[]> => {
    const rows: (readonly string[])[] = [];
    for (const each of cases) rows.push(await inFolder((root) => compare(root, each)));
    const memory: (readonly string[])[] = [];
    for (const each of large) memory.push(await inFolder((root) => memoryRow(root, each)));
    return [
      {
        title: `Beside the predecessor, at ${latencyMs} ms a request`,
        columns: ['case', 'ours, s', 'predecessor, s', 'times faster', 'target', 'our CPU, s', 'its CPU, s', 'MB/s'],
        rows,
        notes: ["Ours also proves each SHA-256, reads the zip's directory back and writes the sidecar; the predecessor checks nothing."],
      },
      {
        title: 'Peak memory of the whole process',
        columns: ['request', 'staged, s', 'peak, MB', 'packaged, s', 'MB/s', 'peak, MB'],
        rows: memory,
        notes: [
          'Staging and packaging are processes of their own, bundled, and started with `--max-semi-space-size=16` where not said otherwise.',
        ],
      },
    ];
  },
};

if (import.meta.main) for (const table of await packaging.run()) console.log(`${drawTable(table)}\n`);
