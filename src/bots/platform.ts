/** One chat platform as the program is wired to it. */
import type { Chat, Conversation, Workplace } from './chat.ts';
import type { Handled, HttpEvent } from './http.ts';

/** Where the platform sends what people press and type. */
export type Entrance = { readonly handle: (event: HttpEvent) => Promise<Handled> };

export type ChatPlatform = {
  readonly chat: Chat;
  readonly workplace: Workplace;
  readonly entrance: (conversation: Conversation) => Entrance;
};
