/** Private messages that were sent, and where they hang. */
import type { Versioned } from './ports.ts';
import type { ChatIdentity, Instant, Platform } from './request.ts';

/** Where a private message hangs, as its platform names it. */
export type PrivatePlace = { readonly identity: ChatIdentity; readonly conversation: string; readonly message: string };

/**
 * A private message or e-mail that was sent. Partition the request's id, key `what#person`; in the partition `failing`, the first time that this
 * chat platform failed at it.
 */
export type Delivery = Versioned & {
  readonly what: string;
  readonly to: string;
  readonly via: 'slack' | 'teams' | 'mail';
  readonly at: Instant;
  /** Where it hangs, if it can be painted again. */
  readonly place?: PrivatePlace;
  /** Of a message that offers something: how it stands with that, as the message shows it (`private-state.ts`). */
  readonly shown?: string;
  /** Of an e-mail: where the bot may not write to them, which the admins are told. */
  readonly barredOn?: readonly Platform[];
  /** Set when the message is gone for good. */
  readonly gone?: true;
};
