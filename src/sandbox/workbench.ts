/** Plays Service Workbench: puts a researcher's files into the egress store, and tells of the submission as SNS would. */
import { randomUUID } from 'node:crypto';
import { listedObject } from '../handlers/serve/import-files.ts';
import type { Clock } from '../workflow/ports.ts';
import type { ObjectLocation } from '../workflow/request.ts';
import { PageProblem } from './sandbox.ts';

const storeBucket = 'example-egress-store';
const listBucket = 'example-egress-notification';
const account = '75c1e9f0aa5b4c1d8f3e2d1c0b9a8877665544332211ffeeddccbbaa99887766';

export type WorkbenchPorts = {
  readonly putObject: (
    location: ObjectLocation,
    body: Uint8Array | AsyncIterable<Uint8Array>,
  ) => Promise<{ readonly version: string; readonly size: number; readonly sha256: string }>;
  /** SWB's own table: the egress store's status. */
  readonly putStatus: (egressStoreId: string, status: 'PENDING') => Promise<void>;
  /** Takes the notification's text, as the topic delivers it. */
  readonly notify: (message: string) => Promise<void>;
  readonly clock: Clock;
};

/** An entry of SWB's object list, which names the owner too. */
type Listed = ReturnType<typeof listedObject> & { readonly Owner: { readonly DisplayName: string; readonly ID: string } };

/** A workspace's egress store while the researcher still writes to it. */
export type OpenStore = {
  readonly workspace: string;
  /** Which of the workspace's submissions this will be: 1, 2, ... */
  readonly version: number;
  readonly entries: Map<string, Listed>;
};

export type Submitter = { readonly id: string; readonly email: string };

/** Why S3 would not take the key. */
const keyProblem = (key: string): string | undefined => {
  if (!key.isWellFormed()) return 'A file name is not valid text.';
  if (Buffer.byteLength(key) > 1024) return 'A path is longer than the 1,024 bytes that S3 allows.';
  return undefined;
};

/** The key itself, or one with a number before its extension when another file has that name already. */
const freeKey = (taken: ReadonlyMap<string, unknown>, key: string): string => {
  const [, stem = key, extension = ''] = /^(.*[^/])(\.[^./]*)$/su.exec(key) ?? [];
  let free = key;
  for (let number = 2; taken.has(free); number += 1) free = `${stem} (${number})${extension}`;
  return free;
};

export const workbench = ({ putObject, putStatus, notify, clock }: WorkbenchPorts) => {
  const listed = (key: string, written: Parameters<typeof listedObject>[1]): Listed => ({
    ...listedObject(key, written, clock()),
    Owner: { DisplayName: 'example-tre', ID: account },
  });
  const put = async ({ entries }: OpenStore, key: string, body: Uint8Array | AsyncIterable<Uint8Array>): Promise<void> => {
    entries.set(key, listed(key, await putObject({ bucket: storeBucket, key }, body)));
  };
  return {
    /** A workspace's egress store, a new one's unless one is named, with nothing but the zero-byte placeholder that SWB leaves in it. */
    openStore: async ({ workspace = randomUUID() as string, version = 1 } = {}): Promise<OpenStore> => {
      const store: OpenStore = { workspace, version, entries: new Map() };
      await put(store, `${workspace}/`, new Uint8Array());
      return store;
    },
    /** Writes one file below the workspace's prefix; a second file of that path gets a number. */
    write: async (store: OpenStore, path: string, body: Uint8Array | AsyncIterable<Uint8Array>): Promise<void> => {
      if (path === '') throw new PageProblem('A file needs a name.');
      const key = freeKey(store.entries, `${store.workspace}/${path}`);
      const problem = keyProblem(key);
      if (problem !== undefined) throw new PageProblem(problem);
      await put(store, key, body);
    },
    /** Has the list name a file below the workspace's prefix that was deleted from the store. */
    listMissing: ({ workspace, entries }: OpenStore, path: string): void => {
      const key = `${workspace}/${path}`;
      entries.set(key, listed(key, { version: randomUUID(), size: 1_024, sha256: '0'.repeat(64) }));
    },
    /** Writes the object list and sends the notification; the id of the request that it makes. */
    submit: async (
      store: OpenStore,
      about: { readonly name: string; readonly project: string; readonly by: Submitter },
    ): Promise<string> => {
      if (store.entries.size < 2) throw new PageProblem('There is no file to submit.');
      const { workspace, version } = store;
      const id = randomUUID();
      const egressStoreId = `${workspace}-egress-store`;
      const list = { bucket: listBucket, key: `${egressStoreId}/${egressStoreId}-ver${version}.json` };
      const now = clock();
      await putObject(list, Buffer.from(JSON.stringify({ objects: [...store.entries.values()] })));
      await putStatus(egressStoreId, 'PENDING');
      await notify(
        JSON.stringify({
          id,
          egress_store_id: egressStoreId,
          egress_store_name: about.name,
          egress_store_object_list_location: `arn:aws:s3:::${list.bucket}/${list.key}`,
          created_at: now,
          created_by: about.by.id,
          created_by_email: about.by.email,
          workspace_id: workspace,
          project_id: about.project,
          s3_bucketname: storeBucket,
          s3_bucketpath: `${workspace}/`,
          status: 'PENDING',
          updated_by: about.by.id,
          updated_by_email: about.by.email,
          updated_at: now,
          ver: version,
        }),
      );
      return id;
    },
  };
};
export type Workbench = ReturnType<typeof workbench>;
