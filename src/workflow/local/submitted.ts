/** What was submitted as files on one machine: ours to delete once the request has ended, unlike what lies in Service Workbench's own bucket. */
import { ObjectMissingError } from '../errors.ts';
import { parseObjectList } from '../object-list.ts';
import type { EgressRequest } from '../request.ts';
import type { LocalEgressStore } from './egress-store.ts';

/** The bucket of the folder's egress store that files are imported into. */
export const importedBucket = 'intake';
/** Whoever submits may write the id in capitals; the request's own is in small letters. */
const listKey = (id: string): string => `${id.toLowerCase()}.json`;

/** Where a submission's own object list lies, as a notification names it. */
export const importedList = (id: string): string => `${importedBucket}/${listKey(id)}`;

/**
 * Deletes the versions that were imported for this request; the list of them stays, as the manifest does, so that the same files are known when they come again.
 * Nothing for a request whose list is not its own. Safe to repeat at any point.
 */
export const removeImported = async (
  egressStore: Pick<LocalEgressStore, 'readObjectList' | 'removeVersion'>,
  { id, submission: { objectList, source } }: Pick<EgressRequest, 'id' | 'submission'>,
): Promise<void> => {
  if (source.bucket !== importedBucket || objectList.bucket !== importedBucket || objectList.key.toLowerCase() !== listKey(id)) return;
  const text = await egressStore.readObjectList(objectList).catch((error: unknown) => {
    if (!(error instanceof ObjectMissingError)) throw error;
  });
  if (text === undefined) return;
  for (const { key, version } of parseObjectList(text, source.prefix))
    await egressStore.removeVersion({ bucket: source.bucket, key, version });
};
