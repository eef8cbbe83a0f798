/** Slack's Web API with time-outs, and rate limits honoured within bounds: what takes longer is left to the caller's next attempt. */
import { setTimeout as delay } from 'node:timers/promises';
import type { WebClientOptions } from '@slack/web-api';
import { WebAPIHTTPError, WebAPIPlatformError, WebAPIRateLimitedError, WebAPIRequestError, WebClient } from '@slack/web-api';
import type { Sleep } from '../pace.ts';
import { silentLogger } from './log.ts';

/** Settings of a client; a caller states what differs from a background job's needs. */
export type WebClientSettings = {
  readonly token: string;
  /** Where the Web API lives when it is not Slack's own address. */
  readonly apiUrl?: string | undefined;
  /** Milliseconds for one attempt. */
  readonly timeout?: number;
  /** A `Retry-After` of up to this many seconds is waited for; a longer one throws. */
  readonly patience?: number;
  readonly sleep?: Sleep;
};

/** Reads, which may be asked again when an answer is lost. A message may not: it could appear twice. */
const repeatable = [
  'users.info',
  'users.lookupByEmail',
  'conversations.info',
  'conversations.history',
  'conversations.open',
  'chat.update',
];
const attempts = 3;

/** A client that never retries for longer than `attempts` times `patience`. */
export const slackWebClient = (settings: WebClientSettings): WebClient => {
  const { token, apiUrl, timeout = 5000, patience = 10, sleep = delay } = settings;
  const fetchOnce: NonNullable<WebClientOptions['fetch']> = (url, init) => {
    const signal = timeout > 0 ? { signal: AbortSignal.timeout(timeout) } : {};
    return fetch(url, { ...init, ...signal, redirect: 'error' });
  };
  const fetchPatiently: NonNullable<WebClientOptions['fetch']> = async (url, init) => {
    const mayRepeat = repeatable.some((method) => String(url).endsWith(`/${method}`));
    for (let attempt = 1; ; attempt += 1) {
      const last = attempt === attempts;
      try {
        const response = await fetchOnce(url, init);
        if (response.status === 429) {
          const seconds = Number.parseInt(response.headers.get('retry-after') ?? '', 10);
          if (last || !(seconds <= patience)) return response;
          await response.text();
          await sleep(seconds * 1000);
        } else if (response.status >= 500 && mayRepeat && !last) {
          await response.text();
          await sleep(250 * attempt);
        } else return response;
      } catch (error) {
        if (!mayRepeat || last) throw error;
        await sleep(250 * attempt);
      }
    }
  };
  return new WebClient(token, {
    ...(apiUrl === undefined ? {} : { slackApiUrl: apiUrl }),
    logger: silentLogger,
    fetch: fetchPatiently,
    // The time-out above is per attempt; the client's own would also count the waiting.
    timeout: 0,
    rejectRateLimitedCalls: true,
    retryConfig: { retries: 0 },
    allowAbsoluteUrls: false,
  });
};

/** A Web API call that Slack refused or that did not get through; `code` is Slack's own word or `rate_limited`, `http_503`, `unreachable`. */
export class SlackCallError extends Error {
  override name = 'SlackCallError' as const;
  readonly code: string;
  constructor(method: string, { code, cause }: { readonly code: string; readonly cause: unknown }) {
    super(`slack ${method}: ${code}`, { cause });
    this.code = code;
  }
}

const codeOf = (error: unknown): string | undefined => {
  if (error instanceof WebAPIPlatformError) return error.data.error;
  if (error instanceof WebAPIRateLimitedError) return 'rate_limited';
  if (error instanceof WebAPIHTTPError) return `http_${error.statusCode}`;
  if (error instanceof WebAPIRequestError) return 'unreachable';
  return undefined;
};

/** Awaits a call and translates what it throws. */
export const called = async <T>(method: string, call: Promise<T>): Promise<T> => {
  try {
    return await call;
  } catch (error) {
    const code = codeOf(error);
    // The SDK's errors carry response bodies and headers: they are not kept as cause, so that no log can print them.
    throw code === undefined ? error : new SlackCallError(method, { code, cause: undefined });
  }
};

/** The value, or undefined when Slack refused with one of these codes; any other error throws. */
export const calledUnless = async <T>(method: string, call: Promise<T>, codes: readonly string[]): Promise<T | undefined> => {
  try {
    return await called(method, call);
  } catch (error) {
    if (error instanceof SlackCallError && codes.includes(error.code)) return undefined;
    throw error;
  }
};
