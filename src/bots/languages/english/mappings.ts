import type { Inline, Line } from '../../card.ts';
import { line, text } from '../../card.ts';
import { names } from './names.ts';
import { quantities } from './quantities.ts';

const { counted, requests } = quantities;

/** Which channel shows what. */
export const mappings = {
  mapping: (mapping: { readonly channel: string; readonly platform: string; readonly role: string; readonly project: string }): Line =>
    line(`#${mapping.channel} in ${mapping.platform}: `, text(mapping.role, 'bold'), `, ${names.project(mapping.project)}`),
  kind: { escalations: 'Late reviews (escalations)', admins: 'What admins are told (admins)' },
  none: 'No channel is mapped yet',
  begin: 'Begin with the button below, or with ',
  mappings: (mappings: number) => counted(mappings, { one: 'mapping', other: 'mappings' }),
  channels: 'Channels',
  undo: (command: Inline): Line => line('Undo: ', command),
  undoThere: (channel: string, command: Inline): Line => line(`Undo, typed in ${channel}: `, command),
  testTitle: 'This channel now shows egress requests',
  showsFromNow: ({ role, project, by }: { readonly role: string; readonly project: string; readonly by: string }): Line =>
    line('From now on this channel shows ', text(role, 'bold'), ` requests of ${names.project(project)}. Mapped by ${by}.`),
  showsReleases: ({ project, by }: { readonly project: string; readonly by: string }) =>
    `From now on this channel shows the releases of ${names.project(project)}. Mapped by ${by}.`,
  toldFromNow: ({ project, by }: { readonly project: string; readonly by: string }) =>
    `From now on this channel is told of late reviews of ${names.project(project)}. Mapped by ${by}.`,
  isMapped: (channel: string) => `#${channel} is mapped`,
  isTold: ({ channel, project }: { readonly channel: string; readonly project: string }) =>
    `#${channel} is told when a review of ${names.project(project)} is late, as well as the role that the policy names.`,
  shows: ({ channel, role, project }: { readonly channel: string; readonly role: string; readonly project: string }): Line =>
    line(`#${channel} shows `, text(role, 'bold'), ` requests of ${names.project(project)}. `),
  waiting: (count: number) => {
    if (count === 0) return 'None waits now; the next one appears there.';
    return `${requests(count)} waiting now appear${count === 1 ? 's' : ''} there.`;
  },
  noRequestYet: (project: string) => `No request of project ${project} has come yet: please check the spelling.`,
  removed: (mappings: number) => `${counted(mappings, { one: 'mapping', other: 'mappings' })} removed`,
  noLongerShown: 'No longer shown',
  whatHangsThere:
    'Cards that hang there stay, without buttons, and stay true. Where somebody reads there who should not see them, delete them.',
};
