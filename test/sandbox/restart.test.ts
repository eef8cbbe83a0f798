/** `npm start` again in the same folder, as real processes. */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import type { Server } from 'node:http';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';

const main = fileURLToPath(new URL('../../src/sandbox/main.ts', import.meta.url));

const aFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'sallyport-restart-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
};

type Run = { readonly url: string; readonly printed: string; readonly stop: () => Promise<void> };

const start = async (data: string, ...args: readonly string[]): Promise<Run> => {
  const child = spawn(process.execPath, [main, '--data', data, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, PORT: '' },
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  let printed = '';
  const url = await new Promise<string>((resolve, reject) => {
    child.stdout.on('data', (chunk) => {
      printed += String(chunk);
      const found = /is at (http:\/\/127\.0\.0\.1:\d+)/.exec(printed)?.[1];
      if (found !== undefined) resolve(found);
    });
    child.once('exit', (code) => reject(new Error(`the sandbox ended with ${code}`)));
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  return {
    url,
    printed,
    stop: async () => {
      child.kill('SIGTERM');
      await ended;
    },
  };
};

/** Another program takes the port of that address. */
const occupy = async (url: string): Promise<Server> => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(Number(new URL(url).port), '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return server;
};

test('a restart keeps the address, and says so when another program has taken it', { timeout: 60_000 }, async () => {
  const data = aFolder();
  const first = await start(data);
  await first.stop();

  const second = await start(data);
  expect(second.url).toBe(first.url);
  expect(second.printed).not.toContain('is taken');
  await second.stop();

  await occupy(first.url);
  const third = await start(data);
  expect(third.url).not.toBe(first.url);
  expect(third.printed).toContain(`Port ${new URL(first.url).port}, where it was last, is taken`);
  await third.stop();

  const fourth = await start(data, '--reset');
  expect(fourth.printed).not.toContain('is taken');
  await fourth.stop();
});
