/** A slash command's text as words, with mentions, quotes and Slack's escaping undone. */
import type { Word } from '../chat.ts';

const longest = 2000;
const most = 1000;

const unescaped = (text: string): string => text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');

/** `<#C1|name>`, `<@U1|name>`, `<mailto:a@b.c|a@b.c>`, "quoted words" in straight or curly quotes, or a bare word. */
const token =
  /<#(?<channel>[CGD][A-Z0-9]+)(?:\|[^>]*)?>|<@(?<user>[UW][A-Z0-9]+)(?:\|[^>]*)?>|<(?<link>[^>|]*)(?:\|(?<label>[^>]*))?>|["“”](?<quoted>[^"“”]*)["“”]|(?<bare>[^\s<]+|<)/gu;

/** The words of a command line; a mention is of somebody in `tenant`, the speaker's own. */
export const readWords = (commandText: string, tenant: string): readonly Word[] =>
  [...commandText.slice(0, longest).matchAll(token)].slice(0, most).map(({ groups = {} }): Word => {
    const { channel, user, link, label, quoted, bare } = groups;
    if (channel !== undefined) return { kind: 'channel', id: channel };
    if (user !== undefined) return { kind: 'user', identity: { platform: 'slack', tenant, user } };
    return { kind: 'text', text: unescaped(quoted ?? bare ?? label ?? link?.replace(/^mailto:/u, '') ?? '') };
  });
