/** A request's first files by path, for cards and dialogs. */
import { ObjectMissingError } from '../workflow/errors.ts';
import { manifestKey, readManifest } from '../workflow/manifest.ts';
import type { StagingArea } from '../workflow/ports.ts';
import type { EgressRequest } from '../workflow/request.ts';

/** The beginning of the manifest; what the request itself remembers once the manifest is cleaned up. */
export const firstFiles = async (staging: Pick<StagingArea, 'open'>, request: EgressRequest, limit: number) => {
  const files: { path: string; size: number }[] = [];
  try {
    for await (const { path, size } of readManifest(await staging.open(manifestKey(request)), request.id)) {
      files.push({ path, size });
      if (files.length >= limit) break;
    }
    return files;
  } catch (error) {
    if (error instanceof ObjectMissingError) return request.manifest?.first ?? [];
    throw error;
  }
};
