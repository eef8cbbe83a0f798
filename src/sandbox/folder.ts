/** The sandbox's folder: made when it is not there, and nothing but the sandbox's own files is ever deleted from it. */
import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { lockFolder } from '../workflow/local/lock.ts';

/** The folder cannot be used; the message says why and what to do. */
export class FolderProblem extends Error {
  override name = 'FolderProblem' as const;
}

const database = 'sallyport.db';
/** Tells the sandbox's folder from one that a server keeps real requests in. */
const mark = 'sandbox.json';
/** Everything that is kept, by name in the folder; the mark goes last, so that a reset that was cut off can be done again. */
const kept = [
  database,
  `${database}-wal`,
  `${database}-shm`,
  'staging',
  'egress-store',
  'data-lake',
  'exports',
  'audit',
  'slack.json',
  'slack.json.new',
  'teams.json',
  'teams.json.new',
  `${mark}.new`,
  mark,
];
/** What may lie there besides: locks, and what a file manager leaves behind. */
const harmless = /^(in-use\.db.*|\.gitignore|\.DS_Store)$/;

export type Folder = {
  readonly path: string;
  readonly file: (name: string) => string;
  /** Throws `FolderInUseError` while a sandbox works there. */
  readonly checkFree: () => void;
  /** Deletes what was kept; throws `FolderInUseError` while a sandbox works there. */
  readonly reset: () => void;
};

/** Opens the folder; throws `FolderProblem` when somebody keeps other things in it. */
export const openFolder = (data: string): Folder => {
  const path = resolve(data);
  mkdirSync(path, { recursive: true, mode: 0o700 });
  const others = readdirSync(path).filter((name) => !harmless.test(name));
  if (others.length > 0 && !existsSync(join(path, mark)))
    throw new FolderProblem(`${path} holds other things (${others.slice(0, 3).join(', ')}). Choose an empty folder for --data.`);
  return {
    path,
    file: (name) => join(path, name),
    checkFree: () => lockFolder(path)(),
    reset: () => {
      const unlock = lockFolder(path);
      for (const name of kept) rmSync(join(path, name), { recursive: true, force: true });
      unlock();
    },
  };
};
