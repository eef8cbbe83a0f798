/** Says in a channel, once, what everybody there should hear. */

import type { Delivery } from '../workflow/deliveries.ts';
import { escalations } from '../workflow/permissions.ts';
import type { Clock, Records } from '../workflow/ports.ts';
import type { Channel, EgressRequest, Instant, Platform } from '../workflow/request.ts';
import type { Roster } from '../workflow/roster.ts';
import { channelsFor } from '../workflow/roster.ts';
import type { Card } from './card.ts';
import type { Chat } from './chat.ts';
import { ChannelUnreachableError } from './chat.ts';
import { each } from './each.ts';

type Ports = {
  readonly roster: Pick<Roster, 'mappings'>;
  readonly deliveries: Records<Delivery>;
  readonly chats: Readonly<Partial<Record<Platform, Chat>>>;
  readonly clock: Clock;
};

type Said = { readonly what: string; readonly since: Instant; readonly card: Card };

/** A message that was posted just before a crash is found again by its mark, where the platform can be searched. */
const sayOnce = async (ports: Ports, request: EgressRequest, at: Said & { readonly channel: Channel }): Promise<'said' | 'unreachable'> => {
  const { what, since, card, channel } = at;
  const { platform, tenant, id } = channel;
  const to = `${platform}#${tenant}#${id}`;
  const key = `${what}#${encodeURIComponent(to)}`;
  const chat = ports.chats[platform];
  if (!chat || (await ports.deliveries.list({ partition: request.id, prefix: key })).some((delivery) => delivery.key === key))
    return 'said';
  const mark = `${request.id}/${what}`;
  try {
    if ((await chat.find(channel, { mark, since })) === undefined) await chat.post(channel, { card, mark });
  } catch (error) {
    if (error instanceof ChannelUnreachableError) return 'unreachable';
    throw error;
  }
  await ports.deliveries.write({ partition: request.id, key, version: 1, what, to, via: platform, at: ports.clock() });
  return 'said';
};

/** Tells the channels that are mapped to escalations; resolves with those that cannot be posted to. */
export const tellEscalationChannels = async (ports: Ports, request: EgressRequest, said: Said): Promise<readonly Channel[]> => {
  const unreachable: Channel[] = [];
  const channels = await channelsFor(ports.roster, { role: escalations, project: request.submission.projectId });
  await each(channels, async (channel) => {
    if ((await sayOnce(ports, request, { ...said, channel })) === 'unreachable') unreachable.push(channel);
  });
  return unreachable;
};
