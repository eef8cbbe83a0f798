/** The requests that had an event in a span of time, one after the other, so that what is counted over many of them needs little memory. */
import { forEachBounded } from './bounded.ts';
import type { RequestStore } from './ports.ts';
import type { EgressRequest, Instant } from './request.ts';
import type { RequestSummary } from './summary.ts';

/** `from` belongs to it, `to` does not. */
export type Span = { readonly from: Instant; readonly to: Instant };

export const isWithin = ({ from, to }: Span, at: Instant): boolean => from <= at && at < to;

const atOnce = 8;
/** Requests that are held at a time; each is at most 400 KB. */
const held = 25;

const mayBelong = ({ from, to }: Span, { receivedAt, changedAt }: RequestSummary): boolean =>
  receivedAt < to && (changedAt === undefined || changedAt >= from);

export async function* requestsBetween(requests: Pick<RequestStore, 'list' | 'read'>, span: Span): AsyncGenerator<EgressRequest> {
  let after: string | undefined;
  do {
    const page = await requests.list({ by: { kind: 'all' }, limit: held, ...(after === undefined ? {} : { after }) });
    const read: EgressRequest[] = [];
    await forEachBounded(
      page.requests.filter((summary) => mayBelong(span, summary)),
      atOnce,
      async ({ id }) => {
        const request = await requests.read(id);
        if (request?.events.some(({ at }) => isWithin(span, at))) read.push(request);
      },
    );
    yield* read.toSorted((a, b) => (a.id < b.id ? -1 : 1));
    after = page.next;
  } while (after !== undefined);
}
