/** `/egress map | unmap | mappings`: which channel shows what. */
import { checkAdmin } from '../workflow/permissions.ts';
import type { Mapping } from '../workflow/ports.ts';
import type { Outcome, Refusal } from '../workflow/refusal.ts';
import { done, refused } from '../workflow/refusal.ts';
import type { Channel, RoleName } from '../workflow/request.ts';
import { listMappings, mapChannel, unmapChannel } from '../workflow/roster.ts';
import { isProject, misused, projectText, roleFrom, usages } from './admin-parts.ts';
import type { Line } from './card.ts';
import { commandLine, line, text } from './card.ts';
import type { Speaker, Word } from './chat.ts';
import type { CommandWord, Context } from './context.ts';
import { count, platformName } from './format.ts';
import { forgiveChannel } from './paint.ts';
import { answerCard, card, wordText } from './request-words.ts';

/** The channel that is named first, or else the one that was typed in, which may be called `here`. */
const takeChannel = (speaker: Speaker, args: readonly Word[]): { readonly channel?: Channel; readonly rest: readonly Word[] } => {
  const [first, ...rest] = args;
  const { platform, tenant } = speaker.identity;
  if (first?.kind === 'channel') return { channel: { platform, tenant, id: first.id }, rest };
  const named = wordText(first)?.toLowerCase() === 'here' ? rest : args;
  return speaker.channel === undefined ? { rest: named } : { channel: { platform, tenant, id: speaker.channel }, rest: named };
};

/** The line that undoes or repeats a mapping, as it can be typed on its platform: Teams has no names of channels to type. */
const mappingCommand = (
  word: 'map' | 'unmap',
  { channel, channelName, role, project }: Pick<Mapping, 'channel' | 'channelName' | 'role' | 'project'>,
): Line => {
  const rest = `${role}${project === '*' ? '' : ` ${project}`}`;
  return channel.platform === 'teams'
    ? line(`Undo, typed in ${channelName}: `, commandLine(`${word} here ${rest}`))
    : line('Undo: ', commandLine(`${word} #${channelName} ${rest}`));
};

/** What is missing when no channel is named: in Teams one can only type it there. */
const noChannel = (word: 'map' | 'unmap', { identity }: Speaker): Outcome<never> =>
  misused(word, identity.platform === 'teams' ? 'Type this in the channel that it is about.' : 'This needs a channel.');

/** A `#name` that the platform did not recognise as a channel of its own. */
const namesNoChannel = (word: Word | undefined): boolean => wordText(word)?.startsWith('#') === true;

const checkChannel = async (context: Context, channel: Channel): Promise<Outcome<{ readonly name: string }>> => {
  const profile = await context.workplaces[channel.platform]?.channel(channel);
  if (!profile) return refused({ kind: 'unknown-channel' });
  if (profile.external) return refused({ kind: 'external-channel', name: profile.name });
  if (profile.archived) return refused({ kind: 'archived-channel', name: profile.name });
  return done({ name: profile.name });
};

const testPost = async (
  context: Context,
  channel: Channel,
  about: { readonly name: string; readonly role: RoleName; readonly project: string; readonly by: string },
): Promise<Refusal | undefined> => {
  const said = line(
    'From now on this channel shows ',
    text(context.roleLabel(about.role), 'bold'),
    ` requests of ${projectText(about.project)}. Mapped by ${about.by}.`,
  );
  const message = {
    card: { summary: 'This channel now shows egress requests', blocks: [{ kind: 'text', tone: 'normal', line: said } as const] },
    mark: `mapping/${context.newId()}`,
  };
  try {
    await context.chats[channel.platform]?.post(channel, message);
    return undefined;
  } catch {
    return { kind: 'unreachable-channel', name: about.name };
  }
};

/** What waits already is shown in the new channel at once. */
const wakeWaiting = async (
  context: Context,
  { channel, role, project }: Pick<Mapping, 'channel' | 'role' | 'project'>,
): Promise<number> => {
  const by = { kind: 'open', ...(project === '*' ? {} : { project }) } as const;
  let woken = 0;
  let after: string | undefined;
  do {
    const page = await context.core.requests.list({ by, limit: 100, ...(after === undefined ? {} : { after }) });
    for (const { id, waitsFor } of page.requests) {
      if (waitsFor?.role !== role) continue;
      await forgiveChannel(context, id, channel);
      await context.wake(id);
      woken += 1;
    }
    after = page.next;
  } while (after !== undefined);
  return woken;
};

const map: CommandWord = {
  usage: usages.map,
  about: "shows a role's requests in a channel",
  audience: 'admins',
  run: async (context, { standing, speaker, args }) => {
    const barred = checkAdmin(standing);
    if (barred) return refused(barred);
    if (namesNoChannel(args[0])) return refused({ kind: 'unknown-channel' });
    const { channel, rest } = takeChannel(speaker, args);
    const typed = wordText(rest[0]);
    if (!channel) return noChannel('map', speaker);
    if (typed === undefined || rest.length > 2) return misused('map', 'This needs a channel and a role.');
    const role = roleFrom(context, typed);
    if (!context.roster.roles.includes(role)) return refused({ kind: 'unknown-role', role: typed, roles: context.roster.roles });
    const project = wordText(rest[1]) ?? '*';
    if (!isProject(project)) return misused('map', `${project} is no project id.`);
    const fit = await checkChannel(context, channel);
    if (!fit.ok) return fit;
    const { name } = fit.value;
    const unreachable = await testPost(context, channel, { name, role, project, by: standing.person.name });
    if (unreachable) return refused(unreachable);
    const mapped = await mapChannel(context.roster, standing, { channel, channelName: name, role, project });
    if (!mapped.ok) return mapped;
    const woken = await wakeWaiting(context, mapped.value);
    const now =
      woken === 0
        ? 'None waits now; the next one appears there.'
        : `${count(woken, 'request')} waiting now appear${woken === 1 ? 's' : ''} there.`;
    const lines = [
      line(`#${name} shows `, text(context.roleLabel(role), 'bold'), ` requests of ${projectText(project)}. ${now}`),
      mappingCommand('unmap', mapped.value),
    ];
    return answerCard(card(`#${name} is mapped`, { icon: '🗺️', lines }));
  },
};

const unmap: CommandWord = {
  usage: usages.unmap,
  about: 'stops showing requests in a channel',
  audience: 'admins',
  run: async (context, { standing, speaker, args }) => {
    const barred = checkAdmin(standing);
    if (barred) return refused(barred);
    // Never the channel it is typed in: whoever asks how the command is written must not undo a mapping by it.
    if (args.length === 0) return misused('unmap', 'This needs a channel.');
    if (namesNoChannel(args[0])) return refused({ kind: 'unknown-channel' });
    const { channel, rest } = takeChannel(speaker, args);
    if (!channel || rest.length > 2) return noChannel('unmap', speaker);
    const typed = wordText(rest[0]);
    const project = wordText(rest[1]);
    const removed = await unmapChannel(context.roster, standing, {
      channel,
      ...(typed === undefined ? {} : { role: roleFrom(context, typed) }),
      ...(project === undefined ? {} : { project }),
    });
    if (!removed.ok) return removed;
    const items = removed.value.map(mappingLine(context));
    const undo = removed.value.map((mapping) => mappingCommand('map', mapping));
    return answerCard(
      card(`${count(removed.value.length, 'mapping')} removed`, {
        icon: '🗺️',
        lines: undo,
        list: { title: 'No longer shown', items, more: 0 },
      }),
    );
  },
};

const mappingLine =
  (context: Context) =>
  ({ channel, channelName, role, project }: Mapping): Line =>
    line(`#${channelName} in ${platformName[channel.platform]}: `, text(context.roleLabel(role), 'bold'), `, ${projectText(project)}`);

const mappings: CommandWord = {
  usage: 'mappings',
  about: 'which channel shows what',
  audience: 'admins',
  run: async (context, { standing }) => {
    const barred = checkAdmin(standing);
    if (barred) return refused(barred);
    const all = await listMappings(context.roster);
    if (all.length === 0)
      return answerCard(card('No channel is mapped yet', { icon: '🗺️', lines: [line('Begin with ', commandLine(usages.map))] }));
    return answerCard(
      card(count(all.length, 'mapping'), { icon: '🗺️', list: { title: 'Channels', items: all.map(mappingLine(context)), more: 0 } }),
    );
  },
};

export const mapWords = { map, unmap, mappings } as const satisfies Record<string, CommandWord>;
