/** Puts files that lie in a folder into the egress store, with the object list that Service Workbench would write of them. */
import { constants } from 'node:fs';
import { lstat, open, readdir } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { badInput } from '../../workflow/issues.ts';
import type { LocalEgressStore } from '../../workflow/local/egress-store.ts';
import { bytesOf } from '../../workflow/local/object-folder.ts';
import type { Clock } from '../../workflow/ports.ts';
import type { ObjectLocation } from '../../workflow/request.ts';

/** S3: the longest key. */
const maxKeyBytes = 1024;

/** Regular files below the folder; anything else there (a link, a pipe) could lead out of it and refuses the whole. */
const filesBelow = async (folder: string): Promise<readonly string[]> => {
  const files: string[] = [];
  for (const name of (await readdir(folder, { recursive: true })).toSorted()) {
    const about = await lstat(join(folder, name));
    if (about.isDirectory()) continue;
    if (!about.isFile()) throw badInput('files to import', [{ field: 'files', expected: 'plain files and folders only, no links' }]);
    files.push(name);
  }
  if (files.length === 0) throw badInput('files to import', [{ field: 'files', expected: 'at least one file' }]);
  return files;
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
    // Between the look at it and this, a link may have taken its place.
    const handle = await open(join(folder, name), constants.O_RDONLY | constants.O_NOFOLLOW);
    const written = await egressStore.putObject({ bucket, key }, bytesOf(handle));
    objects.push(listedObject(key, written, clock()));
  }
  await egressStore.putObject(list, Buffer.from(JSON.stringify({ objects })));
};
