import type { permanentErrors } from '../../../workflow/errors.ts';
import type { Line } from '../../card.ts';
import { commandLine, line } from '../../card.ts';
import { quantities } from './quantities.ts';

/** What failed, why, and what admins can do about it. */
export const failures = {
  causes: {
    BadInputError: 'what came from outside is not as expected',
    ObjectMissingError: 'a file, or the version of it that was listed, is missing',
    IntegrityError: 'bytes are not what they should be; treat this as an incident',
    UnsafePathError: 'a file has a name that must not be written into a zip',
    EgressStoreStatusError: 'the egress store has a status from which it cannot be moved on',
    RecordTooLargeError: 'its record has grown past what can be stored',
    RequestTooLargeError: 'it holds more than can be released as one zip',
  } satisfies Record<(typeof permanentErrors)[number], string>,
  unexpected: (name: string) => `an error that may pass (${name})`,
  tryAgain: '🔁 Try again',
  abortButton: '🗑️ Give up…',
  abortTitle: (id: string) => `Give up ${id}`,
  abort: 'Give up',
  givenUp: 'Given up',
  whatFailed: 'What failed',
  abortIntro: 'The request ends: the copies made for review are deleted, its requester reads your reason and can submit again.',
  reasonHint: (minimum: number) => `At least ${quantities.characters(minimum)}: why it is not tried again`,
  /** In an e-mail, which has no buttons. */
  typed: (id: string): Line => line('To try again: ', commandLine(`retry ${id}`), '. To give it up: ', commandLine(`abort ${id} why`)),
  typedAfterEnd: (id: string): Line => line('To try again: ', commandLine(`retry ${id}`)),
};
