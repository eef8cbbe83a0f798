/** How a dead letter is shown to admins: its buttons, and the dialog in which one is discarded. */
import type { DeadLetter } from '../workflow/ports.ts';
import { minimumReason } from '../workflow/service.ts';
import type { Action, Form, Phrase } from './card.ts';
import { line } from './card.ts';

/** The beginning of a dead letter's id, enough to type. */
export const shortLetter = (id: string): string => id.slice(0, 8);

export const discardForm = (id: string): Form => ({
  title: (say) => say.letters.discardTitle(shortLetter(id)),
  submit: (say) => say.letters.discard,
  style: 'danger',
  brief: [],
  blocks: [{ kind: 'text', tone: 'normal', line: line((say) => say.letters.discardIntro) }],
  fields: [
    {
      kind: 'text',
      name: 'reason',
      label: (say) => say.letters.reason,
      hint: (say) => say.letters.reasonHint(minimumReason),
      required: true,
      minLength: minimumReason,
      maxLength: 1000,
    },
  ],
  command: { do: 'discard', letter: id },
});

const discardAction = (id: string): Action => ({ kind: 'form', label: (say) => say.letters.discardButton, form: discardForm(id) });

/** What can be done about one of them. */
export const letterActions = (id: string, origin: DeadLetter['origin']): readonly Action[] =>
  origin === 'foreign' ? [discardAction(id)] : [replayAction(id, (say) => say.letters.replayButton), discardAction(id)];

export const replayAction = (id: string, label: Phrase): Action => ({
  kind: 'button',
  label,
  style: 'primary',
  command: { do: 'replay', letter: id },
});
