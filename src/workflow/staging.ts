/** Staging: copies exactly the listed versions into the staging area and writes their manifest (I9). */
import { forEachBounded } from './bounded.ts';
import { byBytes } from './byte-order.ts';
import { BadInputError, IntegrityError, ObjectMissingError, RequestTooLargeError } from './errors.ts';
import { manifestKey, manifestLines, partsPrefix, readManifest, stagingPrefix, summariseManifest } from './manifest.ts';
import type { ListedObject } from './object-list.ts';
import { parseObjectList } from './object-list.ts';
import { assignPaths } from './paths.ts';
import type { EgressStore, StagingArea } from './ports.ts';
import type { EgressRequest, ManifestSummary, StagedFile } from './request.ts';

type Ports = { readonly egressStore: EgressStore; readonly staging: StagingArea };
type Owner = Pick<EgressRequest, 'id' | 'submission'>;
type Wanted = ListedObject & { readonly path: string };

export type StagingOptions = {
  /** Copies under way at once; the SDK stalls at about 50. */
  readonly concurrency?: number;
  /** Progress is recorded after this many files, or after 1 GiB. */
  readonly batchFiles?: number;
};
/** The most that can be packaged afterwards; bytes together. What is larger is refused before anybody reviews it. */
export type Limits = { readonly files: number; readonly bytes: number };
/** Asked before each copy but the first: once it is so, no further one begins. */
export type IsTimeUp = () => boolean;

const batchBytes = 2 ** 30;
const blockLength = 64 * 1024;

/** What a list promises, as files with safe paths, sorted by path. */
const wantedFiles = (text: string, prefix: string): readonly Wanted[] => {
  const listed = parseObjectList(text, prefix);
  const paths = assignPaths(listed.map(({ key }) => key.slice(prefix.length)));
  return listed
    .map((object) => ({ ...object, path: paths.get(object.key.slice(prefix.length)) ?? '' }))
    .sort((a, b) => byBytes(a.path, b.path));
};

const gibibytes = (bytes: number): string => `${(bytes / 2 ** 30).toFixed(1)} GiB`;

const requireFit = (wanted: readonly Wanted[], { files, bytes }: Limits): void => {
  const total = wanted.reduce((sum, { size }) => sum + size, 0);
  if (wanted.length > files || total > bytes)
    throw new RequestTooLargeError(
      `the request has ${wanted.length} files of ${gibibytes(total)} together; at most ${files} files of ${gibibytes(bytes)} can be released at once, so it has to be submitted in parts`,
    );
};

const batchesOf = (wanted: readonly Wanted[], batchFiles: number): readonly (readonly Wanted[])[] => {
  const batches: Wanted[][] = [];
  let bytes = 0;
  for (const file of wanted) {
    const last = batches.at(-1);
    if (last === undefined || last.length >= batchFiles || bytes >= batchBytes) {
      batches.push([file]);
      bytes = file.size;
    } else {
      last.push(file);
      bytes += file.size;
    }
  }
  return batches;
};

/** Files that an earlier attempt recorded under a key; none when there is no such record, or not one of ours. */
async function* recordedIn(
  staging: StagingArea,
  { key, request }: { readonly key: string; readonly request: Owner },
): AsyncGenerator<StagedFile> {
  try {
    yield* readManifest(await staging.open(key), request.id);
  } catch (error) {
    if (!(error instanceof ObjectMissingError || error instanceof BadInputError)) throw error;
  }
}

const keysUnder = async (staging: StagingArea, prefix: string): Promise<readonly string[]> => {
  const keys: string[] = [];
  for await (const key of staging.list(prefix)) keys.push(key);
  return keys;
};

/** Everything that earlier attempts at this request recorded, by path. */
const recordedFiles = async (staging: StagingArea, request: Owner): Promise<Map<string, StagedFile>> => {
  const recorded = new Map<string, StagedFile>();
  for (const key of [manifestKey(request), ...(await keysUnder(staging, partsPrefix(request)))]) {
    for await (const file of recordedIn(staging, { key, request })) recorded.set(file.path, file);
  }
  return recorded;
};

/** The lines, joined into blocks: a write for every line would cost more than the line. */
async function* inBlocks(lines: Iterable<string>): AsyncGenerator<string> {
  let block = '';
  for (const line of lines) {
    block += line;
    if (block.length < blockLength) continue;
    yield block;
    block = '';
  }
  yield block;
}

const isSame = (file: StagedFile | undefined, wanted: Wanted): file is StagedFile =>
  file !== undefined && file.sourceKey === wanted.key && file.sourceVersion === wanted.version && file.size === wanted.size;

/** Copies one version; a copy of another size than listed is refused by name. */
const copy = async ({ egressStore }: Ports, request: Owner, wanted: Wanted): Promise<StagedFile> => {
  const { key, version, size, path } = wanted;
  const { bucket } = request.submission.source;
  const target = { key: `${stagingPrefix(request)}${path}`, size };
  const copied = await egressStore.stage({ bucket, key, version }, target);
  if (copied.size !== size) {
    throw new IntegrityError(`object ${JSON.stringify(key)} was listed with ${size} bytes, its version ${version} has ${copied.size}`);
  }
  return { path, sourceKey: key, sourceVersion: version, size, sha256: copied.sha256 };
};

/**
 * Copies what is not recorded yet, recording each batch as it is complete, and what there is of the others when something fails or the time
 * is up; undefined when copies are left.
 */
const copyAll = async (
  ports: Ports,
  request: Owner,
  plan: {
    readonly wanted: readonly Wanted[];
    readonly recorded: ReadonlyMap<string, StagedFile>;
    readonly options: Required<StagingOptions>;
    readonly isTimeUp: IsTimeUp;
  },
): Promise<readonly StagedFile[] | undefined> => {
  const staged = new Map<string, StagedFile>();
  const batches = batchesOf(plan.wanted, plan.options.batchFiles).map((files, index) => ({
    index,
    files,
    missing: [] as Wanted[],
    left: 0,
  }));
  for (const batch of batches) {
    for (const wanted of batch.files) {
      const file = plan.recorded.get(wanted.path);
      if (isSame(file, wanted)) staged.set(wanted.path, file);
      else batch.missing.push(wanted);
    }
    batch.left = batch.missing.length;
  }
  const record = async ({ index, files }: (typeof batches)[number]): Promise<void> => {
    const known = files.map(({ path }) => staged.get(path)).filter((file) => file !== undefined);
    const key = `${partsPrefix(request)}${String(index).padStart(6, '0')}.jsonl`;
    await ports.staging.write(key, inBlocks(manifestLines(request.id, known)));
  };
  const recordBegun = () => Promise.allSettled(batches.filter(({ missing, left }) => left > 0 && left < missing.length).map(record));
  const work = function* () {
    let begun = 0;
    for (const batch of batches) {
      for (const wanted of batch.missing) {
        // At least one, so that every attempt brings the end nearer.
        if (begun > 0 && plan.isTimeUp()) return;
        begun += 1;
        yield { batch, wanted };
      }
    }
  };
  try {
    await forEachBounded(work(), plan.options.concurrency, async ({ batch, wanted }) => {
      staged.set(wanted.path, await copy(ports, request, wanted));
      batch.left -= 1;
      // A request of a single batch is recorded by its manifest.
      if (batch.left === 0 && batches.length > 1) await record(batch);
    });
  } catch (error) {
    await recordBegun();
    throw error;
  }
  if (batches.some(({ left }) => left > 0)) {
    await recordBegun();
    return undefined;
  }
  return plan.wanted.map(({ path }) => staged.get(path)).filter((file) => file !== undefined);
};

/**
 * Stages as much of the request as there is time for: every listed version copied under `workspace/request/`, and, after the last, the manifest
 * beside it. What an earlier call recorded is not copied again. Resolves with undefined when it is to be called once more. Throws
 * `BadInputError`, `ObjectMissingError` or `IntegrityError` that names the object; the first error stops new copies.
 */
export const stageInTime = async (
  ports: Ports,
  request: Owner,
  {
    isTimeUp,
    limits,
    concurrency = 32,
    batchFiles = 1000,
  }: StagingOptions & { readonly isTimeUp: IsTimeUp; readonly limits?: Limits | undefined },
): Promise<ManifestSummary | undefined> => {
  const { egressStore, staging } = ports;
  const { objectList, source } = request.submission;
  const [wanted, recorded] = await Promise.all([
    egressStore.readObjectList(objectList).then((text) => wantedFiles(text, source.prefix)),
    recordedFiles(staging, request),
  ]);
  if (limits) requireFit(wanted, limits);
  const files = await copyAll(ports, request, { wanted, recorded, options: { concurrency, batchFiles }, isTimeUp });
  if (!files) return undefined;
  await staging.write(manifestKey(request), inBlocks(manifestLines(request.id, files)));
  await staging.remove(await keysUnder(staging, partsPrefix(request)));
  return summariseManifest(request.id, files);
};

/** Stages the whole request, however long it takes. */
export const stageRequest = async (ports: Ports, request: Owner, options: StagingOptions = {}): Promise<ManifestSummary> => {
  for (;;) {
    const summary = await stageInTime(ports, request, { ...options, isTimeUp: () => false });
    if (summary) return summary;
  }
};
