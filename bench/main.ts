/** `npm run bench [NAME...]`: measures, prints a table each, asserts nothing. */
import { cpus, loadavg } from 'node:os';
import { showMs, timed } from './measure.ts';
import type { Bench } from './table.ts';
import { drawTable } from './table.ts';

/** Loaded when it is its turn, so that none carries the others' memory. */
const benches: Readonly<Record<string, () => Promise<Bench>>> = {
  clicks: async () => (await import('./clicks.ts')).clicks,
  notification: async () => (await import('./notification.ts')).notification,
  listing: async () => (await import('./listing.ts')).listing,
  'cold-start': async () => (await import('./cold-start.ts')).coldStart,
  comparing: async () => (await import('./comparing.ts')).comparing,
  packaging: async () => (await import('./packaging.ts')).packaging,
};

const help = async (): Promise<string> => {
  const lines = await Promise.all(Object.entries(benches).map(async ([name, load]) => `  ${name.padEnd(14)}${(await load()).about}`));
  return ['npm run bench [NAME...]', '', 'Without a name, all of them, one after the other (a few minutes):', ...lines].join('\n');
};

/** Over the last minute: numbers taken beside other work are read with it in mind. */
const load1 = (): string => (loadavg()[0] ?? 0).toFixed(1);

const runOne = async (name: string, load: () => Promise<Bench>): Promise<void> => {
  const { run } = await load();
  const before = load1();
  const { value: tables, ms } = await timed(run);
  console.log(
    `## ${name}\n\n${tables.map(drawTable).join('\n\n')}\n\n(${showMs(ms / 1000)} s, load average ${before} before and ${load1()} after)\n`,
  );
};

const main = async (names: readonly string[]): Promise<void> => {
  const unknown = names.filter((name) => !Object.hasOwn(benches, name));
  if (names.includes('--help') || names.includes('-h') || unknown.length > 0) {
    console.log(await help());
    process.exitCode = unknown.every((name) => name === '--help' || name === '-h') ? 0 : 2;
    return;
  }
  console.log(`Node ${process.version}, ${cpus().length} cores (${cpus()[0]?.model.trim()}), ${new Date().toISOString().slice(0, 10)}\n`);
  for (const [name, load] of Object.entries(benches)) if (names.length === 0 || names.includes(name)) await runOne(name, load);
};

await main(process.argv.slice(2));
