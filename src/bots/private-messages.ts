/** What single people are told privately: releases, outcomes, reminders. */
import type { EgressRequest, LinkIssued } from '../workflow/request.ts';
import { shortId } from '../workflow/request.ts';
import { currentStage } from '../workflow/transitions.ts';
import type { Block, Card } from './card.ts';
import { commandLine, line, text } from './card.ts';
import { decisionDetail, releaseFacts } from './cards.ts';
import { statusIcon, statusName } from './format.ts';
import { nextStep, requestFacts, sealFacts, titleOf } from './request-facts.ts';

/** The link itself, for exactly one reader (I10). */
export const linkBlocks = (
  request: EgressRequest,
  link: LinkIssued,
  { url, again = false }: { readonly url: string; readonly again?: boolean },
): readonly Block[] => [
  {
    kind: 'text',
    tone: 'normal',
    line: line(
      `Link ${link.number} of ${request.terms.maxLinks}, for you only. It works until `,
      { kind: 'instant', at: link.expiresAt },
      '; do not pass it on.',
      ...(again ? [' You were given it before, so this counts no further link.'] : []),
    ),
  },
  { kind: 'actions', actions: [{ kind: 'url', label: '⬇️ Download the zip', url }] },
];

export const linkCard = (request: EgressRequest, link: LinkIssued, given: { readonly url: string; readonly again: boolean }): Card => ({
  summary: `Your download link for ${titleOf(request)}`,
  blocks: [
    { kind: 'header', icon: '🔗', text: `Download link for ${shortId(request.id)}` },
    ...linkBlocks(request, link, given),
    { kind: 'facts', facts: releaseFacts(request) },
  ],
});

/** To each egress manager: what was approved by whom, with a link or the button that gets one. */
export const releaseMessage = (request: EgressRequest, direct?: { readonly link: LinkIssued; readonly url: string }): Card => {
  const { kind } = request.status;
  const isReady = direct !== undefined || kind === 'released';
  return {
    summary: isReady
      ? `${titleOf(request)} is released and can be downloaded`
      : `The release of ${shortId(request.id)} is ${statusName[kind]}`,
    blocks: [
      {
        kind: 'header',
        icon: isReady ? statusIcon.released : statusIcon[kind],
        text: isReady ? `${titleOf(request)}: ready to download` : `${titleOf(request)}: ${statusName[kind]}`,
      },
      { kind: 'facts', facts: [...requestFacts(request), ...releaseFacts(request), ...sealFacts(request)] },
      { kind: 'list', title: 'Approved by', items: request.decisions.map((decision) => decisionDetail(request, decision)), more: 0 },
      ...(direct
        ? linkBlocks(request, direct.link, direct)
        : request.status.kind !== 'released'
          ? [{ kind: 'text', tone: 'normal', line: nextStep(request) } as const]
          : [
              {
                kind: 'actions',
                actions: [{ kind: 'button', label: '🔗 Get link', style: 'primary', command: { do: 'link', request: request.id } }],
              } as const,
            ]),
    ],
  };
};

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

/** Who ended it, if somebody did besides deciding on it, and why. */
const whyLines = ({ status, events }: EgressRequest): readonly Block[] => {
  const ended = events.findLast(({ fact }) => fact.kind === 'withdrawn' || fact.kind === 'aborted' || fact.kind === 'revoked');
  if (!ended || (status.kind !== 'withdrawn' && status.kind !== 'revoked')) return [];
  const who = ended.actor.kind === 'person' ? ended.actor.person.name : 'Sallyport';
  const did = { withdrawn: 'Withdrawn', aborted: 'Given up after a technical failure', revoked: 'Revoked' }[
    ended.fact.kind as 'withdrawn' | 'aborted' | 'revoked'
  ];
  const reason = status.reason === undefined ? '.' : `: “${status.reason}”`;
  return [{ kind: 'text', tone: 'normal', line: line(`${did} by `, text(who, 'bold'), reason) }];
};

/** To the requester: the outcome and the reasons first, then which request it was. */
export const outcomeMessage = (request: EgressRequest): Card => ({
  summary: `${titleOf(request)}: ${request.release && request.status.kind !== 'revoked' ? 'approved' : statusName[request.status.kind]}`,
  blocks: [
    {
      kind: 'header',
      icon: statusIcon[request.status.kind],
      text: `${titleOf(request)}: ${request.release && request.status.kind !== 'revoked' ? 'approved' : statusName[request.status.kind]}`,
    },
    { kind: 'text', tone: 'normal', line: line(outcomeSentence(request)) },
    ...whyLines(request),
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
    summary: `Nobody of ${label} has decided on request ${shortId(request.id)}`,
    blocks: [
      { kind: 'header', icon: '📣', text: `Nobody of ${label} has decided on request ${shortId(request.id)}` },
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
  summary: `The release of request ${shortId(request.id)} is revoked`,
  blocks: [
    { kind: 'header', icon: statusIcon.revoked, text: `The release of request ${shortId(request.id)} is revoked` },
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
