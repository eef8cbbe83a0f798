/** Starts the sandbox, prints its address, and ends it in order. */
import type { Listener } from '../handlers/serve/listen.ts';
import { stopOnSignals } from '../handlers/serve/signals.ts';
import { FolderInUseError } from '../workflow/local/lock.ts';
import { bundlePage } from './bundle.ts';
import { FolderProblem, openFolder } from './folder.ts';
import { openSandbox } from './installation.ts';
import { memoryIn } from './memory.ts';
import type { Options } from './options.ts';
import { resetCommand } from './options.ts';
import type { Log } from './server.ts';
import { listen, serve } from './server.ts';

export type Terminal = { readonly say: (line: string) => void; readonly fail: (problem: string) => never };

const log: Log = (event, ids) => {
  process.stderr.write(`${JSON.stringify({ at: new Date().toISOString(), event, ...ids })}\n`);
};

const isUnusable = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && (error.code === 'EADDRINUSE' || error.code === 'EACCES');

/** The port that was asked for, or the one of the last start, or, where another program took that meanwhile, a free one. */
const listenAgain = async (asked: number | undefined, { last, say }: { last: number; say: Terminal['say'] }): Promise<Listener> => {
  if (asked !== undefined) return listen(asked);
  try {
    return await listen(last);
  } catch (error) {
    if (!isUnusable(error)) throw error;
    const free = await listen(0);
    say(`Port ${last}, where it was last, is taken: pages that are still open and links that were sent do not reach the new address.`);
    return free;
  }
};

const problemOf = (error: unknown, { port, data }: Options): string | undefined => {
  if (error instanceof FolderProblem) return error.message;
  if (error instanceof FolderInUseError) return `Another sandbox is running on ${data}. Stop it, or choose another folder with --data.`;
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'EADDRINUSE') return `Port ${port ?? ''} is taken. Choose another with --port, or leave it out.`;
  if (code === 'EACCES') return `This user may not use port ${port ?? ''} or the data folder.`;
  return undefined;
};

const start = async ({ data, port, reset, language }: Options, say: Terminal['say']): Promise<() => Promise<void>> => {
  const folder = openFolder(data);
  folder.checkFree();
  // A reset forgets the port, too; pages that are still open should find the new start.
  const { port: last } = memoryIn(folder.file('sandbox.json')).read();
  if (reset) folder.reset();
  const [listener, bundle] = await Promise.all([listenAgain(port, { last, say }), bundlePage()]);
  const sandbox = await openSandbox(folder, { url: listener.url, language, log });
  const server = serve(listener, { sandbox, bundle, log });
  await sandbox.start();
  say(`Sallyport's sandbox is at ${listener.url}`);
  say(`It keeps its state in ${folder.path}; "${resetCommand(data)}" forgets it. Stop with Ctrl+C.`);
  return async () => {
    await server.close();
    await sandbox.stop();
  };
};

/** Runs until SIGINT or SIGTERM; a second one does not wait. */
export const runSandbox = async (options: Options, { say, fail }: Terminal): Promise<void> => {
  const stop = await start(options, say).catch((error: unknown) => {
    const problem = problemOf(error, options);
    if (problem === undefined) throw error;
    return fail(problem);
  });
  stopOnSignals(stop, (error) => fail(`The sandbox did not stop in order: ${String(error)}`));
};
