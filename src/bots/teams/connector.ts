/** Calls to the Teams connector with time-outs, and rate limits honoured within bounds: what takes longer is left to the caller's next attempt. */
import { setTimeout as delay } from 'node:timers/promises';
import type { Activity } from 'botbuilder';
import type { ConnectorClient } from 'botframework-connector';
import { TeamsConnectorClient } from 'botframework-connector';
import * as z from 'zod';
import type { Sleep } from '../pace.ts';
import { pacer } from '../pace.ts';
import { TeamsCallError } from './call-error.ts';

/** What a caller of the connector states: where it lives, and what differs from a background job's needs. */
export type TeamsConnectorSettings = {
  readonly connector: (serviceUrl: string) => Promise<ConnectorClient>;
  /** Milliseconds for one attempt. */
  readonly timeout?: number;
  /** Seconds that one call may spend waiting for its turn to be tried again. */
  readonly patience?: number;
  /** Milliseconds between two messages in one conversation (Teams: 7 a second, 60 in 30 seconds). */
  readonly interval?: number;
  readonly now?: () => number;
  readonly sleep?: Sleep;
};

/** A conversation and the server that it is reached by. */
export type Place = { readonly serviceUrl: string; readonly conversation: string };

const attempts = 4;
const firstBackOff = 500;
/** Teams' words for "try again with exponential back-off". */
const passing = [412, 429, 502, 504];

const word = /^[A-Za-z][A-Za-z0-9_]{0,63}$/;
const HeaderBag = z.custom<{ readonly get: (name: string) => string | undefined }>(
  (value) => typeof value === 'object' && value !== null && 'get' in value && typeof value.get === 'function',
);
const SdkError = z.object({
  name: z.enum(['RestError', 'AbortError']),
  statusCode: z.number().optional(),
  code: z.unknown(),
  response: z.object({ headers: HeaderBag }).optional(),
});

/** What failed, in our words; undefined for an error that is not the SDK's. */
const failureOf = (error: unknown): { readonly code: string; readonly status?: number; readonly retryAfter?: string } | undefined => {
  const parsed = SdkError.safeParse(error);
  if (!parsed.success) return undefined;
  const { name, statusCode: status, code, response } = parsed.data;
  if (name === 'AbortError') return { code: 'timeout' };
  if (status === undefined) return { code: 'unreachable' };
  const retryAfter = response?.headers.get('retry-after');
  const ours = status !== 429 && typeof code === 'string' && word.test(code) ? code : `http_${status}`;
  return { code: ours, status, ...(retryAfter === undefined ? {} : { retryAfter }) };
};

const Pipeline = z.custom<{ readonly removePolicy: (which: { readonly phase: 'Retry' }) => unknown }>(
  (value) => typeof value === 'object' && value !== null && 'removePolicy' in value && typeof value.removePolicy === 'function',
);
const Inner = z.object({ pipeline: Pipeline });

/** The SDK would wait as long as a `Retry-After` says and post again after any 500; it has no setting for that. */
const withoutRetries = <Client extends object>(client: Client): Client => {
  Inner.parse(Reflect.get(client, 'client')).pipeline.removePolicy({ phase: 'Retry' });
  return client;
};

const isWhole = (activity: Partial<Activity>): activity is Activity => activity.type !== undefined;

/** A conversation without the message that a thread hangs on: what Teams counts messages by. */
export const rootOf = (conversation: string): string => conversation.split(';', 1)[0] ?? conversation;

export type TeamsApi = ReturnType<typeof teamsApi>;

/** The few calls that we make; each throws `TeamsCallError`. */
export const teamsApi = (settings: TeamsConnectorSettings) => {
  const { connector, timeout = 5000, patience = 10, interval = 1000, now = Date.now, sleep = delay } = settings;
  const turn = pacer({ interval, now, sleep });

  const once = async <T>(method: string, run: (signal: AbortSignal) => Promise<T>): Promise<T> => {
    const signal = AbortSignal.timeout(timeout);
    // The SDK's own signal does not cover fetching the token.
    const expired = new Promise<never>((_resolve, reject) => {
      signal.addEventListener('abort', () => reject(new TeamsCallError(method, { code: 'timeout' })), { once: true });
    });
    return Promise.race([run(signal), expired]);
  };

  /** `repeatable` calls may be made again when an answer is lost; a message may not: it could appear twice (I14). */
  const call = async <T>(
    { method, repeatable, serviceUrl }: { readonly method: string; readonly repeatable: boolean; readonly serviceUrl: string },
    run: (client: ConnectorClient, abort: { readonly abortSignal: AbortSignal }) => Promise<T>,
  ): Promise<T> => {
    let waited = 0;
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await once(method, async (abortSignal) => run(withoutRetries(await connector(serviceUrl)), { abortSignal }));
      } catch (error) {
        const failure = failureOf(error);
        if (!failure) throw error;
        const again = failure.status === undefined ? repeatable && failure.code === 'unreachable' : passing.includes(failure.status);
        const asked = Number(failure.retryAfter ?? Number.NaN) * 1000;
        const wait = asked >= 0 ? asked : firstBackOff * 2 ** (attempt - 1);
        waited += wait;
        if (!again || attempt === attempts || waited > patience * 1000) throw new TeamsCallError(method, failure);
        await sleep(wait);
      }
    }
  };

  const idOf = (method: string, id: unknown): string => {
    if (typeof id !== 'string' || id === '') throw new TeamsCallError(method, { code: 'no_id' });
    return id;
  };

  return {
    /** Starts a thread in a channel and returns the id of its first message. */
    startThread: async (
      { serviceUrl, conversation }: Place,
      { tenant, bot, activity }: { readonly tenant: string; readonly bot: string; readonly activity: Partial<Activity> },
    ): Promise<string> => {
      const method = 'createConversation';
      if (!isWhole(activity)) throw new TeamsCallError(method, { code: 'no_type' });
      await turn(conversation);
      const created = await call({ method, repeatable: false, serviceUrl }, (client, abort) =>
        client.conversations.createConversation(
          {
            isGroup: true,
            bot: { id: bot, name: '' },
            tenantId: tenant,
            channelData: { channel: { id: conversation }, tenant: { id: tenant } },
            activity,
          },
          abort,
        ),
      );
      return idOf(method, created.activityId);
    },
    /** The private conversation with this member; Teams answers with the same one each time. */
    openPersonal: async (
      serviceUrl: string,
      { tenant, bot, member }: { readonly tenant: string; readonly bot: string; readonly member: string },
    ): Promise<string> => {
      const method = 'createConversation';
      const created = await call({ method, repeatable: true, serviceUrl }, (client, abort) =>
        client.conversations.createConversation(
          {
            isGroup: false,
            bot: { id: bot, name: '' },
            members: [{ id: member, name: '' }],
            tenantId: tenant,
            channelData: { tenant: { id: tenant } },
          },
          abort,
        ),
      );
      return idOf(method, created.id);
    },
    send: async ({ serviceUrl, conversation }: Place, activity: Partial<Activity>): Promise<string> => {
      const method = 'sendToConversation';
      await turn(rootOf(conversation));
      const sent = await call({ method, repeatable: false, serviceUrl }, (client, abort) =>
        client.conversations.sendToConversation(conversation, activity, abort),
      );
      return idOf(method, sent.id);
    },
    update: async (
      { serviceUrl, conversation }: Place,
      { id, activity }: { readonly id: string; readonly activity: Partial<Activity> },
    ) => {
      await turn(rootOf(conversation));
      await call({ method: 'updateActivity', repeatable: true, serviceUrl }, (client, abort) =>
        client.conversations.updateActivity(conversation, id, { ...activity, id }, abort),
      );
    },
    /** A member by id, object id or address, as Teams describes them: to be judged (`members.ts`). */
    member: ({ serviceUrl, conversation }: Place, id: string): Promise<unknown> =>
      call({ method: 'getConversationMember', repeatable: true, serviceUrl }, (client, abort) =>
        client.conversations.getConversationMember(rootOf(conversation), id, abort),
      ),
    /** The channels of a team, as Teams describes them. */
    channels: ({ serviceUrl, team }: { readonly serviceUrl: string; readonly team: string }): Promise<unknown> =>
      call({ method: 'fetchChannelList', repeatable: true, serviceUrl }, (client, abort) =>
        withoutRetries(new TeamsConnectorClient(client.credentials, { baseUri: serviceUrl })).teams.fetchChannelList(team, abort),
      ),
  };
};

/** The value, or undefined when Teams refused with one of these statuses; any other error throws. */
export const unlessRefused = async <T>(call: Promise<T>, statuses: readonly number[]): Promise<T | undefined> => {
  try {
    return await call;
  } catch (error) {
    if (error instanceof TeamsCallError && error.status !== undefined && statuses.includes(error.status)) return undefined;
    throw error;
  }
};
