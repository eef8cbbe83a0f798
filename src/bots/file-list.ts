/** The first files of a request, on its card and in its dialogs. */
import type { EgressRequest } from '../workflow/request.ts';
import { comparisonIn } from '../workflow/resubmission.ts';
import type { Block, Line } from './card.ts';
import { line, text } from './card.ts';
import { changeLine } from './resubmissions.ts';

export const fileLine = ({ path, size }: { readonly path: string; readonly size: number }): Line =>
  line(text(path, 'code'), (say) => `  ${say.quantities.bytes(size)}`);

/** Unless the policy hides names; of a request that was submitted before, what differs comes first, with its mark. */
export const fileList = (request: EgressRequest): readonly Block[] => {
  const { manifest, terms } = request;
  if (!manifest || !terms.showFileNames || manifest.first.length === 0) return [];
  const comparison = comparisonIn(request);
  const changes = comparison?.kind === 'compared' ? comparison.first : [];
  const removed = comparison?.kind === 'compared' ? comparison.tallies.removed.files : 0;
  const marked = new Set(changes.filter(({ kind }) => kind !== 'removed').map(({ path }) => path));
  const items = [...changes.map(changeLine), ...manifest.first.filter(({ path }) => !marked.has(path)).map(fileLine)];
  return [{ kind: 'list', title: (say) => say.requests.files, items, more: manifest.files + removed - items.length }];
};
