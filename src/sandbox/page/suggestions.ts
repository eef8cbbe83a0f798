/** What the message box offers while somebody types. */
import type { CommandHint } from '../view.ts';

export type Suggestion = { readonly insert: string; readonly label: string; readonly about: string };
export type Vocabulary = {
  /** What a command line begins with; empty where every line is one. */
  readonly prefix: '/egress' | '@Sallyport' | '';
  readonly commands: readonly CommandHint[];
  readonly channels: readonly { readonly name: string }[];
  readonly people: readonly { readonly handle: string; readonly name: string }[];
};

const most = 8;

/** What stands behind the prefix; undefined when the line is no command. */
const afterPrefix = (text: string, prefix: Vocabulary['prefix']): string | undefined => {
  if (prefix === '') return text;
  return text.startsWith(`${prefix} `) ? text.slice(prefix.length).trimStart() : undefined;
};

/** Completions of the last word; none when it is already complete. */
export const suggest = (text: string, { prefix, commands, channels, people }: Vocabulary): readonly Suggestion[] => {
  const command = afterPrefix(text, prefix);
  if (command !== undefined && text !== '' && !command.includes(' ')) {
    const typed = command.toLowerCase();
    if (commands.some(({ word }) => word === typed)) return [];
    return commands
      .filter(({ word }) => word.startsWith(typed))
      .map(({ word, usage, about }) => ({ insert: `${prefix}${prefix === '' ? '' : ' '}${word} `, label: usage, about }));
  }
  if (/^[/@]\w*$/.test(text) && prefix.toLowerCase().startsWith(text.toLowerCase()))
    return [{ insert: `${prefix} `, label: prefix, about: 'Sallyport’s commands' }];
  const word = /(^|\s)([#@])(\S*)$/.exec(text);
  if (!word) return [];
  const [, , sign = '', typed = ''] = word;
  const before = text.slice(0, text.length - typed.length);
  const names =
    sign === '#' ? channels.map(({ name }) => ({ name, about: '' })) : people.map(({ handle, name }) => ({ name: handle, about: name }));
  const begins = (part: string): boolean => part.toLowerCase().startsWith(typed.toLowerCase());
  return names
    .filter(({ name, about }) => name !== typed && [name, ...about.split(' ')].some(begins))
    .toSorted((a, b) => Number(begins(b.name)) - Number(begins(a.name)))
    .slice(0, most)
    .map(({ name, about }) => ({ insert: `${before}${name} `, label: `${sign}${name}`, about }));
};

/** How the command that is being typed is written. */
export const usageOf = (text: string, { prefix, commands }: Pick<Vocabulary, 'prefix' | 'commands'>): CommandHint | undefined => {
  const word = afterPrefix(text, prefix)?.split(' ', 1)[0];
  return commands.find((command) => command.word === word);
};
