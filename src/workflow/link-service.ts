/** How links are counted: in the request itself, before any URL is minted (I10). */
import { isSpent } from './download-page.ts';
import type { Standing } from './permissions.ts';
import { checkEgressManager, checkFresh } from './permissions.ts';
import type { Outcome } from './refusal.ts';
import { done, refused } from './refusal.ts';
import type { Actor, EgressRequest, Instant, LinkIssued, Person, PersonId, RequestId, Sha256 } from './request.ts';
import type { Core, Step } from './service.ts';
import { actorOf, commit, system } from './service.ts';
import { refuseFact, refuseKind } from './transitions.ts';

/**
 * Milliseconds after which a link that did not arrive is given once more; asks at the same moment are asks for further links. Often enough
 * for an answer that was lost, and never a second link in disguise.
 */
const repeatAfter = 60_000;
const mostRepeats = 3;

/** When this link's URL was given, each time. */
const timesGiven = ({ events }: EgressRequest, link: LinkIssued): readonly Instant[] => [
  link.at,
  ...events.filter(({ fact }) => fact.kind === 'link-repeated' && fact.number === link.number).map(({ at }) => at),
];

/** What the record keeps of a link's address: nothing of a presigned one. */
const addressIn = ({ id, terms }: EgressRequest, pageHash: Sha256 | undefined): { readonly pageHash?: Sha256 } => {
  if (terms.downloadPage !== true) return {};
  if (pageHash === undefined) throw new TypeError(`a link of request ${id} opens a page, and needs an address`);
  return { pageHash };
};

/** The person's own last link as long as it lives, once no further one can be had: from when on it can be given again, until its same end. */
const repeatable = (
  request: EgressRequest,
  to: PersonId,
  now: Instant,
): { readonly link: LinkIssued; readonly from: Instant } | undefined => {
  const { status, zipRemoved } = request;
  if (status.kind !== 'closed' || status.reason !== 'links-used' || zipRemoved !== undefined) return undefined;
  const link = request.links.findLast(({ person, expiresAt }) => person.id === to && now < expiresAt);
  const last = link && timesGiven(request, link).at(-1);
  if (!link || last === undefined || isSpent(request, link, now)) return undefined;
  // What the release message's link was readdressed for may have reached nobody.
  const repeats = request.events.filter(
    ({ fact, actor }) => fact.kind === 'link-repeated' && fact.number === link.number && actor.kind === 'person',
  );
  if (repeats.length >= mostRepeats) return undefined;
  const from = new Date(Date.parse(last) + repeatAfter).toISOString() as Instant;
  return from < link.expiresAt ? { link, from } : undefined;
};

type Asked = {
  readonly to: Person;
  readonly actor: Actor;
  readonly cause: LinkIssued['cause'];
  readonly now: Instant;
  readonly pageHash: Sha256 | undefined;
};

const linkStep = (request: EgressRequest, link: Asked): Outcome<Step> => {
  const { to, actor, cause, now } = link;
  const address = addressIn(request, link.pageHash);
  if (request.links.length >= request.terms.maxLinks && request.status.kind !== 'revoked') {
    const again = repeatable(request, to.id, now);
    if (again && again.from <= now) return done({ fact: { kind: 'link-repeated', number: again.link.number, to, ...address }, actor });
    return refused({ kind: 'links-used', links: request.links, ...(again ? { again: again.from } : {}) });
  }
  const refusal = refuseKind(request, 'link-issued');
  if (refusal) return refused(refusal);
  const expiresAt = new Date(Date.parse(now) + request.terms.linkExpirySeconds * 1000).toISOString() as Instant;
  return done({ fact: { kind: 'link-issued', number: request.links.length + 1, expiresAt, cause, to, ...address }, actor });
};

/**
 * Counts one link for an egress manager who asks for it; the URL is minted only after this write (I10). When none is left, whoever has one
 * that still works, and may not have received it, is given it again until its same end: that is recorded, and counts no further. `pageHash` is
 * of the address that it gets where links open a page.
 */
export const askForLink = (
  core: Core,
  standing: Standing,
  { id, pageHash }: { readonly id: RequestId; readonly pageHash?: Sha256 },
): Promise<Outcome<EgressRequest>> =>
  commit(core, id, (request, now) => {
    const barred = checkFresh(standing, now) ?? checkEgressManager(standing, request, now);
    if (barred) return refused(barred);
    return linkStep(request, { to: standing.person, actor: actorOf(standing), cause: 'asked', now, pageHash });
  });

/** The link that the request's last event is about, and whether its URL was given before. */
export const linkJustCounted = ({ id, links, events }: EgressRequest): { readonly link: LinkIssued; readonly again: boolean } => {
  const fact = events.at(-1)?.fact;
  const number = fact?.kind === 'link-issued' || fact?.kind === 'link-repeated' ? fact.number : undefined;
  const link = links.find((each) => each.number === number);
  if (!link) throw new TypeError(`the last event of request ${id} is about no link`);
  return { link, again: fact?.kind === 'link-repeated' };
};

type Receiver = { readonly to: Person; readonly pageHash?: Sha256 };

/** Counts the link that the release message itself carries; `stale` when it was counted before. */
export const countReleaseLink = (core: Core, id: RequestId, { to, pageHash }: Receiver): Promise<Outcome<EgressRequest>> =>
  commit(core, id, (request, now) => {
    const { links, terms } = request;
    if (links.some(({ cause }) => cause === 'release-message')) return refused({ kind: 'stale' });
    // Nobody asked, so nothing is given again.
    if (links.length >= terms.maxLinks) return refused({ kind: 'links-used', links });
    return linkStep(request, { to, actor: system, cause: 'release-message', now, pageHash });
  });

/**
 * Gives the release message's own link another address, for a message that is tried again: of the one before only a hash is left. Both work, as
 * one link does, until its same end. `links-used` when it was given often enough, so that a platform that is down fills no record.
 */
export const readdressReleaseLink = (core: Core, id: RequestId, { to, pageHash }: Receiver): Promise<Outcome<EgressRequest>> =>
  commit(core, id, (request, now) => {
    const { links } = request;
    const link = links.find(({ cause, person }) => cause === 'release-message' && person.id === to.id);
    if (!link || isSpent(request, link, now) || timesGiven(request, link).length > mostRepeats)
      return refused({ kind: 'links-used', links });
    const fact = { kind: 'link-repeated', number: link.number, to, ...addressIn(request, pageHash) } as const;
    const refusal = refuseFact(request, fact);
    return refusal ? refused(refusal) : done({ fact, actor: system });
  });
