/** Takes from a program what it tells people by. */
import type { Program } from './an-installation.ts';

/** Slack answers each private message with an error of its own. */
export const cutOffChat = ({ slack }: Pick<Program, 'slack'>): void => {
  for (const method of ['conversations.open', 'chat.postMessage', 'users.lookupByEmail'])
    slack.fault({ method, kind: 'error', code: 'internal_error', times: 50 });
};

/** The mail server takes nothing. */
export const cutOffMail = ({ installation }: Pick<Program, 'installation'>): void => {
  Object.assign(installation.adapters.mailer, { send: () => Promise.reject(new Error('451 not now')) });
};
