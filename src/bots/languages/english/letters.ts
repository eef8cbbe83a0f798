import type { DeadLetter } from '../../../workflow/ports.ts';
import type { Inline, Line } from '../../card.ts';
import { commandLine, line } from '../../card.ts';
import { quantities } from './quantities.ts';

/** Notifications that could not be taken: dead letters. */
export const letters = {
  origin: { topic: 'a notification', foreign: 'a message from another topic' } satisfies Record<DeadLetter['origin'], string>,
  none: 'Every notification was taken',
  operators:
    'On AWS, what the other queues could not deliver stays with the operator: their alarms name it, and docs/operate.md says what to do.',
  mended: (replay: Inline, discard: Inline): Line => line('Once the cause is mended: ', replay, '. Not needed: ', discard),
  notTaken: (letters: number) => `${quantities.counted(letters, { one: 'notification', other: 'notifications' })} could not be taken`,
  newestFirst: 'Newest first',
  replay: (id: string) => `📬 Replay ${id}`,
  stillNot: (id: string) => `Dead letter ${id} still cannot be taken`,
  stays: (id: string): Line => line('It stays. Once the cause is mended: ', commandLine(`replay ${id}`)),
  replayedBefore: (id: string) => `Dead letter ${id} was replayed before`,
  nothingDone: (request: string) => `It is request ${request}; nothing was done again.`,
  taken: (id: string) => `Dead letter ${id} is taken`,
  wasThere: (request: string) => `Request ${request} was there already; nothing was taken twice.`,
  isRequest: (request: string) => `It is request ${request}.`,
  status: (request: string): Line => line('Where it stands: ', commandLine(`status ${request}`)),
  discarded: 'Discarded',
  isDiscarded: (id: string) => `Dead letter ${id} is discarded`,
  wasDiscarded: (id: string) => `Dead letter ${id} was discarded before`,
  onRecord: (id: string): Line => line('It stays on record, and can still be replayed: ', commandLine(`replay ${id}`)),
  by: (who: string | undefined, at: Inline): Line => line(`By ${who ?? 'an admin'}, `, at),
  discardTitle: (id: string) => `Discard ${id}`,
  discard: 'Discard',
  discardIntro: 'It stays on record with your reason, and the list shows it no more.',
  reason: 'Reason',
  reasonHint: (minimum: number) => `At least ${quantities.characters(minimum)}: why nobody needs it`,
  discardButton: '🗑️ Discard…',
  replayButton: '📬 Replay',
};
