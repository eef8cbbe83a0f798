/** A resubmission's manifest compared with its predecessor's, beside doing it with all of both in memory. */
import { createReadStream } from 'node:fs';
import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compareManifests } from '../src/workflow/compare-manifests.ts';
import { manifestLines, readManifest } from '../src/workflow/manifest.ts';
import type { RequestId, Sha256, StagedFile } from '../src/workflow/request.ts';
import { quantile, showMs, timedEach } from './measure.ts';
import type { Bench } from './table.ts';

const id = 'bench' as RequestId;
const runs = 3;

/** One file in a hundred has other bytes in the later manifest. */
function* files(total: number, later: boolean): Generator<StagedFile> {
  for (let index = 0; index < total; index += 1) {
    const path = `results/table-${String(index).padStart(8, '0')}.csv`;
    const sha256 = (later && index % 100 === 0 ? `f${index}` : `a${index}`).padEnd(64, '0') as Sha256;
    yield { path, sourceKey: `store/${path}`, sourceVersion: `version-${index}`, size: 500, sha256 };
  }
}

const write = async (file: string, total: number, later: boolean): Promise<void> => {
  const handle = await open(file, 'w');
  let block = '';
  for (const line of manifestLines(id, files(total, later))) {
    block += line;
    if (block.length < 1 << 20) continue;
    await handle.write(block);
    block = '';
  }
  await handle.write(block);
  await handle.close();
};

const read = (file: string): AsyncIterable<StagedFile> => readManifest(createReadStream(file), id);

/** How many paths changed, the simple way. */
const inMemory = async (before: string, after: string): Promise<number> => {
  const known = new Map<string, Sha256>();
  for await (const { path, sha256 } of read(before)) known.set(path, sha256);
  const changed: StagedFile[] = [];
  for await (const file of read(after)) if (known.get(file.path) !== file.sha256) changed.push(file);
  return changed.length;
};

/** Milliseconds in the median, and by how many MiB the heap stood higher at most. */
const measured = async (work: () => Promise<unknown>): Promise<readonly [string, string]> => {
  let most = 0;
  const samples = await timedEach(runs, async () => {
    const start = process.memoryUsage().heapUsed;
    const watch = setInterval(() => {
      most = Math.max(most, process.memoryUsage().heapUsed - start);
    }, 5);
    await work();
    clearInterval(watch);
  });
  return [showMs(quantile(samples, 0.5)), (most / 2 ** 20).toFixed(0)];
};

export const comparing: Bench = {
  about: 'compares the manifest of a resubmission with the one before',
  run: async () => {
    const folder = await mkdtemp(join(tmpdir(), 'sallyport-bench-'));
    const [before, after] = [join(folder, 'before'), join(folder, 'after')];
    try {
      const rows: string[][] = [];
      for (const total of [10_000, 100_000, 400_000]) {
        await write(before, total, false);
        await write(after, total, true);
        const streamed = await measured(() => compareManifests(read(before), read(after), { most: 10_000, isTimeUp: () => false }));
        const simple = await measured(() => inMemory(before, after));
        rows.push([String(total), ...streamed, ...simple]);
      }
      return [
        {
          title: `Two manifests on disk, one file in a hundred changed, median of ${runs}; heap above its start, garbage included`,
          columns: ['files', 'side by side, ms', 'heap, MiB', 'in memory, ms', 'heap, MiB'],
          rows,
        },
      ];
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
};
