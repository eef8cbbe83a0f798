/** Slack's HTTP requests into Bolt, over an API Gateway event: the signature is checked on the raw bytes before anything is parsed. */
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Receiver } from '@slack/bolt';
import { BadInputError } from '../../workflow/errors.ts';
import type { Clock } from '../../workflow/ports.ts';
import type { Handled, HttpAnswer, HttpEvent } from '../http.ts';
import type { Log } from '../log.ts';
import { replayGuard } from '../replay.ts';
import type { Dispatcher } from './dispatch.ts';
import { boltDispatcher } from './dispatch.ts';

const maxBodyBytes = 1024 * 1024;
/** Slack: "Verifying requests": five minutes. Refused both ways here. */
const maxSkewSeconds = 300;

const answer = (statusCode: number, body: unknown = ''): HttpAnswer =>
  typeof body === 'string' || body === undefined
    ? { statusCode, headers: { 'content-type': 'text/plain; charset=utf-8' }, body: body ?? '' }
    : { statusCode, headers: { 'content-type': 'application/json; charset=utf-8' }, body: JSON.stringify(body) };

const now = (response: HttpAnswer): Handled => ({ response, done: Promise.resolve() });

const header = ({ headers }: HttpEvent, name: string): string =>
  Object.entries(headers).find(([key]) => key.toLowerCase() === name)?.[1] ?? '';

/** `undefined` unless the signature is Slack's for these bytes and the time is now. */
const verified = (event: HttpEvent, bytes: Buffer, { secret, seconds }: { secret: string; seconds: number }): string | undefined => {
  const timestamp = header(event, 'x-slack-request-timestamp');
  const signature = header(event, 'x-slack-signature');
  if (!/^\d{1,12}$/.test(timestamp) || !/^v0=[0-9a-f]{64}$/.test(signature)) return undefined;
  if (Math.abs(seconds - Number(timestamp)) > maxSkewSeconds) return undefined;
  const expected = createHmac('sha256', secret).update(`v0:${timestamp}:`).update(bytes).digest();
  return timingSafeEqual(expected, Buffer.from(signature.slice(3), 'hex')) ? signature : undefined;
};

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);

const parse = (event: HttpEvent, bytes: Buffer): Record<string, unknown> => {
  // Slack sends UTF-8 whatever the charset parameter says; anything else is not Slack's.
  const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  const type = header(event, 'content-type').split(';', 1)[0]?.trim().toLowerCase();
  const form = type === 'application/x-www-form-urlencoded' ? new URLSearchParams(text) : undefined;
  const payload = form?.get('payload');
  const body: unknown = form && typeof payload !== 'string' ? Object.fromEntries(form) : JSON.parse(payload ?? text);
  if (!isObject(body)) throw new BadInputError('slack request', { field: '', expected: 'an object' });
  return body;
};

/** Refuses to exist without a signing secret (I3): an empty key would make every forged signature computable. */
export const slackReceiver = (options: {
  readonly signingSecret: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly dispatcher?: Dispatcher;
}): { readonly receiver: Receiver; readonly handle: (event: HttpEvent) => Promise<Handled> } => {
  const { signingSecret, clock, log } = options;
  const { receiver, dispatch } = options.dispatcher ?? boltDispatcher({ log });
  if (signingSecret.trim() === '') throw new BadInputError('slack', { field: 'signingSecret', expected: 'a signing secret' });
  const replays = replayGuard({ windowSeconds: 2 * maxSkewSeconds, most: 20_000 });

  /** Answers one HTTP request. */
  const handle = async (event: HttpEvent): Promise<Handled> => {
    const raw = event.body ?? '';
    if (raw.length > maxBodyBytes * 2) return now(answer(413));
    const bytes = Buffer.from(raw, event.isBase64Encoded === true ? 'base64' : 'utf8');
    if (bytes.length > maxBodyBytes) return now(answer(413));
    const seconds = Math.floor(Date.parse(clock()) / 1000);
    const signature = verified(event, bytes, { secret: signingSecret, seconds });
    if (signature === undefined) {
      log('slack-signature-refused');
      return now(answer(401));
    }
    let body: Record<string, unknown>;
    try {
      body = parse(event, bytes);
    } catch {
      log('slack-body-refused');
      return now(answer(400));
    }
    if (body['ssl_check'] !== undefined && body['command'] === undefined) return now(answer(200));
    if (body['type'] === 'url_verification') return now(answer(200, { challenge: String(body['challenge']).slice(0, 1000) }));
    const eventId = typeof body['event_id'] === 'string' ? body['event_id'] : undefined;
    const keys = [signature, ...(eventId === undefined ? [] : [`event ${eventId}`])];
    if (!replays.take(keys, seconds)) {
      log('slack-replay-ignored');
      return now(answer(200));
    }
    const retryNum = Number.parseInt(header(event, 'x-slack-retry-num'), 10);
    const { outcome, done } = await dispatch(body, {
      customProperties: { began: event.began ?? Date.now() },
      ...(Number.isNaN(retryNum) ? {} : { retryNum, retryReason: header(event, 'x-slack-retry-reason') }),
    });
    if (outcome.kind === 'acknowledged') return { response: answer(200, outcome.response), done };
    // Slack repeats an event that failed, and only then is doing it again what it asks for.
    replays.forget(keys);
    return { response: answer(500), done };
  };

  return { receiver, handle };
};
