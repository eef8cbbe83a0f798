/** Approving and rejecting: the dialog for whoever may, and the decision that it sends in. */
import type { Standing } from '../workflow/permissions.ts';
import type { Outcome } from '../workflow/refusal.ts';
import { done, refused } from '../workflow/refusal.ts';
import type { EgressRequest, RequestId } from '../workflow/request.ts';
import { approve, refuseDecision, reject } from '../workflow/service.ts';
import type { FormAnswer, FormCommand, Notice } from './card.ts';
import type { Answer } from './chat.ts';
import type { Context } from './context.ts';
import { approveForm, deciderOf, recordedNotice, rejectForm } from './forms.ts';

export const openRequest = async ({ core }: Context, id: RequestId): Promise<Outcome<EgressRequest>> => {
  const request = await core.requests.read(id);
  return request ? done(request) : refused({ kind: 'unknown-request', id });
};

type Decision = Extract<FormCommand, { do: 'approve' | 'reject' }>;

/** The dialog, or why this person may not decide. */
export const openDecision = async (context: Context, standing: Standing, command: Decision): Promise<Outcome<Answer>> => {
  const found = await openRequest(context, command.request);
  if (!found.ok) return found;
  const { stage, digest } = command;
  const now = context.core.clock();
  const refusal = refuseDecision(standing, found.value, { stage, digest, now });
  if (refusal) return refused(refusal);
  const by = deciderOf(standing, { request: found.value, stage, now });
  const draw = command.do === 'approve' ? approveForm : rejectForm;
  return done({ kind: 'form', form: draw(found.value, { stage, digest, by }) });
};

/** Records it, and says so. */
export const decide = async (
  context: Context,
  standing: Standing,
  answer: Extract<FormAnswer, { do: Decision['do'] }>,
): Promise<Outcome<Notice>> => {
  const { request: id, stage, digest } = answer;
  const recorded =
    answer.do === 'approve'
      ? await approve(context.core, standing, {
          id,
          stage,
          digest,
          declaredIndependent: answer.declaredIndependent,
          ...(answer.comment === undefined ? {} : { comment: answer.comment }),
        })
      : await reject(context.core, standing, { id, stage, digest, category: answer.category, reason: answer.reason });
  return recorded.ok ? done(recordedNotice(recorded.value, answer.do)) : recorded;
};
