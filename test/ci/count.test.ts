import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';

const script = fileURLToPath(new URL('../../.ci/count.mjs', import.meta.url));
const vitest = fileURLToPath(new URL('../../node_modules/vitest/vitest.mjs', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'sallyport-count-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Runs a suite of these files with the real vitest, as `.ci/run` does, and leaves its report and status. */
const runSuite = (name: string, files: Readonly<Record<string, string>>): void => {
  const suite = mkdtempSync(join(folder, `${name}-`));
  for (const [file, text] of Object.entries(files)) writeFileSync(join(suite, file), text);
  const { status } = spawnSync(
    process.execPath,
    [vitest, 'run', '--root', suite, '--globals', '--reporter=json', `--outputFile.json=${join(folder, `${name}.json`)}`],
    { encoding: 'utf8', env: { PATH: process.env['PATH'] } },
  );
  writeFileSync(join(folder, `${name}.status`), `${status}\n`);
};

const count = (
  failedSteps: number,
  ...suites: readonly string[]
): { readonly last: string | undefined; readonly status: number | null } => {
  const { stdout, status } = spawnSync(process.execPath, [script, folder, String(failedSteps), ...suites], { encoding: 'utf8' });
  return { last: stdout.trimEnd().split('\n').at(-1), status };
};

runSuite('good', { 'a.test.ts': "test('one', () => {}); test('two', () => {}); test.skip('three', () => {});" });
runSuite('bad', { 'a.test.ts': "test('one', () => {}); test('two', () => { throw new Error('no'); });" });
runSuite('broken', { 'a.test.ts': "import './gone.ts';", 'b.test.ts': "test('one', () => {});" });
runSuite('stray', { 'a.test.ts': "test('one', () => { void Promise.reject(new Error('stray')); });" });
runSuite('empty', {});

describe('.ci/count.mjs', () => {
  test.each([
    { what: 'passes and skips', suites: ['good'], steps: 0, last: '2 passed, 0 failed, 1 skipped', status: 0 },
    { what: 'a failed test', suites: ['good', 'bad'], steps: 0, last: '3 passed, 1 failed, 1 skipped', status: 1 },
    { what: 'a file that cannot be loaded', suites: ['broken'], steps: 0, last: '1 passed, 1 failed', status: 1 },
    { what: 'an error outside of every test', suites: ['stray'], steps: 0, last: '1 passed, 1 failed', status: 1 },
    { what: 'a suite without tests', suites: ['good', 'empty'], steps: 0, last: '2 passed, 1 failed, 1 skipped', status: 1 },
    { what: 'a suite that never ran', suites: ['good', 'never'], steps: 0, last: '2 passed, 1 failed, 1 skipped', status: 1 },
    { what: 'a failed check', suites: ['good'], steps: 2, last: '2 passed, 2 failed, 1 skipped', status: 1 },
    { what: 'nothing at all', suites: [], steps: 0, last: '0 passed, 0 failed', status: 1 },
  ])('counts $what', ({ suites, steps, last, status }) => {
    expect(count(steps, ...suites)).toEqual({ last, status });
  });
});
