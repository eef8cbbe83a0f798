/** How large each Lambda bundle is, and how long a fresh process takes to import it, beside one that imports nothing. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
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
          const code = await readFile(join(folder, name, 'index.mjs'));
          const median = quantile(samples.get(name) ?? [], 0.5);
          return [name, kilobytes(code.length), kilobytes(gzipSync(code).length), showMs(median), showMs(median - empty)];
        }),
      );
      return [
        {
          title: 'A fresh process that imports the bundle',
          columns: ['function', 'KB', 'KB zipped', 'median, ms', 'over an empty one'],
          rows: [['(empty process)', '', '', showMs(empty), ''], ...rows],
          notes: [`${times} processes each, in rounds`],
        },
      ];
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
};
