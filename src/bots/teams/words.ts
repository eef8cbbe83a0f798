/** A Teams message as the words of a command line, with mentions, quotes and escaping undone; each with what was written for it. */
import * as z from 'zod';
import type { Written } from '../chat.ts';

const longest = 2000;
const most = 1000;

/** A word before anybody asked whom a mention means. */
export type TypedWord = Written &
  (
    | { readonly kind: 'text'; readonly text: string }
    | { readonly kind: 'channel'; readonly id: string }
    | { readonly kind: 'member'; readonly id: string; readonly name: string }
  );

const Mention = z.object({
  type: z.literal('mention'),
  text: z.string().max(500),
  mentioned: z.object({ id: z.string().min(1).max(500) }),
});
/** The entities of a message: those that are no mentions say nothing here. */
export const Entities = z.array(z.unknown()).max(200).nullish();

const unescaped = (text: string): string =>
  text.replaceAll('&nbsp;', ' ').replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&amp;', '&');

/** `<at>Name</at>`, "quoted words" in straight or curly quotes, or a bare word. */
const token = /(?<mention><at(?: [^<>]*)?>[^<>]*<\/at>)|["“”](?<quoted>[^"“”]*)["“”]|(?<bare>[^\s<"“”]+|[<"“”])/gu;

/** The word or mention of a channel, or plain text. */
const plainWord = (text: string): TypedWord =>
  /^19:\S+@thread\.\w+$/u.test(text) ? { kind: 'channel', id: text } : { kind: 'text', text };

/** The words of a message without the mention of `bot` itself, and without the prefix that Slack's users are used to. */
export const readTypedWords = (
  message: { readonly text: string; readonly entities: z.infer<typeof Entities> },
  bot: string,
): readonly TypedWord[] => {
  const left = (message.entities ?? []).flatMap((entity) => Mention.safeParse(entity).data ?? []);
  const mentioned = (written: string): TypedWord | undefined => {
    // Two people of one name are mentioned by the same text, in their order.
    const index = left.findIndex(({ text }) => text === written);
    const [mention] = index === -1 ? [] : left.splice(index, 1);
    const name = written.replaceAll(/<[^>]*>/gu, '');
    if (mention === undefined) return { kind: 'text', text: unescaped(name) };
    const { id } = mention.mentioned;
    if (id === bot) return undefined;
    return id.startsWith('19:') ? { kind: 'channel', id } : { kind: 'member', id, name: unescaped(name) };
  };
  const line = message.text.slice(0, longest).replaceAll('&nbsp;', ' ');
  const words: TypedWord[] = [];
  let read = 0;
  for (const match of [...line.matchAll(token)].slice(0, most)) {
    const { mention, quoted, bare } = match.groups ?? {};
    const name = unescaped(mention?.replaceAll(/<[^>]*>/gu, '') ?? '');
    const written = `${line.slice(read, match.index)}${mention === undefined ? unescaped(match[0]) : `@${name}`}`;
    read = match.index + match[0].length;
    const word = mention === undefined ? plainWord(unescaped(quoted ?? bare ?? '')) : mentioned(mention);
    const last = words.pop();
    // The bot's own name is no word of the line, but it may stand in the middle of what somebody says.
    if (word === undefined) words.push(...(last ? [{ ...last, written: `${last.written}${written}` }] : []));
    else words.push(...(last ? [last] : []), { ...word, written });
  }
  const [first] = words;
  return first?.kind === 'text' && first.text.toLowerCase() === '/egress' ? words.slice(1) : words;
};
