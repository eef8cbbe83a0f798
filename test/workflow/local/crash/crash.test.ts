import { spawn } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, onTestFinished, test } from 'vitest';
import { aFolder } from '../a-folder.ts';

const program = fileURLToPath(new URL('installation.ts', import.meta.url));

type Run = { readonly folder: string; readonly requests?: number; readonly stopAt?: string; readonly killAfterLines?: number };

/** Runs the installation until it ends, or stops at its point and is killed, or has said so many lines and is killed. Gives its lines. */
const run = ({
  folder,
  requests = 1,
  stopAt = '',
  killAfterLines,
}: Run): Promise<{ readonly lines: readonly string[]; readonly killed: boolean }> =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [program, folder, String(requests), stopAt], { stdio: ['ignore', 'pipe', 'pipe'] });
    onTestFinished(() => {
      child.kill('SIGKILL');
    });
    let output = '';
    let errors = '';
    const linesOf = () => output.split('\n').slice(0, -1);
    child.stdout.on('data', (chunk) => {
      output += chunk;
      if (linesOf().includes('stopped') || linesOf().length >= (killAfterLines ?? Number.POSITIVE_INFINITY)) child.kill('SIGKILL');
    });
    child.stderr.on('data', (chunk) => {
      errors += chunk;
    });
    child.on('error', reject);
    child.on('close', (code, signal) => {
      if (code === 0 || signal === 'SIGKILL') resolve({ lines: linesOf(), killed: signal === 'SIGKILL' });
      else reject(new Error(`the installation ended with ${code}:\n${errors}`));
    });
  });

const outcomesIn = (lines: readonly string[]): readonly unknown[] =>
  lines.filter((line) => line.startsWith('outcome ')).map((line): unknown => JSON.parse(line.slice('outcome '.length)));

const right = {
  status: 'released',
  facts: ['received', 'staging-started', 'staged', 'approved', 'approved', 'released'],
  store: 'PROCESSED',
  zip: true,
  staged: [],
  execution: 'succeeded',
};

const grown = (folder: string): readonly string[] =>
  ['staging/.incoming/copies', 'staging/.incoming/documents', 'data-lake/.incoming/uploads', 'egress-store/.incoming/objects']
    .map((name) => join(folder, name))
    .flatMap((path) => (existsSync(path) ? readdirSync(path) : []));

/** Here a review was being asked for, and nobody can know that it was: it is asked for once more. At any other point never. */
const askingIsUnfinished = ['between the token and the look at the request', 'at the end of request-review'];

describe('I2: killed at any point, an installation ends each request right and once after its restart', () => {
  test.each([
    'between the write and the publication',
    'between the publication and what follows',
    'between the start and the first task',
    'in the middle of staging',
    'at the end of stage',
    'between the token and the look at the request',
    'at the end of request-review',
    'between what follows and the acknowledgement',
    'while everything waits',
    'between the decision and the token',
    'between the token and the next task',
    'in the middle of packaging',
    'at the end of package',
    'in the middle of the clean-up',
    'at the end of clean-up',
  ])('%s', async (stopAt) => {
    const folder = aFolder();
    const first = await run({ folder, stopAt });
    expect(first.lines.at(-1)).toBe('stopped');
    const second = await run({ folder });
    const said = [...first.lines, ...second.lines];
    expect(said.filter((line) => line === 'token resumed')).toHaveLength(2);
    const asked = said.filter((line) => line.startsWith('task request-review'));
    expect(asked).toHaveLength(askingIsUnfinished.includes(stopAt) ? 3 : 2);
    expect(outcomesIn(second.lines)).toMatchObject([right]);
    expect(grown(folder)).toEqual([]);
  });

  test('killed again and again wherever it happens to be, eight requests end right', async () => {
    const folder = aFolder();
    let ended: readonly string[] | undefined;
    for (let round = 0; ended === undefined; round += 1) {
      // Each round lets it come a little further, so that it does come to an end.
      const { lines, killed } = await run({ folder, requests: 8, killAfterLines: 3 + round * 5 });
      if (!killed) ended = lines;
    }
    expect(outcomesIn(ended)).toMatchObject(Array.from({ length: 8 }, () => right));
  }, 120_000);
});
