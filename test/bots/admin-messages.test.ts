/** What admins are told of a failure fits what can be done about it. */
import { expect, test } from 'vitest';
import { failureMail, failureMessage } from '../../src/bots/admin-messages.ts';
import { english } from '../../src/bots/languages/english.ts';
import { sayCard } from '../../src/bots/say.ts';
import type { EgressRequest } from '../../src/workflow/request.ts';
import { aReceivedRequest, aReleasedRequest, system, withFacts } from '../workflow/builders.ts';

type Kind = 'failed' | 'step-failed';
type Said = { readonly name?: string; readonly error: string; readonly correlationId?: string };

const failing = (kind: Kind, said: Said) => {
  const failure = { step: 'package', correlationId: 'c-1', ...said };
  const received = aReceivedRequest({ id: '1a2b0000-0000-4000-8000-000000000001' });
  const request: EgressRequest =
    kind === 'failed'
      ? withFacts(received, [
          [system, { kind: 'staging-started' }],
          [system, { kind, failure }],
        ])
      : aReleasedRequest();
  return { request, fact: { kind, failure } };
};

const told = (kind: Kind, said: Said): string => {
  const { request, fact } = failing(kind, said);
  return JSON.stringify(sayCard(english, failureMessage(request, fact, { at: 9 })));
};

test('what failed is said in words, what helps before what the operator needs, and no correlation id that is the request itself', () => {
  const shown = (correlationId: string) => told('failed', { error: 'IntegrityError: a.csv', correlationId });
  const words = shown('1a2b0000-0000-4000-8000-000000000001');
  expect(words).toContain('Egress request 1a2b0000: packaging failed');
  expect(words.indexOf('treat this as an incident')).toBeLessThan(words.indexOf('For the operator'));
  expect(words.indexOf('For the operator')).toBeLessThan(words.indexOf('IntegrityError: a.csv'));
  expect(words).not.toContain('Correlation id');
  expect(shown('1a2b0000-0000-4000-8000-000000000001-2')).toContain('Correlation id');
});

test.each([
  { kind: 'failed', failure: { name: 'IntegrityError', error: 'x' }, says: 'treat this as an incident', givesUp: true },
  { kind: 'failed', failure: { name: 'ObjectMissingError', error: 'x' }, says: 'Unless what is missing comes back', givesUp: true },
  { kind: 'failed', failure: { name: 'Throttled', error: 'IntegrityError: x' }, says: 'Mend the cause', givesUp: true },
  { kind: 'failed', failure: { error: 'IntegrityError: from an earlier version' }, says: 'treat this as an incident', givesUp: true },
  { kind: 'failed', failure: { error: 'ObjectMissingError' }, says: 'Unless what is missing comes back', givesUp: true },
  { kind: 'step-failed', failure: { name: 'Throttled', error: 'x' }, says: 'there is nothing to give up', givesUp: false },
  { kind: 'step-failed', failure: { name: 'IntegrityError', error: 'x' }, says: 'treat this as an incident', givesUp: false },
] as const)('a failure ($kind, $failure) says “$says”, and offers to give up: $givesUp', ({ kind, failure, says, givesUp }) => {
  const words = told(kind, failure);
  expect(words).toContain(says);
  expect(words.includes('Give up…')).toBe(givesUp);
  expect(words).toContain('Try again');
  const { request, fact } = failing(kind, failure);
  const mail = JSON.stringify(sayCard(english, failureMail(request, fact, { at: 9 })));
  expect(mail).toContain('retry ');
  expect(mail.includes('abort ')).toBe(givesUp);
});

test.each([
  { name: 'IntegrityError', standsOut: false },
  { name: 'ObjectMissingError', standsOut: false },
  { name: 'EgressStoreStatusError', standsOut: false },
  { name: 'Throttled', standsOut: true },
])('to try again after $name stands out: $standsOut', ({ name, standsOut }) => {
  const { request, fact } = failing('failed', { name, error: 'x' });
  const actions = failureMessage(request, fact, { at: 9 }).blocks.flatMap((block) => (block.kind === 'actions' ? block.actions : []));
  expect(actions.map((action) => action.kind === 'button' && action.style)).toEqual([standsOut ? 'primary' : 'normal', false]);
});
