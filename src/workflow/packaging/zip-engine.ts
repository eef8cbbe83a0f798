/**
 * The zip-stream inside an archiver 8 archive, made fit for very many entries. By itself it keeps an object of about a kilobyte for each
 * entry until the end, writes in pieces of a few bytes, makes a new compressor of 268 KB for each, and computes CRC-32 in JavaScript.
 */

import type { Readable } from 'node:stream';
import type { ZipArchive } from 'archiver';
import type { Packed } from './packed.ts';

type Entry = {
  readonly getMethod: () => number;
  readonly getGeneralPurposeBit: () => { readonly useDataDescriptor: (uses: boolean) => void };
  readonly setSize: (bytes: number) => void;
  readonly setCompressedSize: (bytes: number) => void;
  readonly setCrc: (checksum: number) => void;
  readonly setVersionNeededToExtract: (version: number) => void;
};

type Callback = (error: undefined, entry: Entry) => void;

/** What this needs of compress-commons' `ZipArchiveOutputStream`. */
type Inner = {
  offset: number;
  _entries: unknown;
  _appendBuffer: (entry: Entry, source: Buffer, callback: Callback) => void;
  _appendStream: (entry: Entry, source: Readable, callback: Callback) => void;
  readonly _writeLocalFileHeader: (entry: Entry) => void;
  readonly _writeCentralFileHeader: (entry: Entry) => void;
  readonly _afterAppend: (entry: Entry) => void;
  readonly writableNeedDrain: boolean;
  write: (chunk: Uint8Array | string, ...more: unknown[]) => boolean;
  end: (...more: unknown[]) => unknown;
  readonly once: (event: 'drain', listener: () => void) => unknown;
  readonly destroy: () => unknown;
};

export type ZipEngine = {
  /** Says what the next buffer that archiver is given really holds, or how to know a stream's CRC-32 once it has ended. */
  readonly expect: (content: Packed | { readonly checksum: () => number }) => void;
  /** Whether more was written than anybody has read yet. */
  readonly isFull: () => boolean;
  readonly onceDrained: (listener: () => void) => void;
  readonly destroy: () => void;
};

const methods = [
  '_appendBuffer',
  '_appendStream',
  '_writeLocalFileHeader',
  '_writeCentralFileHeader',
  '_afterAppend',
  'write',
  'end',
  'once',
  'destroy',
];

const property = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;

const isInner = (value: unknown): value is Inner =>
  Array.isArray(property(value, '_entries')) && methods.every((name) => typeof property(value, name) === 'function');

/** A header is at most 46 bytes, a name, and 28 bytes of zip64 sizes. */
const blockBytes = 64 * 1024;

/** Grows by blocks; what is appended is copied. */
const byteList = () => {
  const full: Uint8Array[] = [];
  let block = Buffer.allocUnsafe(blockBytes);
  let used = 0;
  const append = (chunk: Uint8Array): void => {
    if (used + chunk.length > block.length) {
      full.push(block.subarray(0, used));
      block = Buffer.allocUnsafe(Math.max(blockBytes, chunk.length));
      used = 0;
    }
    block.set(chunk, used);
    used += chunk.length;
  };
  return { append, blocks: (): readonly Uint8Array[] => [...full, block.subarray(0, used)] };
};

/** Keeps each written entry as the bytes of its central directory header, about 100, and writes them in blocks at the end. */
const keepHeadersOnly = (inner: Inner): void => {
  const headers = byteList();
  let count = 0;
  const toHeaders = { write: (chunk: string | Uint8Array): void => headers.append(Buffer.from(chunk)) };
  // compress-commons pushes an entry when it is written, and at the end asks for the count and visits each.
  inner._entries = {
    push: (entry: Entry): void => {
      Reflect.apply(inner._writeCentralFileHeader, toHeaders, [entry]);
      count += 1;
    },
    get length(): number {
      return count;
    },
    forEach: (): void => {
      for (const block of headers.blocks()) inner.write(block);
    },
  };
};

/** Passes writes on by the block: an entry's header alone is a dozen writes of a few bytes, each of which would travel to the upload. */
const gatherWrites = (inner: Inner): void => {
  const write = inner.write.bind(inner);
  const end = inner.end.bind(inner);
  let block = Buffer.allocUnsafe(blockBytes);
  let used = 0;
  const flush = (): boolean => {
    if (used === 0) return true;
    const full = block.subarray(0, used);
    block = Buffer.allocUnsafe(blockBytes);
    used = 0;
    // What is gathered counts already: the engine takes its entries' places in the file from this number.
    inner.offset -= full.length;
    return write(full);
  };
  inner.write = (chunk, ...more) => {
    const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
    const flushed = used + bytes.length > blockBytes ? flush() : true;
    if (bytes.length > blockBytes / 4) {
      flush();
      return write(bytes, ...more);
    }
    block.set(bytes, used);
    used += bytes.length;
    inner.offset += bytes.length;
    return flushed;
  };
  inner.end = (...more) => {
    flush();
    return end(...more);
  };
};

/** APPNOTE 4.4.5 and 4.4.3.2. */
const stored = 0;
const versionWithDataDescriptor = 20;

/** Writes buffers that are packed already, and streams that are stored with a CRC-32 that is known already (archiver's own takes three times as long). */
const writeExpected = (inner: Inner): ZipEngine['expect'] => {
  const deflateStream = inner._appendStream.bind(inner);
  let expected: Parameters<ZipEngine['expect']>[0] | undefined;
  const finish = (entry: Entry, { size, compressed, checksum }: Readonly<Record<'size' | 'compressed' | 'checksum', number>>): void => {
    entry.setSize(size);
    entry.setCompressedSize(compressed);
    entry.setCrc(checksum);
  };
  inner._appendBuffer = (entry, source, callback) => {
    if (expected === undefined || !('data' in expected) || expected.data !== source) throw new Error('archiver passed on another buffer');
    entry.getGeneralPurposeBit().useDataDescriptor(false);
    finish(entry, { size: expected.size, compressed: source.length, checksum: expected.checksum });
    inner._writeLocalFileHeader(entry);
    if (source.length > 0) inner.write(source);
    inner._afterAppend(entry);
    callback(undefined, entry);
  };
  inner._appendStream = (entry, source, callback) => {
    if (entry.getMethod() !== stored || expected === undefined || 'data' in expected) return deflateStream(entry, source, callback);
    const { checksum } = expected;
    let size = 0;
    entry.getGeneralPurposeBit().useDataDescriptor(true);
    entry.setVersionNeededToExtract(versionWithDataDescriptor);
    inner._writeLocalFileHeader(entry);
    source.on('data', (chunk: Uint8Array) => {
      size += chunk.length;
      if (inner.write(chunk)) return;
      source.pause();
      inner.once('drain', () => source.resume());
    });
    // A source that fails is the caller's to tell: it never ends.
    source.once('end', () => {
      finish(entry, { size, compressed: size, checksum: checksum() });
      inner._afterAppend(entry);
      callback(undefined, entry);
    });
  };
  return (content) => {
    expected = content;
  };
};

/** Takes hold of an archive's engine; throws when archiver is built in another way than this knows. */
export const zipEngine = (archive: ZipArchive): ZipEngine => {
  const inner = property(property(archive, '_module'), 'engine');
  if (!isInner(inner)) throw new Error('this archiver is built in another way than archiver 8');
  keepHeadersOnly(inner);
  gatherWrites(inner);
  return {
    expect: writeExpected(inner),
    isFull: () => inner.writableNeedDrain,
    onceDrained: (listener) => void inner.once('drain', listener),
    destroy: () => void inner.destroy(),
  };
};
