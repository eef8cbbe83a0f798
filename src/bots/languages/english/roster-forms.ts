import type { Inline, Line } from '../../card.ts';
import { commandLine, line } from '../../card.ts';
import { names } from './names.ts';
import { quantities } from './quantities.ts';

const { number } = quantities;

/** Requests that wait for a role, and in which projects. */
export type Waiting = {
  readonly role: string;
  readonly requests: number;
  readonly projects: readonly { readonly id: string; readonly requests: number }[];
  readonly moreProjects: number;
};

const waitingFor = ({ role, requests, projects, moreProjects }: Waiting): string => {
  const named = projects.map((project) => `${project.id} ${number(project.requests)}`);
  const more = moreProjects === 0 ? [] : [`${number(moreProjects)} more projects`];
  return `${role} ${number(requests)} (${[...named, ...more].join(', ')})`;
};

/** The dialogs in which admins map channels and grant roles. Titles and buttons have at most 24 characters. */
export const rosterForms = {
  buttons: {
    map: '🗺️ Map a channel…',
    unmap: '🗺️ Unmap…',
    grant: '🎫 Grant a role…',
    'revoke-grant': '🎫 Take a role back…',
  },
  titles: { map: 'Map a channel', unmap: 'Unmap', grant: 'Grant a role', 'revoke-grant': 'Take a role back' },
  submits: { map: 'Map it', unmap: 'Unmap it', grant: 'Grant it', 'revoke-grant': 'Take it back' },
  intros: {
    map: 'The channel then shows every request that waits for the role. A test message is posted there first.',
    unmap: 'The channel shows no further requests of that kind. Cards that hang there stay, without buttons, and stay true.',
    grant: 'It holds from the moment you send this, and is checked at every click.',
    'revoke-grant': 'What needs the role is refused from then on. What they decided before stays decided.',
  },
  /** When there is nothing to choose from. */
  nothingTo: {
    map: line('Sallyport knows no channel here yet. Type this in the channel that you mean: ', commandLine('map here ROLE')),
    unmap: line('No channel is mapped, so there is nothing to unmap. All mappings: ', commandLine('mappings')),
    grant: line('There is no role to grant. All commands: ', commandLine('help')),
    'revoke-grant': line('Nobody holds a role, so there is none to take back. All grants: ', commandLine('grants')),
  },
  role: 'Role',
  shows: 'What it shows',
  project: 'Project',
  allProjects: 'All projects',
  otherProject: 'Another project',
  otherProjectHint: 'Replaces the choice above',
  channel: 'Channel',
  person: 'Person',
  personHint: 'Their work e-mail address',
  until: 'Until',
  untilHint: 'Last day on which it holds; for good when left empty',
  mapping: 'Mapping',
  grant: 'Grant',
  channelIn: (channel: string, platform: string) => `#${channel} in ${platform}`,
  roleOf: (role: string, project: string) => `${role}, ${names.project(project)}`,
  rolePassedOn: (role: string, project: string, by: string) => `${role}, ${names.project(project)}, passed on by ${by}`,
  noneWaits: 'No request waits now.',
  waitingNow: (waiting: readonly Waiting[], more: boolean) =>
    `Waiting now: ${waiting.map(waitingFor).join('; ')}${more ? ', and more' : ''}.`,
  onlyFirst: (shown: number, all: number, usage: Inline): Line =>
    line(`Only the first ${number(shown)} of ${number(all)} can be chosen here; type for the others: `, usage),
};
