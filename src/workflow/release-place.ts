/** Where a request's release lies in the data lake, and when it may lie there. */
import { workspaceSegment } from './manifest.ts';
import type { DataLake } from './ports.ts';
import type { EgressRequest, StatusKind } from './request.ts';

/** Where a request's zip lies in the data lake: the predecessor's path. */
export const zipKey = (request: EgressRequest): string => `approved_egress/${workspaceSegment(request)}/${request.id}/egress_data.zip`;

/** Where its sidecar manifest lies. */
export const sidecarKey = (request: EgressRequest): string =>
  `approved_egress/${workspaceSegment(request)}/${request.id}/egress_data.manifest.json`;

/** Those who have ended in one of these are never released again, whatever an admin has tried again. */
const neverReleased: readonly StatusKind[] = ['rejected', 'expired', 'withdrawn', 'revoked'];

/**
 * Whether anything of the request may lie in the data lake, now or later. A failed request's may: once it is tried again, another attempt
 * may put its zip there at any moment, so that whoever deletes by the zip's name alone must have been told that nothing will follow.
 */
export const mayHoldZip = ({ status, zipRemoved }: EgressRequest): boolean =>
  zipRemoved === undefined && !neverReleased.includes(status.kind);

/** Removes zip and sidecar, whether or not they are there. */
export const discardRelease = async (lake: Pick<DataLake, 'locationOf' | 'remove'>, request: EgressRequest): Promise<void> => {
  for (const key of [zipKey(request), sidecarKey(request)]) await lake.remove(lake.locationOf(key));
};
