/** `npm run serve -- FILE [--check]`: an installation on one machine. Logs are lines of JSON on the standard output; what an operator must do is said in words on the other. */
import { parseArgs } from 'node:util';
import type { Log } from '../../bots/log.ts';
import type { Clock } from '../../workflow/ports.ts';
import { ownVariables } from '../config.ts';
import { errorNames } from '../error-names.ts';
import { doubtsAbout, proxyDoubts } from './doubts.ts';
import type { InstallationFile } from './installation-file.ts';
import { readInstallation, readPolicyAt } from './installation-file.ts';
import type { StartProblem } from './problems.ts';
import { configurationExit, fileProblem, startProblem } from './problems.ts';
import { runInstallation } from './run.ts';
import { stopOnSignals } from './signals.ts';

const usage = `Runs Sallyport on one machine, for real Slack and Teams.

  npm run serve -- FILE                  run what FILE describes (serve.example.jsonc is an example) until SIGTERM or Ctrl+C
  npm run serve -- FILE --check          only say whether FILE, its policy file and its secrets are right
  npm run serve -- --check-policy FILE   only say whether a policy file is right
  npm run serve -- --help                this text`;

const clock: Clock = () => new Date().toISOString() as ReturnType<Clock>;
const log: Log = (event, ids = {}) => {
  process.stdout.write(`${JSON.stringify({ at: clock(), event, ...ids })}\n`);
};
const end = ({ words, exit }: StartProblem): never => {
  process.stderr.write(`${words}\n`);
  process.exit(exit);
};

/** What a look at files alone cannot tell. */
const unchecked = ({ kind }: InstallationFile): string =>
  kind === 'front' ? ' Whether the stack can be reached, and works by this policy file, is seen when it starts.' : '';

const argumentsOf = (args: readonly string[]) => {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        check: { type: 'boolean', default: false },
        'check-policy': { type: 'string' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
  } catch (error) {
    return end({ words: `${error instanceof Error ? error.message : String(error)}\n\n${usage}`, exit: configurationExit });
  }
};

const read = <T>(path: string, by: (path: string) => T): T => {
  try {
    return by(path);
  } catch (error) {
    const problem = fileProblem(path, error);
    if (problem === undefined) throw error;
    return end(problem);
  }
};

const run = async (file: InstallationFile): Promise<void> => {
  const giveUp = async (error: Error): Promise<void> => {
    log('giving-up', { error: error.name });
    await stop();
    end(startProblem(file, error) ?? { words: error.message, exit: 1 });
  };
  const running = await runInstallation(file, { clock, log, fetch, giveUp: (error) => void giveUp(error) }).catch((error: unknown) => {
    const problem = startProblem(file, error);
    if (problem !== undefined) return end(problem);
    log('start-failed', { errors: errorNames(error) });
    throw error;
  });
  const stop = async (): Promise<void> => {
    log('stopping');
    const limit = setTimeout(() => {
      // What was cut off is taken up at the next start, as after any crash.
      log('stop-limit-reached', { seconds: file.shutdownSeconds });
      process.exit(1);
    }, file.shutdownSeconds * 1000);
    await running.stop();
    clearTimeout(limit);
    log('stopped');
  };
  stopOnSignals(stop, (error) => {
    log('stop-failed', { error: error instanceof Error ? error.name : 'unknown' });
    process.exit(1);
  });
};

const { values, positionals } = argumentsOf(process.argv.slice(2));
const [path, ...more] = positionals;
const { 'check-policy': policyPath } = values;
if (values.help) process.stdout.write(`${usage}\n`);
else if (policyPath !== undefined && positionals.length === 0) {
  read(policyPath, readPolicyAt);
  process.stdout.write(`${policyPath} is right.\n`);
} else if (path === undefined || more.length > 0 || policyPath !== undefined) end({ words: usage, exit: configurationExit });
else {
  const file = read(path, (found) => readInstallation(found, ownVariables()));
  if (values.check) {
    process.stdout.write(`${path} and ${file.policyFile} are right.${unchecked(file)}\n`);
    for (const doubt of [...doubtsAbout(file), ...proxyDoubts(ownVariables())]) process.stderr.write(`But look at ${doubt}\n`);
  } else await run(file);
}
