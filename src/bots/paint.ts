/** Keeps every copy of a request's card true (I14): posts what is missing, repaints what is behind, replaces once what was deleted. */
import type { Clock, PostedCard, Records } from '../workflow/ports.ts';
import type { Channel, EgressRequest, Platform, RequestId } from '../workflow/request.ts';
import type { HoldersOf, Roster } from '../workflow/roster.ts';
import { channelsFor } from '../workflow/roster.ts';
import { currentStage } from '../workflow/transitions.ts';
import type { Card } from './card.ts';
import { releaseCard, reviewCard } from './cards.ts';
import type { Actors, Chat, SeenCard } from './chat.ts';
import { ChannelUnreachableError } from './chat.ts';
import { decidersOf } from './deciders.ts';
import { threadLine } from './thread-line.ts';

export type PaintPorts = {
  readonly cards: Records<PostedCard>;
  readonly roster: Pick<Roster, 'mappings'> & HoldersOf;
  readonly chats: Readonly<Partial<Record<Platform, Chat>>>;
  readonly clock: Clock;
};

type Kind = PostedCard['kind'];
type Wanted = { readonly channel: Channel; readonly kind: Kind };

const keyOf = ({ channel, kind }: Wanted): string => `${channel.platform}#${channel.tenant}#${channel.id}#${kind}`;
const markOf = (request: EgressRequest, kind: Kind, copy: number): string => `${request.id}/${kind}/${copy}`;

const wantedNow = async ({ roster }: { readonly roster: Pick<Roster, 'mappings'> }, request: EgressRequest): Promise<readonly Wanted[]> => {
  const project = request.submission.projectId;
  const stage = currentStage(request);
  if (stage) return (await channelsFor(roster, { role: stage.role, project })).map((channel) => ({ channel, kind: 'review' }));
  if (request.status.kind !== 'released') return [];
  return (await channelsFor(roster, { role: request.terms.egressManagerRole, project })).map((channel) => ({ channel, kind: 'release' }));
};

const draw = (request: EgressRequest, kind: Kind, actionable: boolean): Card =>
  kind === 'release' ? releaseCard(request) : reviewCard(request, { actionable });

/** What a copy shows now; where its channel's turn is, with buttons. */
const shows = ({ version }: EgressRequest, wanted: boolean): Pick<PostedCard, 'painted' | 'idle'> => ({
  painted: version,
  ...(wanted ? {} : { idle: true }),
});

const isBehind = ({ painted, idle }: PostedCard, request: EgressRequest, wanted: boolean): boolean =>
  painted < request.version || (idle === true) === wanted;

const write = async ({ cards }: PaintPorts, record: PostedCard, changed: Partial<PostedCard>): Promise<PostedCard | undefined> => {
  const next = { ...record, ...changed, version: record.version + 1 };
  return (await cards.write(next)) === 'written' ? next : undefined;
};

/** A message that hangs already is noted even when the intention was written to meanwhile: on a platform that cannot be searched it would be posted again. */
const noteMessage = async (ports: PaintPorts, intended: PostedCard, noted: Pick<PostedCard, 'message' | 'painted'>) => {
  const written = await write(ports, intended, noted);
  if (written) return written;
  const { partition, key } = intended;
  const now = (await ports.cards.list({ partition, prefix: key })).find((record) => record.key === key);
  return now && now.message === undefined && !now.gone ? write(ports, now, noted) : undefined;
};

type At = { readonly posted: PostedCard; readonly wanted: boolean; readonly actors: Actors };

/**
 * The intention is recorded before the post, so that after a crash in between the message is found again by its mark, not posted twice.
 * An intention that nobody wants any more (the stage is over) is dropped.
 */
const post = async (
  ports: PaintPorts,
  request: EgressRequest,
  { posted: intended, wanted, fresh, actors }: At & { readonly fresh: boolean },
): Promise<PostedCard | undefined> => {
  const chat = ports.chats[intended.channel.platform];
  if (!chat) return undefined;
  const mark = markOf(request, intended.kind, intended.replaced);
  const giveUp = () => write(ports, intended, { gone: true, painted: request.version });
  try {
    const found = fresh ? undefined : await chat.find(intended.channel, { mark, since: intended.intendedAt });
    if (found !== undefined) return write(ports, intended, { message: found, painted: 0 });
    if (!wanted) return giveUp();
    const message = await chat.post(intended.channel, { card: draw(request, intended.kind, true), mark, actors });
    return noteMessage(ports, intended, { message, painted: request.version });
  } catch (error) {
    if (error instanceof ChannelUnreachableError) return giveUp();
    throw error;
  }
};

const intend = async (ports: PaintPorts, request: EgressRequest, { channel, kind }: Wanted): Promise<PostedCard | undefined> => {
  const record: PostedCard = {
    partition: request.id,
    key: keyOf({ channel, kind }),
    version: 1,
    channel,
    kind,
    painted: 0,
    intendedAt: ports.clock(),
    replaced: 0,
    threaded: request.version,
  };
  return (await ports.cards.write(record)) === 'written' ? record : undefined;
};

const repaint = async (ports: PaintPorts, request: EgressRequest, { posted, wanted, actors }: At): Promise<PostedCard | undefined> => {
  const chat = ports.chats[posted.channel.platform];
  if (!chat || posted.message === undefined) return undefined;
  const { kind, replaced } = posted;
  const card = draw(request, kind, wanted);
  const updated = await chat
    .update(posted.channel, { id: posted.message, card, mark: markOf(request, kind, replaced), actors: wanted ? actors : [] })
    .catch((error: unknown) => {
      if (error instanceof ChannelUnreachableError) return 'unreachable' as const;
      throw error;
    });
  // Behind for now: the next change, or the next click on this very card, paints it.
  if (updated === 'unreachable') return undefined;
  if (updated === 'updated') {
    const { idle: _, ...record } = posted;
    return write(ports, record, shows(request, wanted));
  }
  if (replaced > 0 || !wanted) return write(ports, posted, { gone: true, painted: request.version });
  const { message: _, ...without } = posted;
  const intended = await write(ports, without, { replaced: replaced + 1, intendedAt: ports.clock(), painted: 0 });
  return intended && post(ports, request, { posted: intended, wanted, actors, fresh: true });
};

const thread = async (ports: PaintPorts, request: EgressRequest, posted: PostedCard): Promise<void> => {
  const chat = ports.chats[posted.channel.platform];
  if (!chat || posted.message === undefined || posted.gone) return;
  let record: PostedCard | undefined = posted;
  for (const event of request.events.slice(posted.threaded)) {
    const said = threadLine(request, event);
    if (!said || !record) continue;
    // Noted first: the card tells all, so a line that a crash swallows is better than one that is said twice.
    record = await write(ports, record, { threaded: event.seq });
    if (record)
      await chat.reply(posted.channel, {
        id: posted.message,
        card: { summary: () => said, blocks: [{ kind: 'text', line: said, tone: 'normal' }] },
      });
  }
};

const sameCard = (a: Wanted, b: Wanted): boolean => keyOf(a) === keyOf(b);

const paintOne = async (ports: PaintPorts, request: EgressRequest, at: At & { readonly fresh: boolean }): Promise<void> => {
  const { posted, wanted, actors } = at;
  if (posted.gone) return;
  let current = posted.message === undefined ? await post(ports, request, at) : posted;
  if (current && !current.gone && isBehind(current, request, wanted))
    current = await repaint(ports, request, { posted: current, wanted, actors });
  if (current && !current.gone) await thread(ports, request, current);
};

/** Brings every copy of the request's card to this version of the request. */
export const paintCards = async (ports: PaintPorts, request: EgressRequest): Promise<void> => {
  const wantedCards = await wantedNow(ports, request);
  const known = await ports.cards.list({ partition: request.id });
  const { deciders: actors } = await decidersOf(ports, request);
  const missing = wantedCards.filter((card) => !known.some((posted) => sameCard(posted, card)));
  const paintKnown = (posted: PostedCard) =>
    paintOne(ports, request, { posted, wanted: wantedCards.some((card) => sameCard(card, posted)), actors, fresh: false });
  const paintMissing = async (card: Wanted) => {
    const posted = await intend(ports, request, card);
    if (posted) await paintOne(ports, request, { posted, wanted: true, actors, fresh: true });
  };
  // Channels are independent, and whoever waits for a new card comes first.
  const painted = await Promise.allSettled([...missing.map(paintMissing), ...known.map(paintKnown)]);
  const failures = painted.filter((one) => one.status === 'rejected').map(({ reason }): unknown => reason);
  if (failures.length > 0) throw new AggregateError(failures, `${failures.length} of ${painted.length} cards were not painted`);
};

/** Marks every copy as behind, so that the next painting repaints them all, whatever they show. */
export const distrustCards = async ({ cards }: Pick<PaintPorts, 'cards'>, id: RequestId): Promise<void> => {
  // One that is being posted this moment is drawn afresh anyway.
  for (const posted of await cards.list({ partition: id }))
    if (!posted.gone && posted.message !== undefined) await cards.write({ ...posted, version: posted.version + 1, painted: 0 });
};

/** Whether any copy of the request's card hangs where those who are to act can see it. */
export const isSeen = async (
  ports: Pick<PaintPorts, 'cards'> & { readonly roster: Pick<Roster, 'mappings'> },
  request: EgressRequest,
): Promise<boolean> => {
  const posted = await ports.cards.list({ partition: request.id });
  return (await wantedNow(ports, request)).some((card) => posted.some((known) => sameCard(known, card) && !known.gone));
};

/** Has the next painting post to this channel again, although it gave up on it: somebody has mended the channel. */
export const forgiveChannel = async ({ cards }: Pick<PaintPorts, 'cards'>, id: RequestId, channel: Channel): Promise<void> => {
  const given = (await cards.list({ partition: id })).filter(({ gone }) => gone);
  for (const { gone: _, message: __, ...posted } of given)
    if (posted.channel.platform === channel.platform && posted.channel.tenant === channel.tenant && posted.channel.id === channel.id)
      await cards.write({ ...posted, version: posted.version + 1, painted: 0, replaced: posted.replaced + 1 });
};

/** Whether this message is the request's own copy in its channel. An intention that has no message yet may be this very one. */
export const isRecorded = async ({ cards }: Pick<PaintPorts, 'cards'>, id: RequestId, { channel, message }: SeenCard): Promise<boolean> =>
  (await cards.list({ partition: id })).some(
    (posted) =>
      posted.channel.platform === channel.platform &&
      posted.channel.tenant === channel.tenant &&
      posted.channel.id === channel.id &&
      (posted.message === undefined || posted.message === message),
  );
