/** What cannot be taken out of a folder that others may write to: it stays there under another name, with the reason beside it. */
import { randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { sha256 } from '../../workflow/canonical.ts';
import { hasCode } from './plain-file.ts';

/** A file by its name in the file system's own bytes, which need not be UTF-8. */
export type Entry = {
  /** Without the end `.json`; as far as it can be said where it is not UTF-8. */
  readonly name: string;
  readonly isUtf8: boolean;
  readonly path: Buffer;
};

/** Bytes that file systems allow a name. */
const longestName = 255;
const problemEnd = '.problem.txt';
const again = 'Once that is mended, give the file beside this one the end .json again in place of .refused, and it is taken.';

const named = ({ name, isUtf8, path }: Entry, end: string): string =>
  isUtf8 && Buffer.byteLength(name) + end.length <= longestName
    ? `${name}${end}`
    : `${Buffer.from(name).subarray(0, 180).toString()}-${sha256(path.toString('latin1')).slice(0, 16)}${end}`;

/**
 * Only files of the folder itself are named here, never one in a folder below: whoever may write to it could have put a link in such a folder's
 * place. To rename and to delete follow no link, and what is written is a new file.
 */
export const putAside = (folder: string) => {
  /** Under this name, or beside what lies there and cannot be replaced: a folder. */
  const give = async (from: string | Buffer, name: string): Promise<void> =>
    rename(from, join(folder, name)).catch((error: unknown) => {
      if (!hasCode(error, ['EISDIR', 'ENOTEMPTY', 'EEXIST'])) throw error;
      return rename(from, join(folder, `${Buffer.from(name).subarray(0, 210).toString()}-${randomUUID()}`));
    });
  return {
    /** Names `NAME.json` `NAME.refused`, and writes `NAME.problem.txt`. */
    refuse: async (entry: Entry, reason: string): Promise<void> => {
      const growing = join(folder, `.${randomUUID()}`);
      try {
        const file = await open(growing, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW, 0o640);
        try {
          // Whoever submits is of the folder's group, and is to read it whatever the service's umask.
          await file.chmod(0o640);
          await file.writeFile(`${reason}\n\n${again}\n`);
        } finally {
          await file.close();
        }
        await give(growing, named(entry, problemEnd));
      } catch (error) {
        await rm(growing, { force: true });
        throw error;
      }
      await give(entry.path, named(entry, '.refused'));
    },
    /** Deletes the notification, which is taken, and the reason for which it may have been refused before. */
    forget: async (entry: Entry): Promise<void> => {
      await rm(join(folder, named(entry, problemEnd)), { force: true }).catch(() => {});
      await rm(entry.path);
    },
  };
};
