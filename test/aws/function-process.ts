/** A Lambda function in a process of its own, which ends with the call. */
import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Reads an event, calls the handler, and hands its result or error on beside what it logs. */
const runner = `
import { readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
const { handler } = await import(pathToFileURL(join(process.cwd(), 'index.mjs')));
try {
  const context = { getRemainingTimeInMillis: () => Number(process.argv[2]) };
  const result = await handler(JSON.parse(readFileSync(0, 'utf8')), context);
  writeSync(3, JSON.stringify({ result: result ?? null }));
} catch (error) {
  console.error(error);
  writeSync(3, JSON.stringify({ error: { name: error.name, message: error.message } }));
}
process.exit(0);
`;

export const runnerFile = 'run.mjs';
export const writeRunner = (folder: string): Promise<void> => writeFile(join(folder, runnerFile), runner);

/** What a function threw, under its own name, or how its process ended. */
export class FunctionError extends Error {
  readonly log: string;
  constructor(name: string, message: string, log = '') {
    super(message);
    this.name = name;
    this.log = log;
  }
}

type Call = {
  readonly runner: string;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly event: unknown;
  /** Milliseconds that the function is told it has left, whenever it asks. */
  readonly remaining: number;
};
export type Ended = { readonly result: unknown; readonly log: string };

/** `started` is given the process, so that it can be ended as Lambda ends one whose time is over. */
export const callFunction = (
  { runner: script, cwd, env, event, remaining }: Call,
  started: (child: ChildProcess) => void,
): Promise<Ended> =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [script, String(remaining)], { cwd, stdio: ['pipe', 'pipe', 'pipe', 'pipe'], env });
    started(child);
    let [log, answer] = ['', ''];
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => (log += String(chunk)));
    child.stdio[3]?.on('data', (chunk: unknown) => (answer += String(chunk)));
    // Ended before it has read its event.
    child.stdin?.on('error', () => {});
    child.stdin?.end(JSON.stringify(event));
    child.once('error', reject);
    child.once('close', (code, signal) => {
      if (answer === '') return reject(new FunctionError('Sandbox.Timedout', `ended with ${signal ?? code}: ${log.slice(-2000)}`, log));
      const { result, error } = JSON.parse(answer);
      return error ? reject(new FunctionError(error.name, error.message, log)) : resolve({ result, log });
    });
  });
