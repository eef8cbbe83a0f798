/** One chat platform as the program is wired to it. */
import type { Chat, Conversation, Workplace } from './chat.ts';
import type { Handled, HttpEvent } from './http.ts';

/** A connection that the program itself keeps open to the platform, for what people press and type to come in by. */
export type Connection = {
  readonly open: () => void;
  /** Takes nothing new, answers what was taken, and ends the connection. */
  readonly close: () => Promise<void>;
  readonly isOpen: () => boolean;
};

/** Where the platform sends what people press and type. */
export type Entrance = {
  readonly handle: (event: HttpEvent) => Promise<Handled>;
  /** There when nothing comes in by HTTP. */
  readonly connection?: Connection;
};

export type ChatPlatform = {
  readonly chat: Chat;
  readonly workplace: Workplace;
  readonly entrance: (conversation: Conversation) => Entrance;
};
