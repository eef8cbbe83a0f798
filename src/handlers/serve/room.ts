/** How much of the disk may be taken by files that are submitted, when what was submitted before them still has to be copied. */
import type { RequestStore } from '../../workflow/ports.ts';
import type { RequestId } from '../../workflow/request.ts';

export type Size = { readonly files: number; readonly bytes: number };

/** Bytes that stay free whatever is submitted: the database must go on being written to. */
const reserve = 256 * 1024 ** 2;
/** As they came, as they are reviewed, and as a zip. */
const copies = 3;
/** Bytes that a file takes beside its contents: folders, its description, the rest of a block. */
const overhead = 16 * 1024;

const bytesOf = ({ files, bytes }: Size, times: number): number => times * bytes + overhead * files;

/** Bytes, from the import to the release. */
export const neededFor = (size: Size): number => bytesOf(size, copies);

/** Bytes that may be taken. */
export const roomOf = ({ free, promised }: { readonly free: number; readonly promised: number }): number =>
  Math.max(0, free - reserve - promised);

/**
 * Bytes that requests under way still have to write: the zip, and before they are staged that copy, too. How large those are is known of
 * what this process `imported` alone.
 */
export const promisedBytes = async (requests: Pick<RequestStore, 'list'>, imported: ReadonlyMap<RequestId, Size>): Promise<number> => {
  let promised = 0;
  let after: string | undefined;
  do {
    const page = await requests.list({ by: { kind: 'open' }, limit: 100, ...(after === undefined ? {} : { after }) });
    for (const { id, files, bytes = 0 } of page.requests) {
      const size = imported.get(id);
      if (files !== undefined) promised += bytesOf({ files, bytes }, copies - 2);
      else if (size) promised += bytesOf(size, copies - 1);
    }
    after = page.next;
  } while (after !== undefined);
  return promised;
};
