/** What whoever presses "I'm reviewing" is told. */
import type { EgressRequest, Person } from '../workflow/request.ts';
import type { Card, Phrase } from './card.ts';
import { line } from './card.ts';

const noted = (title: Phrase, said: Phrase): Card => ({
  summary: title,
  blocks: [
    { kind: 'header', icon: '👀', text: title },
    { kind: 'text', tone: 'normal', line: line(said) },
  ],
});

/** That the card says so and until when, or that it no longer does. */
export const claimAnswer = ({ claim }: EgressRequest, { id }: Person): Card => {
  if (claim?.person.id !== id)
    return noted(
      (say) => say.forms.noLongerReviewing,
      (say) => say.forms.notNamed,
    );
  return noted(
    (say) => say.forms.reviewing,
    (say) => say.forms.named(claim.until),
  );
};
