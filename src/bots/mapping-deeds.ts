/** Mapping channels, whether the line was typed or a dialog filled in. */

import { checkAdmin, escalations } from '../workflow/permissions.ts';
import type { Mapping } from '../workflow/ports.ts';
import type { Outcome, Refusal } from '../workflow/refusal.ts';
import { done, refused } from '../workflow/refusal.ts';
import type { Channel, RoleName } from '../workflow/request.ts';
import { mapChannel, unmapChannel } from '../workflow/roster.ts';
import { isProject, projectText, roleFrom } from './admin-parts.ts';
import type { Card, Line } from './card.ts';
import { commandLine, line, text } from './card.ts';
import type { Asked, Context } from './context.ts';
import { count, platformName } from './format.ts';
import { forgiveChannel } from './paint.ts';
import { card } from './request-words.ts';
import { misused } from './usage.ts';

/** A mapping in a line. */
export const mappingLine =
  (context: Pick<Context, 'roleLabel'>) =>
  ({ channel, channelName, role, project }: Mapping): Line =>
    line(`#${channelName} in ${platformName[channel.platform]}: `, text(context.roleLabel(role), 'bold'), `, ${projectText(project)}`);

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
  const shown =
    about.role === escalations ? 'is told of late reviews' : line('shows ', text(context.roleLabel(about.role), 'bold'), ' requests');
  const said = line('From now on this channel ', ...shown, ` of ${projectText(about.project)}. Mapped by ${about.by}.`);
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

/** Maps the channel after a test post to it; the role may be written as people read it. */
export const mapTo = async (
  context: Context,
  { standing }: Asked,
  wanted: { readonly channel: Channel; readonly role: string; readonly project: string },
): Promise<Outcome<Card>> => {
  const barred = checkAdmin(standing);
  if (barred) return refused(barred);
  const { channel, project } = wanted;
  const role = roleFrom(context, wanted.role);
  const roles = [...context.roster.roles, escalations];
  if (!roles.includes(role)) return refused({ kind: 'unknown-role', role: wanted.role, roles });
  if (!isProject(project)) return misused('map', 'not-a-project');
  const fit = await checkChannel(context, channel);
  if (!fit.ok) return fit;
  const { name } = fit.value;
  const unreachable = await testPost(context, channel, { name, role, project, by: standing.person.name });
  if (unreachable) return refused(unreachable);
  const mapped = await mapChannel(context.roster, standing, { channel, channelName: name, role, project });
  if (!mapped.ok) return mapped;
  if (role === escalations) {
    const told = line(`#${name} is told when a review of ${projectText(project)} is late, as well as the role that the policy names.`);
    return done(card(`#${name} is mapped`, { icon: '🗺️', lines: [told, mappingCommand('unmap', mapped.value)] }));
  }
  const woken = await wakeWaiting(context, mapped.value);
  const now =
    woken === 0
      ? 'None waits now; the next one appears there.'
      : `${count(woken, 'request')} waiting now appear${woken === 1 ? 's' : ''} there.`;
  const lines = [
    line(`#${name} shows `, text(context.roleLabel(role), 'bold'), ` requests of ${projectText(project)}. ${now}`),
    mappingCommand('unmap', mapped.value),
  ];
  return done(card(`#${name} is mapped`, { icon: '🗺️', lines }));
};

/** Stops showing; without a role, everything that the channel shows. */
export const unmapFrom = async (
  context: Context,
  { standing }: Asked,
  wanted: { readonly channel: Channel; readonly role?: string; readonly project?: string },
): Promise<Outcome<Card>> => {
  const { channel, role, project } = wanted;
  const removed = await unmapChannel(context.roster, standing, {
    channel,
    ...(role === undefined ? {} : { role: roleFrom(context, role) }),
    ...(project === undefined ? {} : { project }),
  });
  if (!removed.ok) return removed;
  const items = removed.value.map(mappingLine(context));
  const undo = removed.value.map((mapping) => mappingCommand('map', mapping));
  const list = { title: 'No longer shown', items, more: 0 };
  return done(card(`${count(removed.value.length, 'mapping')} removed`, { icon: '🗺️', lines: undo, list }));
};
