/**
 * The folder that stands in for SWB's egress store. Keys and versions may say anything, so neither ever becomes a file's name: files are
 * named by hashes, and a metadata file beside each object says what it is.
 */
import { createHash, randomBytes } from 'node:crypto';
import { rm, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { IntegrityError, ObjectMissingError } from '../errors.ts';
import type { EgressStore } from '../ports.ts';
import type { ObjectLocation, Sha256 } from '../request.ts';
import { bytesOf, fileOf, folderWriter, openObject } from './object-folder.ts';

type Metadata = ObjectLocation & { readonly version: string; readonly size: number; readonly sha256: Sha256 };

/** The egress store, with SWB's own side of it. */
export type LocalEgressStore = EgressStore & {
  /** Adds a version, which becomes the object's latest; `version` is for whoever may have to write the same once more after a crash. */
  readonly putObject: (
    location: ObjectLocation & { readonly version?: string },
    body: Uint8Array | AsyncIterable<Uint8Array>,
  ) => Promise<{ readonly version: string; readonly size: number; readonly sha256: Sha256 }>;
  /** Deletes one version, if it is there; what is named as the object's latest is then nothing, unless it is another. */
  readonly removeVersion: (source: ObjectLocation & { readonly version: string }) => Promise<void>;
};

// As JSON, in which no two lists of texts look alike.
const nameFor = (...parts: readonly string[]): string => createHash('sha256').update(JSON.stringify(parts)).digest('hex');

const describe = ({ bucket, key, version }: ObjectLocation & { readonly version?: string }): string =>
  `object ${JSON.stringify(key)} in ${JSON.stringify(bucket)}${version === undefined ? '' : ` with version ${JSON.stringify(version)}`}`;

/** Other versions lie there, or it is gone. */
const isLeft = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && (error.code === 'ENOTEMPTY' || error.code === 'ENOENT');

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

/** The egress store below `root`; copies go to the staging area below `stagingRoot`. */
export const folderEgressStore = ({ root, stagingRoot }: { readonly root: string; readonly stagingRoot: string }): LocalEgressStore => {
  const write = folderWriter(root, 'objects');
  const copy = folderWriter(stagingRoot, 'copies');
  const folderFor = ({ bucket, key }: ObjectLocation): string => {
    const name = nameFor(bucket, key);
    return join(root, name.slice(0, 2), name);
  };
  const objectFile = (source: ObjectLocation & { readonly version: string }): string =>
    join(folderFor(source), `${nameFor(source.version)}.object`);
  const metadataFile = (source: ObjectLocation & { readonly version: string }): string =>
    join(folderFor(source), `${nameFor(source.version)}.json`);
  const latestFile = (location: ObjectLocation): string => join(folderFor(location), 'latest.json');

  const metadataIn = async (file: string, described: string): Promise<Metadata> => {
    const metadata: Metadata = JSON.parse((await buffer(bytesOf(await openObject(file, described)))).toString());
    return metadata;
  };

  return {
    readObjectList: async (location) => {
      const latest = await metadataIn(latestFile(location), describe(location));
      return (await buffer(bytesOf(await openObject(objectFile(latest), describe(latest))))).toString();
    },
    stage: async (source, target) => {
      const file = fileOf(stagingRoot, target.key);
      const known = await metadataIn(metadataFile(source), describe(source));
      const { size, sha256 } = await copy(file, bytesOf(await openObject(objectFile(source), describe(source))), (copied) => {
        if (copied.size !== known.size || copied.sha256 !== known.sha256)
          throw new IntegrityError(`${describe(source)} is not what was put there`);
      });
      return { size, sha256 };
    },
    putObject: async ({ bucket, key, version = randomBytes(24).toString('base64url') }, body) => {
      if (key === '') throw new ObjectMissingError(`an object in ${JSON.stringify(bucket)} needs a key`);
      const added = { bucket, key, version };
      const { size, sha256 } = await write(objectFile(added), body instanceof Uint8Array ? once(body) : body);
      const metadata = Buffer.from(JSON.stringify({ ...added, size, sha256 }));
      try {
        // In this order, so that what is named as the latest is there.
        await write(metadataFile(added), once(metadata));
        await write(latestFile(added), once(metadata));
      } catch (error) {
        // Nobody was told of this version: on a disk that is full, nobody would ever delete it.
        await rm(objectFile(added), { force: true });
        await rm(metadataFile(added), { force: true });
        throw error;
      }
      return { version, size, sha256 };
    },
    removeVersion: async (source) => {
      const latest = await metadataIn(latestFile(source), describe(source)).catch((error: unknown) => {
        if (!(error instanceof ObjectMissingError)) throw error;
      });
      if (latest?.version === source.version) await rm(latestFile(source), { force: true });
      // The object first: while its description lies there, it can be found and deleted again.
      await rm(objectFile(source), { force: true });
      await rm(metadataFile(source), { force: true });
      await rmdir(folderFor(source)).catch((error: unknown) => {
        if (!isLeft(error)) throw error;
      });
    },
  };
};
