/** The command words of `/egress` and of the bot's mentions, with `help` and `whoami`. */

import type { Standing } from '../workflow/permissions.ts';
import type { Outcome } from '../workflow/refusal.ts';
import { refused } from '../workflow/refusal.ts';
import { commandLine, line, text } from './card.ts';
import { caseWords } from './case-words.ts';
import type { Answer, Speaker, Word } from './chat.ts';
import { checkWords } from './check-words.ts';
import { confirmWords } from './confirm-words.ts';
import type { CommandWord, Context } from './context.ts';
import { deadLetterWords } from './dead-letter-words.ts';
import { delegateWords, passedOn } from './delegate-words.ts';
import { digestWords } from './digest-words.ts';
import { grantWords } from './grant-words.ts';
import { homeWords } from './home.ts';
import { mapWords } from './map-words.ts';
import { questionWords } from './question-words.ts';
import { answerCard, card, requestWords, wordText } from './request-words.ts';

const help: CommandWord = {
  usage: 'help',
  about: 'this list',
  audience: 'everybody',
  run: async (_, { standing }) => {
    const shown = Object.values(words).filter(({ audience }) => audience === 'everybody' || standing.admin);
    const items = shown.map(({ usage, about }) => line(commandLine(usage), `  ${about}`));
    const lines = [line('ID is the beginning of a request id, at least four characters.')];
    return answerCard(card('What you can ask', { icon: '🛟', lines, list: { title: 'Commands', items, more: 0 } }));
  },
};

const whoami: CommandWord = {
  usage: 'whoami',
  about: 'who you are here, and your roles',
  audience: 'everybody',
  run: async (context, { standing }) => {
    const { person, grants, admin } = standing;
    const items = grants.map(({ role, project, until, delegatedBy }) =>
      line(
        text(context.roleLabel(role), 'bold'),
        project === '*' ? ', all projects' : `, project ${project}`,
        ...(delegatedBy === undefined ? [] : [`, passed on by ${delegatedBy}`]),
        ...(until === undefined ? [] : [', until ', { kind: 'instant', at: until } as const]),
      ),
    );
    const lines = [
      line(text(person.name, 'bold'), ` (${person.id})${admin ? ', admin' : ''}`),
      ...(await passedOn(context, person.id)),
      ...(items.length === 0 && !admin ? [line('You hold no role here. An admin can grant you one.')] : []),
    ];
    return answerCard(card('Who you are here', { icon: '🪪', lines, list: { title: 'Roles', items, more: 0 } }));
  },
};

export const words: Readonly<Record<string, CommandWord>> = {
  help,
  ...homeWords,
  ...requestWords,
  ...questionWords,
  ...caseWords,
  whoami,
  ...mapWords,
  ...grantWords,
  ...deadLetterWords,
  ...confirmWords,
  ...checkWords,
  ...delegateWords,
  ...digestWords,
};

/** Letters to change, add, drop or swap with their neighbour. */
const distance = (a: string, b: string): number => {
  const rows: number[][] = Array.from({ length: a.length + 1 }, (_, i) => [i]);
  const at = (i: number, j: number): number => rows[i]?.[j] ?? (i === 0 ? j : Number.POSITIVE_INFINITY);
  for (let i = 1; i <= a.length; i += 1)
    for (let j = 1; j <= b.length; j += 1) {
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1] ? at(i - 2, j - 2) + 1 : Number.POSITIVE_INFINITY;
      const best = Math.min(at(i - 1, j) + 1, at(i, j - 1) + 1, at(i - 1, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1), swapped);
      (rows[i] ?? [])[j] = best;
    }
  return at(a.length, b.length);
};

const longestWord = 40;

/** More letters than this to change, and the words have nothing to do with each other. */
const farthest = 2;

const nearest = (word: string): string | undefined => {
  const [best] = Object.keys(words)
    .map((known) => ({ known, far: distance(word.slice(0, longestWord), known) }))
    .filter(({ far }) => far <= farthest)
    .toSorted((a, b) => a.far - b.far);
  return best?.known;
};

/** Runs the command line; no words at all ask for `help`. */
export const runWords = async (
  context: Context,
  call: { readonly standing: Standing; readonly speaker: Speaker; readonly line: readonly Word[] },
): Promise<Outcome<Answer>> => {
  const { standing, speaker, line: said } = call;
  const [first, ...args] = said;
  const name = first === undefined ? 'help' : (wordText(first) ?? '').toLowerCase();
  const word = Object.hasOwn(words, name) ? words[name] : undefined;
  if (word) return word.run(context, { standing, speaker, args });
  const meant = nearest(name);
  return refused({ kind: 'unknown-word', word: name, ...(meant === undefined ? {} : { nearest: meant }) });
};
