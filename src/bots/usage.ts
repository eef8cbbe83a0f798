/** How commands are written, for whoever did so otherwise. */
import type { Misuse, Outcome } from '../workflow/refusal.ts';
import { refused } from '../workflow/refusal.ts';
import type { Inline, Line } from './card.ts';
import { commandLine, line, text } from './card.ts';
import type { Language, WordName } from './languages/english.ts';

/** The refusal of a command that was written otherwise. */
export const misused = (word: WordName, problem: Misuse): Outcome<never> => refused({ kind: 'usage', word, problem });

/** How the command is written, as the reader's language has it. */
export const usageOf = (word: WordName): Inline => text(({ words }) => [commandLine(words[word].usage)]);

const isWord = ({ words }: Language, word: string): word is WordName => Object.hasOwn(words, word);

/** What is wrong, and how it is written. */
export const misuseLine = (word: string, problem: Misuse): Line =>
  line((say) => say.usage.misused(problem, isWord(say, word) ? say.words[word].usage : word));

/** That there is no such command, and which one was probably meant. */
export const unknownWordLines = (word: string, nearest: string | undefined): readonly Line[] => [
  line(({ usage }) => usage.unknownWord(word)),
  ...(word === 'approve' || word === 'reject' ? [line(({ usage }) => usage.decideOnCard)] : []),
  ...(nearest === undefined ? [] : [line(({ usage }) => usage.didYouMean(nearest))]),
  line(({ usage }) => usage.allCommands),
];
