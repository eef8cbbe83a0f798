/** How much can be written to the disks that folders lie on: one of them may be a link to another disk. */
import { statfsSync } from 'node:fs';

const bytesOf = (folder: string): number | undefined => {
  try {
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize;
  } catch {
    // Made when it is first written to.
    return undefined;
  }
};

/** Of the fullest of these disks, as far as this process may fill it. */
export const freeBytes = (folders: readonly string[]): number => Math.min(...folders.map(bytesOf).filter((bytes) => bytes !== undefined));
