/** Where archives of the audit record lie: a folder of one machine (or a copy of it), or the bucket of an AWS installation. */
import { isUtf8 } from 'node:buffer';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { S3Client } from '@aws-sdk/client-s3';
import { GetObjectCommand, paginateListObjectsV2 } from '@aws-sdk/client-s3';
import { firstBytesOf, openPlain } from '../serve/plain-file.ts';

/** One request's lines, in their order, as they lie there; `problem` says why what lies there cannot be read as lines. */
export type ArchivedRequest = { readonly id: string; readonly lines: readonly string[]; readonly problem?: string };
export type ArchiveReader = {
  /** Every request, or those whose ids begin like this; throws `NoArchiveError` where no record lies at all. */
  readonly requests: (id?: string) => AsyncIterable<ArchivedRequest>;
};

/** Where an archive should be, nothing is that could be checked: to find no fault there would be false assurance. */
export class NoArchiveError extends Error {
  override name = 'NoArchiveError' as const;
}

const unreadable: Readonly<Record<string, string>> = {
  ENOENT: 'There is no such folder',
  ENOTDIR: 'This is no folder',
  EACCES: 'You may not read this folder',
};

const recordsIn = async (root: string): Promise<readonly string[]> => {
  const names = await readdir(root).catch((cause: NodeJS.ErrnoException) => {
    throw new NoArchiveError(`${unreadable[cause.code ?? ''] ?? `This folder cannot be read (${cause.code})`}: ${root}`, { cause });
  });
  const files = names.filter((name) => name.endsWith('.jsonl')).sort();
  if (files.length > 0) return files;
  const inside = names.includes('audit') ? ` Did you mean ${join(root, 'audit')}?` : '';
  throw new NoArchiveError(
    `There is no record in ${root}: expected files REQUEST.jsonl, as in the folder "audit" of an installation's data folder.${inside}`,
  );
};

/** Bytes: more than any record has, and less than a text can have in memory. */
const longestRecord = 128 * 2 ** 20;
const tooLong = `is longer than any record: more than ${longestRecord} bytes`;
const codeOf = (error: unknown): string => (error instanceof Error && 'code' in error ? String(error.code) : 'unknown');

/** The text of a record's file, or what is wrong with it. */
const textOf = async (path: string): Promise<{ readonly text: string } | { readonly problem: string }> => {
  try {
    const handle = await openPlain(path);
    if (handle === undefined) return { problem: 'is no plain file' };
    const bytes = await firstBytesOf(handle, longestRecord);
    if (bytes.length > longestRecord) return { problem: tooLong };
    return isUtf8(bytes) ? { text: bytes.toString() } : { problem: 'is no text in UTF-8' };
  } catch (error) {
    return { problem: `cannot be read (${codeOf(error)})` };
  }
};

/** A folder of `REQUEST.jsonl` (`workflow/local/audit-archive.ts`). */
export const folderArchive = (root: string): ArchiveReader => ({
  requests: async function* (beginning = '') {
    for (const name of await recordsIn(root)) {
      const request = name.slice(0, -'.jsonl'.length);
      if (!request.startsWith(beginning)) continue;
      const read = await textOf(join(root, name));
      if ('problem' in read) {
        // The others are read all the same.
        yield { id: request, lines: [], problem: `the file ${name} ${read.problem}` };
        continue;
      }
      const { text } = read;
      // What follows the last line break is a line that was cut off, and is no event.
      yield { id: request, lines: text.split('\n').filter((line, index, all) => line !== '' || index < all.length - 1) };
    }
  },
});

const prefix = 'requests/';

/** A bucket of `requests/REQUEST/SEQ.json` (`workflow/aws/audit-archive.ts`). S3 lists keys in order, so that a request's come together. */
export const bucketArchive = (client: S3Client, bucket: string): ArchiveReader => {
  const read = async (Key: string): Promise<string> => {
    const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key }));
    return ((await Body?.transformToString()) ?? '').replace(/\n$/, '');
  };
  return {
    requests: async function* (beginning = '') {
      let current: { id: string; lines: string[]; problem?: string } | undefined;
      for await (const { Contents = [] } of paginateListObjectsV2({ client }, { Bucket: bucket, Prefix: `${prefix}${beginning}` })) {
        for (const { Key = '', Size = 0 } of Contents) {
          const [request = ''] = Key.slice(prefix.length).split('/');
          if (current && current.id !== request) {
            yield current;
            current = undefined;
          }
          current ??= { id: request, lines: [] };
          if (Size > longestRecord) current.problem = `the object ${Key} ${tooLong}`;
          else current.lines.push(await read(Key));
        }
      }
      if (current) yield current;
      else if (beginning === '')
        throw new NoArchiveError(
          `There is no record in s3://${bucket}: expected objects ${prefix}REQUEST/000001.json, as in the stack's AuditBucket.`,
        );
    },
  };
};
