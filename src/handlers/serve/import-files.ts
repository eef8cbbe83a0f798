/** Puts files that lie in a folder into the egress store, with the object list that Service Workbench would write of them. */
import type { FileHandle } from 'node:fs/promises';
import { lstat, readdir, realpath } from 'node:fs/promises';
import { basename, dirname, join, relative, sep } from 'node:path';
import { sha256 } from '../../workflow/canonical.ts';
import { ObjectMissingError } from '../../workflow/errors.ts';
import { badInput } from '../../workflow/issues.ts';
import type { LocalEgressStore } from '../../workflow/local/egress-store.ts';
import { bytesOf } from '../../workflow/local/object-folder.ts';
import { parseObjectList } from '../../workflow/object-list.ts';
import type { Clock } from '../../workflow/ports.ts';
import type { ObjectLocation, Submission } from '../../workflow/request.ts';
import { isForbidden, openPlain } from './plain-file.ts';

/** S3: the longest key. */
const maxKeyBytes = 1024;

const notPlain = () => badInput('files to import', [{ field: 'files', expected: 'plain files and folders only, no links' }]);

/** Regular files below the folder; anything else there (a link, a pipe) could lead out of it and refuses the whole. */
const filesBelow = async (folder: string): Promise<readonly string[]> => {
  if (!(await lstat(folder)).isDirectory()) throw notPlain();
  const files: string[] = [];
  // With types, it does not go into folders that are links.
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (entry.isDirectory()) continue;
    if (!entry.isFile()) throw notPlain();
    files.push(relative(folder, join(entry.parentPath, entry.name)));
  }
  return files.toSorted();
};

/** Opens a file below the folder: since it was found, a link may have taken its place, or that of a folder on the way to it. */
const openBelow = async (folder: string, name: string): Promise<FileHandle> => {
  const handle = await openPlain(join(folder, name));
  if (handle === undefined) throw notPlain();
  const meant = join(await realpath(dirname(folder)), basename(folder), name);
  const [opened, there, real] = await Promise.all([handle.stat(), lstat(meant), realpath(join(folder, name))]);
  if (real === meant && opened.ino === there.ino && opened.dev === there.dev) return handle;
  await handle.close();
  throw notPlain();
};

/** An entry of SWB's object list, as S3's ListObjectVersions spells it. */
export const listedObject = (
  key: string,
  { version, size, sha256 }: { readonly version: string; readonly size: number; readonly sha256: string },
  at: string,
) => ({ Key: key, LastModified: at, ETag: `"${sha256.slice(0, 32)}"`, Size: size, StorageClass: 'STANDARD', VersionId: version }) as const;

type Found = { readonly name: string; readonly key: string; readonly size: number };

const keyOf = (prefix: string, name: string): string => {
  const key = `${prefix}${name.split(sep).join('/')}`;
  if (key.isWellFormed() && Buffer.byteLength(key) <= maxKeyBytes) return key;
  throw badInput('files to import', [{ field: 'files', expected: `paths of at most ${maxKeyBytes} bytes` }]);
};

const sizeOf = async (folder: string, name: string): Promise<number> => {
  const handle = await openBelow(folder, name);
  try {
    return (await handle.stat()).size;
  } finally {
    await handle.close();
  }
};

/** The files, each of which could be opened; not kept open, since there may be more of them than a process may have open. */
const find = async (folder: string, prefix: string): Promise<readonly Found[]> => {
  try {
    const found: Found[] = [];
    for (const name of await filesBelow(folder)) found.push({ name, key: keyOf(prefix, name), size: await sizeOf(folder, name) });
    return found;
  } catch (error) {
    if (!isForbidden(error)) throw error;
    throw badInput('files to import', [{ field: 'files', expected: 'files and folders that this service may read' }], error);
  }
};

/**
 * Whether the egress store lists every file that lies in the folder, by path and size, for the submission: what an import left
 * whose files could not be deleted, or not all of them. Throws BadInputError as the import does.
 */
export const isImported = async (
  { egressStore }: { readonly egressStore: Pick<LocalEgressStore, 'readObjectList'> },
  {
    folder,
    submission: { objectList, source },
  }: { readonly folder: string; readonly submission: Pick<Submission, 'objectList' | 'source'> },
): Promise<boolean> => {
  const found = await find(folder, source.prefix);
  try {
    const listed = parseObjectList(await egressStore.readObjectList(objectList), source.prefix);
    const sizes = new Map(listed.map(({ key, size }) => [key, size]));
    return found.every(({ key, size }) => sizes.get(key) === size);
  } catch (error) {
    if (error instanceof ObjectMissingError) return false;
    throw error;
  }
};

/**
 * Writes every file as `prefix + its path`, then their list at `list`. Throws BadInputError for what is no plain file, has no usable name or
 * may not be read, before anything is written.
 */
export const importFiles = async (
  { egressStore, clock }: { readonly egressStore: Pick<LocalEgressStore, 'putObject' | 'removeVersion'>; readonly clock: Clock },
  { folder, source, list }: { readonly folder: string; readonly source: { bucket: string; prefix: string }; readonly list: ObjectLocation },
): Promise<void> => {
  const { bucket, prefix } = source;
  const found = await find(folder, prefix);
  if (found.length === 0) throw badInput('files to import', [{ field: 'files', expected: 'at least one file' }]);
  const objects: ReturnType<typeof listedObject>[] = [];
  // An attempt that was cut off is written over by the next, and not left where no list names it.
  const versionOf = (key: string): string => sha256(JSON.stringify([list.bucket, list.key, key]));
  try {
    for (const { name, key } of found) {
      const written = await egressStore.putObject({ bucket, key, version: versionOf(key) }, bytesOf(await openBelow(folder, name)));
      objects.push(listedObject(key, written, clock()));
    }
    await egressStore.putObject({ ...list, version: versionOf(list.key) }, Buffer.from(JSON.stringify({ objects })));
  } catch (error) {
    // No list names them: a disk that filled up in the middle must not stay full of what nobody will ever read.
    for (const { Key: key, VersionId: version } of objects) await egressStore.removeVersion({ bucket, key, version }).catch(() => {});
    throw error;
  }
};
