/** The command words of `/egress` and of the bot's mentions, with `help` and `whoami`. */

import type { Standing } from '../workflow/permissions.ts';
import type { Outcome } from '../workflow/refusal.ts';
import { refused } from '../workflow/refusal.ts';
import { line, text } from './card.ts';
import { caseWords } from './case-words.ts';
import type { Answer, Speaker, Word } from './chat.ts';
import { checkWords } from './check-words.ts';
import { confirmWords } from './confirm-words.ts';
import type { CommandWord, Context } from './context.ts';
import { deadLetterWords } from './dead-letter-words.ts';
import { delegateWords, passedOn } from './delegate-words.ts';
import { digestWords } from './digest-words.ts';
import { exportWords } from './export-words.ts';
import { grantWords } from './grant-words.ts';
import { byGroupText, notCountedLines } from './group-lines.ts';
import { helpWord } from './help-word.ts';
import { homeWords } from './home.ts';
import type { WordName } from './languages/english.ts';
import { mapWords } from './map-words.ts';
import { questionWords } from './question-words.ts';
import { answerCard, card, requestWords, wordText } from './request-words.ts';

const whoami: CommandWord = {
  audience: 'everybody',
  run: async (context, { standing }) => {
    const { person, grants, admin, dormant, unread = [] } = standing;
    const items = grants.map(({ role, project, until, delegatedBy, byGroup }) =>
      line(
        text(context.roleLabel(role), 'bold'),
        ', ',
        (say) => say.names.project(project),
        ...(delegatedBy === undefined ? [] : [text((say) => say.help.passedOnBy(delegatedBy))]),
        ...(byGroup ? [byGroupText(byGroup)] : []),
        ...(until === undefined ? [] : [text((say) => say.help.until({ kind: 'instant', at: until }))]),
      ),
    );
    const lines = [
      line((say) => say.help.who({ ...person, admin })),
      ...(await passedOn(context, person.id)),
      ...notCountedLines(context, unread),
      ...(dormant ? [line((say) => say.checking.rolesRest(dormant.seen)), line((say) => say.checking.askToRenew())] : []),
      ...(items.length + unread.length === 0 && !admin && !dormant ? [line((say) => say.help.noRole)] : []),
    ];
    return answerCard(card((say) => say.help.whoTitle, { icon: '🪪', lines, list: { title: (say) => say.help.roles, items, more: 0 } }));
  },
};

/** What each word does. */
export const words: Readonly<Record<WordName, CommandWord>> = {
  help: helpWord(() => ({ words, names: wordNames })),
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
  ...exportWords,
};

const isWordName = (word: string): word is WordName => Object.hasOwn(words, word);

/** Each word, in the order in which `help` shows them. */
export const wordNames: readonly WordName[] = Object.keys(words).filter(isWordName);

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

const nearest = (word: string): WordName | undefined => {
  if (word === 'hilfe') return 'help';
  const [best] = wordNames
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
  if (isWordName(name)) return words[name].run(context, { standing, speaker, args });
  const meant = nearest(name);
  return refused({ kind: 'unknown-word', word: name, ...(meant === undefined ? {} : { nearest: meant }) });
};
