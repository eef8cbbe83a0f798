/** Turns a counted link into a URL; only ever called after the write that counted it (I10). */
import type { Clock, DataLake } from '../workflow/ports.ts';
import type { EgressRequest, LinkIssued } from '../workflow/request.ts';
import { shortId } from '../workflow/request.ts';

/** The URL of this link, for what is left of its life. The caller shows it to one person and keeps it nowhere. */
export const mintLink = async (
  { lake, clock }: { readonly lake: Pick<DataLake, 'presign'>; readonly clock: Clock },
  request: EgressRequest,
  link: LinkIssued,
): Promise<string> => {
  if (!request.release) throw new TypeError(`request ${request.id} has no release to link to`);
  const left = Math.floor((Date.parse(link.expiresAt) - Date.parse(clock())) / 1000);
  return lake.presign(request.release.location, { fileName: `egress_${shortId(request.id)}.zip`, expiresInSeconds: Math.max(1, left) });
};
