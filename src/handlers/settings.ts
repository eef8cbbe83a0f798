/** Settings that the environment of AWS and the file of one machine have in common, each with the words for what it should be. */
import * as z from 'zod';
import { matching } from '../workflow/fields.ts';

export const bucketName = matching(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, 'a bucket name');
export const tableName = matching(/^[A-Za-z0-9_.-]{3,255}$/, 'a DynamoDB table name');
export const arnOf = (service: string, expected: string) =>
  matching(new RegExp(`^arn:aws[a-z-]*:${service}:[a-z0-9-]+:\\d{12}:\\S+$`), expected);
/** Long enough that nobody guesses it; a blank one would let anybody sign (I3). */
export const longSecret = (expected: string) => matching(/^\S{16,}$/, `${expected}, 16 characters or more without a space`);
export const slackBotToken = matching(/^xoxb-\S{10,}$/, 'a bot token, which begins with xoxb-');
/** Slack's app-level token, which Socket Mode is opened with. */
export const slackAppToken = matching(/^xapp-\S{10,}$/, 'an app-level token, which begins with xapp-');
export const lowerGuid = (expected: string) => z.guid(expected).transform((id) => id.toLowerCase());

/** A stand-in for a platform, in a rehearsal; only this machine may stand in, because it would say who is who. */
export const loopbackUrl = matching(/^http:\/\/127\.0\.0\.1:\d+\//, 'an address of this machine, http://127.0.0.1:PORT/');

const baseUrlExpected = 'the https address that people reach this server at';
/** What keeps the text from being such an address. */
const baseUrlFault = (text: string): string | undefined => {
  const url = URL.parse(text);
  if (!url || !/^https?:$/.test(url.protocol)) return 'begins neither with https:// nor with http://';
  const loopback = url.hostname === '127.0.0.1' || url.hostname === 'localhost' || url.hostname === '[::1]';
  if (url.protocol === 'http:' && !loopback) return 'begins with http://, which is for this machine alone';
  if (/^your-(address|host)\b/.test(url.hostname)) return 'is still what the guide has in its place';
  return text.includes('?') || text.includes('#') ? 'has a ? or a #' : undefined;
};
/** Without a slash at the end. */
export const baseUrl = z
  .string(baseUrlExpected)
  .refine((text) => baseUrlFault(text) === undefined, {
    error: ({ input }) => `${baseUrlExpected} (what is there ${baseUrlFault(String(input))})`,
  })
  .transform((url) => url.replace(/\/+$/, ''));
