/** What single people are told privately: releases, outcomes, reminders. */
import { pageLimits } from '../workflow/download-page.ts';
import type { EgressRequest, LinkIssued } from '../workflow/request.ts';
import { shortId } from '../workflow/request.ts';
import { currentStage } from '../workflow/transitions.ts';
import type { Block, Card, Inline, Line, Phrase } from './card.ts';
import { line } from './card.ts';
import { decisionDetail, releaseFacts } from './cards.ts';
import { statusIcon } from './format.ts';
import { endedLine, nextStep, requestFacts, sealFacts } from './request-facts.ts';

const said = (...sentence: readonly (Phrase | Inline)[]): Block => ({ kind: 'text', tone: 'normal', line: line(...sentence) });
const aside = (sentence: Line): Block => ({ kind: 'text', tone: 'muted', line: sentence });
const decisionList = (request: EgressRequest): Block => ({
  kind: 'list',
  title: ({ cards }) => cards.decisions,
  items: request.decisions.map((decision) => decisionDetail(request, decision)),
  more: 0,
});

/** The link itself, for exactly one reader (I10). */
const linkBlocks = (
  request: EgressRequest,
  { number, expiresAt }: LinkIssued,
  { url, again = false }: { readonly url: string; readonly again?: boolean },
): readonly Block[] => [
  said(
    ({ privately }) => privately.link({ number, most: request.terms.maxLinks, expiresAt }),
    ({ privately }) => (again ? privately.givenBefore : ''),
  ),
  ...(request.terms.downloadPage === true ? [said(({ downloadPage }) => downloadPage.whatItIs(pageLimits))] : []),
  {
    kind: 'actions',
    actions: [
      {
        kind: 'url',
        label: ({ downloadPage, privately }) => (request.terms.downloadPage === true ? `⬇️ ${downloadPage.open}` : privately.download),
        url,
      },
    ],
  },
];

export const linkCard = (request: EgressRequest, link: LinkIssued, given: { readonly url: string; readonly again: boolean }): Card => ({
  summary: ({ privately }) => privately.linkSummary(shortId(request.id)),
  blocks: [
    { kind: 'header', icon: '🔗', text: ({ privately }) => privately.linkTitle(shortId(request.id)) },
    ...linkBlocks(request, link, given),
    { kind: 'facts', facts: releaseFacts(request) },
  ],
});

/** To each egress manager: what was approved by whom, with a link or the button that gets one. */
export const releaseMessage = (request: EgressRequest, direct?: { readonly link: LinkIssued; readonly url: string }): Card => {
  const { kind } = request.status;
  const id = shortId(request.id);
  const isReady = direct !== undefined || kind === 'released';
  const offer = (): readonly Block[] => {
    if (direct) return linkBlocks(request, direct.link, direct);
    if (kind !== 'released') return [said(...nextStep(request))];
    const command = { do: 'link', request: request.id } as const;
    return [{ kind: 'actions', actions: [{ kind: 'button', label: ({ privately }) => privately.getLink, style: 'primary', command }] }];
  };
  return {
    summary: ({ names, privately }) => (isReady ? privately.canBeDownloaded(id) : privately.releaseIs(id, names.status[kind])),
    blocks: [
      {
        kind: 'header',
        icon: isReady ? statusIcon.released : statusIcon[kind],
        text: ({ cards, names, privately }) => (isReady ? privately.readyToDownload(id) : cards.inStatus(id, names.status[kind])),
      },
      { kind: 'facts', facts: [...requestFacts(request), ...releaseFacts(request), ...sealFacts(request)] },
      decisionList(request),
      ...offer(),
    ],
  };
};

const outcomeOf = ({ status: { kind } }: EgressRequest): 'rejected' | 'expired' | 'withdrawn' | 'revoked' | 'approved' =>
  kind === 'rejected' || kind === 'expired' || kind === 'withdrawn' || kind === 'revoked' ? kind : 'approved';

/** Who ended it, if somebody did besides deciding on it, and why. */
const endedBlocks = (request: EgressRequest): readonly Block[] => {
  const ended = endedLine(request);
  return ended.length === 0 ? [] : [said(...ended)];
};

/** To the requester: the outcome and the reasons first, then which request it was. */
export const outcomeMessage = (request: EgressRequest): Card => {
  const { kind } = request.status;
  const approved = request.release !== undefined && kind !== 'revoked';
  const title: Phrase = ({ cards, names, privately }) =>
    cards.inStatus(shortId(request.id), approved ? privately.approved : names.status[kind]);
  return {
    summary: title,
    blocks: [
      { kind: 'header', icon: statusIcon[kind], text: title },
      said(({ privately }) => privately.outcome[outcomeOf(request)]),
      ...endedBlocks(request),
      ...(request.decisions.length > 0 ? [decisionList(request)] : []),
      { kind: 'facts', facts: [...requestFacts(request), ...sealFacts(request)] },
    ],
  };
};

/** To a reviewer who took part in a request that ended otherwise. */
export const takenPartMessage = (request: EgressRequest): Card => {
  const { kind } = request.status;
  const id = shortId(request.id);
  return {
    summary: ({ names, privately }) => privately.youReviewedSummary(id, names.status[kind]),
    blocks: [
      {
        kind: 'header',
        icon: statusIcon[kind],
        text: ({ names, privately }) => privately.youReviewed(id, names.status[kind]),
      },
      decisionList(request),
      aside(nextStep(request)),
    ],
  };
};

/** To each who can decide: what waits for them, and until when. */
export const reminderMessage = (request: EgressRequest): Card => {
  const { status } = request;
  const id = shortId(request.id);
  const label = currentStage(request)?.label ?? '';
  const title: Phrase = ({ privately }) => privately.stillWaits(id, label);
  return {
    summary: title,
    blocks: [
      { kind: 'header', icon: '⏰', text: title },
      said(
        ({ privately }) => privately.youCanDecide,
        ({ privately }) => (status.kind === 'in-review' ? privately.withoutDecision(status.deadline) : ''),
      ),
      { kind: 'facts', facts: [...requestFacts(request), ...sealFacts(request)] },
      aside(line(({ privately }) => privately.whereItStands(id))),
    ],
  };
};

/** To the role that a stage is escalated to: they cannot decide, but they can find somebody who does. */
export const escalationMessage = (request: EgressRequest): Card => {
  const { status } = request;
  const id = shortId(request.id);
  const label = currentStage(request)?.label ?? '';
  const title: Phrase = ({ privately }) => privately.nobodyDecided(id, label);
  return {
    summary: title,
    blocks: [
      { kind: 'header', icon: '📣', text: title },
      said(
        ({ privately }) => privately.seeThatSomebody(label),
        ({ privately }) => (status.kind === 'in-review' ? privately.withoutDecision(status.deadline) : ''),
      ),
      { kind: 'facts', facts: [...requestFacts(request), ...sealFacts(request)] },
      aside(line(({ privately }) => privately.remindAll(id))),
    ],
  };
};

/** To everybody who got a link or could have: the release is taken back. */
export const revokedMessage = (request: EgressRequest): Card => {
  const title: Phrase = ({ privately }) => privately.isRevoked(shortId(request.id));
  return {
    summary: title,
    blocks: [
      { kind: 'header', icon: statusIcon.revoked, text: title },
      said(({ privately }) => privately.linksDead),
      ...endedBlocks(request),
      { kind: 'facts', facts: [...requestFacts(request), ...releaseFacts(request), ...sealFacts(request)] },
    ],
  };
};
