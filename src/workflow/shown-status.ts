/** A request's status as people are told of it. */
import type { Refusal } from './refusal.ts';
import type { EgressRequest, StatusKind } from './request.ts';

/** `givenUp`: withdrawn by an admin after a failure, which summaries of earlier versions do not say. */
export type ShownStatus = { readonly status: StatusKind; readonly givenUp?: true };

/** Whether an admin ended it after a failure; whoever asked for it withdrew nothing then. */
export const wasGivenUp = ({ status, events }: Pick<EgressRequest, 'status' | 'events'>): boolean =>
  status.kind === 'withdrawn' && events.some(({ fact }) => fact.kind === 'aborted');

export const shownStatus = (request: Pick<EgressRequest, 'status' | 'events'>): ShownStatus => ({
  status: request.status.kind,
  ...(wasGivenUp(request) ? { givenUp: true } : {}),
});

/** That its status does not allow what was asked. */
export const wrongStatus = (request: EgressRequest): Refusal => ({ kind: 'wrong-status', ...shownStatus(request), since: request.since });
