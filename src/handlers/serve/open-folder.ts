/**
 * Folders that others may write to, gone through by what is open: each name is looked up in the folder that was opened and in no other, so that a link
 * which takes a folder's place meanwhile leads nowhere. Node.js has no openat; Linux shows an open folder below /proc/self/fd.
 */
import { constants } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { open, readdir, rmdir, unlink } from 'node:fs/promises';
import { hasCode, openPlain } from './plain-file.ts';

/** What lies somewhere below a folder; `path` in the file system's own bytes, which need not be UTF-8. */
type Below = { readonly path: Buffer; readonly kind: 'file' | 'neither file nor folder' | 'too deep' };

/** Bytes. Deeper folders are not gone into: each on the way is kept open. */
const longestPath = 1024;
const slash = Buffer.from('/');

const openFolder = async (path: string | Buffer): Promise<FileHandle | undefined> =>
  open(path, constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW).catch((error: unknown) => {
    if (hasCode(error, ['ENOTDIR', 'ELOOP'])) return undefined;
    throw error;
  });

const inside = ({ fd }: FileHandle, name: Buffer): Buffer => Buffer.concat([Buffer.from(`/proc/self/fd/${fd}/`), name]);

const entriesOf = ({ fd }: FileHandle) => readdir(`/proc/self/fd/${fd}`, { encoding: 'buffer', withFileTypes: true });

async function* below(folder: FileHandle, prefix: Buffer): AsyncGenerator<Below> {
  for (const entry of await entriesOf(folder)) {
    const path = Buffer.concat([prefix, entry.name]);
    if (path.length > longestPath) yield { path, kind: 'too deep' };
    else if (entry.isFile()) yield { path, kind: 'file' };
    else {
      const inner = entry.isDirectory() ? await openFolder(inside(folder, entry.name)) : undefined;
      if (inner === undefined) {
        yield { path, kind: 'neither file nor folder' };
        continue;
      }
      try {
        yield* below(inner, Buffer.concat([path, slash]));
      } finally {
        await inner.close();
      }
    }
  }
}

/** Everything below the folder but folders; the path itself is the one thing that is no folder where something else lies there. */
export async function* allBelow(path: string): AsyncGenerator<Below> {
  const folder = await openFolder(path);
  if (folder === undefined) return yield { path: Buffer.alloc(0), kind: 'neither file nor folder' };
  try {
    yield* below(folder, Buffer.alloc(0));
  } finally {
    await folder.close();
  }
}

/** Opens a file below the folder to read; undefined where a link or anything else has taken its place, or that of a folder on the way to it. */
export const openBelow = async (path: string, file: string): Promise<FileHandle | undefined> => {
  const names = file.split('/').map((name) => Buffer.from(name));
  const last = names.pop() ?? Buffer.alloc(0);
  let folder = await openFolder(path);
  try {
    for (const name of names) {
      const outer = folder;
      folder = outer && (await openFolder(inside(outer, name)).finally(() => outer.close()));
    }
    return folder && (await openPlain(inside(folder, last)));
  } finally {
    await folder?.close();
  }
};

const emptied = async (folder: FileHandle, depth: number): Promise<void> => {
  if (depth > longestPath) throw new Error('folders in folders are too many to be deleted');
  for (const entry of await entriesOf(folder)) {
    const path = inside(folder, entry.name);
    const inner = entry.isDirectory() ? await openFolder(path) : undefined;
    if (inner === undefined) {
      await unlink(path);
      continue;
    }
    await emptied(inner, depth + 1).finally(() => inner.close());
    await rmdir(path);
  }
};

/** Deletes the folder with all that is below it, and nothing that a link in it leads to. */
export const removeFolder = async (path: string): Promise<void> => {
  const folder = await openFolder(path);
  if (folder === undefined) return unlink(path);
  await emptied(folder, 1).finally(() => folder.close());
  await rmdir(path);
};
