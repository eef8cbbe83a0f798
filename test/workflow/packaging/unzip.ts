/** Reads zips back with programs that nobody here wrote: yauzl always, Info-ZIP's `unzip -t` where it is on the PATH. */
import { spawnSync } from 'node:child_process';
import { buffer } from 'node:stream/consumers';
import { openPromise } from 'yauzl';

export type Unzipped = { readonly path: string; readonly bytes: Buffer; readonly stored: boolean; readonly modified: Date };

/** Every entry of the zip, in its order. */
export const unzip = async (file: string): Promise<readonly Unzipped[]> => {
  const zip = await openPromise(file, { strictFileNames: true });
  const entries: Unzipped[] = [];
  for await (const entry of zip.eachEntry()) {
    entries.push({
      path: entry.fileName,
      bytes: await buffer(await zip.openReadStreamPromise(entry)),
      stored: entry.compressionMethod === 0,
      modified: entry.getLastModDate({ timezone: 'UTC' }),
    });
  }
  return entries;
};

/** What `unzip -t` says against the zip; undefined when it finds it sound, or is not installed. */
export const unzipComplaint = (file: string): string | undefined => {
  const { error, status, stdout } = spawnSync('unzip', ['-tqq', file], { encoding: 'utf8' });
  return error || status === 0 ? undefined : stdout;
};
