/** The bytes that go into a zip: fetched a little ahead, and each proved against its manifest line on the way (I7). */
import { createHash, hash } from 'node:crypto';
import { Readable } from 'node:stream';
import { IntegrityError } from '../errors.ts';
import type { StagedFile } from '../request.ts';
import type { Packed } from './packed.ts';
import { pack } from './packed.ts';

/** One file with its bytes: small ones proved and packed already, others as a stream that throws when it proves wrong. */
export type Source =
  | { readonly kind: 'whole'; readonly file: StagedFile; readonly packed: Packed }
  | { readonly kind: 'stream'; readonly file: StagedFile; readonly chunks: AsyncIterable<Uint8Array> };

export type SourceOptions = {
  /** The staged object's bytes. */
  readonly open: (file: StagedFile) => Promise<AsyncIterable<Uint8Array>>;
  /** Aborting destroys every open stream. */
  readonly signal: AbortSignal;
};

/** The SDK stalls when more than about 50 GETs are open. */
const filesAhead = 16;
/** Files up to this many bytes are fetched ahead; 16 of them are what memory holds. */
const smallBytes = 2 ** 20;

const mismatch = ({ path }: StagedFile, what: string): IntegrityError =>
  new IntegrityError(`the staged object ${JSON.stringify(path)} ${what}; nothing is released`);

/** Passes the chunks on, and throws `IntegrityError` as soon as they are more, or at the end fewer, than the manifest says. */
async function* sized(file: StagedFile, chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let size = 0;
  for await (const chunk of chunks) {
    size += chunk.length;
    if (size > file.size) throw mismatch(file, `is longer than the ${file.size} bytes that were approved`);
    yield chunk;
  }
  if (size < file.size) throw mismatch(file, `has ${size} bytes, not the ${file.size} that were approved`);
}

const checkHash = (file: StagedFile, sha256: string): void => {
  if (sha256 !== file.sha256) throw mismatch(file, 'is not what was approved: its SHA-256 differs');
};

/** Passes the chunks on, and throws `IntegrityError` at the latest at their end when they are not what was approved. */
async function* proved(file: StagedFile, chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const sha256 = createHash('sha256');
  for await (const chunk of sized(file, chunks)) {
    sha256.update(chunk);
    yield chunk;
  }
  checkHash(file, sha256.digest('hex'));
}

/** Opens sources, and destroys the streams still open once the signal is aborted, so that nobody waits for one that hangs. */
const opener = ({ open, signal }: SourceOptions): SourceOptions['open'] => {
  const streams = new Set<Readable>();
  signal.addEventListener('abort', () => {
    for (const stream of streams) stream.destroy();
  });
  return async (file) => {
    const chunks = await open(file);
    if (!(chunks instanceof Readable)) return chunks;
    streams.add(chunks);
    chunks.once('close', () => streams.delete(chunks));
    if (signal.aborted) chunks.destroy();
    return chunks;
  };
};

const whole = async (file: StagedFile, opened: Promise<AsyncIterable<Uint8Array>>): Promise<Packed> => {
  const chunks: Uint8Array[] = [];
  for await (const chunk of sized(file, await opened)) chunks.push(chunk);
  const bytes = chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks);
  checkHash(file, hash('sha256', bytes));
  return pack(bytes);
};

/** Starts to fetch a small file now; a larger one is opened when the returned function is called. */
const fetching = (file: StagedFile, open: SourceOptions['open']): (() => Promise<Source>) => {
  if (file.size > smallBytes) return async () => ({ kind: 'stream', file, chunks: proved(file, await open(file)) });
  const fetched = whole(file, open(file));
  // It is awaited when it is the file's turn; a failure before that must not count as unhandled.
  fetched.catch(() => undefined);
  return async () => ({ kind: 'whole', file, packed: await fetched });
};

/** The files with their bytes, in order; up to 16 small ones are fetched ahead, larger ones are opened one by one when it is their turn. */
export async function* sources(files: AsyncIterable<StagedFile>, options: SourceOptions): AsyncGenerator<Source> {
  const open = opener(options);
  const ahead: (() => Promise<Source>)[] = [];
  for await (const file of files) {
    ahead.push(fetching(file, open));
    const next = ahead.length > filesAhead ? ahead.shift() : undefined;
    if (next) yield await next();
  }
  for (const next of ahead) yield await next();
}
