/** A request's first files by path, for dialogs, and what changed since the request that it submits again. */
import type { FilesView } from '../bots/forms.ts';
import { keptChangesOf } from '../workflow/changes.ts';
import { ObjectMissingError } from '../workflow/errors.ts';
import { manifestKey, readManifest } from '../workflow/manifest.ts';
import type { StagingArea } from '../workflow/ports.ts';
import type { EgressRequest, StagedFile } from '../workflow/request.ts';
import type { ShownChange } from '../workflow/resubmission.ts';
import { comparisonIn } from '../workflow/resubmission.ts';

type Staging = Pick<StagingArea, 'open'>;

/** The name in the store, where it had to be changed to be safe. */
const submittedAs = ({ submission }: EgressRequest, { path, sourceKey }: StagedFile): { readonly submittedAs?: string } => {
  const prefix = `${submission.workspaceId}/`;
  const name = sourceKey.startsWith(prefix) ? sourceKey.slice(prefix.length) : sourceKey;
  return name.replaceAll(/\/{2,}/g, '/') === path ? {} : { submittedAs: name };
};

/** The beginning of the manifest; what the request itself remembers once the manifest is cleaned up. */
const beginning = async (staging: Staging, request: EgressRequest, limit: number): Promise<FilesView['files']> => {
  const files: FilesView['files'][number][] = [];
  try {
    for await (const file of readManifest(await staging.open(manifestKey(request)), request.id)) {
      files.push({ path: file.path, size: file.size, ...submittedAs(request, file) });
      if (files.length >= limit) break;
    }
    return files;
  } catch (error) {
    if (error instanceof ObjectMissingError) return request.manifest?.first ?? [];
    throw error;
  }
};

/** The first changes, and what became of each path that has one; those that the request itself remembers once they are cleaned up. */
const changesOf = async (staging: Staging, request: EgressRequest, limit: number) => {
  const comparison = comparisonIn(request);
  if (comparison?.kind !== 'compared') return { changes: [], marks: new Map<string, ShownChange['kind']>(), all: true };
  const changes: ShownChange[] = [];
  const marks = new Map<string, ShownChange['kind']>();
  for await (const change of keptChangesOf(staging, request)) {
    if (changes.length < limit) changes.push(change);
    // What was taken out is not in the list of files.
    if (change.kind !== 'removed') marks.set(change.path, change.kind);
  }
  const { added, changed, renamed } = comparison.tallies;
  const all = marks.size === added.files + changed.files + renamed.files;
  return { changes: changes.length > 0 ? changes : comparison.first, marks, all };
};

/** The first `limit` files, and as many changes. */
export const firstFiles = async (staging: Staging, request: EgressRequest, limit: number): Promise<FilesView> => {
  const files = await beginning(staging, request, limit);
  const { changes, marks, all } = await changesOf(staging, request, limit);
  return {
    files: files.map((file) => {
      const change = marks.get(file.path);
      return change === undefined ? file : { ...file, change };
    }),
    changes,
    allMarked: all,
  };
};
