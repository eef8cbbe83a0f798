/** Mapping channels, whether the line was typed or a dialog filled in. */

import { adminChannels, checkAdmin, escalations } from '../workflow/permissions.ts';
import type { Mapping } from '../workflow/ports.ts';
import type { Outcome, Refusal } from '../workflow/refusal.ts';
import { done, refused } from '../workflow/refusal.ts';
import type { Channel, RoleName } from '../workflow/request.ts';
import type { ShownEntry } from '../workflow/roster.ts';
import { mapChannel, unmapChannel } from '../workflow/roster.ts';
import { isProject, roleFrom } from './admin-parts.ts';
import type { Card, Inline, Line } from './card.ts';
import { commandLine, line, text } from './card.ts';
import type { Asked, Context } from './context.ts';
import type { Language } from './languages/english.ts';
import { forgiveChannel } from './paint.ts';
import { card } from './request-words.ts';
import { misused } from './usage.ts';
import { wakeWaiting } from './wake-waiting.ts';

/** What a channel can be mapped to, as people read it. */
export const shownAs =
  ({ roleLabel }: Pick<Context, 'roleLabel'>, role: RoleName) =>
  ({ mappings }: Language): string => {
    if (role === escalations) return mappings.kind.escalations;
    return role === adminChannels ? mappings.kind.admins : roleLabel(role);
  };

/** A mapping, within a sentence. */
export const mappingInline = (context: Pick<Context, 'roleLabel'>, { channel, channelName, role, project }: Mapping): Inline =>
  text((say) =>
    say.mappings.mapping({
      channel: channelName,
      platform: say.names.platform[channel.platform],
      role: shownAs(context, role)(say),
      project,
    }),
  );

/** The same as a line of its own. */
export const mappingLine =
  (context: Pick<Context, 'roleLabel'>) =>
  (mapping: Mapping): Line =>
    line(mappingInline(context, mapping));

/** The line that undoes or repeats a mapping, as it can be typed on its platform: Teams has no names of channels to type. */
const mappingCommand = (
  word: 'map' | 'unmap',
  { channel, channelName, role, project }: Pick<Mapping, 'channel' | 'channelName' | 'role' | 'project'>,
): Line => {
  const rest = `${role}${project === '*' ? '' : ` ${project}`}`;
  return line(({ mappings }) =>
    channel.platform === 'teams'
      ? mappings.undoThere(channelName, commandLine(`${word} here ${rest}`))
      : mappings.undo(commandLine(`${word} #${channelName} ${rest}`)),
  );
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
  const said = line((say) => {
    if (about.role === adminChannels) return say.adminChannels.toldFromNow(about.by);
    if (about.role === escalations) return say.mappings.toldFromNow(about);
    if (about.role === context.core.rules.termsFor(about.project).egressManagerRole) return say.mappings.showsReleases(about);
    return say.mappings.showsFromNow({ ...about, role: context.roleLabel(about.role) });
  });
  const card: Card = { summary: (say) => say.mappings.testTitle, blocks: [{ kind: 'text', tone: 'normal', line: said }] };
  const message = {
    card,
    mark: `mapping/${context.newId()}`,
  };
  try {
    await context.chats[channel.platform]?.post(channel, message);
    return undefined;
  } catch {
    return { kind: 'unreachable-channel', name: about.name };
  }
};

/** That the project may be misspelt: the policy file does not name it, and no request of it ever came. */
export const unknownProject = async ({ core, projects }: Context, project: string): Promise<readonly Line[]> => {
  if (project === '*' || projects.includes(project)) return [];
  const { requests } = await core.requests.list({ by: { kind: 'project', project }, limit: 1 });
  return requests.length > 0 ? [] : [line((say) => say.mappings.noRequestYet(project))];
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
  const roles = [...context.roster.roles, escalations, adminChannels];
  if (!roles.includes(role)) return refused({ kind: 'unknown-role', role: wanted.role, roles });
  if (!isProject(project)) return misused('map', 'not-a-project');
  if (role === adminChannels && project !== '*') return misused('map', 'admin-of-all');
  const fit = await checkChannel(context, channel);
  if (!fit.ok) return fit;
  const { name } = fit.value;
  const unreachable = await testPost(context, channel, { name, role, project, by: standing.person.name });
  if (unreachable) return refused(unreachable);
  const mapped = await mapChannel(context.roster, standing, { channel, channelName: name, role, project });
  if (!mapped.ok) return mapped;
  if (role === escalations || role === adminChannels) {
    const told = line((say) => (role === adminChannels ? say.adminChannels.isTold(name) : say.mappings.isTold({ channel: name, project })));
    return done(card((say) => say.mappings.isMapped(name), { icon: '🗺️', lines: [told, mappingCommand('unmap', mapped.value)] }));
  }
  // What waits already is shown in the new channel at once.
  const woken = await wakeWaiting(context, [mapped.value], (id) => forgiveChannel(context, id, channel));
  const lines = [
    line(
      (say) => say.mappings.shows({ channel: name, role: context.roleLabel(role), project }),
      (say) => (woken === undefined ? '' : say.mappings.waiting(woken)),
    ),
    ...(await unknownProject(context, project)),
    mappingCommand('unmap', mapped.value),
  ];
  return done(card((say) => say.mappings.isMapped(name), { icon: '🗺️', lines }));
};

/** Stops showing; without a role, everything that the channel shows. */
export const unmapFrom = async (
  context: Context,
  { standing }: Asked,
  wanted: { readonly channel: Channel; readonly role?: string; readonly project?: string; readonly shown?: ShownEntry },
): Promise<Outcome<Card>> => {
  const { channel, role, project, shown } = wanted;
  const removed = await unmapChannel(context.roster, standing, {
    channel,
    ...(role === undefined ? {} : { role: roleFrom(context, role) }),
    ...(project === undefined ? {} : { project }),
    ...(shown ? { shown } : {}),
  });
  if (!removed.ok) return removed;
  // What hangs there loses its buttons at once.
  const showed = removed.value.filter(({ role }) => role !== escalations && role !== adminChannels);
  if (showed.length > 0) await wakeWaiting(context, showed);
  const items = removed.value.map(mappingLine(context));
  const undo = removed.value.map((mapping) => mappingCommand('map', mapping));
  return done(
    card((say) => say.mappings.removed(items.length), {
      icon: '🗺️',
      lines: [...(showed.length > 0 ? [line((say) => say.mappings.whatHangsThere)] : []), ...undo],
      list: { title: (say) => say.mappings.noLongerShown, items, more: 0 },
    }),
  );
};
