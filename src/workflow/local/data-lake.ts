/** The data lake as a folder: each key is the file's path in it, and links to it are this program's own. */
import { rm } from 'node:fs/promises';
import { ObjectMissingError } from '../errors.ts';
import type { DataLake } from '../ports.ts';
import type { ObjectLocation } from '../request.ts';
import type { DownloadLinks } from './download-links.ts';
import { fileOf, folderWriter, openObject, removeTagged } from './object-folder.ts';

/** An object that is being read, as a file handle that its reader closes. */
export type OpenedObject = { readonly size: number; readonly handle: Awaited<ReturnType<typeof openObject>> };

/** The data lake, with what a download needs of it. */
export type LocalDataLake = DataLake & {
  /** Throws `ObjectMissingError`. */
  readonly open: (location: ObjectLocation) => Promise<OpenedObject>;
};

/** The data lake below the root, under the name `bucket`. */
export const folderDataLake = ({
  root,
  bucket = 'data-lake',
  links,
}: {
  readonly root: string;
  readonly bucket?: string;
  readonly links: DownloadLinks;
}): LocalDataLake => {
  const write = folderWriter(root, 'uploads');
  const describe = (location: ObjectLocation): string => `object ${JSON.stringify(location.key)} in ${JSON.stringify(location.bucket)}`;
  const open = async (location: ObjectLocation): Promise<OpenedObject> => {
    if (location.bucket !== bucket) throw new ObjectMissingError(`${describe(location)} does not exist`);
    const handle = await openObject(fileOf(root, location.key), describe(location));
    return { size: (await handle.stat()).size, handle };
  };
  return {
    open,
    // A file keeps no content type: a download is an attachment, whatever is in it.
    upload: async (key, body) => {
      const { tag } = await write(fileOf(root, key), body);
      return { bucket, key, tag };
    },
    readRange: async (location, start, end) => {
      const { handle, size } = await open(location);
      try {
        const length = Math.max(0, Math.min(end, size) - start);
        const bytes = Buffer.alloc(length);
        let filled = 0;
        while (filled < length) {
          const { bytesRead } = await handle.read(bytes, filled, length - filled, start + filled);
          if (bytesRead === 0) break;
          filled += bytesRead;
        }
        return bytes.subarray(0, filled);
      } finally {
        await handle.close();
      }
    },
    size: async (location) => {
      try {
        const { size, handle } = await open(location);
        await handle.close();
        return size;
      } catch (error) {
        if (error instanceof ObjectMissingError) return undefined;
        throw error;
      }
    },
    presign: async (location, link) => links.mint(location, link),
    locationOf: (key) => ({ bucket, key }),
    remove: async (location) => {
      if (location.bucket === bucket) await rm(fileOf(root, location.key), { force: true });
    },
    removeUpload: async (uploaded) => {
      if (uploaded.bucket === bucket) removeTagged(fileOf(root, uploaded.key), uploaded.tag);
    },
  };
};
