/** Files that somebody else puts somewhere, opened so that none of them leads elsewhere or keeps the program waiting. */
import { constants } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { open } from 'node:fs/promises';
import { buffer } from 'node:stream/consumers';

/** Whether the operating system failed for one of these reasons. */
export const hasCode = (error: unknown, codes: readonly string[]): boolean =>
  error instanceof Error && 'code' in error && codes.includes(String(error.code));

/** Whether it failed because the file or a folder on the way to it is not for this process. */
export const isForbidden = (error: unknown): error is Error => hasCode(error, ['EACCES', 'EPERM']);

/** Opens the regular file to read; undefined where a link, a pipe or a folder lies. */
export const openPlain = async (path: string | Buffer): Promise<FileHandle | undefined> => {
  // Opening a pipe would wait for a writer.
  const handle = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK).catch((error: unknown) => {
    // A link, and a socket.
    if (hasCode(error, ['ELOOP', 'ENXIO'])) return undefined;
    throw error;
  });
  if (handle === undefined || (await handle.stat()).isFile()) return handle;
  await handle.close();
  return undefined;
};

/** The first bytes of the open file, one more than `maxBytes` at most: whoever gets that many knows that it is longer. Closes it. */
export const firstBytesOf = async (handle: FileHandle, maxBytes: number): Promise<Buffer> =>
  buffer(handle.createReadStream({ end: maxBytes }));
