/** What the server of an installation answers: the platforms' entrances, download links, and whether it is well. */
import type { ServerResponse } from 'node:http';
import { pagePath } from '../../bots/links.ts';
import type { Log } from '../../bots/log.ts';
import { downloadPath } from '../../workflow/local/download-links.ts';
import type { Entrances } from './entrances.ts';
import { platformAt } from './entrances.ts';
import type { Exchange } from './listen.ts';
import { snsPath } from './sns-door.ts';

export type Doors = {
  readonly entrances: Pick<Entrances, 'answer'>;
  /** Left out where links are S3's own. */
  readonly download?: ((exchange: Exchange) => Promise<void>) | undefined;
  /** The pages of links. */
  readonly page: (exchange: Exchange) => Promise<void>;
  /** SNS's deliveries, when a topic is subscribed. */
  readonly sns?: ((exchange: Exchange) => Promise<void>) | undefined;
  /** Whether work is done at this moment. */
  readonly isReady: () => boolean;
  readonly log: Log;
};

const headers = {
  'content-type': 'text/plain; charset=utf-8',
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; sandbox",
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
} as const;

/** One word each: whoever asks may be anybody. */
const say = (response: ServerResponse, status: number, word: string): void => {
  response.writeHead(status, headers).end(`${word}\n`);
};

const open = async ({ entrances, download, page, sns, isReady }: Doors, exchange: Exchange): Promise<void> => {
  const { request, response } = exchange;
  const path = request.url?.split('?', 1)[0];
  const platform = platformAt(path);
  if (platform !== undefined && request.method === 'POST') return entrances.answer(platform, exchange);
  if (sns && path === snsPath && request.method === 'POST') return sns(exchange);
  if (download && path?.startsWith(downloadPath)) return download(exchange);
  if (path?.startsWith(pagePath)) return page(exchange);
  if (request.method !== 'GET' && request.method !== 'HEAD') return say(response, 404, 'not found');
  if (path === '/healthz') return say(response, 200, 'alive');
  if (path === '/readyz') return isReady() ? say(response, 200, 'ready') : say(response, 503, 'not ready');
  return say(response, 404, 'not found');
};

/** Answers each exchange; what fails is logged by name, and its asker learns only that it did. */
export const doors =
  (parts: Doors) =>
  (exchange: Exchange): void => {
    open(parts, exchange).catch((error: unknown) => {
      const { request, response } = exchange;
      // A client that went away in the middle is no failure of ours.
      if (!request.destroyed || !response.destroyed)
        parts.log('exchange-failed', { error: error instanceof Error ? error.name : 'unknown' });
      if (response.headersSent) response.destroy();
      else say(response, 500, 'failed');
    });
  };
