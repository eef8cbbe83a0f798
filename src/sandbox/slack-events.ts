/** Where the pretend Slack sends what people press and type: the program's own signed entrance. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import type { LocalInstallation } from '../handlers/compose-local.ts';

export const slackEventsPath = '/slack/events';

export type SlackEvents = {
  readonly answer: (request: IncomingMessage, response: ServerResponse) => Promise<void>;
  /** Resolves when the work behind every answer so far has ended. */
  readonly settled: () => Promise<void>;
};

const single = (value: string | string[] | undefined): string | undefined => (Array.isArray(value) ? value.join(',') : value);

export const slackEvents = ({ enter }: Pick<LocalInstallation, 'enter'>): SlackEvents => {
  const working = new Set<Promise<void>>();
  return {
    answer: async (request, response) => {
      const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, single(value)]));
      const body = (await buffer(request)).toString('base64');
      const { response: answer, done } = await enter('slack', { body, isBase64Encoded: true, headers });
      const work = done.finally(() => working.delete(work));
      working.add(work);
      response.writeHead(answer.statusCode, answer.headers).end(answer.body);
    },
    settled: async () => {
      while (working.size > 0) await Promise.all(working);
    },
  };
};
