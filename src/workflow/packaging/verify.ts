/** Reads a written zip's central directory back from the data lake and compares it with the manifest (I7, I8). */
import type { Entry } from 'yauzl';
import { fromRandomAccessReaderPromise, RandomAccessReader } from 'yauzl';
import { IntegrityError } from '../errors.ts';
import type { DataLake } from '../ports.ts';
import type { ObjectLocation, StagedFile } from '../request.ts';

export type WrittenZip = {
  readonly location: ObjectLocation;
  /** Bytes that were uploaded. */
  readonly size: number;
  /** CRC-32 of each entry's content in order. */
  readonly checksums: readonly number[];
};

/** yauzl reads a few dozen bytes at a time; this many are asked of the data lake at once. */
const windowBytes = 2 ** 20;

/** Reads ranges through a window that moves forward, so that a long directory costs one request a megabyte. */
const windowReader = (lake: Pick<DataLake, 'readRange'>, { location, size }: WrittenZip) => {
  let start = 0;
  let bytes: Buffer = Buffer.alloc(0);
  let failure: { readonly error: unknown } | undefined;
  const load = async (from: number, to: number): Promise<void> => {
    if (from >= start && to <= start + bytes.length) return;
    const read = await lake.readRange(location, from, Math.min(size, Math.max(to, from + windowBytes)));
    bytes = Buffer.from(read.buffer, read.byteOffset, read.length);
    start = from;
    if (to > start + bytes.length) throw new IntegrityError(`the written zip ends before byte ${to}`);
  };
  const read: RandomAccessReader['read'] = (buffer, offset, length, position, callback) => {
    load(position, position + length).then(
      () => {
        bytes.copy(buffer, offset, position - start, position - start + length);
        callback(null);
      },
      (error: unknown) => {
        failure = { error };
        callback(new Error('the written zip cannot be read', { cause: error }));
      },
    );
  };
  const abstract: RandomAccessReader = Reflect.construct(RandomAccessReader, []);
  /** What the data lake threw, rather than yauzl's own words. */
  const causeOf = (error: unknown): unknown =>
    failure?.error ?? new IntegrityError('the written zip has no readable directory', { cause: error });
  return { reader: Object.assign(abstract, { read }), causeOf };
};

/** What differs between an entry as it was read back and the file that should be there. */
const differenceOf = (entry: Entry, file: StagedFile, checksum: number | undefined): string | undefined => {
  if (entry.fileName !== file.path) return 'name';
  if (entry.uncompressedSize !== file.size) return 'size';
  if (entry.crc32 !== checksum) return 'checksum';
  return undefined;
};

const directoryOf = async function* (lake: Pick<DataLake, 'readRange'>, zip: WrittenZip): AsyncGenerator<Entry> {
  const { reader, causeOf } = windowReader(lake, zip);
  try {
    const opened = await fromRandomAccessReaderPromise(reader, zip.size, { strictFileNames: true });
    yield* opened.eachEntry();
  } catch (error) {
    throw causeOf(error);
  }
};

/** Throws `IntegrityError` unless the data lake holds a zip of the uploaded size with exactly these files, in order. */
export const verifyZip = async (
  lake: Pick<DataLake, 'readRange' | 'size'>,
  zip: WrittenZip,
  files: AsyncIterable<StagedFile>,
): Promise<void> => {
  const size = await lake.size(zip.location);
  if (size !== zip.size) throw new IntegrityError(`the written zip has ${size ?? 'no'} bytes, ${zip.size} were sent`);
  const directory = directoryOf(lake, zip);
  let count = 0;
  for await (const file of files) {
    const next = await directory.next();
    if (next.done) throw new IntegrityError(`the written zip has ${count} entries, the manifest more`);
    const difference = differenceOf(next.value, file, zip.checksums[count]);
    if (difference !== undefined) {
      throw new IntegrityError(`entry ${count + 1} of the written zip differs from ${JSON.stringify(file.path)} in its ${difference}`);
    }
    count += 1;
  }
  if (!(await directory.next()).done) throw new IntegrityError(`the written zip has more than the ${count} entries of the manifest`);
};
