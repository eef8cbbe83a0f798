/** Run as its own process: writes a zip of N entries to a file, then prints its own peak memory in bytes. */
import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { zipOf } from '../../../src/workflow/packaging/zip.ts';
import type { Sha256, StagedFile } from '../../../src/workflow/request.ts';

const [target = '', count = '0'] = process.argv.slice(2);

const contentOf = (path: string): Buffer => Buffer.from(`id,value\n1,${path}\n`);

async function* files(): AsyncGenerator<StagedFile> {
  for (let index = 0; index < Number(count); index += 1) {
    const path = `some/folder/${String(index).padStart(9, '0')} ü.csv`;
    const content = contentOf(path);
    yield {
      path,
      sourceKey: path,
      sourceVersion: 'v1',
      size: content.length,
      sha256: createHash('sha256').update(content).digest('hex') as Sha256,
    };
  }
}

const { body } = zipOf(files(), {
  date: new Date('2026-11-02T09:00:00Z'),
  open: async ({ path }) =>
    (async function* () {
      yield contentOf(path);
    })(),
});
await pipeline(body, createWriteStream(target));

// Linux counts into a process's maxRSS what its parent held when it was started; VmHWM is its own.
const status = await readFile('/proc/self/status', 'utf8').catch(() => '');
const [, kilobytes = process.resourceUsage().maxRSS] = /^VmHWM:\s+(\d+) kB$/m.exec(status) ?? [];
console.log(Number(kilobytes) * 1024);
