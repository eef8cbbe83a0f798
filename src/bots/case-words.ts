/** `/egress withdraw | revoke | remind | retry | abort`: what one does about a request besides deciding on it. */

import { abort, remind, retry, revoke, withdraw } from '../workflow/case-service.ts';
import type { Standing } from '../workflow/permissions.ts';
import type { Outcome } from '../workflow/refusal.ts';
import type { EgressRequest } from '../workflow/request.ts';
import { shortId } from '../workflow/request.ts';
import type { Phrase } from './card.ts';
import { line } from './card.ts';
import type { Answer, Word } from './chat.ts';
import type { CommandWord, Context } from './context.ts';
import { findRequest } from './find-request.ts';
import { knownName } from './known-name.ts';
import type { WordName } from './languages/english.ts';
import { answerCard, card, wordText } from './request-words.ts';
import { misused } from './usage.ts';

const writtenAs = (word: Word): string => word.written ?? ` ${wordText(word) ?? ''}`;

/** What somebody typed behind the id, as they typed it; undefined for nothing. */
export const reasonIn = (args: readonly Word[]): string | undefined => {
  const said = args.map(writtenAs).join('').trim();
  return said === '' ? undefined : said;
};

type Call = { readonly standing: Standing; readonly request: EgressRequest; readonly reason: string | undefined };

/** A word that is followed by a request id and, perhaps, by what somebody says. */
export const withReason =
  (word: WordName, act: (context: Context, call: Call) => Promise<Outcome<Answer>>): CommandWord['run'] =>
  async (context, { standing, args }) => {
    const [id, ...rest] = args;
    const typed = wordText(id);
    if (typed === undefined) return misused(word, 'needs-request');
    const found = await findRequest(context, standing, typed);
    return found.ok ? act(context, { standing, request: found.value, reason: reasonIn(rest) }) : found;
  };

const said = (icon: string, title: Phrase, next: Phrase): Outcome<Answer> => answerCard(card(title, { icon, lines: [line(next)] }));

const withdrawWord: CommandWord = {
  audience: 'everybody',
  run: withReason('withdraw', async (context, { standing, request, reason }) => {
    const done = await withdraw(context.core, standing, { id: request.id, ...(reason === undefined ? {} : { reason }) });
    if (!done.ok) return done;
    return said(
      '↩️',
      (say) => say.cases.withdrawn(shortId(request.id)),
      (say) => say.cases.nothingLeaves,
    );
  }),
};

const revokeWord: CommandWord = {
  audience: 'revokers',
  run: withReason('revoke', async (context, { standing, request, reason = '' }) => {
    const done = await revoke(context.core, standing, { id: request.id, reason });
    if (!done.ok) return done;
    // One person may be there by name and, for the link of the release message, by address.
    const had = new Map(done.value.links.map(({ person }) => [person.id, knownName(done.value, person)]));
    const hadOne = had.delete(standing.person.id);
    const lines = [
      line((say) => say.cases.linksEnd),
      ...(hadOne ? [line((say) => say.cases.youHadLink)] : []),
      ...(had.size > 0 ? [line((say) => say.cases.hadLinks([...had.values()].join(', ')))] : []),
      ...(hadOne || had.size > 0 ? [] : [line((say) => say.cases.nobodyHadLinks)]),
    ];
    return answerCard(card((say) => say.cases.revoked(shortId(request.id)), { icon: '🚫', lines }));
  }),
};

const remindWord: CommandWord = {
  audience: 'everybody',
  run: withReason('remind', async (context, { standing, request }) => {
    const done = await remind(context.core, standing, request.id);
    if (!done.ok) return done;
    const { status } = done.value;
    const asked = status.kind === 'in-review' && status.pause !== undefined;
    return said(
      '⏰',
      ({ cases }) => (asked ? cases.requesterReminded : cases.reminded)(shortId(request.id)),
      ({ cases }) => (asked ? cases.askedAgain : cases.writtenTo),
    );
  }),
};

const retryWord: CommandWord = {
  audience: 'admins',
  run: withReason('retry', (context, { standing, request }) => retryFailed(context, standing, request.id)),
};

/** Runs the failed step again; for the word and for the button. */
export const retryFailed = async (context: Context, standing: Standing, id: EgressRequest['id']): Promise<Outcome<Answer>> => {
  const done = await retry(context.core, standing, id);
  if (!done.ok) return done;
  return said(
    '🔁',
    (say) => say.cases.retried(shortId(id)),
    (say) => say.cases.goesOn,
  );
};

const abortWord: CommandWord = {
  audience: 'admins',
  run: withReason('abort', async (context, { standing, request, reason = '' }) => {
    const done = await abort(context.core, standing, { id: request.id, reason });
    if (!done.ok) return done;
    return said(
      '↩️',
      (say) => say.cases.aborted(shortId(request.id)),
      (say) => say.cases.requesterTold(shortId(request.id)),
    );
  }),
};

export const caseWords = {
  withdraw: withdrawWord,
  revoke: revokeWord,
  remind: remindWord,
  retry: retryWord,
  abort: abortWord,
} as const satisfies Record<string, CommandWord>;
