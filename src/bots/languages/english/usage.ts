import type { Misuse } from '../../../workflow/refusal.ts';
import type { Line } from '../../card.ts';
import { commandLine, line, text } from '../../card.ts';

const problems = {
  'needs-request': 'This needs a request id.',
  'needs-one-request': 'This needs one request id.',
  'needs-text': 'This needs what you want to say as well.',
  'needs-channel': 'This needs a channel.',
  'type-in-channel': 'Type this in the channel that it is about.',
  'needs-channel-and-role': 'This needs a channel and a role.',
  'needs-person': 'This needs a person.',
  'needs-one-person': 'This needs one person.',
  'needs-person-and-role': 'This needs a person and a role.',
  'needs-person-and-day': 'This needs a person and the last day.',
  'needs-address': 'This account cannot be checked any more, so write the e-mail address that the list of grants shows in its place.',
  'needs-letter': 'This needs the id of one dead letter.',
  'needs-month': 'This takes one month, such as 2026-11.',
  'month-ahead': 'That month has not begun yet.',
  'not-a-project': 'A project id has letters, digits, “.”, “-” and “_” only.',
  'admin-of-all': 'An admin is one for all projects, so leave the project out.',
} satisfies Record<Misuse, string>;

/** What is wrong with a command line, and how it is written. */
export const usage = {
  misused: (problem: Misuse, written: string): Line => line(`${problems[problem]} Write it as: `, commandLine(written)),
  shortId: (id: string): Line => line('An id needs at least four of its characters, and ', text(id, 'code'), ' has fewer.'),
  ids: line('Requests that wait, with their ids: ', commandLine('pending')),
  unknownWord: (word: string): Line => line('There is no command ', text(word, 'code'), '.'),
  decideOnCard: "Decisions are taken with the buttons on the request's card.",
  didYouMean: (word: string): Line => line('Did you mean ', commandLine(word), '?'),
  allCommands: line('All commands: ', commandLine('help')),
};
