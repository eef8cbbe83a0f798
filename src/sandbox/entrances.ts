/** Where the pretend Slack and Teams send what people press and type: the program's own entrances, signatures and tokens checked. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import type { LocalInstallation } from '../handlers/compose-local.ts';
import type { Platform } from '../workflow/request.ts';

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

export const entrances = ({ enter }: Pick<LocalInstallation, 'enter'>): Entrances => {
  const working = new Set<Promise<void>>();
  return {
    answer: async (platform, { request, response }) => {
      const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, single(value)]));
      const body = (await buffer(request)).toString('base64');
      const { response: answer, done } = await enter(platform, { body, isBase64Encoded: true, headers });
      const work = done.finally(() => working.delete(work));
      working.add(work);
      response.writeHead(answer.statusCode, answer.headers).end(answer.body);
    },
    settled: async () => {
      while (working.size > 0) await Promise.all(working);
    },
  };
};
