/** Turns a counted link into a URL; only ever called after the write that counted it (I10). */
import type { PageToken } from '../workflow/download-page.ts';
import { pageHash, pageToken } from '../workflow/download-page.ts';
import type { Clock, DataLake } from '../workflow/ports.ts';
import type { EgressRequest, LinkIssued, RequestId, Sha256 } from '../workflow/request.ts';
import { shortId } from '../workflow/request.ts';

/** Where the pages of links are, and what their addresses are made of. */
export type LinkPages = {
  /** The server's own address, without a slash at its end. */
  readonly baseUrl: string;
  /** 256 random bits in base64url, never given out before. */
  readonly newSecret: () => string;
};

/** Where the program's servers answer the pages of links. */
export const pagePath = '/l/';

export type LinkPorts = { readonly lake: Pick<DataLake, 'presign'>; readonly clock: Clock; readonly pages: LinkPages };

/** An address for a link that is about to be counted; its hash is all that is kept of it. */
export const newAddress = (
  { pages }: Pick<LinkPorts, 'pages'>,
  id: RequestId,
): { readonly token: PageToken; readonly pageHash: Sha256 } => {
  const token = pageToken(id, pages.newSecret());
  return { token, pageHash: pageHash(token) };
};

/** A URL of the zip itself, for so many seconds and never beyond the link's end. The caller shows it to one person and keeps it nowhere. */
export const mintLink = async (
  { lake, clock }: Pick<LinkPorts, 'lake' | 'clock'>,
  request: EgressRequest,
  { expiresAt, atMost = Number.POSITIVE_INFINITY }: Pick<LinkIssued, 'expiresAt'> & { readonly atMost?: number },
): Promise<string> => {
  if (!request.release) throw new TypeError(`request ${request.id} has no release to link to`);
  const left = Math.floor((Date.parse(expiresAt) - Date.parse(clock())) / 1000);
  const expiresInSeconds = Math.max(1, Math.min(atMost, left));
  return lake.presign(request.release.location, { fileName: `egress_${shortId(request.id)}.zip`, expiresInSeconds });
};

/** What the link's holder is given: a URL for what is left of its life, or the address of its page. */
export const linkUrl = async (
  ports: LinkPorts,
  request: EgressRequest,
  { link, token }: { readonly link: LinkIssued; readonly token: PageToken },
): Promise<string> => (request.terms.downloadPage === true ? `${ports.pages.baseUrl}${pagePath}${token}` : mintLink(ports, request, link));
