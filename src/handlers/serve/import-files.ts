/** Puts files that lie in a folder into the egress store, with the object list that Service Workbench would write of them. */
import { createHash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import * as z from 'zod';
import { english } from '../../bots/languages/english.ts';
import { sha256 } from '../../workflow/canonical.ts';
import { ObjectMissingError } from '../../workflow/errors.ts';
import { badInput } from '../../workflow/issues.ts';
import type { LocalEgressStore } from '../../workflow/local/egress-store.ts';
import { bytesOf } from '../../workflow/local/object-folder.ts';
import type { Clock } from '../../workflow/ports.ts';
import type { ObjectLocation, Submission } from '../../workflow/request.ts';
import { allBelow, openBelow } from './open-folder.ts';
import { isForbidden } from './plain-file.ts';
import type { Size } from './room.ts';
import { neededFor, roomOf } from './room.ts';

/** S3: the longest key. */
const maxKeyBytes = 1024;

const refusal = (expected: string, cause?: unknown) => badInput('files to import', [{ field: 'files', expected }], cause);
const notPlain = () => refusal('plain files and folders only, no links');

/** Of a file's contents, in the object list. */
const tagOf = (hash: string): string => `"${hash.slice(0, 32)}"`;

/** An entry of SWB's object list, as S3's ListObjectVersions spells it. */
export const listedObject = (
  key: string,
  { version, size, sha256 }: { readonly version: string; readonly size: number; readonly sha256: string },
  at: string,
) => ({ Key: key, LastModified: at, ETag: tagOf(sha256), Size: size, StorageClass: 'STANDARD', VersionId: version }) as const;

const TaggedList = z.object({ objects: z.array(z.object({ Key: z.string(), Size: z.number(), ETag: z.string() })) });

/** `mark` changes with the file: it was another one, or was written to. */
type Found = { readonly name: string; readonly key: string; readonly size: number; readonly mark: string };

const nameOf = (path: Buffer): string => {
  const name = path.toString();
  if (Buffer.from(name).equals(path)) return name;
  throw refusal('names in UTF-8');
};

const keyOf = (prefix: string, name: string): string => {
  const key = `${prefix}${name}`;
  if (key.isWellFormed() && Buffer.byteLength(key) <= maxKeyBytes) return key;
  throw refusal(`paths of at most ${maxKeyBytes} bytes`);
};

const opened = async (folder: string, name: string): Promise<FileHandle> => {
  const handle = await openBelow(folder, name);
  if (handle === undefined) throw notPlain();
  return handle;
};

const aboutOf = async (folder: string, name: string): Promise<Pick<Found, 'size' | 'mark'>> => {
  const handle = await opened(folder, name);
  try {
    const { size, ino, ctimeNs } = await handle.stat({ bigint: true });
    return { size: Number(size), mark: `${ino} ${ctimeNs}` };
  } finally {
    await handle.close();
  }
};

/** The files by their names, each of which could be opened; not kept open, since there may be more of them than a process may have open. */
const find = async (folder: string, prefix: string): Promise<readonly Found[]> => {
  try {
    const names: string[] = [];
    for await (const { path, kind } of allBelow(folder)) {
      // A link or a pipe could lead out of the folder: it refuses the whole.
      if (kind === 'neither file nor folder') throw notPlain();
      if (kind === 'too deep') throw refusal(`paths of at most ${maxKeyBytes} bytes`);
      names.push(nameOf(path));
    }
    const found: Found[] = [];
    for (const name of names.toSorted()) found.push({ name, key: keyOf(prefix, name), ...(await aboutOf(folder, name)) });
    return found;
  } catch (error) {
    if (!isForbidden(error)) throw error;
    throw refusal('files and folders that this service may read', error);
  }
};

const hashOf = async (handle: FileHandle): Promise<string> => {
  const hash = createHash('sha256');
  for await (const chunk of bytesOf(handle)) hash.update(chunk);
  return hash.digest('hex');
};

/** By folder, which files of it are known to be in which object list: while they cannot be deleted, they are not read again and again. */
type Compared = Map<string, string>;
type Submitted = { readonly folder: string; readonly submission: Pick<Submission, 'objectList' | 'source'> };

const markOf = (found: readonly Found[], { bucket, key }: ObjectLocation): string => sha256(JSON.stringify([bucket, key, found]));

/**
 * Whether the egress store lists every file that lies in the folder, by path, size and checksum, for the submission: what an import left
 * whose files could not be deleted, or not all of them. Throws BadInputError as the import does.
 */
export const isImported = async (
  { egressStore, compared }: { readonly egressStore: Pick<LocalEgressStore, 'readObjectList'>; readonly compared: Compared },
  { folder, submission: { objectList, source } }: Submitted,
): Promise<boolean> => {
  const found = await find(folder, source.prefix);
  const mark = markOf(found, objectList);
  if (compared.get(folder) === mark) return true;
  try {
    const { objects } = TaggedList.parse(JSON.parse(await egressStore.readObjectList(objectList)));
    const listed = new Map(objects.map((object) => [object.Key, object]));
    // By size first: most that differ are told apart without being read.
    if (!found.every(({ key, size }) => listed.get(key)?.Size === size)) return false;
    for (const { key, name } of found) if (listed.get(key)?.ETag !== tagOf(await hashOf(await opened(folder, name)))) return false;
    compared.set(folder, mark);
    return true;
  } catch (error) {
    if (error instanceof ObjectMissingError) return false;
    throw error;
  }
};

/** It fits as soon as others that are under way have ended; until then it waits. */
export class RoomPromisedError extends Error {
  override name = 'RoomPromisedError' as const;
}

const checkRoom = (size: Size, disk: { readonly free: number; readonly promised: number }): void => {
  const needed = neededFor(size);
  const room = roomOf(disk);
  if (needed <= room) return;
  if (needed <= roomOf({ ...disk, promised: 0 })) throw new RoomPromisedError('others that are under way take the room first');
  const { bytes, files } = english.quantities;
  throw refusal(
    `no more than the disk has room for: they are ${bytes(size.bytes)} in ${files(size.files)}, which take about ${bytes(needed)} until they are released, and of the ${bytes(disk.free)} that are free ${bytes(room)} may be taken`,
  );
};

/** The bytes of a file, opened when they are asked for, that does not grow while it is read: there was room for the size that it was found to have. */
async function* contentsOf(folder: string, { name, size }: Found): AsyncGenerator<Uint8Array> {
  let read = 0;
  for await (const chunk of bytesOf(await opened(folder, name))) {
    read += chunk.length;
    if (read > size) throw refusal('files that nobody writes to any more');
    yield chunk;
  }
}

/**
 * Writes every file as `prefix + its path`, then their list at `list`. Throws BadInputError for what is no plain file, has no usable name,
 * may not be read or is too large for the disk, before anything is written. Resolves with how much it was.
 */
export const importFiles = async (
  {
    egressStore,
    freeBytes,
    promised,
    clock,
    compared,
  }: {
    readonly egressStore: Pick<LocalEgressStore, 'putObject' | 'removeVersion'>;
    /** Of the fullest disk that objects lie on. */
    readonly freeBytes: () => number;
    /** What is under way still has to write so many bytes. */
    readonly promised: number;
    readonly clock: Clock;
    readonly compared: Compared;
  },
  { folder, submission: { source, objectList: list } }: Submitted,
): Promise<Size> => {
  const { bucket, prefix } = source;
  const found = await find(folder, prefix);
  if (found.length === 0) throw refusal('at least one file');
  const size: Size = { files: found.length, bytes: found.reduce((sum, file) => sum + file.size, 0) };
  checkRoom(size, { free: freeBytes(), promised });
  const objects: ReturnType<typeof listedObject>[] = [];
  // An attempt that was cut off is written over by the next, and not left where no list names it.
  const versionOf = (key: string): string => sha256(JSON.stringify([list.bucket, list.key, key]));
  try {
    for (const file of found) {
      const { key } = file;
      const written = await egressStore.putObject({ bucket, key, version: versionOf(key) }, contentsOf(folder, file));
      objects.push(listedObject(key, written, clock()));
    }
    await egressStore.putObject({ ...list, version: versionOf(list.key) }, Buffer.from(JSON.stringify({ objects })));
    compared.set(folder, markOf(found, list));
    return size;
  } catch (error) {
    // No list names them: a disk that filled up in the middle must not stay full of what nobody will ever read.
    for (const { Key: key, VersionId: version } of objects) await egressStore.removeVersion({ bucket, key, version }).catch(() => {});
    throw error;
  }
};
