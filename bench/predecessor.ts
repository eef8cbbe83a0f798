/**
 * The predecessor's way, plainly: copy object by object; then download everything to a disk, zip it there at zlib's usual level 6, and
 * upload the zip. It neither checks what it copied nor what it zipped.
 */
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { ZipArchive } from 'archiver';
import { parseObjectList } from '../src/workflow/object-list.ts';
import type { EgressRequest } from '../src/workflow/request.ts';
import type { StandIn } from './packaging-ports.ts';

const objectsOf = async ({ egressStore }: StandIn, { submission }: EgressRequest) =>
  parseObjectList(await egressStore.readObjectList(submission.objectList), submission.source.prefix);

/** Copies the listed versions one after the other. */
export const stageOneByOne = async (ports: StandIn, request: EgressRequest): Promise<void> => {
  for (const { key, version, size } of await objectsOf(ports, request)) {
    await ports.egressStore.stage({ bucket: request.submission.source.bucket, key, version }, { key, size });
  }
};

/** Downloads every staged object to a folder, zips the folder to a file, and uploads the file. */
export const packageOnDisk = async (ports: StandIn, request: EgressRequest): Promise<void> => {
  const folder = join(ports.root, 'download');
  const zipped = join(ports.root, 'egress_data.zip');
  const archive = new ZipArchive({ zlib: { level: 6 } });
  const names: string[] = [];
  for (const { key } of await objectsOf(ports, request)) {
    await mkdir(dirname(join(folder, key)), { recursive: true });
    await pipeline(await ports.staging.open(key), createWriteStream(join(folder, key)));
    names.push(key);
  }
  for (const name of names) archive.file(join(folder, name), { name });
  await Promise.all([pipeline(archive, createWriteStream(zipped)), archive.finalize()]);
  await ports.lake.upload('predecessor.zip', createReadStream(zipped), 'application/zip');
};
