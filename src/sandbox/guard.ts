/** Keeps other web pages in the user's browser from driving the sandbox: it has no login, so it must only hear its own page. */
import type { IncomingHttpHeaders } from 'node:http';

export type Approach = { readonly method: string; readonly headers: IncomingHttpHeaders; readonly port: number };

/**
 * Why a request must not be served, or undefined. A foreign `Host` is DNS rebinding; a foreign `Origin` or `Sec-Fetch-Site` is another page.
 * Reading needs the right host; changing something needs the page's own origin as well.
 */
export const stranger = ({ method, headers, port }: Approach): string | undefined => {
  const hosts = [`127.0.0.1:${port}`, `localhost:${port}`];
  if (headers.host === undefined || !hosts.includes(headers.host)) return 'This server answers only to its own address on this machine.';
  const own = hosts.map((host) => `http://${host}`);
  if (headers.origin !== undefined && !own.includes(headers.origin)) return 'This request came from another web page.';
  const site = headers['sec-fetch-site'];
  if (method === 'GET' || method === 'HEAD') {
    const opened = headers['sec-fetch-mode'] === 'navigate';
    return site === undefined || site === 'same-origin' || site === 'none' || opened
      ? undefined
      : 'This request came from another web page.';
  }
  return headers.origin === undefined ? 'A change needs the Origin of the sandbox page.' : undefined;
};

/** Headers of every answer: no framing, no foreign scripts, nothing cached. */
export const safeHeaders = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'",
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'cache-control': 'no-store',
} as const;
