/** How large each Lambda bundle is, and how long a fresh process takes to import it, beside one that imports nothing. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { bundleFunction, functionNames } from '../infra/bundling.ts';
import { quantile, showMs } from './measure.ts';
import type { Bench } from './table.ts';

const times = 20;

/** Milliseconds from the start of a new process to its end. */
const processTime = async (script: string): Promise<number> => {
  const began = performance.now();
  const [code] = await once(spawn(process.execPath, [script], { stdio: 'ignore' }), 'close');
  if (code !== 0) throw new Error(`${script} ended with ${code}`);
  return performance.now() - began;
};

/** The files that a start reads: `index.mjs` and what it imports, but not what is imported later. */
const readAtStart = async (folder: string, file = 'index.mjs', seen = new Set<string>()): Promise<readonly Buffer[]> => {
  if (seen.has(file)) return [];
  seen.add(file);
  const code = await readFile(join(folder, file));
  const files: Buffer[] = [code];
  for (const [, imported = ''] of code.toString().matchAll(/(?:from|import)"\.\/([^"]+\.mjs)"/g))
    files.push(...(await readAtStart(folder, imported, seen)));
  return files;
};

const zipped = (files: readonly Buffer[]): number => files.reduce((total, code) => total + gzipSync(code).length, 0);

const kilobytes = (bytes: number): string => (bytes / 1024).toFixed(0);

/** The rounds go through all functions, so that other work on the machine falls on all of them alike. */
const measure = async (folder: string): Promise<ReadonlyMap<string, readonly number[]>> => {
  const names = ['empty', ...functionNames];
  for (const name of names)
    await writeFile(
      join(folder, `${name}.start.mjs`),
      name === 'empty' ? 'process.exit(0);' : `await import('./${name}/index.mjs'); process.exit(0);`,
    );
  const samples = new Map<string, number[]>(names.map((name) => [name, []]));
  for (let round = 0; round < times; round += 1)
    for (const name of names) samples.get(name)?.push(await processTime(join(folder, `${name}.start.mjs`)));
  return samples;
};

export const coldStart: Bench = {
  about: 'size of each Lambda bundle, and what it adds to the start of a process',
  run: async () => {
    const folder = await mkdtemp(join(tmpdir(), 'sallyport-bundles-'));
    try {
      for (const name of functionNames) bundleFunction(name, join(folder, name));
      const samples = await measure(folder);
      const empty = quantile(samples.get('empty') ?? [], 0.5);
      const rows = await Promise.all(
        functionNames.map(async (name) => {
          const atStart = await readAtStart(join(folder, name));
          const all = (await readdir(join(folder, name))).filter((file) => file.endsWith('.mjs'));
          const code = await Promise.all(all.map((file) => readFile(join(folder, name, file))));
          const median = quantile(samples.get(name) ?? [], 0.5);
          return [name, kilobytes(Buffer.concat(atStart).length), kilobytes(zipped(code)), showMs(median), showMs(median - empty)];
        }),
      );
      return [
        {
          title: 'A fresh process that imports the bundle',
          columns: ['function', 'KB read at start', 'KB zipped, all', 'median, ms', 'over an empty one'],
          rows: [['(empty process)', '', '', showMs(empty), ''], ...rows],
          notes: [`${times} processes each, in rounds`],
        },
      ];
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
};
