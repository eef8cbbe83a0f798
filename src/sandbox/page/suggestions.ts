/** What the message box offers while somebody types. */
import type { CommandHint } from '../view.ts';

export type Suggestion = { readonly insert: string; readonly label: string; readonly about: string };
export type Vocabulary = {
  readonly commands: readonly CommandHint[];
  readonly channels: readonly { readonly name: string }[];
  readonly people: readonly { readonly handle: string; readonly name: string }[];
};

const most = 8;

/** Completions of the last word; none when it is already complete. */
export const suggest = (text: string, { commands, channels, people }: Vocabulary): readonly Suggestion[] => {
  const command = /^\/egress +(\S*)$/.exec(text);
  if (command) {
    const typed = (command[1] ?? '').toLowerCase();
    if (commands.some(({ word }) => word === typed)) return [];
    return commands
      .filter(({ word }) => word.startsWith(typed))
      .map(({ word, usage, about }) => ({ insert: `/egress ${word} `, label: usage, about }));
  }
  if (/^\/[a-z]*$/.test(text) && '/egress'.startsWith(text))
    return [{ insert: '/egress ', label: '/egress', about: 'Sallyport’s command' }];
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
export const usageOf = (text: string, commands: readonly CommandHint[]): CommandHint | undefined => {
  const word = /^\/egress +(\S+)/.exec(text)?.[1];
  return commands.find((command) => command.word === word);
};
