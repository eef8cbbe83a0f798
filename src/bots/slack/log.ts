/** Logs of the Slack adapter: an event's name and ids, never texts, names, tokens or URLs. */
import type { Logger } from '@slack/bolt';
import { LogLevel } from '@slack/bolt';

/** Swallows what Bolt and the Web API client would log: at debug level that is whole requests, and error objects carry bodies. */
export const silentLogger: Logger = {
  debug: () => {},
  info: () => {},
  warn: () => {},
  error: () => {},
  setLevel: () => {},
  getLevel: () => LogLevel.ERROR,
  setName: () => {},
};
