import type { Line } from '../../card.ts';
import { commandLine, line, text } from '../../card.ts';

/** What is said to whoever does something about a request besides deciding on it. */
export const cases = {
  withdrawn: (id: string) => `Request ${id} is withdrawn`,
  nothingLeaves: 'Nothing leaves. The copies made for review are deleted, and it can be submitted again.',
  revoked: (id: string) => `The release of ${id} is revoked`,
  linksEnd: 'No further link is given, and the zip is being deleted, so that links that were given stop working.',
  nobodyHadLinks: 'Nobody was given a link.',
  youHadLink: 'You had a link yourself: delete what you downloaded.',
  hadLinks: (people: string): Line =>
    line(
      'Links went to: ',
      text(people, 'bold'),
      '. All of them are being told; what was downloaded already stays there: please talk to them.',
    ),
  reminded: (id: string) => `Those who can decide on ${id} are reminded`,
  requesterReminded: (id: string) => `The requester of ${id} is reminded of the question`,
  askedAgain: 'Nobody can be expected to decide before the answer, so the question was sent once more; the card’s thread says so.',
  writtenTo: 'Each of them is written to, and the card’s thread says so.',
  retried: (id: string) => `Request ${id} is tried again`,
  goesOn: 'It goes on from the step that failed; no decision is asked for twice. If it fails again, you are told.',
  aborted: (id: string) => `Request ${id} is given up`,
  requesterTold: (id: string): Line =>
    line('The copies made for review are deleted, and its requester is told. History: ', commandLine(`history ${id}`)),
};
