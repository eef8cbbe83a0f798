/** The manifest: a JSON Lines document, a header and then one staged file a line, sorted by path in byte order; its SHA-256 is what people approve. */
import { createHash } from 'node:crypto';
import * as z from 'zod';
import { byBytes } from './byte-order.ts';
import { BadInputError } from './errors.ts';
import type { EgressRequest, ManifestSummary, RequestId, Sha256, StagedFile } from './request.ts';

const Header = z.strictObject({ sallyport: z.literal('manifest/1'), request: z.string() });
const isSha256 = (value: unknown): value is Sha256 => typeof value === 'string' && /^[0-9a-f]{64}$/.test(value);
const File = z.strictObject({
  path: z.string().min(1),
  sourceKey: z.string().min(1),
  sourceVersion: z.string().min(1),
  size: z.int().min(0),
  sha256: z.custom<Sha256>(isSha256, { error: 'expected a SHA-256' }),
});

type Owner = Pick<EgressRequest, 'id' | 'submission'>;

/** A workspace id that is a safe folder name everywhere: no dots at its ends, no device name of Windows. */
export const workspaceIdPattern = /^(?!(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$))[a-z0-9](?:[a-z0-9._-]{0,78}[a-z0-9_-])?$/i;

/** The workspace's folder name in staging; comes from outside, so anything but one plain path segment is refused. */
export const workspaceSegment = ({ submission: { workspaceId } }: Pick<EgressRequest, 'submission'>): string => {
  if (!workspaceIdPattern.test(workspaceId)) {
    throw new BadInputError('submission', {
      field: 'workspaceId',
      expected: 'expected up to 80 letters, digits, dots, dashes and underscores',
    });
  }
  return workspaceId;
};

/** Where the request's objects wait: `workspace/request/`. */
export const stagingPrefix = (request: Owner): string => `${workspaceSegment(request)}/${request.id}/`;

/** Where the request's manifest lies, beside the staged objects. */
export const manifestKey = (request: Owner): string => `${workspaceSegment(request)}/${request.id}.manifest.jsonl`;

/** Where it is kept what differs from the manifest of the request that this one submits again. */
export const changesKey = (request: Owner): string => `${workspaceSegment(request)}/${request.id}.changes.jsonl`;

/** Where staging keeps its progress: batches of manifest lines, gone once the manifest is written. */
export const partsPrefix = (request: Owner): string => `${workspaceSegment(request)}/${request.id}.parts/`;

// Written field by field: the digest must not depend on the order in which an object's properties were made.
const lineOf = ({ path, sourceKey, sourceVersion, size, sha256 }: StagedFile): string =>
  `${JSON.stringify({ path, sourceKey, sourceVersion, size, sha256 })}\n`;

/** The manifest's lines, each with its line feed; `files` are sorted by path in byte order. */
export function* manifestLines(request: RequestId, files: Iterable<StagedFile>): Generator<string> {
  yield `${JSON.stringify({ sallyport: 'manifest/1', request })}\n`;
  for (const file of files) yield lineOf(file);
}

const bad = (line: number, expected: string, cause?: unknown): BadInputError =>
  new BadInputError('manifest', { field: `line ${line}`, expected, cause });

/** The longest line there can be: four fields of at most 1,024 bytes, each byte escaped. */
const maxLineLength = 32 * 1024;

/** Lines without their line feeds; throws `BadInputError` for what is no UTF-8 text of whole, bounded lines. */
export async function* linesOf(source: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  let rest = '';
  let line = 1;
  const decode = (chunk?: Uint8Array): string => {
    try {
      return decoder.decode(chunk, { stream: chunk !== undefined });
    } catch (cause) {
      throw bad(line, 'expected UTF-8', cause);
    }
  };
  for await (const chunk of source) {
    const lines = (rest + decode(chunk)).split('\n');
    rest = lines.pop() ?? '';
    for (const text of lines) {
      yield text;
      line += 1;
    }
    if (rest.length > maxLineLength) throw bad(line, 'expected a shorter line');
  }
  if (rest + decode() !== '') throw bad(line, 'expected a line feed at its end');
}

const parseLine = <T>(schema: z.ZodType<T>, text: string, line: number): T => {
  try {
    return schema.parse(JSON.parse(text));
  } catch (cause) {
    throw bad(line, line === 1 ? 'expected the header of a manifest' : 'expected a staged file', cause);
  }
};

/**
 * The files of a manifest, one at a time however many there are; throws `BadInputError` for anything but a whole, sorted manifest of
 * this request. It does not know the digest that was approved: whoever relies on the bytes compares that too.
 */
export async function* readManifest(source: AsyncIterable<Uint8Array>, request: RequestId): AsyncGenerator<StagedFile> {
  let line = 0;
  let previous: string | undefined;
  for await (const text of linesOf(source)) {
    line += 1;
    if (line === 1) {
      if (parseLine(Header, text, line).request !== request) throw bad(line, `expected the manifest of request ${request}`);
      continue;
    }
    const file = parseLine(File, text, line);
    if (previous !== undefined && byBytes(previous, file.path) >= 0) throw bad(line, 'expected paths sorted, each once');
    previous = file.path;
    yield file;
  }
  if (line === 0) throw bad(1, 'expected the header of a manifest');
}

/** A path's extension in lower case without its dot; empty when there is none, or what follows the dot is too long to be one. */
export const extensionOf = (path: string): string => /[^/]\.([^./]{1,16})$/u.exec(path)?.[1]?.toLowerCase() ?? '';

/** What the request's item keeps of its manifest; `files` are sorted by path in byte order. */
export const summariseManifest = (request: RequestId, files: Iterable<StagedFile>): ManifestSummary => {
  const hash = createHash('sha256');
  const types = new Map<string, number>();
  const first: { readonly path: string; readonly size: number }[] = [];
  let count = 0;
  let bytes = 0;
  const noted = function* (): Generator<StagedFile> {
    for (const file of files) {
      const extension = extensionOf(file.path);
      types.set(extension, (types.get(extension) ?? 0) + 1);
      if (first.length < 10) first.push({ path: file.path, size: file.size });
      count += 1;
      bytes += file.size;
      yield file;
    }
  };
  for (const line of manifestLines(request, noted())) hash.update(line);
  return {
    digest: hash.digest('hex') as Sha256,
    files: count,
    bytes,
    types: [...types]
      .map(([extension, fileCount]) => ({ extension, files: fileCount }))
      .sort((a, b) => b.files - a.files || byBytes(a.extension, b.extension))
      .slice(0, 20),
    first,
  };
};
