/** What admins are told of a failure fits what can be done about it. */
import { expect, test } from 'vitest';
import { failureMessage } from '../../src/bots/admin-messages.ts';
import { english } from '../../src/bots/languages/english.ts';
import { sayCard } from '../../src/bots/say.ts';
import { aRequestInReview } from '../workflow/builders.ts';

const shown = (correlationId: string) => {
  const request = aRequestInReview({ id: '1a2b0000-0000-4000-8000-000000000001' });
  const failure = { step: 'package', error: 'IntegrityError: a.csv', correlationId };
  return JSON.stringify(sayCard(english, failureMessage(request, { kind: 'failed', failure }, { at: 9 })));
};

test('what failed is said in words, what helps before what the operator needs, and no correlation id that is the request itself', () => {
  const words = shown('1a2b0000-0000-4000-8000-000000000001');
  expect(words).toContain('Egress request 1a2b0000: packaging failed');
  expect(words.indexOf('treat this as an incident')).toBeLessThan(words.indexOf('For the operator'));
  expect(words.indexOf('For the operator')).toBeLessThan(words.indexOf('IntegrityError: a.csv'));
  expect(words).not.toContain('Correlation id');
  expect(shown('1a2b0000-0000-4000-8000-000000000001-2')).toContain('Correlation id');
});

const told = (kind: 'failed' | 'step-failed', failure: { readonly name?: string; readonly error: string }): string =>
  JSON.stringify(
    sayCard(
      english,
      failureMessage(aRequestInReview(), { kind, failure: { step: 'package', correlationId: 'c-1', ...failure } }, { at: 9 }),
    ),
  );

test.each([
  { kind: 'failed', failure: { name: 'IntegrityError', error: 'x' }, says: 'treat this as an incident', givesUp: true },
  { kind: 'failed', failure: { name: 'ObjectMissingError', error: 'x' }, says: 'Unless what is missing comes back', givesUp: true },
  { kind: 'failed', failure: { name: 'Throttled', error: 'IntegrityError: x' }, says: 'Mend the cause', givesUp: true },
  { kind: 'failed', failure: { error: 'IntegrityError: from an earlier version' }, says: 'treat this as an incident', givesUp: true },
  { kind: 'failed', failure: { error: 'ObjectMissingError' }, says: 'Unless what is missing comes back', givesUp: true },
  { kind: 'step-failed', failure: { name: 'Throttled', error: 'x' }, says: 'there is nothing to give up', givesUp: false },
  { kind: 'step-failed', failure: { name: 'IntegrityError', error: 'x' }, says: 'treat this as an incident', givesUp: false },
] as const)('a failure ($kind, $failure) says “$says”, and names abort: $givesUp', ({ kind, failure, says, givesUp }) => {
  const words = told(kind, failure);
  expect(words).toContain(says);
  expect(words.includes('abort ')).toBe(givesUp);
  expect(words).toContain('Try again');
});
