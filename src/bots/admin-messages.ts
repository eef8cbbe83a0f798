/** What the admins are told privately: failures, and what waits where nobody sees it. */
import type { DeadLetter } from '../workflow/ports.ts';
import type { AuditEvent, ChatIdentity, EgressRequest, Fact, PersonId, Platform } from '../workflow/request.ts';
import { errorNameOf, shortId } from '../workflow/request.ts';
import { currentStage } from '../workflow/transitions.ts';
import type { Card, Line } from './card.ts';
import { commandLine, line, text } from './card.ts';
import { releaseFacts } from './cards.ts';
import { letterActions, shortLetter } from './dead-letter-parts.ts';
import { platformName, statusIcon, statusName } from './format.ts';
import { requestFacts, sealFacts, titleOf } from './request-facts.ts';

/** To the admins: what should be gone is still there. */
export const zipStaysMessage = (request: EgressRequest): Card => ({
  summary: `The zip of request ${shortId(request.id)} could not be deleted`,
  blocks: [
    { kind: 'header', icon: statusIcon.failed, text: `The zip of request ${shortId(request.id)} could not be deleted` },
    {
      kind: 'text',
      tone: 'normal',
      line: line(
        'The release is over, but its zip still lies in the data lake, and links that are out may still work. It is tried again and again; please see what keeps it, or delete it there.',
      ),
    },
    { kind: 'facts', facts: [...releaseFacts(request), ...requestFacts(request), ...sealFacts(request)] },
  ],
});

/** To the admins: nobody can be reminded, because nobody may decide. */
export const nobodyDecidesMessage = (request: EgressRequest): Card => {
  const stage = currentStage(request);
  const role = stage?.role ?? '';
  const title = `Nobody can decide on request ${shortId(request.id)}`;
  return {
    summary: title,
    blocks: [
      { kind: 'header', icon: statusIcon.failed, text: title },
      {
        kind: 'text',
        tone: 'normal',
        line: line(
          `It waits for ${stage?.label ?? role}, and nobody is left who holds that role, did not ask for it and has not decided on it yet. Mend it with `,
          commandLine(`grant @person ${role} ${request.submission.projectId}`),
          '.',
        ),
      },
      { kind: 'facts', facts: [...requestFacts(request), ...sealFacts(request)] },
    ],
  };
};

type FailureFact = Extract<Fact, { kind: 'failed' | 'step-failed' }>;

/** What helps, by what failed. */
const failureAdvice = (request: EgressRequest, { kind, failure }: FailureFact): Line => {
  const giveUp = commandLine(`abort ${shortId(request.id)} why`);
  const name = errorNameOf(failure);
  if (kind === 'step-failed')
    return line(
      name === 'IntegrityError' ? 'Bytes are not what they should be: treat this as an incident. ' : '',
      'The request itself had ended before, and its outcome stands; there is nothing to give up. Only what follows the end is left, such as ',
      'deleting what was staged and giving the egress store back, without which its researcher cannot submit again. Mend the cause, then try again.',
    );
  switch (name) {
    case 'IntegrityError':
      return line(
        'Bytes are not what was approved: treat this as an incident, and try again only once you know why. To give it up: ',
        giveUp,
        '.',
      );
    case 'ObjectMissingError':
      return line(
        'Unless what is missing comes back, trying again will not help. To give it up, so that it can be submitted again: ',
        giveUp,
        '.',
      );
    default:
      return line(
        'The record and what was staged are kept. Mend the cause, then try again; or give it up, so that it can be submitted again: ',
        giveUp,
        '.',
      );
  }
};

/** What somebody did about the failure that the event of this number tells of: had it tried again, or gave it up. */
export const answerTo = ({ events }: EgressRequest, seq: number): AuditEvent | undefined =>
  events.find((event) => event.seq > seq && (event.fact.kind === 'retried' || event.fact.kind === 'aborted'));

const answerLine = ({ fact, actor, at }: AuditEvent): Line => {
  const who = actor.kind === 'person' ? actor.person.name : 'Sallyport';
  return line(fact.kind === 'retried' ? '🔁 Tried again by ' : '↩️ Given up by ', text(who, 'bold'), ', ', { kind: 'instant', at }, '.');
};

/** To the admins: which step failed, why, and under which correlation id the logs tell more. */
export const failureMessage = (request: EgressRequest, fact: FailureFact, { at }: { readonly at: number }): Card => {
  const { failure } = fact;
  const answer = answerTo(request, at);
  return {
    summary: `${titleOf(request)}: the step "${failure.step}" failed`,
    blocks: [
      { kind: 'header', icon: statusIcon.failed, text: `${titleOf(request)}: step "${failure.step}" failed` },
      {
        kind: 'facts',
        facts: [
          { label: 'Error', value: line(failure.error) },
          { label: 'Correlation id', value: line(text(failure.correlationId, 'code')) },
          { label: 'Status', value: line(statusName[request.status.kind]) },
          ...requestFacts(request),
          ...sealFacts(request),
        ],
      },
      ...(answer
        ? [{ kind: 'text', tone: 'normal', line: answerLine(answer) } as const]
        : [
            { kind: 'text', tone: 'normal', line: failureAdvice(request, fact) } as const,
            {
              kind: 'actions',
              actions: [{ kind: 'button', label: '🔁 Try again', style: 'primary', command: { do: 'retry', request: request.id } }],
            } as const,
          ]),
      { kind: 'text', tone: 'muted', line: line('History: ', commandLine(`history ${shortId(request.id)}`)) },
    ],
  };
};

const discard = (id: string) => commandLine(`discard ${shortLetter(id)} why`);

/** What can be done about a notification that could not be taken; of `files` nothing is kept but what lies in the folder. */
const remedy = (id: string, origin: DeadLetter['origin'] | 'files'): Line => {
  switch (origin) {
    case 'foreign':
      return line('It did not come from the topic that this installation listens to. Nothing behind it waits. Not needed: ', discard(id));
    case 'files':
      return line(
        'It lies with its files in the intake folder, and nothing behind it waits. Once the cause is mended, the operator moves it out of "refused" again.',
      );
    case 'topic':
      return line(
        'It is kept, and nothing behind it waits. Once the cause is mended: ',
        commandLine(`replay ${shortLetter(id)}`),
        '. Not needed: ',
        discard(id),
        '. All that are kept: ',
        commandLine('dead-letters'),
      );
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
  summary: 'A notification from Service Workbench could not be taken',
  blocks: [
    { kind: 'header', icon: statusIcon.failed, text: 'A notification could not be taken' },
    { kind: 'text', tone: 'normal', line: line(problem) },
    { kind: 'text', tone: 'muted', line: remedy(id, origin) },
    ...(origin === 'files' ? [] : [{ kind: 'actions', actions: letterActions(id, origin) } as const]),
  ],
});

/** To the admins: an account now carries another person's address, so it is refused. */
export const mismatchMessage = (identity: ChatIdentity, people: { readonly pinned: PersonId; readonly claimed: PersonId }): Card => ({
  summary: 'A chat account changed its e-mail address and is refused',
  blocks: [
    { kind: 'header', icon: statusIcon.failed, text: 'An account changed its e-mail address' },
    {
      kind: 'facts',
      facts: [
        { label: 'Account', value: line(`${identity.platform} ${identity.tenant} ${identity.user}`) },
        { label: 'First used as', value: line(people.pinned) },
        { label: 'Now claims', value: line(people.claimed) },
      ],
    },
    { kind: 'text', tone: 'normal', line: line('Whatever it tries is refused until its address is the first one again.') },
  ],
});

/** To the admins: a request waits where nobody can see it. */
export const unseenMessage = (
  request: EgressRequest,
  missing: { readonly what: 'channel' | 'egress-manager'; readonly role: string },
): Card => {
  const { projectId } = request.submission;
  const problem =
    missing.what === 'channel'
      ? `It waits for ${missing.role}, but no channel shows that role's requests for project ${projectId}, or none that does can be reached.`
      : `It is released, but nobody holds ${missing.role} for project ${projectId}, so nobody was sent it.`;
  const remedy = missing.what === 'channel' ? `map #channel ${missing.role} ${projectId}` : `grant @person ${missing.role} ${projectId}`;
  return {
    summary: `${titleOf(request)} reaches nobody: ${problem}`,
    blocks: [
      { kind: 'header', icon: statusIcon.failed, text: `${titleOf(request)} reaches nobody` },
      { kind: 'text', tone: 'normal', line: line(problem) },
      { kind: 'text', tone: 'normal', line: line('Mend it with ', commandLine(remedy), '; what waits is then shown at once.') },
    ],
  };
};

/** To the admins: somebody cannot be written to in private, and what mends it. */
export const notInstalledMessage = (platform: Platform, person: PersonId): Card => {
  const title = `Sallyport is not installed for ${person} in ${platformName[platform]}`;
  return {
    summary: title,
    blocks: [
      { kind: 'header', icon: '📭', text: title },
      {
        kind: 'text',
        tone: 'normal',
        line: line(
          'It could not write to them in private, so they are told by e-mail. Install the app for them by policy, or ask them to add it.',
        ),
      },
    ],
  };
};
