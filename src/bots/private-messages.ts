/** What single people are told privately: releases and outcomes. */
import { pageLimits } from '../workflow/download-page.ts';
import type { EgressRequest, LinkIssued } from '../workflow/request.ts';
import { shortId } from '../workflow/request.ts';
import { shownStatus, wasGivenUp } from '../workflow/shown-status.ts';
import type { Action, Block, Card, Inline, Line, Phrase } from './card.ts';
import { line } from './card.ts';
import { releaseFacts } from './cards.ts';
import { statusIcon } from './format.ts';
import { decisionDetail, endedLine, nextStep, requestFacts, sealFacts, statusName } from './request-facts.ts';

const said = (...sentence: readonly (Phrase | Inline)[]): Block => ({ kind: 'text', tone: 'normal', line: line(...sentence) });
const aside = (sentence: Line): Block => ({ kind: 'text', tone: 'muted', line: sentence });
const decisionList = (request: EgressRequest): Block => ({
  kind: 'list',
  title: ({ cards }) => cards.decisions,
  items: request.decisions.map((decision) => decisionDetail(request, decision)),
  more: 0,
});

/** The link itself, for exactly one reader (I10), and how to get another once it no longer works. */
const linkBlocks = (
  request: EgressRequest,
  { number, expiresAt }: LinkIssued,
  { url, again = false, another = [] }: { readonly url: string; readonly again?: boolean; readonly another?: readonly Action[] },
): readonly Block[] => [
  said(
    ({ privately }) => privately.link({ number, most: request.terms.maxLinks, expiresAt }),
    ({ privately }) => (again ? privately.givenBefore : ''),
  ),
  {
    kind: 'actions',
    actions: [
      {
        kind: 'url',
        label: ({ downloadPage, privately }) => (request.terms.downloadPage === true ? `⬇️ ${downloadPage.open}` : privately.download),
        url,
        style: 'primary',
      },
      ...another,
    ],
  },
  ...(request.terms.downloadPage === true ? [said(({ downloadPage }) => downloadPage.whatItIs(pageLimits))] : []),
  ...(request.links.length < request.terms.maxLinks ? [aside(line(({ privately }) => privately.afterThat(shortId(request.id))))] : []),
];

export const linkCard = (request: EgressRequest, link: LinkIssued, given: { readonly url: string; readonly again: boolean }): Card => ({
  summary: ({ privately }) => privately.linkSummary(shortId(request.id)),
  blocks: [
    { kind: 'header', icon: '🔗', text: ({ privately }) => privately.linkTitle(shortId(request.id)) },
    ...linkBlocks(request, link, given),
    { kind: 'facts', facts: releaseFacts(request) },
  ],
});

const linkButton = (request: EgressRequest, style: 'primary' | 'normal', label: Phrase): Action => ({
  kind: 'button',
  label,
  style,
  command: { do: 'link', request: request.id },
});

/**
 * To each egress manager: what was approved by whom, with a link or the button that gets one. Nothing happens when a link has expired, so that nobody
 * paints the message before something else happens to the request: the button for another stands beside it from the start.
 */
export const releaseMessage = (request: EgressRequest, direct?: { readonly link: LinkIssued; readonly url: string }): Card => {
  const { kind } = request.status;
  const id = shortId(request.id);
  const isReady = direct !== undefined || kind === 'released';
  const offer = (): readonly Block[] => {
    if (direct) {
      const isLeft = request.links.length < request.terms.maxLinks;
      const another = isLeft ? [linkButton(request, 'normal', ({ privately }) => privately.getAnother)] : [];
      return linkBlocks(request, direct.link, { url: direct.url, another });
    }
    if (kind !== 'released') return [said(...nextStep(request))];
    return [{ kind: 'actions', actions: [linkButton(request, 'primary', ({ privately }) => privately.getLink)] }];
  };
  return {
    summary: ({ names, privately }) => (isReady ? privately.canBeDownloaded(id) : privately.releaseIs(id, names.status[kind])),
    blocks: [
      {
        kind: 'header',
        icon: isReady ? statusIcon.released : statusIcon[kind],
        text: ({ cards, names, privately }) => (isReady ? privately.readyToDownload(id) : cards.inStatus(id, names.status[kind])),
      },
      ...offer(),
      { kind: 'facts', facts: [...requestFacts(request), ...releaseFacts(request), ...sealFacts(request)] },
      decisionList(request),
    ],
  };
};

/**
 * The same as an e-mail, which has neither link nor button (I10): where to get one. The last link may have been counted for a chat message that could
 * not be sent; then it `offers` one all the same, which is given again to whoever asks.
 */
export const releaseMail = (request: EgressRequest, { offers }: { readonly offers: boolean }): Card => {
  const { summary, blocks } = releaseMessage(request);
  const id = shortId(request.id);
  if (!offers) return { summary, blocks };
  return {
    summary,
    blocks: [
      ...blocks,
      said(({ privately }) => (request.status.kind === 'released' ? privately.linkInChat(id) : privately.linkAgainInChat(id))),
    ],
  };
};

const outcomeOf = (request: EgressRequest): 'rejected' | 'expired' | 'withdrawn' | 'aborted' | 'revoked' | 'approved' => {
  const { kind } = request.status;
  if (wasGivenUp(request)) return 'aborted';
  return kind === 'rejected' || kind === 'expired' || kind === 'withdrawn' || kind === 'revoked' ? kind : 'approved';
};

/** Who ended it, if somebody did besides deciding on it, and why. */
const endedBlocks = (request: EgressRequest): readonly Block[] => {
  const ended = endedLine(request);
  return ended.length === 0 ? [] : [said(...ended)];
};

/** To the requester: the outcome and the reasons first, then which request it was. */
export const outcomeMessage = (request: EgressRequest): Card => {
  const { kind } = request.status;
  const approved = request.release !== undefined && kind !== 'revoked';
  const title: Phrase = (say) =>
    say.cards.inStatus(shortId(request.id), approved ? say.privately.approved : statusName(shownStatus(request))(say));
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
    summary: (say) => say.privately.youReviewedSummary(id, statusName(shownStatus(request))(say)),
    blocks: [
      {
        kind: 'header',
        icon: statusIcon[kind],
        text: (say) => say.privately.youReviewed(id, statusName(shownStatus(request))(say)),
      },
      decisionList(request),
      aside(nextStep(request)),
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
