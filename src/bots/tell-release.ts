/** The egress managers hear of a release, with the link itself where the policy says so. */
import { countReleaseLink, linkJustCounted, readdressReleaseLink } from '../workflow/link-service.ts';
import type { EgressRequest, LinkIssued, PersonId } from '../workflow/request.ts';
import { egressManagersOf } from '../workflow/roster.ts';
import { unseenMessage } from './admin-messages.ts';
import type { Card } from './card.ts';
import type { TellPorts } from './deliver.ts';
import { tellAdmins, tellOrMail } from './deliver.ts';
import { each } from './each.ts';
import { linkUrl, newAddress } from './links.ts';
import { releaseMail, releaseMessage } from './private-messages.ts';
import { releaseState } from './private-state.ts';

/** The link that the release message carries: counted before it is minted, and counted once even when the message is tried again. */
const directLink = async (
  ports: TellPorts,
  request: EgressRequest,
  to: PersonId,
): Promise<{ readonly request: EgressRequest; readonly link: LinkIssued; readonly url: string } | undefined> => {
  const { token, pageHash } = newAddress(ports, request.id);
  const given = async (counted: EgressRequest, link: LinkIssued) => ({
    request: counted,
    link,
    url: await linkUrl(ports, counted, { link, token }),
  });
  const before = request.links.find(({ cause }) => cause === 'release-message');
  if (before && (before.person.id !== to || before.expiresAt <= ports.clock())) return undefined;
  // A URL is minted anew; of a page's address nothing was kept that it could be made from.
  if (before && request.terms.downloadPage !== true) return given(request, before);
  const count = before ? readdressReleaseLink : countReleaseLink;
  const outcome = await count(ports.core, request.id, { to: { id: to, name: to }, pageHash });
  return outcome.ok ? given(outcome.value, linkJustCounted(outcome.value).link) : undefined;
};

const releaseCardFor = async (
  ports: TellPorts,
  request: EgressRequest,
  at: { readonly to: PersonId; readonly managers: number },
): Promise<Card> => {
  const direct = request.terms.linkDelivery === 'direct' && at.managers === 1 ? await directLink(ports, request, at.to) : undefined;
  return direct ? releaseMessage(direct.request, direct) : releaseMessage(request);
};

const tellManager = async (
  ports: TellPorts,
  request: EgressRequest,
  at: { readonly to: PersonId; readonly managers: number },
): Promise<void> => {
  const { to } = at;
  const shown = releaseState(request, to, ports.clock());
  await tellOrMail(ports, {
    partition: request.id,
    what: 'release',
    to,
    shown,
    card: () => releaseCardFor(ports, request, at),
    // No link ever goes by e-mail: whoever is not in chat is told where to ask.
    inMail: releaseMail(request, { offers: shown === 'open' || shown === 'spent' }),
  });
};

export const tellManagers = async (ports: TellPorts, request: EgressRequest): Promise<void> => {
  const managers = await egressManagersOf(ports.roster, request);
  await each(managers, (to) => tellManager(ports, request, { to, managers: managers.length }));
  if (managers.length > 0) return;
  const card = unseenMessage(request, { what: 'egress-manager', role: request.terms.egressManagerRole });
  await tellAdmins(ports, { partition: request.id, what: 'no-egress-manager', card });
};
