import { spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { openPromise } from 'yauzl';
import { unzipComplaint } from './unzip.ts';

const program = fileURLToPath(new URL('./many-entries.ts', import.meta.url));

/** More than a plain zip can count. */
const count = 70_000;

test('I8: a zip of 70,000 entries holds each once, and is made in less than 200 MB', { timeout: 120_000 }, async () => {
  const folder = await mkdtemp(join(tmpdir(), 'sallyport-zip64-'));
  try {
    const target = join(folder, 'many.zip');
    // As the program is started: V8 lets its young generation grow to 100 MB on a large machine.
    const { stdout, stderr } = spawnSync(process.execPath, ['--max-semi-space-size=16', program, target, String(count)], {
      encoding: 'utf8',
    });
    expect(Number(stdout), stderr).toBeGreaterThan(0);
    expect(Number(stdout)).toBeLessThan(200 * 2 ** 20);
    const zip = await openPromise(target, { strictFileNames: true });
    const names = new Set<string>();
    for await (const { fileName } of zip.eachEntry()) names.add(fileName);
    expect(names.size).toBe(count);
    expect(unzipComplaint(target)).toBeUndefined();
  } finally {
    await rm(folder, { recursive: true });
  }
});
