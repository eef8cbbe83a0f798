/** Into Bolt, whatever Slack's message came by: its answer as soon as it is acknowledged, and the end of the work behind it. */
import type { App, Receiver, ReceiverEvent } from '@slack/bolt';
import { BadInputError } from '../../workflow/errors.ts';
import type { Log } from '../log.ts';

/** What Slack is to be told: the acknowledgement with its content, or that the message was not taken. */
export type Outcome = { readonly kind: 'acknowledged'; readonly response: unknown } | { readonly kind: 'failed' };

/** The outcome, and the end of the work that goes on after it (which never rejects). */
export type Dispatched = { readonly outcome: Outcome; readonly done: Promise<void> };

export type About = Pick<ReceiverEvent, 'retryNum' | 'retryReason' | 'customProperties'>;

export type Dispatcher = {
  /** For Bolt. */
  readonly receiver: Receiver;
  /** Takes the body of a message that was found to be Slack's own and new. */
  readonly dispatch: (body: Readonly<Record<string, unknown>>, about: About) => Promise<Dispatched>;
};

export const boltDispatcher = ({ log }: { readonly log: Log }): Dispatcher => {
  let app: Pick<App, 'processEvent'> | undefined;
  return {
    receiver: {
      init: (created) => {
        app = created;
      },
      start: async () => undefined,
      stop: async () => undefined,
    },
    dispatch: (body, about) => {
      const { promise, resolve } = Promise.withResolvers<Outcome>();
      const ack = async (response?: unknown): Promise<void> => resolve({ kind: 'acknowledged', response });
      const work = async (): Promise<void> => {
        if (app === undefined) throw new BadInputError('slack', { field: 'app', expected: 'to be initialised' });
        await app.processEvent({ body, ack, ...about });
      };
      const done = work().then(
        // What nobody listens to is acknowledged too, or Slack would show the user an error.
        () => resolve({ kind: 'acknowledged', response: undefined }),
        (error: unknown) => {
          log('slack-request-failed', { error: error instanceof Error ? error.name : 'unknown' });
          resolve({ kind: 'failed' });
        },
      );
      return promise.then((outcome) => ({ outcome, done }));
    },
  };
};
