/** The staging area as a folder: each key is the file's path in it. */
import type { Dirent } from 'node:fs';
import { readdir, rm, rmdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { forEachBounded } from '../bounded.ts';
import type { StagingArea } from '../ports.ts';
import { fileOf, folderWriter, openObject } from './object-folder.ts';

const atOnce = 8;

const entriesOf = async (folder: string): Promise<readonly Dirent[]> => {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR')) return [];
    throw error;
  }
};

async function* keysBelow(root: string, prefix: string): AsyncGenerator<string> {
  for (const entry of await entriesOf(join(root, ...prefix.split('/')))) {
    if (entry.isDirectory()) yield* keysBelow(root, `${prefix}${entry.name}/`);
    else yield `${prefix}${entry.name}`;
  }
}

/** Removes folders that have become empty, from the deepest up. */
const removeEmpty = async (root: string, folder: string): Promise<void> => {
  for (let current = folder; current !== root && current.startsWith(root); current = dirname(current)) {
    try {
      await rmdir(current);
    } catch {
      return;
    }
  }
};

/** The staging area below the root. Unlike S3 it cannot hold both `a` and `a/b`, which the safe paths of one request never ask for. */
export const folderStagingArea = (root: string): StagingArea => {
  const write = folderWriter(root, 'documents');
  return {
    open: async (key) => (await openObject(fileOf(root, key), `staged object ${JSON.stringify(key)}`)).createReadStream(),
    write: async (key, body) => {
      // A stream encoder, because a character may be split between two strings.
      await write(fileOf(root, key), ReadableStream.from(body).pipeThrough(new TextEncoderStream()));
    },
    remove: async (keys) => {
      const files = keys.map((key) => fileOf(root, key));
      await forEachBounded(files, atOnce, (file) => rm(file, { force: true }));
      for (const folder of new Set(files.map(dirname))) await removeEmpty(root, folder);
    },
    list: async function* (prefix) {
      if (!prefix.endsWith('/')) throw new RangeError(`a prefix ends in a slash: ${JSON.stringify(prefix)}`);
      fileOf(root, prefix.slice(0, -1));
      yield* keysBelow(root, prefix);
    },
  };
};
