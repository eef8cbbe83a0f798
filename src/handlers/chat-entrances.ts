/** How people come in, in a process that serves every platform: by HTTP, or by connections that the process opens itself. */
import type { Conversation } from '../bots/chat.ts';
import type { Handled, HttpEvent } from '../bots/http.ts';
import type { ChatPlatform } from '../bots/platform.ts';
import type { Platform } from '../workflow/request.ts';

export type ChatEntrances = {
  /** Takes what a platform sends of what people press and type; 404 for one that is not set up. */
  readonly enter: (platform: Platform, event: HttpEvent) => Promise<Handled>;
  /** Opens the process's own connections. */
  readonly pickUp: () => void;
  /** Takes nothing new by the process's own connections, once what came by them is answered. */
  readonly hangUp: () => Promise<void>;
  readonly areOpen: () => boolean;
};

export const chatEntrances = (platforms: readonly ChatPlatform[], conversation: Conversation): ChatEntrances => {
  const entrances = new Map(platforms.map(({ chat, entrance }) => [chat.platform, entrance(conversation)]));
  const connections = [...entrances.values()].flatMap(({ connection }) => connection ?? []);
  return {
    enter: async (platform, event) =>
      entrances.get(platform)?.handle(event) ?? { response: { statusCode: 404, headers: {}, body: '' }, done: Promise.resolve() },
    pickUp: () => {
      for (const connection of connections) connection.open();
    },
    hangUp: async () => {
      await Promise.all(connections.map((connection) => connection.close()));
    },
    areOpen: () => connections.every(({ isOpen }) => isOpen()),
  };
};
