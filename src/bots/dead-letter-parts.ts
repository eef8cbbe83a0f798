/** How a dead letter is shown to admins: its buttons, and the dialog in which one is discarded. */
import type { DeadLetter } from '../workflow/ports.ts';
import { minimumReason } from '../workflow/service.ts';
import type { Action, Form, Phrase } from './card.ts';
import { line } from './card.ts';

/** The beginning of a dead letter's id, enough to type. */
export const shortLetter = (id: string): string => id.slice(0, 8);

export const discardForm = (id: string): Form => ({
  title: `Discard ${shortLetter(id)}`,
  submit: 'Discard',
  style: 'danger',
  brief: [],
  blocks: [{ kind: 'text', tone: 'normal', line: line('It stays on record with your reason, and the list shows it no more.') }],
  fields: [
    {
      kind: 'text',
      name: 'reason',
      label: 'Reason',
      hint: `At least ${minimumReason} characters: why nobody needs it`,
      required: true,
      minLength: minimumReason,
      maxLength: 1000,
    },
  ],
  command: { do: 'discard', letter: id },
});

const discardAction = (id: string): Action => ({ kind: 'form', label: '🗑️ Discard…', form: discardForm(id) });

/** What can be done about one of them. */
export const letterActions = (id: string, origin: DeadLetter['origin']): readonly Action[] =>
  origin === 'foreign' ? [discardAction(id)] : [replayAction(id, '📬 Replay'), discardAction(id)];

export const replayAction = (id: string, label: Phrase): Action => ({
  kind: 'button',
  label,
  style: 'primary',
  command: { do: 'replay', letter: id },
});
