/** A slash command's text as words, with mentions, quotes and Slack's escaping undone; each with what was written for it. */
import type { Word } from '../chat.ts';

const longest = 2000;
const most = 1000;

const unescaped = (text: string): string => text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');

/** `<#C1|name>`, `<@U1|name>`, `<mailto:a@b.c|a@b.c>`, "quoted words" in straight or curly quotes, or a bare word. */
const token =
  /<#(?<channel>[CGD][A-Z0-9]+)(?:\|(?<title>[^>]*))?>|<@(?<user>[UW][A-Z0-9]+)(?:\|(?<name>[^>]*))?>|<(?<link>[^>|]*)(?:\|(?<label>[^>]*))?>|["“”](?<quoted>[^"“”]*)["“”]|(?<bare>[^\s<]+|<)/gu;

/** The words of a command line; a mention is of somebody in `tenant`, the speaker's own. */
export const readWords = (commandText: string, tenant: string): readonly Word[] => {
  const line = commandText.slice(0, longest);
  let read = 0;
  return [...line.matchAll(token)].slice(0, most).map((match): Word => {
    const { channel, title = '', user, name = '', link, label, quoted, bare } = match.groups ?? {};
    const before = line.slice(read, match.index);
    read = match.index + match[0].length;
    if (channel !== undefined) return { kind: 'channel', id: channel, written: `${before}#${unescaped(title) || channel}` };
    if (user !== undefined)
      return { kind: 'user', identity: { platform: 'slack', tenant, user }, written: `${before}@${unescaped(name) || user}` };
    const text = unescaped(quoted ?? bare ?? label ?? link?.replace(/^mailto:/u, '') ?? '');
    return { kind: 'text', text, written: `${before}${quoted === undefined ? text : unescaped(match[0])}` };
  });
};
