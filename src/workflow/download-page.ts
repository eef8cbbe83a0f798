/** Links whose address opens a page: what such an address holds, and how often the link gives out a URL from there. */
import { sha256 } from './canonical.ts';
import type { Clock } from './ports.ts';
import { done } from './refusal.ts';
import type { EgressRequest, Instant, LinkIssued, RequestId, Sha256 } from './request.ts';
import type { Roster } from './roster.ts';
import { egressManagersOf } from './roster.ts';
import type { Core } from './service.ts';
import { commit, system } from './service.ts';
import { refuseKind } from './transitions.ts';

/** The secret part of an address: the request's id and 256 random bits. Only its hash is ever kept. */
export type PageToken = string & { readonly __brand: 'PageToken' };

/** The token of one address; `secret` is 256 random bits in base64url. */
export const pageToken = (id: RequestId, secret: string): PageToken => `${id.replaceAll('-', '')}${secret}` as PageToken;

export const pageHash = (token: PageToken): Sha256 => sha256(token);

/** Whose request a token is about; undefined for what cannot be a token, so that nothing is looked up for it. */
export const parsePageToken = (text: string): { readonly token: PageToken; readonly id: RequestId } | undefined => {
  const [, ...parts] = /^([0-9a-f]{8})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{12})[\w-]{43}$/.exec(text) ?? [];
  return parts.length === 5 ? { token: text as PageToken, id: parts.join('-') as RequestId } : undefined;
};

/**
 * A button that was pressed twice, or a download that broke off, needs a URL once more; whoever finds the link later must get none. So the
 * first opening uses the link up, but for these few more within so many minutes.
 */
export const pageLimits = { openings: 3, minutes: 15 } as const;

/** Seconds for which a URL from the page works: as long as a browser needs to follow it. */
export const urlSeconds = 60;

/** Why a link that was given gives out nothing. */
export type DeadLink = 'expired' | 'used' | 'revoked' | 'gone' | 'role';

const openingsOf = ({ events }: EgressRequest, { number }: LinkIssued): readonly Instant[] =>
  events.filter(({ fact }) => fact.kind === 'link-opened' && fact.number === number).map(({ at }) => at);

/** How many more downloads the link's page begins. */
export const openingsLeft = (request: EgressRequest, link: LinkIssued): number =>
  Math.max(0, pageLimits.openings - openingsOf(request, link).length);

/** Why the link gives out nothing now, as far as the request knows; undefined when it works. */
export const whyDead = (request: EgressRequest, link: LinkIssued, now: Instant): DeadLink | undefined => {
  if (request.status.kind === 'revoked') return 'revoked';
  if (!request.release || request.zipRemoved !== undefined || refuseKind(request, 'link-opened')) return 'gone';
  if (link.expiresAt <= now) return 'expired';
  const openings = openingsOf(request, link);
  const [first] = openings;
  const isOver = first !== undefined && Date.parse(now) - Date.parse(first) > pageLimits.minutes * 60_000;
  return isOver || openings.length >= pageLimits.openings ? 'used' : undefined;
};

/** Whether the link's page gives out nothing any more; a presigned link has none. */
export const isSpent = (request: EgressRequest, link: LinkIssued, now: Instant): boolean =>
  request.terms.downloadPage === true && whyDead(request, link, now) !== undefined;

/** The link that this token was given for, once or again. */
const linkOf = ({ links, events }: EgressRequest, token: PageToken): LinkIssued | undefined => {
  const hash = pageHash(token);
  const given = events.find(({ fact }) => (fact.kind === 'link-issued' || fact.kind === 'link-repeated') && fact.pageHash === hash)?.fact;
  return given && 'number' in given ? links.find(({ number }) => number === given.number) : undefined;
};

export type FoundLink =
  | { readonly kind: 'unknown' }
  | { readonly kind: 'dead'; readonly request: EgressRequest; readonly why: DeadLink }
  | { readonly kind: 'live'; readonly request: EgressRequest; readonly link: LinkIssued };

export type PagePorts = { readonly core: Core; readonly roster: Pick<Roster, 'grants' | 'clock' | 'dormantAmong'>; readonly clock: Clock };

/** Looks a link up and changes nothing. It works only as long as the person whom it was given to holds the role (I4). */
export const findPageLink = async (ports: PagePorts, text: string): Promise<FoundLink> => {
  const parsed = parsePageToken(text);
  const request = parsed && (await ports.core.requests.read(parsed.id));
  const link = request && linkOf(request, parsed.token);
  if (!link) return { kind: 'unknown' };
  const dead = whyDead(request, link, ports.clock());
  if (dead) return { kind: 'dead', request, why: dead };
  return (await egressManagersOf(ports.roster, request)).includes(link.person.id)
    ? { kind: 'live', request, link }
    : { kind: 'dead', request, why: 'role' };
};

/** Counts one opening, in one write with the check that the link works; a URL is minted only after it (I10). */
export const openPageLink = async (ports: PagePorts, text: string): Promise<FoundLink> => {
  const found = await findPageLink(ports, text);
  if (found.kind !== 'live') return found;
  const { link } = found;
  let why: DeadLink | undefined;
  const written = await commit(ports.core, found.request.id, (request, now) => {
    why = whyDead(request, link, now);
    return done(why ? 'nothing' : { fact: { kind: 'link-opened', number: link.number, to: link.person }, actor: system });
  });
  if (!written.ok) return { kind: 'unknown' };
  return why ? { kind: 'dead', request: written.value, why } : { kind: 'live', request: written.value, link };
};
