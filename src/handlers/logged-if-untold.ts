/** What a command was to tell somebody, and could not: nothing tries it again, so whoever runs the program has to see it. */
import type { Log } from '../bots/log.ts';
import { errorNames } from './error-names.ts';

/** Settles as `told` does. */
export const loggedIfUntold = async (log: Log, to: 'person' | 'admins', told: Promise<void>): Promise<void> => {
  try {
    await told;
  } catch (error) {
    log('message-untold', { to, errors: errorNames(error) });
    throw error;
  }
};
