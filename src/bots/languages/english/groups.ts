import { names } from './names.ts';

/** Roles that come from a Slack user group or an Entra group. */
export const groups = {
  slack: (name: string) => `Slack user group ${name}`,
  entra: (name: string) => `Entra group ${name}`,
  by: (group: string) => `, because of ${group}`,
  unread: (role: string, project: string | undefined) =>
    `Whether you hold the role ${role}${project === undefined ? '' : ` for project ${project}`} cannot be told just now: the group that it comes from could not be read. Nothing was changed.`,
  tryAgain: 'Please try again in a minute. If it goes on, tell an admin: ',
  notRevocable: (who: string, group: string) =>
    `${who} holds that role because of ${group}, so it cannot be taken back here: whoever keeps the group takes them out of it, and a minute later they hold it no more. All grants and groups: `,
  stillHeld: (who: string, group: string) =>
    `${who} goes on holding it because of ${group}: to end that, have whoever keeps the group take them out of it.`,
  maybeStillHeld: 'The role also comes from a group, which could not be read just now: whether they are in it is not known.',
  everybodyIn: (project: string, group: string, people: number) =>
    `, ${names.project(project)}: everybody in ${group} (${people === 1 ? '1 person' : `${people} people`})`,
  nobodyKnownIn: (project: string, group: string) =>
    `, ${names.project(project)}: everybody in ${group}, which could not be read just now; until it can be, it confers nothing`,
  notCounted: (roles: string) =>
    `What you may hold because of a group is not counted just now, since the group could not be read: ${roles}. Please try again in a minute.`,
  unreadTitle: (request: string) => `A group could not be read for request ${request}`,
  unreadMessage: (role: string) =>
    `Whoever holds ${role} by that group was not written to about this. They see the card in their channel, and can act as soon as the group can be read again. Which group it is: `,
};
