/** Teams' HTTP requests, over an API Gateway event: authenticated, of a served tenant and new, before anything is done about them (I3). */
import { BadInputError } from '../../workflow/errors.ts';
import type { Clock } from '../../workflow/ports.ts';
import type { Handled, HttpAnswer, HttpEvent } from '../http.ts';
import type { Log } from '../log.ts';
import { replayGuard } from '../replay.ts';
import type { Envelope, Origin } from './activities.ts';
import { readEnvelope } from './activities.ts';
import { TeamsRefusedError } from './authentication.ts';

const maxBodyBytes = 1024 * 1024;
/** The Bot Framework's tokens hold for an hour, with five minutes of skew on either side. */
const replayWindowSeconds = 2 * 60 * 60;

/** What came in, and from whom. */
export type Taken = { readonly type: string; readonly activity: unknown; readonly origin: Origin };
/** What goes back at once, if anything, and the work that goes on after it. */
export type Reply = { readonly body?: object; readonly done?: Promise<void> };

const answer = (statusCode: number, body?: object): HttpAnswer =>
  body === undefined
    ? { statusCode, headers: { 'content-type': 'text/plain; charset=utf-8' }, body: '' }
    : { statusCode, headers: { 'content-type': 'application/json; charset=utf-8' }, body: JSON.stringify(body) };

const now = (response: HttpAnswer): Handled => ({ response, done: Promise.resolve() });

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);

const header = ({ headers }: HttpEvent, name: string): string =>
  Object.entries(headers).find(([key]) => key.toLowerCase() === name)?.[1] ?? '';

const parse = (bytes: Buffer): Record<string, unknown> => {
  const body: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  if (!isObject(body)) throw new BadInputError('teams request', { field: '', expected: 'an object' });
  return body;
};

const errorName = (error: unknown): string => (error instanceof Error ? error.name : 'unknown');

/** `take` is called for each activity that passed every check; `tenants` are in lower case. */
export const teamsReceiver = (options: {
  readonly authenticate: (activity: unknown, authorization: string) => Promise<void>;
  readonly tenants: readonly string[];
  readonly clock: Clock;
  readonly log: Log;
  readonly take: (taken: Taken) => Promise<Reply>;
}) => {
  const { authenticate, tenants, clock, log, take } = options;
  const replays = replayGuard({ windowSeconds: replayWindowSeconds, most: 50_000 });

  const dispatch = async (envelope: Envelope & { readonly origin: Origin }, activity: unknown): Promise<Handled> => {
    const seconds = Math.floor(Date.parse(clock()) / 1000);
    const keys = envelope.id === undefined ? [] : [`${envelope.conversation} ${envelope.id}`];
    if (!replays.take(keys, seconds)) {
      log('teams-replay-ignored');
      return now(answer(200));
    }
    try {
      const { type, origin } = envelope;
      const { body, done = Promise.resolve() } = await take({ type, activity, origin });
      const ended = done.catch((error: unknown) => log('teams-work-failed', { error: errorName(error) }));
      return { response: answer(200, body), done: ended };
    } catch (error) {
      replays.forget(keys);
      const field = error instanceof BadInputError ? { field: error.field } : {};
      log('teams-request-failed', { error: errorName(error), ...field });
      return now(answer(error instanceof BadInputError ? 400 : 500));
    }
  };

  /** Answers one HTTP request. */
  const handle = async (event: HttpEvent): Promise<Handled> => {
    const raw = event.body ?? '';
    if (raw.length > maxBodyBytes * 2) return now(answer(413));
    const bytes = Buffer.from(raw, event.isBase64Encoded === true ? 'base64' : 'utf8');
    if (bytes.length > maxBodyBytes) return now(answer(413));
    let activity: Record<string, unknown>;
    try {
      activity = parse(bytes);
    } catch {
      log('teams-body-refused');
      return now(answer(400));
    }
    try {
      await authenticate(activity, header(event, 'authorization'));
    } catch (error) {
      // The message of a `TeamsRefusedError` names the check and quotes nothing.
      log('teams-token-refused', { why: error instanceof TeamsRefusedError ? error.message : errorName(error) });
      return now(answer(401));
    }
    let envelope: Envelope;
    try {
      envelope = readEnvelope(activity, tenants);
    } catch (error) {
      log('teams-activity-refused', error instanceof BadInputError ? { field: error.field } : {});
      return now(answer(400));
    }
    const { origin } = envelope;
    if (origin === 'foreign') {
      log('teams-tenant-refused');
      return now(answer(403));
    }
    // What Teams itself tells, such as that a channel was renamed, needs no answer.
    if (origin === 'nobody') return now(answer(200));
    return dispatch({ ...envelope, origin }, activity);
  };

  return { handle };
};
