/** The bot, the same on every platform: checks who speaks, decides through the core, answers privately, and records what it refused. */
import { asItConcerns } from '../workflow/dormancy.ts';
import type { Standing } from '../workflow/permissions.ts';
import { checkAdmin, checkEgressManager, checkReader } from '../workflow/permissions.ts';
import type { Outcome, Refusal } from '../workflow/refusal.ts';
import { done, refused } from '../workflow/refusal.ts';
import type { EgressRequest, Instant, RequestId } from '../workflow/request.ts';
import { claim, refuseDecision } from '../workflow/service.ts';
import { currentStage } from '../workflow/transitions.ts';
import type { ActionCommand, Card, FormAnswer, Notice } from './card.ts';
import { cardAsNotice, noticeAsCard, requestIn, withoutActions } from './card.ts';
import { releaseCard, reviewCard } from './cards.ts';
import { giveUp, openAbort, retryFailed } from './case-words.ts';
import type { Answer, Conversation, Speaker } from './chat.ts';
import { claimAnswer } from './claim-answer.ts';
import { RequestField } from './commands.ts';
import { confirmProposal } from './confirm-words.ts';
import type { Asked, Context } from './context.ts';
import { discardForm } from './dead-letter-parts.ts';
import { discardNamed, replayNamed } from './dead-letter-words.ts';
import { decide, openDecision, openRequest } from './decide.ts';
import { changeEntry, openEntryForm } from './entry-forms.ts';
import { fieldAbout } from './form-problems.ts';
import { deciderOf, filesNotice } from './forms.ts';
import { homeCard } from './home.ts';
import { refusalBlocks, refusalNotice } from './messages.ts';
import { distrustCards, isRecorded } from './paint.ts';
import { openQuestionForm, takeQuestion } from './question-forms.ts';
import { answerCard, giveLink } from './request-words.ts';
import { changeRoster, openRosterForm } from './roster-forms.ts';
import { withHolders } from './who-can.ts';
import { runWords } from './words.ts';

type Attempt = {
  readonly attempted: string;
  readonly speaker: Speaker;
  readonly standing?: Standing | undefined;
  readonly request?: RequestId | undefined;
};

/** Slips of the tongue, not attempts at what one may not. */
const slips: ReadonlySet<Refusal['kind']> = new Set([
  'usage',
  'short-id',
  'unknown-word',
  'unknown-request',
  'ambiguous-id',
  'date-not-ahead',
  'delegation-too-long',
  'unknown-letter',
  'ambiguous-letter',
  'reason-too-short',
  'took-too-long',
  'nobody-decides',
  'reminded-lately',
  'reminded-enough',
  'claims-used',
  'question-waits',
  'questions-used',
  'requester-unnamed',
  'no-question',
  'text-length',
  'export-range',
]);

/** Refused attempts are recorded apart from the request, so that they cannot swell it (I12). */
const recordRefusal = async ({ refusals, core, newId }: Context, attempt: Attempt, refusal: Refusal): Promise<void> => {
  if (slips.has(refusal.kind)) return;
  const { attempted, speaker, standing, request } = attempt;
  const at = core.clock();
  await refusals.write({
    partition: at.slice(0, 10),
    key: `${at}#${newId()}`,
    version: 1,
    at,
    identity: speaker.identity,
    ...(standing ? { person: standing.person.id } : {}),
    attempted,
    ...(request === undefined ? {} : { request }),
    refusal: refusal.kind,
  });
};

/** A stale card is repainted wherever it hangs, since the copy that was clicked missed a change (I14). */
const repaintIfStale = async (context: Context, request: RequestId | undefined, refusal: Refusal): Promise<void> => {
  if (request === undefined || !['stale', 'already-decided', 'wrong-status'].includes(refusal.kind)) return;
  await distrustCards(context, request);
  await context.wake(request);
};

const shownFiles = 60;

const press = async (context: Context, { standing, speaker }: Asked, command: ActionCommand): Promise<Outcome<Answer>> => {
  switch (command.do) {
    case 'approve':
    case 'reject':
      return openDecision(context, standing, command);
    case 'ask':
    case 'answer':
      return openQuestionForm(context, standing, command);
    case 'map':
    case 'unmap':
    case 'grant':
    case 'revoke-grant':
      return openRosterForm(context, { standing, speaker }, command.do);
    case 'unmap-entry':
    case 'take-back-entry':
      return openEntryForm(context, standing, command);
    case 'replay':
      return replayNamed(context, standing, command.letter);
    case 'abort':
      return openAbort(context, standing, command.request);
    case 'discard': {
      const barred = checkAdmin(standing);
      return barred ? refused(barred) : done({ kind: 'form', form: discardForm(command.letter) });
    }
    case 'claim': {
      const claimed = await claim(context.core, standing, { id: command.request, stage: command.stage });
      if (!claimed.ok) return claimed;
      return answerCard(claimAnswer(claimed.value, standing.person));
    }
    case 'files': {
      const found = await openRequest(context, command.request);
      if (!found.ok) return found;
      const barred = checkReader(standing, found.value, context.core.clock());
      if (barred) return refused(barred);
      return done({ kind: 'notice', notice: filesNotice(found.value, await context.files(found.value, shownFiles)) });
    }
    case 'link':
      return giveLink(context, standing, command.request);
    case 'retry':
      return retryFailed(context, standing, command.request);
    case 'confirm-grant':
      return confirmProposal(context, standing, command);
    default:
      return command satisfies never;
  }
};

const take = async (context: Context, asked: Asked, answer: FormAnswer): Promise<Outcome<Notice>> => {
  switch (answer.do) {
    case 'approve':
    case 'reject':
      return decide(context, asked.standing, answer);
    case 'abort': {
      const given = await giveUp(context, asked.standing, { id: answer.request, reason: answer.reason });
      return given.ok ? done({ ...cardAsNotice(given.value), title: (say) => say.failures.givenUp }) : given;
    }
    case 'discard': {
      const discarded = await discardNamed(context, asked.standing, { id: answer.letter, reason: answer.reason });
      return discarded.ok ? done({ ...cardAsNotice(discarded.value), title: (say) => say.letters.discarded }) : discarded;
    }
    case 'ask':
    case 'answer':
      return takeQuestion(context, asked.standing, answer);
    case 'map':
    case 'unmap':
    case 'grant':
    case 'revoke-grant':
    case 'unmap-entry':
    case 'take-back-entry': {
      const changed = await ('entry' in answer ? changeEntry(context, asked, answer) : changeRoster(context, asked, answer));
      return changed.ok ? done(cardAsNotice(changed.value)) : changed;
    }
    default:
      return answer satisfies never;
  }
};

type Looked = { readonly card: Card; readonly barred?: Notice };

/** Why this person has no buttons on this request, and the card as it would be with them. */
const asTheySeeIt = (
  standing: Standing,
  request: EgressRequest,
  now: Instant,
): { readonly card: Card; readonly refusal?: Refusal | undefined } => {
  if (request.status.kind === 'released' || request.status.kind === 'closed') {
    const refusal = checkEgressManager(standing, request, now);
    return { card: refusal ? withoutActions(releaseCard(request)) : releaseCard(request), refusal };
  }
  const stage = currentStage(request);
  const digest = request.manifest?.digest;
  const refusal = stage && digest ? refuseDecision(standing, request, { stage: stage.index, digest, now }) : undefined;
  const by = stage && deciderOf(standing, { request, stage: stage.index, now });
  return { card: reviewCard(request, { actionable: refusal === undefined, by }), refusal };
};

/** The card as this person should see it; looking is no attempt, so nothing of it is recorded. */
const look = async (
  context: Context,
  speaker: Speaker,
  { request: id, inSight }: { readonly request: RequestId; readonly inSight: boolean },
): Promise<Looked> => {
  const now = context.core.clock();
  const barredBy = async (refusal: Refusal): Promise<Notice> => refusalNotice(await withHolders(context, refusal, id));
  const nothingBut = async (refusal: Refusal): Promise<Looked> => {
    const barred = await barredBy(refusal);
    return { card: { summary: barred.title, blocks: barred.blocks }, barred };
  };
  const standing = await context.people.recall(speaker);
  if (!standing.ok) return nothingBut(standing.refusal);
  const found = await openRequest(context, id);
  if (!found.ok) return nothingBut(found.refusal);
  const unread = inSight ? undefined : checkReader(standing.value, found.value, now);
  if (unread) return nothingBut(asItConcerns(standing.value, unread));
  const { card: drawn, refusal } = asTheySeeIt(standing.value, found.value, now);
  return refusal ? { card: drawn, barred: await barredBy(asItConcerns(standing.value, refusal)) } : { card: drawn };
};

/** Runs it for whoever speaks; a refusal is recorded, and mends the cards where it shows that one was behind. */
const attend = async <T>(
  context: Context,
  call: { readonly who: Promise<Outcome<Standing>>; readonly attempt: Attempt; readonly onlyLooks?: true },
  act: (standing: Standing) => Promise<Outcome<T>>,
): Promise<Outcome<T>> => {
  const standing = await call.who;
  // That they were here is no part of what they do: where it cannot be noted now, it is at their next act.
  const noted = standing.ok && !call.onlyLooks ? context.people.noteSeen(standing.value).catch(() => {}) : undefined;
  const [outcome] = await Promise.all([standing.ok ? act(standing.value) : standing, noted]);
  if (!outcome.ok) {
    const refusal = standing.ok ? asItConcerns(standing.value, outcome.refusal) : outcome.refusal;
    await recordRefusal(context, { ...call.attempt, standing: standing.ok ? standing.value : undefined }, refusal);
    await repaintIfStale(context, call.attempt.request, refusal);
    return refused(await withHolders(context, refusal, call.attempt.request));
  }
  return outcome;
};

/** The conversation over one installation. */
export const conversation = (context: Context): Conversation => ({
  press: async (speaker, command) => {
    const attempt = { attempted: command.do, speaker, request: requestIn(command) };
    const answer = await attend(context, { who: context.people.meet(speaker), attempt }, (standing) =>
      press(context, { standing, speaker }, command),
    );
    return answer.ok ? answer.value : { kind: 'notice', notice: refusalNotice(answer.refusal) };
  },
  submit: async (speaker, submission) => {
    const { answer } = submission;
    const attempt = { attempted: answer.do, speaker, request: requestIn(answer) };
    const who = submission.fromCard ? context.people.meet(speaker) : context.people.recall(speaker);
    const notice = await attend(context, { who, attempt }, (standing) => take(context, { standing, speaker }, answer));
    return notice.ok ? notice.value : { ...refusalNotice(notice.refusal), ...fieldAbout(answer, notice.refusal) };
  },
  look: (speaker, seen) => look(context, speaker, seen),
  isRecorded: (id, seen) => isRecorded(context, id, seen),
  home: async (speaker) => {
    const call = { who: context.people.meet(speaker), attempt: { attempted: 'home', speaker }, onlyLooks: true } as const;
    const drawn = await attend(context, call, async (standing) => done(await homeCard(context, { standing, speaker })));
    return drawn.ok ? drawn.value : noticeAsCard(refusalNotice(drawn.refusal));
  },
  say: async (speaker, words) => {
    const first = words[0];
    const named = RequestField.safeParse(words[1]?.kind === 'text' ? words[1].text.toLowerCase() : undefined).data;
    const attempt = {
      attempted: `/egress ${first?.kind === 'text' ? first.text.slice(0, 40) : ''}`,
      speaker,
      ...(named === undefined ? {} : { request: named }),
    };
    const answer = await attend(context, { who: context.people.meet(speaker), attempt }, (standing) =>
      runWords(context, { standing, speaker, line: words }),
    );
    if (answer.ok) return answer.value;
    return { kind: 'card', card: { summary: refusalNotice(answer.refusal).title, blocks: refusalBlocks(answer.refusal) } };
  },
});
