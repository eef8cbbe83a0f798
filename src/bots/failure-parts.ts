/** How a failure is shown to admins: its cause in plain words, its buttons, and the dialog in which a failed request is given up. */

import { permanentErrors } from '../workflow/errors.ts';
import type { Failure } from '../workflow/failure.ts';
import { errorNameOf } from '../workflow/failure.ts';
import type { EgressRequest } from '../workflow/request.ts';
import { shortId } from '../workflow/request.ts';
import { minimumReason } from '../workflow/service.ts';
import type { Action, Form, Phrase } from './card.ts';
import { line } from './card.ts';
import type { Fact } from './request-facts.ts';
import { subjectFacts } from './request-facts.ts';

const permanentName = (failure: Failure) => permanentErrors.find((name) => name === errorNameOf(failure));

export const causeOf =
  (failure: Failure): Phrase =>
  ({ failures }) => {
    const permanent = permanentName(failure);
    return permanent === undefined ? failures.unexpected(errorNameOf(failure)) : failures.causes[permanent];
  };

const whatFailed = ({ status }: EgressRequest): readonly Fact[] => {
  if (status.kind !== 'failed') return [];
  const { failure } = status;
  return [{ label: (say) => say.failures.whatFailed, value: line((say) => say.names.step(failure.step, true), ': ', causeOf(failure)) }];
};

export const abortForm = (request: EgressRequest): Form => ({
  title: (say) => say.failures.abortTitle(shortId(request.id)),
  submit: (say) => say.failures.abort,
  style: 'danger',
  brief: [],
  blocks: [
    { kind: 'text', tone: 'normal', line: line((say) => say.failures.abortIntro) },
    { kind: 'facts', facts: [...subjectFacts(request), ...whatFailed(request)] },
  ],
  fields: [
    {
      kind: 'text',
      name: 'reason',
      label: (say) => say.forms.reason,
      hint: (say) => say.failures.reasonHint(minimumReason),
      required: true,
      minLength: minimumReason,
      maxLength: 1000,
    },
  ],
  command: { do: 'abort', request: request.id },
});

/** What can be done: trying again does not stand out where it cannot help, and what had ended before is not given up. */
export const failureActions = (request: EgressRequest, failure: Failure): readonly Action[] => [
  {
    kind: 'button',
    label: (say) => say.failures.tryAgain,
    style: permanentName(failure) === undefined ? 'primary' : 'normal',
    command: { do: 'retry', request: request.id },
  },
  ...(request.status.kind === 'failed'
    ? [{ kind: 'form', label: (say) => say.failures.abortButton, form: abortForm(request) } satisfies Action]
    : []),
];
