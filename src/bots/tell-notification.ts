/** What the admins hear of a notification that could not be taken (I15). */
import type { DeadLetter } from '../workflow/ports.ts';
import { badNotificationMessage } from './admin-messages.ts';
import type { TellPorts } from './deliver.ts';
import { tellAdmins } from './deliver.ts';

/**
 * Of a dead letter, or of `files` that could not be taken: `what` is its id, `problem` says in words what is wrong with it. It is told once for each
 * `keptAt`, since a letter that has passed and comes again is a new one.
 */
export type BadNotification<O = DeadLetter['origin']> = {
  readonly what: string;
  readonly keptAt?: string | undefined;
  readonly problem: string;
  readonly origin?: O | undefined;
};

export const tellOfNotification = (
  ports: TellPorts,
  { what, keptAt = '', problem, origin = 'topic' }: BadNotification<DeadLetter['origin'] | 'files'>,
): Promise<void> =>
  tellAdmins(ports, {
    partition: 'notifications',
    what: `bad-${what}${keptAt}`,
    card: badNotificationMessage({ id: what, problem, origin }),
  });
