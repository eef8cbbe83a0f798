import type { Inline, Line } from '../../card.ts';
import { line, text } from '../../card.ts';

/** The answers to `help` and `whoami`. */
export const help = {
  title: 'What you can ask',
  ids: 'ID is the beginning of a request id, at least four characters.',
  yours: 'Requests',
  reviewing: 'When you review',
  releases: 'Releases',
  record: 'The record',
  admins: 'For admins',
  whoTitle: 'Who you are here',
  who: ({ name, id, admin }: { readonly name: string; readonly id: string; readonly admin: boolean }): Line =>
    line(text(name, 'bold'), ` (${id})${admin ? ', admin' : ''}`),
  roles: 'Roles',
  passedOnBy: (person: string) => `, passed on by ${person}`,
  until: (end: Inline): Line => line(', until ', end),
  noRole: 'You hold no role here. An admin can grant you one.',
};
