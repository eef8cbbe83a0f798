/** What the admins are told privately: failures, and what waits where nobody sees it. */
import { errorNameOf } from '../workflow/failure.ts';
import type { DeadLetter } from '../workflow/ports.ts';
import type { AuditEvent, ChatIdentity, EgressRequest, Fact, PersonId, Platform } from '../workflow/request.ts';
import { shortId } from '../workflow/request.ts';
import { labelOfRole } from '../workflow/role-label.ts';
import { currentStage } from '../workflow/transitions.ts';
import type { Block, Card, Line, Phrase } from './card.ts';
import { line, text } from './card.ts';
import { releaseFacts } from './cards.ts';
import { letterActions, shortLetter } from './dead-letter-parts.ts';
import { failureActions } from './failure-parts.ts';
import { statusIcon } from './format.ts';
import type { Language } from './languages/english.ts';
import { requestFacts, sealFacts } from './request-facts.ts';

/** A sentence of the catalogue's part. */
const say =
  (sentence: (admins: Language['admins']) => string | Line): Phrase =>
  ({ admins }) =>
    sentence(admins);
const said = (phrase: Phrase): Block => ({ kind: 'text', tone: 'normal', line: line(phrase) });
const aside = (phrase: Phrase): Block => ({ kind: 'text', tone: 'muted', line: line(phrase) });
const alert = (title: Phrase): Block => ({ kind: 'header', icon: statusIcon.failed, text: title });

/** To the admins: what should be gone is still there. */
export const zipStaysMessage = (request: EgressRequest): Card => {
  const title = say(({ zipStays }) => zipStays(shortId(request.id)));
  return {
    summary: title,
    blocks: [
      alert(title),
      said(say(({ zipStaysWhy }) => zipStaysWhy)),
      { kind: 'facts', facts: [...releaseFacts(request), ...requestFacts(request), ...sealFacts(request)] },
    ],
  };
};

/** To the admins: the record of a request, or what was archived of it, was changed behind the program's back (I12). */
export const archiveDiffersMessage = (request: EgressRequest): Card => {
  const title = say(({ archiveDiffers }) => archiveDiffers(shortId(request.id)));
  return {
    summary: title,
    blocks: [
      alert(title),
      said(say(({ archiveDiffersWhy }) => archiveDiffersWhy(shortId(request.id)))),
      { kind: 'facts', facts: [...requestFacts(request), ...sealFacts(request)] },
    ],
  };
};

/** To the admins: nobody can be reminded, because nobody may decide. */
export const nobodyDecidesMessage = (request: EgressRequest): Card => {
  const stage = currentStage(request);
  const role = stage?.role ?? '';
  const title = say(({ nobodyDecides }) => nobodyDecides(shortId(request.id)));
  return {
    summary: title,
    blocks: [
      alert(title),
      said(say(({ nobodyDecidesWhy }) => nobodyDecidesWhy({ stage: stage?.label ?? role, role, project: request.submission.projectId }))),
      { kind: 'facts', facts: [...requestFacts(request), ...sealFacts(request)] },
    ],
  };
};

type FailureFact = Extract<Fact, { kind: 'failed' | 'step-failed' }>;

/** What helps, by what failed. */
const failureAdvice = ({ kind, failure }: FailureFact): Line => {
  const name = errorNameOf(failure);
  if (kind === 'step-failed')
    return line(
      say(({ wrongBytesAfterEnd }) => (name === 'IntegrityError' ? wrongBytesAfterEnd : '')),
      say(({ afterEnd }) => afterEnd),
    );
  switch (name) {
    case 'IntegrityError':
      return line(say(({ wrongBytes }) => wrongBytes));
    case 'ObjectMissingError':
      return line(say(({ missing }) => missing));
    default:
      return line(say(({ mendTheCause }) => mendTheCause));
  }
};

/** What somebody did about the failure that the event of this number tells of: had it tried again, or gave it up. */
export const answerTo = ({ events }: EgressRequest, seq: number): AuditEvent | undefined =>
  events.find((event) => event.seq > seq && (event.fact.kind === 'retried' || event.fact.kind === 'aborted'));

const answerPhrase = ({ fact, actor, at }: AuditEvent): Phrase => {
  const who = actor.kind === 'person' ? actor.person.name : 'Sallyport';
  return say(({ triedAgain, givenUp }) => (fact.kind === 'retried' ? triedAgain : givenUp)(who, at));
};

const failureTitle = (id: string, { failure: { step } }: FailureFact, answer: AuditEvent | undefined): Phrase =>
  say(({ stepFailed, stepTriedAgain, stepGivenUp }) => {
    if (!answer) return stepFailed(id, step);
    return (answer.fact.kind === 'retried' ? stepTriedAgain : stepGivenUp)(id, step);
  });

/**
 * To the admins: what failed and what helps until somebody has done it, and for the operator why, and under which id the logs tell more when that is
 * not the request's.
 */
export const failureMessage = (request: EgressRequest, fact: FailureFact, { at }: { readonly at: number }): Card => {
  const { failure } = fact;
  const id = shortId(request.id);
  const answer = answerTo(request, at);
  const title = failureTitle(id, fact, answer);
  return {
    summary: title,
    blocks: [
      alert(title),
      { kind: 'text', tone: 'normal', line: answer ? line(answerPhrase(answer)) : failureAdvice(fact) },
      {
        kind: 'facts',
        facts: [
          ...requestFacts(request),
          ...sealFacts(request),
          { label: say(({ forOperator }) => forOperator), value: line(failure.error) },
          ...(failure.correlationId === request.id
            ? []
            : [{ label: say(({ correlationId }) => correlationId), value: line(text(failure.correlationId, 'code')) }]),
        ],
      },
      ...(answer ? [] : [{ kind: 'actions', actions: failureActions(request, failure) } as const]),
      aside(say(({ history }) => history(id))),
    ],
  };
};

/** The same as an e-mail, which has no buttons. */
export const failureMail = (request: EgressRequest, fact: FailureFact, at: { readonly at: number }): Card => {
  const { summary, blocks } = failureMessage(request, fact, at);
  const typed: Phrase = ({ failures }) => (fact.kind === 'failed' ? failures.typed : failures.typedAfterEnd)(shortId(request.id));
  return { summary, blocks: answerTo(request, at.at) ? blocks : [...blocks, said(typed)] };
};

/** What can be done about a notification that could not be taken; of `files` nothing is kept but what lies in the folder. */
const remedy = (letter: string, origin: DeadLetter['origin'] | 'files'): Phrase => {
  switch (origin) {
    case 'foreign':
      return say(({ fromElsewhere }) => fromElsewhere(letter));
    case 'files':
      return say(({ inFolder }) => inFolder);
    case 'topic':
      return say(({ isKept }) => isKept(letter));
    default:
      return origin satisfies never;
  }
};

/** To the admins: a notification that could not be taken, and why (I15). */
export const badNotificationMessage = ({
  id,
  problem,
  origin,
}: {
  readonly id: string;
  readonly problem: string;
  readonly origin: DeadLetter['origin'] | 'files';
}): Card => ({
  summary: say(({ notTakenSummary }) => notTakenSummary),
  blocks: [
    alert(say(({ notTaken }) => notTaken)),
    said(problem),
    aside(remedy(shortLetter(id), origin)),
    ...(origin === 'files' ? [] : [{ kind: 'actions', actions: letterActions(id, origin) } as const]),
  ],
});

/** To the admins: an account now carries another person's address, so it is refused. */
export const mismatchMessage = (identity: ChatIdentity, people: { readonly pinned: PersonId; readonly claimed: PersonId }): Card => ({
  summary: say(({ addressChangedSummary }) => addressChangedSummary),
  blocks: [
    alert(say(({ addressChanged }) => addressChanged)),
    {
      kind: 'facts',
      facts: [
        { label: say(({ account }) => account), value: line(`${identity.platform} ${identity.tenant} ${identity.user}`) },
        { label: say(({ firstUsedAs }) => firstUsedAs), value: line(people.pinned) },
        { label: say(({ nowClaims }) => nowClaims), value: line(people.claimed) },
      ],
    },
    said(say(({ refusedUntil }) => refusedUntil)),
  ],
});

/** To the admins: a request waits where nobody can see it. */
export const unseenMessage = (
  request: EgressRequest,
  { what, role }: { readonly what: 'channel' | 'egress-manager'; readonly role: string },
): Card => {
  const { projectId } = request.submission;
  const title = say(({ reachesNobody }) => reachesNobody(shortId(request.id)));
  const problem = say(({ noChannel, noManager }) =>
    (what === 'channel' ? noChannel : noManager)(labelOfRole(request.terms, role), projectId),
  );
  return {
    summary: () => line(title, ': ', problem),
    blocks: [
      alert(title),
      said(problem),
      said(say(({ mendByMapping, mendByGranting }) => (what === 'channel' ? mendByMapping : mendByGranting)(role, projectId))),
    ],
  };
};

/** To the admins: somebody cannot be written to in private, and what mends it. */
export const notInstalledMessage = (platform: Platform, person: PersonId): Card => {
  const title: Phrase = ({ admins, names }) => admins.notInstalled(person, names.platform[platform]);
  return {
    summary: title,
    blocks: [{ kind: 'header', icon: '📭', text: title }, said(say(({ toldByMail }) => toldByMail))],
  };
};
