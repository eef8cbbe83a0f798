/** What the server is the door of: the installation itself, or the stack of AWS. */
import type { Log } from '../../bots/log.ts';
import type { Clock } from '../../workflow/ports.ts';
import type { ChatEntrances } from '../chat-entrances.ts';
import type { SnsHttps } from '../sns-https.ts';
import type { Doors } from './doors.ts';

export type Site = Pick<ChatEntrances, 'enter'> &
  Pick<Doors, 'download' | 'page' | 'sns'> & {
    readonly start: () => void;
    /** Takes nothing new by itself. */
    readonly hangUp: () => Promise<void>;
    /** Lets what is under way end, once nothing new comes in. */
    readonly stop: () => Promise<void>;
    /** What keeps work from being done at this moment, a word each. */
    readonly failing: () => readonly string[];
  };

/** What a server is given by the process that it runs in. */
export type Surroundings = {
  readonly clock: Clock;
  readonly log: Log;
  /** Asks SNS for its certificate. */
  readonly fetch: SnsHttps['fetch'];
  /** Called when the server may not go on: the process stops it and ends with this error. */
  readonly giveUp: (error: Error) => void;
};

/** The stack's functions work by another policy than this server, or have not yet said by which. */
export class PolicyDiffersError extends Error {
  override name = 'PolicyDiffersError' as const;
}
