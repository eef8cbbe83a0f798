/** Says in a channel, once, what everybody there should hear. */

import type { Delivery } from '../workflow/deliveries.ts';
import { adminChannels, escalations } from '../workflow/permissions.ts';
import type { Clock, Records } from '../workflow/ports.ts';
import type { Channel, EgressRequest, Instant, Platform } from '../workflow/request.ts';
import type { Roster } from '../workflow/roster.ts';
import { channelsFor } from '../workflow/roster.ts';
import type { Card } from './card.ts';
import { commandLine, line, withoutActions } from './card.ts';
import type { Chat } from './chat.ts';
import { ChannelUnreachableError } from './chat.ts';
import { each } from './each.ts';

type Ports = {
  readonly roster: Pick<Roster, 'mappings'>;
  readonly deliveries: Records<Delivery>;
  readonly chats: Readonly<Partial<Record<Platform, Chat>>>;
  readonly clock: Clock;
};

/** `partition` and `what` are how it is remembered; it cannot have been posted before `since`. */
type Said = { readonly partition: string; readonly what: string; readonly since: Instant; readonly card: Card };

/** A message that was posted just before a crash is found again by its mark, where the platform can be searched. */
const sayOnce = async (ports: Ports, at: Said & { readonly channel: Channel }): Promise<'said' | 'unreachable'> => {
  const { partition, what, since, card, channel } = at;
  const { platform, tenant, id } = channel;
  const to = `${platform}#${tenant}#${id}`;
  const key = `${what}#${encodeURIComponent(to)}`;
  const chat = ports.chats[platform];
  if (!chat || (await ports.deliveries.list({ partition, prefix: key })).some((delivery) => delivery.key === key)) return 'said';
  const mark = `${partition}/${what}`;
  try {
    if ((await chat.find(channel, { mark, since })) === undefined) await chat.post(channel, { card, mark });
  } catch (error) {
    if (error instanceof ChannelUnreachableError) return 'unreachable';
    throw error;
  }
  await ports.deliveries.write({ partition, key, version: 1, what, to, via: platform, at: ports.clock() });
  return 'said';
};

/** Tells the channels that are mapped to escalations; resolves with those that cannot be posted to. */
export const tellEscalationChannels = async (
  ports: Ports,
  request: EgressRequest,
  said: Omit<Said, 'partition'>,
): Promise<readonly Channel[]> => {
  const unreachable: Channel[] = [];
  const channels = await channelsFor(ports.roster, { role: escalations, project: request.submission.projectId });
  await each(channels, async (channel) => {
    if ((await sayOnce(ports, { ...said, partition: request.id, channel })) === 'unreachable') unreachable.push(channel);
  });
  return unreachable;
};

/** Milliseconds. What a crash kept from being noted is tried again within the day. */
const lately = 86_400_000;

/**
 * Tells the channels that are mapped to admins what these are told, without its buttons: what is said here is never painted anew, and not all who
 * read it are admins. One that cannot be posted to is passed over, since every admin is told anyway.
 */
export const tellAdminChannels = async (ports: Ports, { card, ...about }: Omit<Said, 'since'>): Promise<void> => {
  const channels = await channelsFor(ports.roster, { role: adminChannels, project: '*' });
  const since = new Date(Date.parse(ports.clock()) - lately).toISOString() as Instant;
  const offers = card.blocks.some(({ kind }) => kind === 'actions' || kind === 'form');
  const said = withoutActions(card);
  const blocks = offers
    ? [...said.blocks, { kind: 'text', tone: 'muted', line: line((say) => say.adminChannels.actElsewhere, commandLine('help')) } as const]
    : said.blocks;
  await each(channels, async (channel) => {
    await sayOnce(ports, { ...about, since, card: { ...said, blocks }, channel });
  });
};
