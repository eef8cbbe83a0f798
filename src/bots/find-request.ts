/** Ids as people type them: any beginning of at least four characters. */
import type { Standing } from '../workflow/permissions.ts';
import { checkReader } from '../workflow/permissions.ts';
import type { Outcome } from '../workflow/refusal.ts';
import { done, refused } from '../workflow/refusal.ts';
import type { EgressRequest, RequestId } from '../workflow/request.ts';
import type { Context } from './context.ts';

/** An id, or as much of its beginning as is typed, in lower case. */
export const idText = /^[0-9a-f][0-9a-f-]{3,35}$/;
const fullLength = 36;

/** The one request that begins with `typed` and that this person may read. Candidates that they may not read are not betrayed. */
export const findRequest = async ({ core }: Pick<Context, 'core'>, standing: Standing, typed: string): Promise<Outcome<EgressRequest>> => {
  const id = typed.trim().toLowerCase();
  const [unread] = standing.unread ?? [];
  // The same whether or not there is such a request: it must not be betrayed.
  const unknown = refused(unread ? { kind: 'group-unread', label: unread.role } : { kind: 'unknown-request', id: typed });
  if (id.length < 4) return refused({ kind: 'short-id', id: typed });
  if (!idText.test(id)) return unknown;
  const ids =
    id.length === fullLength
      ? [id as RequestId]
      : (await core.requests.list({ by: { kind: 'id-prefix', prefix: id }, limit: 10 })).requests.map((found) => found.id);
  const requests = (await Promise.all(ids.map((found) => core.requests.read(found)))).filter((request) => request !== undefined);
  const [only, ...more] = requests;
  if (!only) return unknown;
  const now = core.clock();
  if (more.length === 0) {
    if (!checkReader(standing, only, now)) return done(only);
    return unread ? unknown : refused({ kind: 'unreadable-request', id: typed });
  }
  const readable = requests.filter((request) => !checkReader(standing, request, now));
  const [single] = readable;
  if (!single) return unknown;
  return readable.length === 1
    ? done(single)
    : refused({ kind: 'ambiguous-id', id: typed, candidates: readable.map((request) => request.id) });
};
