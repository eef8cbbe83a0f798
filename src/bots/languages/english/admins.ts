import type { Instant } from '../../../workflow/request.ts';
import type { Line } from '../../card.ts';
import { commandLine, line, text } from '../../card.ts';
import { names } from './names.ts';
import { requests } from './requests.ts';

const at = (instant: Instant): Line => [{ kind: 'instant', at: instant }];

/** What the admins are told privately: failures, and what waits where nobody sees it. */
export const admins = {
  zipStays: (id: string) => `The zip of request ${id} could not be deleted`,
  zipStaysWhy:
    'The release is over, but its zip still lies in the data lake, and links that are out may still work. It is tried again and again; please see what keeps it, or delete it there.',
  archiveDiffers: (id: string) => `The audit archive of request ${id} does not match its record`,
  archiveDiffersWhy: (id: string): Line =>
    line(
      'One of the two was changed, and not by Sallyport: treat this as an incident. Until they match again, nothing more of this request is archived. Whether the record is whole: ',
      commandLine(`verify ${id}`),
      '; whether the archive is, an auditor finds out with the check that comes with the program.',
    ),
  nobodyDecides: (id: string) => `Nobody can decide on request ${id}`,
  nobodyDecidesWhy: (waiting: { readonly stage: string; readonly role: string; readonly project: string }): Line =>
    line(
      `It waits for ${waiting.stage}, and nobody is left who holds that role, did not ask for it and has not decided on it yet. Mend it with `,
      commandLine(`grant @person ${waiting.role} ${waiting.project}`),
      '.',
    ),
  stepFailed: (id: string, step: string) => `${requests.title(id)}: ${names.step(step)} failed`,
  stepTriedAgain: (id: string, step: string) => `${requests.title(id)}: ${names.step(step)} failed, and was tried again`,
  stepGivenUp: (id: string, step: string) => `${requests.title(id)}: ${names.step(step)} failed, and the request was given up`,
  forOperator: 'For the operator',
  correlationId: 'Correlation id',
  wrongBytesAfterEnd: 'Bytes are not what they should be: treat this as an incident. ',
  afterEnd:
    'The request itself had ended before, and its outcome stands; there is nothing to give up. Only what follows the end is left, such as deleting what was staged and giving the egress store back, without which its researcher cannot submit again. Mend the cause, then try again.',
  wrongBytes: 'Bytes are not what was approved: treat this as an incident, and try again only once you know why.',
  missing: 'Unless what is missing comes back, trying again will not help: give it up, so that it can be submitted again.',
  mendTheCause:
    'The record and what was staged are kept. Mend the cause, then try again; or give it up, so that it can be submitted again.',
  triedAgain: (who: string, when: Instant): Line => line('🔁 Tried again by ', text(who, 'bold'), ', ', ...at(when), '.'),
  givenUp: (who: string, when: Instant): Line => line('↩️ Given up by ', text(who, 'bold'), ', ', ...at(when), '.'),
  history: (id: string): Line => line('History: ', commandLine(`history ${id}`)),
  notTakenSummary: 'A notification from Service Workbench could not be taken',
  notTaken: 'A notification could not be taken',
  fromElsewhere: (letter: string): Line =>
    line(
      'It did not come from the topic that this installation listens to. Nothing behind it waits. Not needed: ',
      commandLine(`discard ${letter} why`),
    ),
  inFolder:
    'It lies with its files in the intake folder, its name now ends in ".refused", and nothing behind it waits. Once the cause is mended, the operator gives it its name again, which ends in ".json".',
  isKept: (letter: string): Line =>
    line(
      'It is kept, and nothing behind it waits. Once the cause is mended: ',
      commandLine(`replay ${letter}`),
      '. Not needed: ',
      commandLine(`discard ${letter} why`),
      '. All that are kept: ',
      commandLine('dead-letters'),
    ),
  addressChangedSummary: 'A chat account changed its e-mail address and is refused',
  addressChanged: 'An account changed its e-mail address',
  account: 'Account',
  firstUsedAs: 'First used as',
  nowClaims: 'Now claims',
  refusedUntil: 'Whatever it tries is refused until its address is the first one again.',
  reachesNobody: (id: string) => `${requests.title(id)} reaches nobody`,
  noChannel: (role: string, project: string) =>
    `It waits for ${role}, but no channel shows that role's requests for project ${project}, or none that does can be reached.`,
  noManager: (role: string, project: string) => `It is released, but nobody holds ${role} for project ${project}, so nobody was sent it.`,
  mendByMapping: (role: string, project: string): Line =>
    line('Mend it with ', commandLine(`map #channel ${role} ${project}`), '; what waits is then shown at once.'),
  mendByGranting: (role: string, project: string): Line =>
    line('Mend it with ', commandLine(`grant @person ${role} ${project}`), '; what waits is then shown at once.'),
  notInstalled: (person: string, platform: string) => `Sallyport is not installed for ${person} in ${platform}`,
  toldByMail:
    'It could not write to them in private, so they are told by e-mail. Install the app for them by policy, or ask them to add it.',
};
