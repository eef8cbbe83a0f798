/** `npm run restore -- FROM_TABLE TO_TABLE`: puts the items of a restored table back into the table that is in use. */
import { parseArgs } from 'node:util';
import { dynamoClient } from '../src/workflow/aws/dynamo-client.ts';
import type { Copy, Counts } from './copy-items.ts';
import { copyItems } from './copy-items.ts';
import { tableProblem } from './table-problem.ts';

type Options = Omit<Copy, 'progress'>;

type ParsedOptions =
  | { readonly kind: 'run'; readonly options: Options }
  | { readonly kind: 'help' }
  | { readonly kind: 'wrong'; readonly problem: string };

const usage = `Puts what a point-in-time restore brought back into the table that is in use.

  npm run restore -- FROM_TABLE TO_TABLE [options]

  FROM_TABLE    the table that the restore made
  TO_TABLE      the stack's own table
  --dry-run     write nothing, and say what would be written
  --overwrite   also replace what has the same version or a later one in TO_TABLE: what happened since then is lost
  --help        this text

An item that TO_TABLE has in the same version or a later one stays as it is.
If it fails midway, run it again. AWS_REGION and AWS_PROFILE are heeded, and the AWS CLI's files.`;

const flags = {
  'dry-run': { type: 'boolean' },
  overwrite: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

/** DynamoDB: names of tables. An address (ARN) would be another name for the same table, and is not taken. */
const tableName = /^[A-Za-z0-9_.-]{3,255}$/;

const parseOptions = (args: readonly string[]): ParsedOptions => {
  try {
    const { values, positionals } = parseArgs({ args: [...args], options: flags, strict: true, allowPositionals: true });
    if (values.help) return { kind: 'help' };
    const [from, to, ...others] = positionals;
    if (from === undefined || to === undefined || others.length > 0)
      return { kind: 'wrong', problem: `Two tables are needed, FROM_TABLE and TO_TABLE, and not ${positionals.length}.` };
    const misnamed = positionals.find((name) => !tableName.test(name));
    if (misnamed !== undefined) return { kind: 'wrong', problem: `"${misnamed}" is not the name of a table.` };
    if (from === to) return { kind: 'wrong', problem: `FROM_TABLE and TO_TABLE are the same table, ${from}.` };
    return { kind: 'run', options: { from, to, dryRun: values['dry-run'] ?? false, overwrite: values.overwrite ?? false } };
  } catch (error) {
    return { kind: 'wrong', problem: error instanceof Error ? error.message : String(error) };
  }
};

const refuse = (problem: string): void => {
  console.error(problem);
  process.exitCode = 2;
};

const run = async ({ from, to, ...options }: Options): Promise<void> => {
  const client = dynamoClient();
  for (const table of [from, to]) {
    const problem = await tableProblem(client, table);
    if (problem !== undefined) return refuse(problem);
  }
  const written = options.dryRun ? 'would be written' : 'written';
  const progress = (counts: Counts): void => {
    console.log(`${counts.scanned} scanned, ${counts.written} ${written}, ${counts.newer} left as newer`);
  };
  progress(await copyItems(client, { from, to, ...options, progress }));
  if (options.dryRun) console.log(`Nothing was written: ${to} is as it was.`);
};

const parsed = parseOptions(process.argv.slice(2));
if (parsed.kind === 'help') console.log(usage);
else if (parsed.kind === 'wrong') refuse(`${parsed.problem}\n\n${usage}`);
else
  await run(parsed.options).catch((error: unknown) => {
    // A region, credentials or a network that are missing: the SDK's own words say which.
    refuse(`The tables could not be reached: ${error instanceof Error ? error.message : String(error)} (see AWS_PROFILE and AWS_REGION)`);
  });
