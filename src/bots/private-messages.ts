/** What single people are told privately: releases, outcomes, failures. */
import type { ChatIdentity, EgressRequest, Failure, LinkIssued, PersonId, Platform } from '../workflow/request.ts';
import { shortId } from '../workflow/request.ts';
import { currentStage } from '../workflow/transitions.ts';
import type { Block, Card } from './card.ts';
import { commandLine, line, text } from './card.ts';
import { decisionDetail, releaseFacts } from './cards.ts';
import { platformName, statusIcon, statusName } from './format.ts';
import { nextStep, requestFacts, sealFacts, titleOf } from './request-facts.ts';

/** The link itself, for exactly one reader (I10). */
export const linkBlocks = (request: EgressRequest, link: LinkIssued, url: string): readonly Block[] => [
  {
    kind: 'text',
    tone: 'normal',
    line: line(
      `Link ${link.number} of ${request.terms.maxLinks}, for you only. It works until `,
      { kind: 'instant', at: link.expiresAt },
      '; do not pass it on.',
    ),
  },
  { kind: 'actions', actions: [{ kind: 'url', label: '⬇️ Download the zip', url }] },
];

export const linkCard = (request: EgressRequest, link: LinkIssued, url: string): Card => ({
  summary: `Your download link for ${titleOf(request)}`,
  blocks: [
    { kind: 'header', icon: '🔗', text: `Download link for ${shortId(request.id)}` },
    ...linkBlocks(request, link, url),
    { kind: 'facts', facts: releaseFacts(request) },
  ],
});

/** To each egress manager: what was approved by whom, with a link or the button that gets one. */
export const releaseMessage = (request: EgressRequest, direct?: { readonly link: LinkIssued; readonly url: string }): Card => ({
  summary: `${titleOf(request)} is released and can be downloaded`,
  blocks: [
    { kind: 'header', icon: statusIcon.released, text: `${titleOf(request)}: ready to download` },
    { kind: 'facts', facts: [...requestFacts(request), ...releaseFacts(request), ...sealFacts(request)] },
    { kind: 'list', title: 'Approved by', items: request.decisions.map((decision) => decisionDetail(request, decision)), more: 0 },
    ...(direct
      ? linkBlocks(request, direct.link, direct.url)
      : request.status.kind !== 'released'
        ? [{ kind: 'text', tone: 'normal', line: nextStep(request) } as const]
        : [
            {
              kind: 'actions',
              actions: [{ kind: 'button', label: '🔗 Get link', style: 'primary', command: { do: 'link', request: request.id } }],
            } as const,
          ]),
  ],
});

const outcomeSentence = (request: EgressRequest): string => {
  switch (request.status.kind) {
    case 'rejected':
      return 'Your egress request was rejected, so nothing leaves. Change what the reason names, then submit again.';
    case 'expired':
      return 'Nobody decided on your egress request before its deadline, so nothing leaves. You can submit it again.';
    case 'withdrawn':
      return 'Your egress request was withdrawn. You can submit a new one.';
    case 'revoked':
      return 'The release of your egress request was taken back. If you have received the files, do not use them, and delete them.';
    default:
      return 'Your egress request was approved. The egress manager now has the files and will pass them on to you.';
  }
};

/** To the requester: the outcome and the reasons first, then which request it was. */
export const outcomeMessage = (request: EgressRequest): Card => ({
  summary: `${titleOf(request)}: ${outcomeSentence(request)}`,
  blocks: [
    {
      kind: 'header',
      icon: statusIcon[request.status.kind],
      text: `${titleOf(request)}: ${request.release && request.status.kind !== 'revoked' ? 'approved' : statusName[request.status.kind]}`,
    },
    { kind: 'text', tone: 'normal', line: line(outcomeSentence(request)) },
    ...(request.decisions.length > 0
      ? [
          {
            kind: 'list',
            title: 'Decisions',
            items: request.decisions.toReversed().map((decision) => decisionDetail(request, decision)),
            more: 0,
          } as const,
        ]
      : []),
    { kind: 'facts', facts: [...requestFacts(request), ...sealFacts(request)] },
  ],
});

/** To a reviewer who took part in a request that ended otherwise. */
export const takenPartMessage = (request: EgressRequest): Card => ({
  summary: `${titleOf(request)}, which you reviewed, is ${statusName[request.status.kind]}`,
  blocks: [
    {
      kind: 'header',
      icon: statusIcon[request.status.kind],
      text: `${titleOf(request)}, which you reviewed: ${statusName[request.status.kind]}`,
    },
    { kind: 'list', title: 'Decisions', items: request.decisions.map((decision) => decisionDetail(request, decision)), more: 0 },
    { kind: 'text', tone: 'muted', line: nextStep(request) },
  ],
});

/** To each who can decide: what waits for them, and until when. */
export const reminderMessage = (request: EgressRequest): Card => {
  const { status } = request;
  const label = currentStage(request)?.label ?? 'review';
  return {
    summary: `${titleOf(request)} still waits for ${label}`,
    blocks: [
      { kind: 'header', icon: '⏰', text: `${titleOf(request)} still waits for ${label}` },
      {
        kind: 'text',
        tone: 'normal',
        line: line(
          'You can decide on it, on its card in your role’s channel. ',
          ...(status.kind === 'in-review'
            ? (['Without a decision it expires ', { kind: 'instant', at: status.deadline }, '.'] as const)
            : []),
        ),
      },
      { kind: 'facts', facts: [...requestFacts(request), ...sealFacts(request)] },
      { kind: 'text', tone: 'muted', line: line('Where it stands: ', commandLine(`status ${shortId(request.id)}`)) },
    ],
  };
};

/** To the role that a stage is escalated to: they cannot decide, but they can find somebody who does. */
export const escalationMessage = (request: EgressRequest): Card => {
  const { status } = request;
  const label = currentStage(request)?.label ?? 'review';
  return {
    summary: `Nobody of ${label} has decided on ${titleOf(request)}`,
    blocks: [
      { kind: 'header', icon: '📣', text: `Nobody of ${label} has decided on ${titleOf(request)}` },
      {
        kind: 'text',
        tone: 'normal',
        line: line(
          `Please see that somebody of ${label} does; this gives you no right to decide for them. `,
          ...(status.kind === 'in-review' ? (['It expires ', { kind: 'instant', at: status.deadline }, '.'] as const) : []),
        ),
      },
      { kind: 'facts', facts: [...requestFacts(request), ...sealFacts(request)] },
      { kind: 'text', tone: 'muted', line: line('To remind them all: ', commandLine(`remind ${shortId(request.id)}`)) },
    ],
  };
};

/** To everybody who got a link or could have: the release is taken back. */
export const revokedMessage = (request: EgressRequest): Card => ({
  summary: `The release of ${titleOf(request)} is revoked`,
  blocks: [
    { kind: 'header', icon: statusIcon.revoked, text: `The release of ${titleOf(request)} is revoked` },
    {
      kind: 'text',
      tone: 'normal',
      line: line(
        'Its links no longer work. If you have downloaded the zip, do not use it or pass it on: delete it, and tell the egress managers.',
      ),
    },
    ...(request.status.kind === 'revoked'
      ? [{ kind: 'text', tone: 'normal', line: line(`Reason: “${request.status.reason}”`) } as const]
      : []),
    { kind: 'facts', facts: [...requestFacts(request), ...releaseFacts(request), ...sealFacts(request)] },
  ],
});

/** To the admins: which step failed, why, and under which correlation id the logs tell more. */
export const failureMessage = (request: EgressRequest, failure: Failure): Card => ({
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
    {
      kind: 'text',
      tone: 'normal',
      line: line(
        'Nothing was lost: staged files and the record are kept. Mend the cause, then try again; or give it up with ',
        commandLine(`abort ${shortId(request.id)} why`),
        ', so that it can be submitted again.',
      ),
    },
    {
      kind: 'actions',
      actions: [{ kind: 'button', label: '🔁 Try again', style: 'primary', command: { do: 'retry', request: request.id } }],
    },
    { kind: 'text', tone: 'muted', line: line('History: ', commandLine(`history ${shortId(request.id)}`)) },
  ],
});

/** To the admins: a notification that could not be taken, and why (I15). */
export const badNotificationMessage = (problem: string): Card => ({
  summary: 'A notification from Service Workbench could not be taken',
  blocks: [
    { kind: 'header', icon: statusIcon.failed, text: 'A notification could not be taken' },
    { kind: 'text', tone: 'normal', line: line(problem) },
    {
      kind: 'text',
      tone: 'muted',
      line: line(
        'It is kept with the dead letters, and nothing behind it waits. The researcher may have to submit again once the cause is mended.',
      ),
    },
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
