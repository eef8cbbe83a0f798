/**
 * `npm start`: the sandbox on this machine. It runs with `--max-semi-space-size=16` (MiB), because V8 lets its young generation grow
 * with the rate of allocation, and packaging a large request would then take more than 200 MB of memory.
 */
import { nodeProblem, parseOptions, usage } from './options.ts';

const say = (line: string): void => {
  process.stdout.write(`${line}\n`);
};
const fail = (problem: string): never => {
  process.stderr.write(`${problem}\n`);
  process.exit(1);
};

const problem = nodeProblem(process.versions.node);
if (problem !== undefined) fail(problem);
const parsed = parseOptions(process.argv.slice(2), { PORT: process.env['PORT'] });

if (parsed.kind === 'help') say(usage);
else if (parsed.kind === 'wrong') fail(`${parsed.problem}\n\n${usage}`);
else {
  // Loaded only now, because an older Node fails on the import itself.
  const { runSandbox } = await import('./run.ts');
  await runSandbox(parsed.options, { say, fail });
}
