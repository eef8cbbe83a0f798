/** Answers the page of a link, whatever server it came to: looking changes nothing, and pressing the button counts before a URL is minted. */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { LinkPorts } from '../../bots/links.ts';
import { mintLink, pagePath } from '../../bots/links.ts';
import type { Log } from '../../bots/log.ts';
import type { FoundLink, PagePorts } from '../../workflow/download-page.ts';
import { findPageLink, openPageLink, urlSeconds } from '../../workflow/download-page.ts';
import type { Records, RefusedAttempt } from '../../workflow/ports.ts';
import type { PageStyle } from './page.ts';
import { deadPage, elsewherePage, failedPage, livePage, pageHeaders } from './page.ts';

export type DownloadPagePorts = PagePorts &
  Pick<LinkPorts, 'lake'> & {
    readonly refusals: Records<RefusedAttempt>;
    readonly newId: () => string;
    /** The server's own address, as people reach it. */
    readonly baseUrl: string;
    readonly style: PageStyle;
    readonly log: Log;
  };

export type PageAsk = {
  readonly method: string;
  /** Of the URL, without what a client added behind `?`. */
  readonly path: string;
  readonly origin: string | undefined;
  /** `Sec-Fetch-Site`. */
  readonly site: string | undefined;
  /** The body's text; undefined when it is longer than any form of ours. */
  readonly readBody: () => Promise<string | undefined>;
};

export type PageAnswer = { readonly statusCode: number; readonly headers: Readonly<Record<string, string>>; readonly body: string };
export type DownloadPage = (ask: PageAsk) => Promise<PageAnswer>;

/** Bytes: several times what the form is. */
export const largestForm = 4096;

const html = (statusCode: number, body: string, headers: Readonly<Record<string, string>> = {}): PageAnswer => ({
  statusCode,
  headers: { ...pageHeaders, 'content-type': 'text/html; charset=utf-8', ...headers },
  body,
});

/** What only who was shown the page can bring back, without anything being kept for it. */
const confirmationOf = (token: string): string => createHash('sha256').update(`confirm ${token}`).digest('base64url');

const isConfirmed = (body: string, token: string): boolean => {
  const given = Buffer.from(new URLSearchParams(body).get('confirm') ?? '');
  const expected = Buffer.from(confirmationOf(token));
  return given.length === expected.length && timingSafeEqual(given, expected);
};

/** A page without referrer sends the origin `null` (Fetch: serialising a request origin), so that only another one is foreign. */
const isForeign = ({ baseUrl }: DownloadPagePorts, { origin, site }: PageAsk): boolean =>
  (origin !== undefined && origin !== 'null' && origin !== new URL(baseUrl).origin) || (site !== undefined && site !== 'same-origin');

/** I12: refused attempts are recorded, unless anybody could make them up. */
const recordRefusal = async ({ refusals, clock, newId }: DownloadPagePorts, found: Extract<FoundLink, { kind: 'dead' }>) => {
  const at = clock();
  await refusals.write({
    partition: at.slice(0, 10),
    key: `${at}#${newId()}`,
    version: 1,
    at,
    attempted: 'download-page',
    request: found.request.id,
    refusal: `link-${found.why}`,
  });
};

const over = ({ style }: DownloadPagePorts, { kind }: Exclude<FoundLink, { kind: 'live' }>): PageAnswer =>
  html(kind === 'dead' ? 410 : 404, deadPage(style));

const look = async (ports: DownloadPagePorts, token: string): Promise<PageAnswer> => {
  const found = await findPageLink(ports, token);
  return found.kind === 'live' ? html(200, livePage(ports.style, found, confirmationOf(token))) : over(ports, found);
};

const press = async (ports: DownloadPagePorts, token: string, ask: PageAsk): Promise<PageAnswer> => {
  const body = isForeign(ports, ask) ? '' : await ask.readBody();
  if (body === undefined) return html(413, elsewherePage(ports.style));
  if (!isConfirmed(body, token)) return html(403, elsewherePage(ports.style));
  const found = await openPageLink(ports, token);
  if (found.kind === 'dead') await recordRefusal(ports, found);
  if (found.kind !== 'live') return over(ports, found);
  const { request, link } = found;
  const location = await mintLink(ports, request, { expiresAt: link.expiresAt, atMost: urlSeconds });
  ports.log('link-opened', { request: request.id, link: link.number });
  return { statusCode: 303, headers: { ...pageHeaders, location }, body: '' };
};

const answer = async (ports: DownloadPagePorts, ask: PageAsk): Promise<PageAnswer> => {
  const token = ask.path.startsWith(pagePath) ? ask.path.slice(pagePath.length) : '';
  switch (ask.method) {
    case 'GET':
      return look(ports, token);
    case 'HEAD':
      return { ...(await look(ports, token)), body: '' };
    case 'POST':
      return press(ports, token, ask);
    default:
      return html(405, deadPage(ports.style), { allow: 'GET, HEAD, POST' });
  }
};

/** Never rejects: whoever waits for a download is told that they can try again, and the log why. */
export const downloadPage =
  (ports: DownloadPagePorts): DownloadPage =>
  async (ask) => {
    try {
      return await answer(ports, ask);
    } catch (error) {
      ports.log('download-page-failed', { error: error instanceof Error ? error.name : 'unknown' });
      return html(503, failedPage(ports.style), { 'retry-after': '60' });
    }
  };
