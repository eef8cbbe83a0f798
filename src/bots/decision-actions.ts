/** The buttons of whoever may decide, away from the card in the channel. */
import type { EgressRequest } from '../workflow/request.ts';
import { currentStage } from '../workflow/transitions.ts';
import type { Action } from './card.ts';
import type { Decider } from './forms.ts';
import { approveForm, rejectForm } from './forms.ts';

export const decisionActions = (request: EgressRequest, by?: Decider): readonly Action[] => {
  const stage = currentStage(request)?.index;
  const digest = request.manifest?.digest;
  if (stage === undefined || digest === undefined) return [];
  return [
    { kind: 'form', label: (say) => say.cards.approve, form: approveForm(request, { stage, digest, by }) },
    { kind: 'form', label: (say) => say.cards.reject, form: rejectForm(request, { stage, digest, by }) },
    { kind: 'button', label: (say) => say.cards.files, style: 'normal', command: { do: 'files', request: request.id } },
  ];
};
