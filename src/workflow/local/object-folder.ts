/** A folder that holds objects as files: each appears whole or not at all, and no key leads out of it. */
import { createHash, randomUUID } from 'node:crypto';
import { rmSync, statSync } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ObjectMissingError, UnsafePathError } from '../errors.ts';
import { checkEntryPath } from '../paths.ts';
import type { Sha256 } from '../request.ts';

/** Where files grow before they get their name. */
const incomingName = '.incoming';
const chunkBytes = 256 * 1024;
const renames = 20;

export type Written = { readonly size: number; readonly sha256: Sha256; readonly tag: string };

/** Which file it is: a name that another file has been given has another tag. */
const tagOf = ({ ino, mtimeNs }: { readonly ino: bigint; readonly mtimeNs: bigint }): string => `${ino}-${mtimeNs}`;

/** Removes the file if it is still the one with this tag; nothing else of this process happens between the look and the removal. */
export const removeTagged = (file: string, tag: string): void => {
  const found = statSync(file, { bigint: true, throwIfNoEntry: false });
  if (found && tagOf(found) === tag) rmSync(file);
};

const hasCode = (error: unknown, code: string): boolean => error instanceof Error && 'code' in error && error.code === code;

/** The key's file below the root; throws `UnsafePathError` for a key that is no plain relative path. */
export const fileOf = (root: string, key: string): string => {
  checkEntryPath(key);
  const segments = key.split('/');
  if (segments[0] === incomingName) throw new UnsafePathError(`the path ${JSON.stringify(key)} is reserved`);
  return join(root, ...segments);
};

/** Opens the file to read; throws `ObjectMissingError`, which names the object as `described`. */
export const openObject = async (file: string, described: string): Promise<FileHandle> => {
  const missing = (cause?: unknown): ObjectMissingError => new ObjectMissingError(`${described} does not exist`, { cause });
  const handle = await open(file, 'r').catch((error: unknown) => {
    throw hasCode(error, 'ENOENT') || hasCode(error, 'ENOTDIR') || hasCode(error, 'EISDIR') ? missing(error) : error;
  });
  if ((await handle.stat()).isFile()) return handle;
  await handle.close();
  throw missing();
};

/** The open file's bytes, in chunks of their own; closes it at the end. */
export async function* bytesOf(handle: FileHandle): AsyncGenerator<Uint8Array> {
  try {
    const { size } = await handle.stat();
    for (;;) {
      const { bytesRead, buffer } = await handle.read(Buffer.allocUnsafe(Math.min(chunkBytes, size + 1)));
      if (bytesRead === 0) return;
      yield buffer.subarray(0, bytesRead);
    }
  } finally {
    await handle.close();
  }
}

/** Writes the body to the file, small chunks gathered, and says what was written. */
const fill = async (handle: FileHandle, body: AsyncIterable<Uint8Array>): Promise<Omit<Written, 'tag'>> => {
  const hash = createHash('sha256');
  let size = 0;
  let gathered: Uint8Array[] = [];
  let gatheredBytes = 0;
  const flush = async (): Promise<void> => {
    const [only] = gathered;
    if (only) await handle.writeFile(gathered.length === 1 ? only : Buffer.concat(gathered));
    gathered = [];
    gatheredBytes = 0;
  };
  for await (const chunk of body) {
    hash.update(chunk);
    size += chunk.length;
    gathered.push(chunk);
    gatheredBytes += chunk.length;
    if (gatheredBytes >= chunkBytes) await flush();
  }
  await flush();
  return { size, sha256: hash.digest('hex') as Sha256 };
};

/** Makes a rename in the folder survive a power cut; Windows cannot open folders and needs no such thing. */
const syncFolder = async (folder: string): Promise<void> => {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
};

/** Gives the grown file its name, making its folder, which a removal at the same time may take away again. */
const settle = async (grown: string, file: string): Promise<void> => {
  const folder = dirname(file);
  for (let attempt = 1; ; attempt += 1) {
    try {
      await mkdir(folder, { recursive: true });
      await rename(grown, file);
      await syncFolder(folder);
      return;
    } catch (error) {
      if (!hasCode(error, 'ENOENT') || attempt === renames) throw error;
    }
  }
};

export type FolderWriter = (
  file: string,
  body: AsyncIterable<Uint8Array>,
  /** Looks at what was written before the file gets its name; what it throws leaves nothing behind. */
  check?: (written: Written) => void,
) => Promise<Written>;

/**
 * Writes files below the root, whole or not at all. A root has one writer of each name; at its first write it removes what a
 * crash left half-grown.
 */
export const folderWriter = (root: string, name: string): FolderWriter => {
  const incoming = join(root, incomingName, name);
  const prepare = async (): Promise<void> => {
    await rm(incoming, { recursive: true, force: true });
    await mkdir(incoming, { recursive: true, mode: 0o700 });
  };
  let prepared: Promise<void> | undefined;
  return async (file, body, check) => {
    prepared ??= prepare().catch((error: unknown) => {
      prepared = undefined;
      throw error;
    });
    await prepared;
    const grown = join(incoming, randomUUID());
    try {
      const handle = await open(grown, 'wx', 0o600);
      let written: Written;
      try {
        const filled = await fill(handle, body);
        await handle.sync();
        written = { ...filled, tag: tagOf(await handle.stat({ bigint: true })) };
      } finally {
        await handle.close();
      }
      check?.(written);
      await settle(grown, file);
      return written;
    } catch (error) {
      await rm(grown, { force: true });
      throw error;
    }
  };
};
