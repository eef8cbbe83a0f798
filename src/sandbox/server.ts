/** The one-machine server: loopback only, one page, the program's own download links. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { pagePath } from '../bots/links.ts';
import type { Entrances } from '../handlers/serve/entrances.ts';
import { platformAt } from '../handlers/serve/entrances.ts';
import type { Exchange, Listener } from '../handlers/serve/listen.ts';
import { listenOn } from '../handlers/serve/listen.ts';
import type { Bundle } from './bundle.ts';
import { pageHtml } from './bundle.ts';
import { safeHeaders, stranger } from './guard.ts';
import type { Live } from './live.ts';
import { liveViews } from './live.ts';
import { routes } from './routes.ts';
import type { Sandbox } from './sandbox.ts';
import { PageProblem } from './sandbox.ts';

export type Log = (event: string, ids: Readonly<Record<string, string>>) => void;
export type Page = {
  readonly sandbox: Sandbox & { readonly enter: Entrances['answer'] };
  readonly bundle: Bundle;
  readonly log: Log;
};

const send = (response: ServerResponse, status: number, { type, body }: { type: string; body: string | Uint8Array }): void => {
  response.writeHead(status, { ...safeHeaders, 'content-type': type });
  response.end(body);
};
const sendJson = (response: ServerResponse, status: number, body: unknown): void =>
  send(response, status, { type: 'application/json; charset=utf-8', body: JSON.stringify(body) });

const files = (bundle: Bundle): Readonly<Record<string, { readonly type: string; readonly body: string | Uint8Array }>> => ({
  '/': { type: 'text/html; charset=utf-8', body: pageHtml },
  '/page.js': { type: 'text/javascript; charset=utf-8', body: bundle.script },
  '/page.css': { type: 'text/css; charset=utf-8', body: bundle.style },
});

/** Opens the port on loopback, where alone the sandbox is. */
export const listen = (port: number): Promise<Listener> => listenOn({ host: '127.0.0.1', port });

/** The address that was asked for; throws `PageProblem` for what only looks like a path, such as `//`. */
const addressOf = ({ url = '/' }: IncomingMessage): URL => {
  const address = /^\/(?!\/)/.test(url) ? URL.parse(url, 'http://127.0.0.1') : undefined;
  if (!address) throw new PageProblem('That is no address of this server.');
  return address;
};

const api = async ({ sandbox }: Page, { request, response }: Exchange): Promise<void> => {
  const url = addressOf(request);
  const route = routes.find(({ method, path }) => method === request.method && path.test(url.pathname));
  if (!route) return sendJson(response, 404, { problem: 'There is nothing at this address.' });
  sendJson(response, 200, await route.answer(sandbox, request, url));
};

const read = async (page: Page, live: Live, { request, response }: Exchange): Promise<void> => {
  const url = addressOf(request);
  const file = files(page.bundle)[url.pathname];
  if (file) return send(response, 200, file);
  if (url.pathname === '/api/events') {
    const chosen = url.searchParams.get('request') ?? undefined;
    return await live.open(
      { as: url.searchParams.get('as') ?? '', ...(chosen === undefined ? {} : { request: chosen }) },
      { request, response },
    );
  }
  if (await page.sandbox.download(request, response)) return;
  send(response, 404, { type: 'text/plain; charset=utf-8', body: 'There is nothing at this address.\n' });
};

const fail = (response: ServerResponse, error: unknown, log: Log): void => {
  const known = error instanceof PageProblem;
  if (!known) log('sandbox.request-failed', { error: error instanceof Error ? `${error.name}: ${error.message}` : String(error) });
  if (response.headersSent) return void response.destroy();
  sendJson(response, known ? 400 : 500, { problem: known ? error.message : 'The sandbox failed to do that; its window says why.' });
};

/** Begins to answer on the opened port; `close` ends every connection. */
export const serve = ({ server, port, answer }: Listener, page: Page): { readonly close: () => Promise<void> } => {
  const live = liveViews(page.sandbox, (error) => page.log('sandbox.view-failed', { error: String(error) }));
  answer(({ request, response }) => {
    const { method = 'GET', headers } = request;
    // Signed, and no browser's: neither the pretend Slack nor the pretend Teams sends an Origin.
    const platform = method === 'POST' && headers.origin === undefined ? platformAt(request.url) : undefined;
    // The page of a link has no referrer and so no origin, and looks itself at who sends its form.
    const isPage = request.url?.startsWith(pagePath) === true;
    const refusal = stranger({ method: platform || isPage ? 'HEAD' : method, headers: isPage ? { host: headers.host } : headers, port });
    if (refusal !== undefined) return send(response, 403, { type: 'text/plain; charset=utf-8', body: `${refusal}\n` });
    const answered = platform
      ? page.sandbox.enter(platform, { request, response })
      : isPage
        ? page.sandbox.downloadPage({ request, response })
        : method === 'GET' || method === 'HEAD'
          ? read(page, live, { request, response })
          : api(page, { request, response });
    answered.catch((error: unknown) => fail(response, error, page.log));
  });
  return {
    close: () =>
      new Promise((resolve) => {
        live.close();
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};
