/** `/egress dead-letters | replay | discard`: notifications that could not be taken. */

import type { Replayed } from '../workflow/dead-letters.ts';
import { discardLetter, replayLetter, waitingLetters } from '../workflow/dead-letters.ts';
import type { Standing } from '../workflow/permissions.ts';
import { checkAdmin } from '../workflow/permissions.ts';
import type { DeadLetter } from '../workflow/ports.ts';
import type { Outcome } from '../workflow/refusal.ts';
import { done, refused } from '../workflow/refusal.ts';
import { shortId } from '../workflow/request.ts';
import type { Card, Line } from './card.ts';
import { line, text } from './card.ts';
import { reasonIn } from './case-words.ts';
import type { Answer } from './chat.ts';
import type { CommandWord, Context } from './context.ts';
import { letterActions, replayAction, shortLetter } from './dead-letter-parts.ts';
import { answerCard, card, wordText } from './request-words.ts';
import { misused, usageOf } from './usage.ts';

const shownLetters = 10;

const letterLine = ({ key, origin, keptAt, problem }: DeadLetter): Line =>
  line(text(shortLetter(key), 'code'), (say) => ` ${say.letters.origin[origin]}, `, { kind: 'instant', at: keptAt }, `: ${problem}`);

/** A form for each of several would repeat the id of its field on one card, which phones then do not show at all (Teams): those are typed. */
const listActions = (letters: readonly DeadLetter[]) => {
  const [only, ...more] = letters;
  if (only && more.length === 0) return letterActions(only.key, only.origin);
  return letters
    .slice(0, shownLetters)
    .filter(({ origin }) => origin === 'topic')
    .map(({ key }) => replayAction(key, (say) => say.letters.replay(shortLetter(key))));
};

/** Whoever asks for dead letters may mean those that no chat can show. */
const operatorsOwn = line((say) => say.letters.operators);

const listWord: CommandWord = {
  audience: 'admins',
  run: async (context, { standing }) => {
    const waiting = await waitingLetters(context.deadLetters, standing);
    if (!waiting.ok) return waiting;
    const letters = waiting.value;
    if (letters.length === 0) return answerCard(card((say) => say.letters.none, { icon: '✨', lines: [operatorsOwn] }));
    const lines = [line((say) => say.letters.mended(usageOf('replay'), usageOf('discard'))), operatorsOwn];
    const items = letters.slice(0, shownLetters).map(letterLine);
    const shown = card((say) => say.letters.notTaken(letters.length), {
      icon: '📭',
      lines,
      list: { title: (say) => say.letters.newestFirst, items, more: letters.length - items.length },
    });
    return answerCard({ ...shown, blocks: [...shown.blocks, { kind: 'actions', actions: listActions(letters) }] });
  },
};

const replayedCard = ({ letter, repeated }: Replayed): Outcome<Answer> => {
  const { key, state, problem, events } = letter;
  const id = shortLetter(key);
  if (state.kind !== 'replayed')
    return answerCard(
      card((say) => say.letters.stillNot(id), {
        icon: '⚠️',
        lines: [line(problem), line((say) => say.letters.stays(id))],
      }),
    );
  const request = shortId(state.request);
  const status = line((say) => say.letters.status(request));
  if (repeated)
    return answerCard(
      card((say) => say.letters.replayedBefore(id), {
        icon: '📬',
        lines: [line((say) => say.letters.nothingDone(request)), status],
      }),
    );
  const last = events.at(-1)?.fact;
  const isKnown = last?.kind === 'replayed' && last.taken === 'known';
  const lines = [line(({ letters }) => (isKnown ? letters.wasThere(request) : letters.isRequest(request))), status];
  return answerCard(card((say) => say.letters.taken(id), { icon: '📬', lines }));
};

/** Takes it once more; for the word and for the button. */
export const replayNamed = async (context: Context, standing: Standing, id: string): Promise<Outcome<Answer>> => {
  const replayed = await replayLetter(context.deadLetters, standing, id);
  return replayed.ok ? replayedCard(replayed.value) : replayed;
};

/** Notes that nobody needs it; for the word and for the dialog. */
export const discardNamed = async (
  context: Context,
  standing: Standing,
  command: { readonly id: string; readonly reason: string },
): Promise<Outcome<Card>> => {
  const discarded = await discardLetter(context.deadLetters, standing, command);
  if (!discarded.ok) return discarded;
  const { letter, repeated } = discarded.value;
  const id = shortLetter(letter.key);
  const event = letter.events.findLast(({ fact }) => fact.kind === 'discarded');
  const by = event?.actor.kind === 'person' ? event.actor.person.name : undefined;
  const lines = [
    line((say) => say.letters.onRecord(id)),
    ...(repeated && event ? [line((say) => say.letters.by(by, { kind: 'instant', at: event.at }))] : []),
  ];
  return done(card(({ letters }) => (repeated ? letters.wasDiscarded(id) : letters.isDiscarded(id)), { icon: '🗑️', lines }));
};

const replayWord: CommandWord = {
  audience: 'admins',
  run: async (context, { standing, args }) => {
    const barred = checkAdmin(standing);
    if (barred) return refused(barred);
    const id = wordText(args[0]);
    if (id === undefined || args.length > 1) return misused('replay', 'needs-letter');
    return replayNamed(context, standing, id);
  },
};

const discardWord: CommandWord = {
  audience: 'admins',
  run: async (context, { standing, args }) => {
    const barred = checkAdmin(standing);
    if (barred) return refused(barred);
    const [first, ...rest] = args;
    if (first === undefined) return misused('discard', 'needs-letter');
    const discarded = await discardNamed(context, standing, { id: wordText(first) ?? '', reason: reasonIn(rest) ?? '' });
    return discarded.ok ? answerCard(discarded.value) : discarded;
  },
};

export const deadLetterWords = {
  'dead-letters': listWord,
  replay: replayWord,
  discard: discardWord,
} as const satisfies Record<string, CommandWord>;
