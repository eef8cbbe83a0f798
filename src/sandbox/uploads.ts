/** Somebody's own files on their way to the egress store. */
import { randomUUID } from 'node:crypto';
import type { Uploads } from './sandbox.ts';
import { PageProblem } from './sandbox.ts';
import { tooLarge } from './upload-limit.ts';
import type { OpenStore, Submitter, Workbench } from './workbench.ts';

type Bounded = (bytes: AsyncIterable<Uint8Array>) => AsyncIterable<Uint8Array>;
export type UploadsPorts = {
  readonly swb: Pick<Workbench, 'write' | 'submit'>;
  /** The egress store that the submitter writes to. */
  readonly openStore: (by: Submitter) => Promise<OpenStore>;
  /** Who the persona is to SWB; throws `PageProblem` for somebody who submits nothing. */
  readonly submitterOf: (as: string) => Submitter;
  readonly project: string;
  /** Bytes that one submission may hold. */
  readonly largest: number;
};

/** Passes on what streams through, until all of it together exceeds `largest` bytes. */
const bounded = (largest: number): Bounded => {
  let total = 0;
  return async function* (bytes) {
    for await (const chunk of bytes) {
      total += chunk.length;
      if (total > largest) throw new PageProblem(tooLarge);
      yield chunk;
    }
  };
};

/** Submissions that are being put together; each is forgotten when it is finished. */
export const uploadsTo = ({ swb, openStore, submitterOf, project, largest }: UploadsPorts): Uploads => {
  const open = new Map<string, { readonly store: OpenStore; readonly within: Bounded }>();
  const find = (id: string) => {
    const upload = open.get(id);
    if (!upload) throw new PageProblem('That upload is gone. Please choose the files again.');
    return upload;
  };
  return {
    open: async (as) => {
      const by = submitterOf(as);
      const id = randomUUID();
      open.set(id, { store: await openStore(by), within: bounded(largest) });
      return id;
    },
    add: async (id, path, bytes) => {
      const { store, within } = find(id);
      await swb.write(store, path, within(bytes));
    },
    finish: async (as, { id, name }) => {
      const request = await swb.submit(find(id).store, { name, project, by: submitterOf(as) });
      open.delete(id);
      return request;
    },
  };
};
