/** `/egress withdraw | revoke | remind | retry | abort`: what one does about a request besides deciding on it. */

import { abort, refuseAbort, remind, retry, revoke, withdraw } from '../workflow/case-service.ts';
import type { Standing } from '../workflow/permissions.ts';
import type { Outcome } from '../workflow/refusal.ts';
import { done, refused } from '../workflow/refusal.ts';
import type { EgressRequest } from '../workflow/request.ts';
import { shortId } from '../workflow/request.ts';
import { currentStage } from '../workflow/transitions.ts';
import type { Card, Phrase } from './card.ts';
import { line } from './card.ts';
import type { Answer, Word } from './chat.ts';
import type { CommandWord, Context } from './context.ts';
import { decidersOf } from './deciders.ts';
import { abortForm } from './failure-parts.ts';
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
    const withdrawn = await withdraw(context.core, standing, { id: request.id, ...(reason === undefined ? {} : { reason }) });
    if (!withdrawn.ok) return withdrawn;
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
    const revoked = await revoke(context.core, standing, { id: request.id, reason });
    if (!revoked.ok) return revoked;
    // One person may be there by name and, for the link of the release message, by address.
    const had = new Map(revoked.value.links.map(({ person }) => [person.id, knownName(revoked.value, person)]));
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
    const stage = currentStage(request);
    const waits =
      request.status.kind === 'in-review' && request.status.pause === undefined ? await decidersOf(context, request) : undefined;
    if (stage && waits?.deciders.length === 0 && !waits.unread) return refused({ kind: 'nobody-decides', label: stage.label });
    const reminded = await remind(context.core, standing, request.id);
    if (!reminded.ok) return reminded;
    const { status } = reminded.value;
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
  const retried = await retry(context.core, standing, id);
  if (!retried.ok) return retried;
  return said(
    '🔁',
    (say) => say.cases.retried(shortId(id)),
    (say) => say.cases.goesOn,
  );
};

const abortWord: CommandWord = {
  audience: 'admins',
  run: withReason('abort', async (context, { standing, request, reason = '' }) => {
    const given = await giveUp(context, standing, { id: request.id, reason });
    return given.ok ? answerCard(given.value) : given;
  }),
};

/** Gives it up; for the word and for the dialog. */
export const giveUp = async (
  { core }: Context,
  standing: Standing,
  command: { readonly id: EgressRequest['id']; readonly reason: string },
): Promise<Outcome<Card>> => {
  const aborted = await abort(core, standing, command);
  if (!aborted.ok) return aborted;
  const id = shortId(command.id);
  return done(card((say) => say.cases.aborted(id), { icon: '↩️', lines: [line((say) => say.cases.requesterTold(id))] }));
};

/** The dialog, or why this person may not have it. */
export const openAbort = async ({ core }: Context, standing: Standing, id: EgressRequest['id']): Promise<Outcome<Answer>> => {
  const request = await core.requests.read(id);
  if (!request) return refused({ kind: 'unknown-request', id });
  const barred = refuseAbort(standing, request);
  return barred ? refused(barred) : done({ kind: 'form', form: abortForm(request) });
};

export const caseWords = {
  withdraw: withdrawWord,
  revoke: revokeWord,
  remind: remindWord,
  retry: retryWord,
  abort: abortWord,
} as const satisfies Record<string, CommandWord>;
