/** Where a request's release lies in the data lake, and when it may lie there. */
import { workspaceSegment } from './manifest.ts';
import type { DataLake } from './ports.ts';
import type { EgressRequest } from './request.ts';

/** Where a request's zip lies in the data lake: the predecessor's path. */
export const zipKey = (request: EgressRequest): string => `approved_egress/${workspaceSegment(request)}/${request.id}/egress_data.zip`;

/** Where its sidecar manifest lies. */
export const sidecarKey = (request: EgressRequest): string =>
  `approved_egress/${workspaceSegment(request)}/${request.id}/egress_data.manifest.json`;

/** Whether anything of the request may lie in the data lake: while it is packaged, and once released until it is revoked or removed. */
export const mayHoldZip = ({ status, release, zipRemoved }: EgressRequest): boolean =>
  status.kind === 'packaging' || (release !== undefined && zipRemoved === undefined && status.kind !== 'revoked');

/** Removes zip and sidecar, whether or not they are there. */
export const discardRelease = async (lake: Pick<DataLake, 'locationOf' | 'remove'>, request: EgressRequest): Promise<void> => {
  for (const key of [zipKey(request), sidecarKey(request)]) await lake.remove(lake.locationOf(key));
};
