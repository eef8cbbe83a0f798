/** What whoever presses "I'm reviewing" is told. */
import type { EgressRequest, Person } from '../workflow/request.ts';
import type { Card } from './card.ts';
import { line } from './card.ts';
import { card } from './request-words.ts';

/** That the card says so and until when, or that it no longer does. */
export const claimAnswer = ({ claim }: EgressRequest, { id }: Person): Card => {
  if (claim?.person.id !== id)
    return card('Noted: you are no longer reviewing', { icon: '👀', lines: [line('The card no longer names you. You can still decide.')] });
  const until = claim.until === undefined ? [] : ([' until ', { kind: 'instant', at: claim.until }] as const);
  return card('Noted: you are reviewing', {
    icon: '👀',
    lines: [
      line('The card says so to everybody', ...until, '. It binds nobody: others can still decide. Press the button again to end it.'),
    ],
  });
};
