/** Where Slack and Teams send what people press and type, on a server of the program's own; signatures and tokens are checked behind it. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Platform } from '../../workflow/request.ts';
import type { ChatEntrances } from '../chat-entrances.ts';
import { readBody } from './body.ts';

export const entrancePaths = { slack: '/slack/events', teams: '/teams/messages' } as const satisfies Record<Platform, string>;

/** The platform whose entrance this is. */
export const platformAt = (path: string | undefined): Platform | undefined =>
  (Object.keys(entrancePaths) as Platform[]).find((platform) => entrancePaths[platform] === path);

export type Entrances = {
  readonly answer: (
    platform: Platform,
    exchange: { readonly request: IncomingMessage; readonly response: ServerResponse },
  ) => Promise<void>;
  /** Resolves when the work behind every answer so far has ended. */
  readonly settled: () => Promise<void>;
};

const single = (value: string | string[] | undefined): string | undefined => (Array.isArray(value) ? value.join(',') : value);

export const entrances = ({ enter }: Pick<ChatEntrances, 'enter'>): Entrances => {
  const working = new Set<Promise<void>>();
  return {
    answer: async (platform, { request, response }) => {
      const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, single(value)]));
      const bytes = await readBody(request);
      if (bytes === undefined) return void response.writeHead(413).end();
      const { response: answer, done } = await enter(platform, { body: bytes.toString('base64'), isBase64Encoded: true, headers });
      const work = done.finally(() => working.delete(work));
      working.add(work);
      response.writeHead(answer.statusCode, answer.headers).end(answer.body);
    },
    settled: async () => {
      while (working.size > 0) await Promise.all(working);
    },
  };
};
