/** Packaging: what was approved, and nothing else, as one zip in the data lake with its sidecar (I7, I8). */
import { createHash } from 'node:crypto';
import { BadInputError, IntegrityError } from '../errors.ts';
import { manifestKey, readManifest, stagingPrefix } from '../manifest.ts';
import type { DataLake, RequestStore, StagingArea, Uploaded } from '../ports.ts';
import { discardRelease, mayHoldZip, sidecarKey, zipKey } from '../release-place.ts';
import type { EgressRequest, Release, Sha256, StagedFile } from '../request.ts';
import { hashThread } from './hash-thread.ts';
import { sidecar } from './sidecar.ts';
import { verifyZip } from './verify.ts';
import { zipOf } from './zip.ts';

type Ports = {
  readonly staging: StagingArea;
  readonly lake: DataLake;
  /** Where to see whether another attempt has released the request meanwhile; without it, no other attempt is reckoned with. */
  readonly requests?: Pick<RequestStore, 'read'>;
};

type Hashing = { readonly update: (chunk: Uint8Array) => Promise<void> | void; readonly digest: () => Promise<Sha256> | Sha256 };

const hashHere = (): Hashing => {
  const hash = createHash('sha256');
  return { update: (chunk) => void hash.update(chunk), digest: () => hash.digest('hex') as Sha256 };
};

/** Passes bytes on, counting and hashing them. */
const measured = (body: AsyncIterable<Uint8Array>, hash: Hashing) => {
  let size = 0;
  const chunks = async function* (): AsyncGenerator<Uint8Array> {
    for await (const chunk of body) {
      await hash.update(chunk);
      size += chunk.length;
      yield chunk;
    }
  };
  return { chunks: chunks(), total: async (): Promise<Pick<Release, 'size' | 'sha256'>> => ({ size, sha256: await hash.digest() }) };
};

/** The manifest's files; throws `IntegrityError` at the latest at its end unless its bytes are the ones whose digest was approved. */
async function* approvedFiles({ staging }: Ports, request: EgressRequest): AsyncGenerator<StagedFile> {
  const manifest = measured(await staging.open(manifestKey(request)), hashHere());
  const differs = `the manifest of request ${request.id} is not the one that was approved`;
  try {
    yield* readManifest(manifest.chunks, request.id);
  } catch (error) {
    throw error instanceof BadInputError ? new IntegrityError(differs, { cause: error }) : error;
  }
  if ((await manifest.total()).sha256 !== request.manifest?.digest) throw new IntegrityError(differs);
}

/** Uploads the zip and proves it by what the data lake gives back; removes it again when it proves wrong. */
const writeZip = async (ports: Ports, request: EgressRequest): Promise<Release> => {
  const { staging, lake } = ports;
  const zip = zipOf(approvedFiles(ports, request), {
    open: ({ path }) => staging.open(`${stagingPrefix(request)}${path}`),
    date: new Date(request.receivedAt),
  });
  const thread = hashThread();
  let uploaded: Uploaded;
  let measures: Pick<Release, 'size' | 'sha256'>;
  try {
    const body = measured(zip.body, thread);
    uploaded = await lake.upload(zipKey(request), body.chunks, 'application/zip');
    measures = await body.total();
  } finally {
    await thread.end();
  }
  const { bucket, key } = uploaded;
  const release = { location: { bucket, key }, ...measures };
  await removedOnError(ports, { request, uploaded }, async () => {
    const { location, size } = release;
    await verifyZip(lake, { location, size, checksums: zip.checksums }, approvedFiles(ports, request));
    await lake.upload(sidecarKey(request), sidecar(request, release, approvedFiles(ports, request)), 'application/json');
  });
  return release;
};

/**
 * What a failed attempt does about its zip. Another attempt may be released at any moment, also between a look at the request and the
 * deletion, so a zip of wrong bytes is deleted only as long as it is this very upload's, and one that merely could not be proved waits for
 * the next attempt to replace it, or for the end of the request to take it away. After such an end, nothing may stay.
 */
const removedOnError = async (
  { lake, requests }: Ports,
  { request, uploaded }: { readonly request: EgressRequest; readonly uploaded: Uploaded },
  work: () => Promise<void>,
): Promise<void> => {
  try {
    await work();
  } catch (error) {
    const now = await Promise.resolve(requests ? requests.read(request.id) : request).catch(() => undefined);
    if (now && !mayHoldZip(now)) await discardRelease(lake, now).catch(() => {});
    else if (now && !now.release && error instanceof IntegrityError) await lake.removeUpload(uploaded).catch(() => {});
    throw error;
  }
};

/**
 * Zips what is staged into `approved_egress/workspace/request/egress_data.zip`, reads it back, and writes the sidecar beside it. Throws
 * `IntegrityError` when a byte differs from what was approved; then nothing is left in the data lake. Safe to repeat, also at the same time.
 */
export const packageRequest = async (ports: Ports, request: EgressRequest): Promise<Release> => {
  if (request.manifest === undefined) throw new IntegrityError(`request ${request.id} has no manifest that anybody approved`);
  return writeZip(ports, request);
};
