import { expect, test } from 'vitest';
import { errorNames } from '../../src/handlers/error-names.ts';
import { MailNotSentError } from '../../src/workflow/smtp/mailer.ts';

const coded = (code: unknown): Error => Object.assign(new Error('of rosa@example.ac.uk'), { code });

test.each<{ what: string; error: unknown; names: string }>([
  { what: 'one error', error: new MailNotSentError('to rosa@example.ac.uk'), names: 'MailNotSentError' },
  { what: 'one with a code', error: coded('ECONNREFUSED'), names: 'Error ECONNREFUSED' },
  { what: 'one whose code is a text', error: coded('no such person: rosa@example.ac.uk'), names: 'Error' },
  {
    what: 'errors of several, within each other',
    error: new AggregateError([new AggregateError([coded('is_archived'), coded('is_archived')]), new MailNotSentError('x')]),
    names: 'Error is_archived, MailNotSentError',
  },
  { what: 'several without any', error: new AggregateError([]), names: 'AggregateError' },
  { what: 'no error at all', error: 'rosa@example.ac.uk', names: 'unknown' },
])('the log has $what by names and codes, and nothing of a message', ({ error, names }) => {
  expect(errorNames(error)).toBe(names);
});
