/** Puts files that lie in a folder into the egress store, with the object list that Service Workbench would write of them. */
import type { FileHandle } from 'node:fs/promises';
import { lstat, readdir, realpath } from 'node:fs/promises';
import { basename, dirname, join, relative, sep } from 'node:path';
import { badInput } from '../../workflow/issues.ts';
import type { LocalEgressStore } from '../../workflow/local/egress-store.ts';
import { bytesOf } from '../../workflow/local/object-folder.ts';
import type { Clock } from '../../workflow/ports.ts';
import type { ObjectLocation } from '../../workflow/request.ts';
import { openPlain } from './plain-file.ts';

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
  if (files.length === 0) throw badInput('files to import', [{ field: 'files', expected: 'at least one file' }]);
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

/** Writes every file as `prefix + its path`, then their list at `list`. Throws BadInputError for what is no plain file or has no usable name. */
export const importFiles = async (
  { egressStore, clock }: { readonly egressStore: Pick<LocalEgressStore, 'putObject'>; readonly clock: Clock },
  { folder, source, list }: { readonly folder: string; readonly source: { bucket: string; prefix: string }; readonly list: ObjectLocation },
): Promise<void> => {
  const { bucket, prefix } = source;
  const objects: object[] = [];
  for (const name of await filesBelow(folder)) {
    const key = `${prefix}${name.split(sep).join('/')}`;
    if (!key.isWellFormed() || Buffer.byteLength(key) > maxKeyBytes)
      throw badInput('files to import', [{ field: 'files', expected: `paths of at most ${maxKeyBytes} bytes` }]);
    const written = await egressStore.putObject({ bucket, key }, bytesOf(await openBelow(folder, name)));
    objects.push(listedObject(key, written, clock()));
  }
  await egressStore.putObject(list, Buffer.from(JSON.stringify({ objects })));
};
