/** `npm run backup`: backs an installation on one machine up while it works, and puts a backup back. Exit code 1: not done, or not wholly; 2: asked wrongly. */
import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import * as z from 'zod';
import { BadInputError } from '../../workflow/errors.ts';
import { badInput, problemsIn } from '../../workflow/issues.ts';
import { DatabaseTooNewError } from '../../workflow/local/database.ts';
import { FolderInUseError } from '../../workflow/local/lock.ts';
import type { Instant } from '../../workflow/request.ts';
import { readJsonc } from '../jsonc.ts';
import { isWithin, realPath } from '../real-path.ts';
import { backUp, NoInstallationError } from './back-up.ts';
import { BackupDamagedError } from './contents.ts';
import { FolderNotEmptyError, restore } from './restore.ts';

const usage = `Backs up an installation on one machine, and puts a backup back.

  npm run backup -- FILE FOLDER           writes a new backup into FOLDER, in a folder of its own that is named by the time;
                                          the installation may be running
  npm run backup -- restore BACKUP FILE   puts a backup into the empty data folder of FILE; the installation must not be running

  FILE is the installation file; of it, dataFolder alone is read, and no secret. A backup is as confidential as the data folder.`;

const refuse = (problem: string): void => {
  console.error(problem);
  process.exitCode = 2;
};

const Part = z.looseObject({ dataFolder: z.string('the folder that keeps everything').min(1, 'the folder that keeps everything') });

/** The folder that the installation file names; a backup needs nothing else of it. */
const dataFolderOf = async (file: string): Promise<string> => {
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw badInput('installation file', [{ field: '', expected: `a file; ${file} cannot be read` }], cause);
  });
  const parsed = Part.safeParse(readJsonc('installation file', text));
  if (!parsed.success) throw badInput('installation file', problemsIn(parsed.error));
  return resolve(dirname(file), parsed.data.dataFolder);
};

const write = async (file: string, into: string): Promise<void> => {
  const at = new Date().toISOString() as Instant;
  const folder = await dataFolderOf(file);
  if (isWithin(realPath(resolve(into)), realPath(folder)))
    throw badInput('backup', [
      { field: 'FOLDER', expected: `a folder outside of the data folder, ${folder}, with which it would be lost` },
    ]);
  const { path, files, incomplete } = await backUp({
    folder,
    into: resolve(into),
    at,
    onStuck: (left, error) =>
      console.error(
        `${left}, which a backup left that did not end, cannot be removed: ${error instanceof Error ? error.message : String(error)}`,
      ),
  });
  console.log(`${path}: ${files} files`);
  if (incomplete.length === 0) return;
  console.error(`The backup is written, but files are missing of: ${incomplete.join(', ')}. These requests would fail after a restore.`);
  process.exitCode = 1;
};

const putBack = async (backup: string, file: string): Promise<void> => {
  const folder = await dataFolderOf(file);
  const { at, files, followedUp } = await restore({ backup: resolve(backup), folder });
  console.log(`${folder}: ${files} files as they were at ${at}. ${followedUp} requests are followed up at the next start.`);
};

const isExpected = (error: unknown): error is Error =>
  [BadInputError, NoInstallationError, BackupDamagedError, FolderNotEmptyError, FolderInUseError, DatabaseTooNewError].some(
    (kind) => error instanceof kind,
  ) ||
  (error instanceof Error && 'code' in error && typeof error.code === 'string');

const argumentsOf = (args: readonly string[]) => {
  try {
    return parseArgs({ args: [...args], allowPositionals: true, options: { help: { type: 'boolean', short: 'h', default: false } } });
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
};

const parsed = argumentsOf(process.argv.slice(2));
try {
  if (typeof parsed === 'string') refuse(`${parsed}\n\n${usage}`);
  else if (parsed.values.help) console.log(usage);
  else {
    const [first, second, third, ...more] = parsed.positionals;
    if (first === 'restore' && second !== undefined && third !== undefined && more.length === 0) await putBack(second, third);
    else if (first !== undefined && first !== 'restore' && second !== undefined && third === undefined) await write(first, second);
    else refuse(usage);
  }
} catch (error) {
  if (!isExpected(error)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
