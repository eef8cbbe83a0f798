/** What a backup consists of: the database, the folders beside it, and a list of every file with its size and checksum. */
import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import * as z from 'zod';
import { checkEntryPath } from '../../workflow/paths.ts';

export const databaseName = 'sallyport.db';
/** Below it, one file a request, only ever appended to. */
export const auditName = 'audit';
/** Folders of files that are never changed in place. */
export const objectFolders = ['egress-store', 'staging', 'data-lake'] as const;
export const listName = 'backup.json';

/** Where files grow before they get their name: none of them is one yet. */
const growing = '.incoming';

const Listed = z.strictObject({ size: z.int().min(0), sha256: z.string().regex(/^[0-9a-f]{64}$/) });
const List = z.strictObject({ version: z.literal(1), at: z.iso.datetime(), files: z.record(z.string(), Listed) });
export type Listed = z.output<typeof Listed>;
export type List = z.output<typeof List>;

/** The backup is not whole, or not what was written. */
export class BackupDamagedError extends Error {
  override name = 'BackupDamagedError' as const;
}

/** Reads and checks the list; throws `BackupDamagedError`. */
export const readList = async (backup: string): Promise<List> => {
  try {
    const list = List.parse(JSON.parse(await readFile(join(backup, listName), 'utf8')));
    for (const path of Object.keys(list.files)) checkEntryPath(path);
    if (!(databaseName in list.files)) throw new BackupDamagedError(`${listName} names no ${databaseName}`);
    return list;
  } catch (cause) {
    throw new BackupDamagedError(`${backup} is no backup, or its ${listName} is damaged`, { cause });
  }
};

const isMissing = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'ENOENT';

/** Copies one file that must not be there yet, and says what was copied; undefined when the source is gone. */
export const copyFile = async (from: string, to: string): Promise<Listed | undefined> => {
  const hash = createHash('sha256');
  let size = 0;
  await mkdir(dirname(to), { recursive: true, mode: 0o700 });
  const noted = async function* (source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    for await (const chunk of source) {
      hash.update(chunk);
      size += chunk.length;
      yield chunk;
    }
  };
  const source = createReadStream(from);
  try {
    // Opened first, so that a file which went away meanwhile leaves none of its name behind.
    await new Promise<void>((resolve, reject) => source.once('open', () => resolve()).once('error', reject));
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
  await pipeline(source, noted, createWriteStream(to, { flags: 'wx', mode: 0o600, flush: true }));
  return { size, sha256: hash.digest('hex') };
};

/** The paths of all files below the folder, with `/`; those that are still growing left out. */
export async function* filesBelow(root: string, prefix: string): AsyncGenerator<string> {
  const entries = await readdir(join(root, ...prefix.split('/')), { withFileTypes: true }).catch((error: unknown) => {
    if (isMissing(error)) return [];
    throw error;
  });
  for (const entry of entries) {
    if (entry.name === growing) continue;
    const path = `${prefix}/${entry.name}`;
    if (entry.isDirectory()) yield* filesBelow(root, path);
    else if (entry.isFile()) yield path;
  }
}
