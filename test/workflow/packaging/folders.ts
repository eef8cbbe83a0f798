/** The byte ports of one machine, over a new temporary folder. */
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { folderDataLake } from '../../../src/workflow/local/data-lake.ts';
import { downloadLinks } from '../../../src/workflow/local/download-links.ts';
import { folderEgressStore } from '../../../src/workflow/local/egress-store.ts';
import { folderStagingArea } from '../../../src/workflow/local/staging-area.ts';
import type { Instant } from '../../../src/workflow/request.ts';

/** The three ports, and where they keep their files; `[Symbol.asyncDispose]` removes all of it. */
export const folders = async () => {
  const root = await mkdtemp(join(tmpdir(), 'sallyport-bytes-'));
  const stagingFolder = join(root, 'staging');
  const lakeFolder = join(root, 'lake');
  const links = downloadLinks({ key: randomBytes(32), baseUrl: 'http://127.0.0.1', clock: () => new Date().toISOString() as Instant });
  return {
    root,
    stagingFolder,
    lakeFolder,
    egressStore: folderEgressStore({ root: join(root, 'egress'), stagingRoot: stagingFolder }),
    staging: folderStagingArea(stagingFolder),
    lake: folderDataLake({ root: lakeFolder, links }),
    [Symbol.asyncDispose]: () => rm(root, { recursive: true, force: true }),
  };
};
export type Folders = Awaited<ReturnType<typeof folders>>;
