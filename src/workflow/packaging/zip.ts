/** One zip as a stream: one entry open at a time, never more than a few blocks in memory, the same bytes for the same input. */
import { Readable } from 'node:stream';
import { crc32 } from 'node:zlib';
import { ZipArchive } from 'archiver';
import { byBytes } from '../byte-order.ts';
import { UnsafePathError } from '../errors.ts';
import { checkEntryPath } from '../paths.ts';
import type { StagedFile } from '../request.ts';
import type { Packed } from './packed.ts';
import { deflateLevel, isWorthDeflating, sampleBytes } from './packed.ts';
import type { Source, SourceOptions } from './sources.ts';
import { sources } from './sources.ts';
import { zipEngine } from './zip-engine.ts';

export type ZipOptions = Pick<SourceOptions, 'open'> & {
  /** The date of every entry. */
  readonly date: Date;
};

export type Zip = {
  /** The zip's bytes, once; throws when a source fails or proves wrong. Leaving it early destroys what is open. */
  readonly body: AsyncIterable<Uint8Array>;
  /** CRC-32 of each entry's content in order, filled while the body is read. */
  readonly checksums: readonly number[];
};

/** The first chunks that together make a sample; what comes after stays in the iterator. */
const firstChunks = async (iterator: AsyncIterator<Uint8Array>): Promise<readonly Uint8Array[]> => {
  const chunks: Uint8Array[] = [];
  for (let size = 0; size < sampleBytes; size += chunks.at(-1)?.length ?? 0) {
    const next = await iterator.next();
    if (next.done) break;
    chunks.push(next.value);
  }
  return chunks;
};

/** What archiver is given for a source, with the CRC-32 that is known once it is consumed. */
type Content = { readonly input: Packed | Readable; readonly store: boolean; readonly checksum: () => number };

const contentOf = async (source: Source): Promise<Content> => {
  if (source.kind === 'whole') {
    const { packed } = source;
    return { input: packed, store: packed.method === 'store', checksum: () => packed.checksum };
  }
  const iterator = source.chunks[Symbol.asyncIterator]();
  const first = await firstChunks(iterator);
  let checksum = 0;
  const all = async function* (): AsyncGenerator<Uint8Array> {
    try {
      for (const chunk of first) {
        checksum = crc32(chunk, checksum);
        yield chunk;
      }
      for (let next = await iterator.next(); !next.done; next = await iterator.next()) {
        checksum = crc32(next.value, checksum);
        yield next.value;
      }
    } finally {
      await iterator.return?.();
    }
  };
  const store = !isWorthDeflating(Buffer.concat(first));
  return { input: Readable.from(all(), { objectMode: false }), store, checksum: () => checksum };
};

type Turn = { readonly resolve: () => void; readonly reject: (error: unknown) => void };

/** archiver told by promises: one entry at a time, each awaited until there is room for the next. */
const entriesOf = (archive: ZipArchive) => {
  const engine = zipEngine(archive);
  let turn: Turn | undefined;
  let failure: { readonly error: unknown } | undefined;
  const fail = (error: unknown): void => {
    failure ??= { error };
    turn?.reject(failure.error);
  };
  const done = (): void => turn?.resolve();
  /** Starts something and waits until `done` or `fail`; archiver by itself waits for ever for a source that fails. */
  const awaited = (start: () => void): Promise<void> =>
    new Promise((resolve, reject) => {
      turn = { resolve, reject };
      if (failure) reject(failure.error);
      else start();
    });
  archive.on('entry', done);
  archive.on('error', fail);
  archive.on('warning', fail);
  archive.on('close', () => fail(new Error('the zip was abandoned')));
  const add = async ({ input, store, checksum }: Content, entry: { readonly name: string; readonly date: Date }): Promise<void> => {
    if (input instanceof Readable) {
      engine.expect({ checksum });
      input.once('error', fail);
      try {
        await awaited(() => archive.append(input, { ...entry, store }));
      } finally {
        input.destroy();
      }
      return;
    }
    engine.expect(input);
    await awaited(() => archive.append(input.data, { ...entry, store }));
    // A whole buffer is written whether or not anybody reads.
    if (engine.isFull()) await awaited(() => engine.onceDrained(done));
  };
  return {
    add,
    finish: (): Promise<void> => awaited(() => archive.finalize().then(done, fail)),
    destroy: (error?: Error): void => {
      archive.destroy(error);
      engine.destroy();
    },
  };
};

const checkOrder = (previous: string | undefined, path: string): void => {
  if (previous !== undefined && byBytes(previous, path) >= 0) {
    throw new UnsafePathError(`the path ${JSON.stringify(path)} comes twice, or out of order`);
  }
};

/** The zip of these files, which are sorted by path; every name and every byte is checked before it gets in (I7, I8). */
export const zipOf = (files: AsyncIterable<StagedFile>, { open, date }: ZipOptions): Zip => {
  const checksums: number[] = [];
  const body = async function* (): AsyncGenerator<Uint8Array> {
    const archive = new ZipArchive({ zlib: { level: deflateLevel } });
    const entries = entriesOf(archive);
    const abort = new AbortController();
    const write = async (): Promise<void> => {
      let previous: string | undefined;
      for await (const source of sources(files, { open, signal: abort.signal })) {
        const { path } = source.file;
        checkEntryPath(path);
        checkOrder(previous, path);
        previous = path;
        const content = await contentOf(source);
        await entries.add(content, { name: path, date });
        checksums.push(content.checksum());
      }
      await entries.finish();
    };
    const writing = write();
    writing.catch((error: unknown) => entries.destroy(error instanceof Error ? error : new Error('a source failed', { cause: error })));
    try {
      for await (const chunk of archive) yield chunk;
      await writing;
    } finally {
      abort.abort();
      entries.destroy();
    }
  };
  return { body: body(), checksums };
};
