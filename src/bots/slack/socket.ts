/** Slack's Socket Mode: connections that the app itself opens, so that no address of it need be public. Slack's library keeps one alive, this keeps two. */
import https from 'node:https';
import { setTimeout as delay } from 'node:timers/promises';
import type { SocketModeClient } from '@slack/socket-mode';
import * as z from 'zod';
import { BadInputError } from '../../workflow/errors.ts';
import type { Log } from '../log.ts';
import type { Connection } from '../platform.ts';
import type { Dispatcher, Outcome } from './dispatch.ts';
import { silentLogger } from './log.ts';
import { called, SlackCallError } from './web-client.ts';

/** Slack renews a connection every few hours, and ends it first: meanwhile the other one takes what comes. */
const connections = 2;
/** Milliseconds until Slack must have said hello. */
const patience = 20_000;
/** Milliseconds that a connection has for ending in order. */
const farewell = 2000;
/** Milliseconds after which the end of a connection is no failure of it. */
const longEnough = 10_000;
/** Slack repeats an envelope that was not acknowledged in time, within minutes; so many are remembered. */
const mostRemembered = 5000;

const Envelope = z.object({
  ack: z.custom<(response?: unknown) => Promise<void>>((value) => typeof value === 'function'),
  envelope_id: z.string().min(1),
  body: z.record(z.string(), z.unknown()),
  retry_num: z.number().optional().catch(undefined),
  retry_reason: z.string().optional().catch(undefined),
});
type Envelope = z.output<typeof Envelope>;

/** One second, doubling up to half a minute. */
const usualBackOff = (failures: number): number => Math.min(1000 * 2 ** (failures - 1), 30_000);

export type SocketOptions = Pick<Dispatcher, 'dispatch'> & {
  readonly appToken: string;
  readonly log: Log;
  /** Where the Web API lives when it is not Slack's own address. */
  readonly apiUrl?: string | undefined;
  /** Milliseconds until the next attempt after so many failed ones (1, 2, ...). */
  readonly backOff?: (failures: number) => number;
};

/** Acknowledges each envelope when it was taken, and a repeated one with the same answer, without doing anything twice. */
const envelopeTaker = ({ dispatch, log }: Pick<SocketOptions, 'dispatch' | 'log'>) => {
  const taken = new Map<string, Promise<Outcome>>();
  const working = new Set<Promise<void>>();

  const track = (work: Promise<void>): void => {
    const tracked = work.finally(() => working.delete(tracked));
    working.add(tracked);
  };

  const outcomeOf = ({ envelope_id: id, body, retry_num: retryNum, retry_reason: retryReason }: Envelope): Promise<Outcome> => {
    const known = taken.get(id);
    if (known !== undefined) {
      log('slack-replay-ignored');
      return known;
    }
    const retry = retryNum === undefined ? {} : { retryNum, retryReason: retryReason ?? '' };
    const outcome = dispatch(body, { customProperties: { began: Date.now() }, ...retry }).then(({ outcome: reached, done }) => {
      track(done);
      return reached;
    });
    taken.set(id, outcome);
    const [oldest] = taken.keys();
    if (taken.size > mostRemembered && oldest !== undefined) taken.delete(oldest);
    return outcome;
  };

  const answer = async (envelope: Envelope): Promise<void> => {
    const outcome = await outcomeOf(envelope);
    // Not acknowledged, so that Slack sends it again or tells the person; and only then is doing it again what is asked for.
    if (outcome.kind === 'failed') return void taken.delete(envelope.envelope_id);
    // The connection may have ended meanwhile. What was asked for is done all the same, and Slack's repetition gets this answer.
    await envelope.ack(outcome.response).catch(() => log('slack-acknowledgement-lost'));
  };

  return {
    take: (message: unknown): void => {
      const envelope = Envelope.safeParse(message).data;
      if (envelope) track(answer(envelope));
      else log('slack-body-refused');
    },
    settled: async (): Promise<void> => {
      while (working.size > 0) await Promise.all(working);
    },
  };
};

/** Refuses to exist without an app-level token (I3). Whoever it connects to is Slack: the address comes from Slack's own API. */
export const slackSocket = (options: SocketOptions): Connection => {
  const { appToken, log, apiUrl, backOff = usualBackOff } = options;
  if (appToken.trim() === '') throw new BadInputError('slack', { field: 'appToken', expected: 'an app-level token' });
  const { take, settled } = envelopeTaker(options);
  const stopping = new AbortController();
  const clients = new Set<SocketModeClient>();
  const open = new Set<SocketModeClient>();
  let lines: readonly Promise<void>[] = [];
  let taking = true;

  const newClient = async (): Promise<SocketModeClient> => {
    // Only now: functions that are called by HTTP never load it.
    const [{ SocketModeClient }, { EnvHttpProxyAgent }] = await Promise.all([import('@slack/socket-mode'), import('undici')]);
    // By the proxy that Node.js itself goes by (`NODE_USE_ENV_PROXY=1`), if there is one.
    const dispatcher = https.globalAgent.options.proxyEnv && new EnvHttpProxyAgent({ allowH2: false });
    return new SocketModeClient({
      ...(dispatcher === undefined ? {} : { dispatcher }),
      appToken,
      logger: silentLogger,
      // Its own way to connect again ends the process when Slack cannot be reached.
      autoReconnectEnabled: false,
      clientOptions: { ...(apiUrl === undefined ? {} : { slackApiUrl: apiUrl }), timeout: 10_000, retryConfig: { retries: 0 } },
    });
  };

  /** From the attempt to connect to the end of the connection; how many milliseconds there was one. */
  const live = async (): Promise<number> => {
    const client = await newClient();
    let openedAt: number | undefined;
    const { promise: ended, resolve: end } = Promise.withResolvers<void>();
    client.on('slack_event', (message: unknown) => {
      if (taking) take(message);
    });
    client.on('connected', () => {
      openedAt = Date.now();
      open.add(client);
      clearTimeout(late);
      log('slack-socket-open');
    });
    client.once('disconnected', end);
    const late = setTimeout(() => void client.disconnect(), patience);
    clients.add(client);
    called('apps.connections.open', client.start()).catch((error: unknown) => {
      log('slack-socket-failed', { code: error instanceof SlackCallError ? error.code : 'closed' });
      end();
    });
    await ended;
    clearTimeout(late);
    clients.delete(client);
    open.delete(client);
    return openedAt === undefined ? 0 : Date.now() - openedAt;
  };

  const keepOpen = async (): Promise<void> => {
    let failures = 0;
    while (!stopping.signal.aborted) {
      failures = (await live()) > longEnough ? 0 : failures + 1;
      if (failures > 0) await delay(backOff(failures), undefined, { signal: stopping.signal }).catch(() => {});
    }
  };

  return {
    open: () => {
      if (lines.length === 0) lines = Array.from({ length: connections }, keepOpen);
    },
    close: async () => {
      taking = false;
      await settled();
      stopping.abort();
      for (const client of clients) void client.disconnect();
      await Promise.race([Promise.all(lines), delay(farewell, undefined, { ref: false })]);
    },
    isOpen: () => open.size > 0,
  };
};
