/** What somebody is told when an answer is late or something broke, the same on every platform. */
import type { Notice } from './card.ts';
import { line } from './card.ts';

/** A decision is under way and its outcome comes later; `where` says where. */
export const recordingNotice = (where: string): Notice => ({
  title: 'Recording',
  blocks: [{ kind: 'text', line: line(`This takes longer than usual. The outcome will appear ${where}.`), tone: 'normal' }],
});

/** Something of ours failed; the reference is in the log. */
export const troubleNotice = (correlationId: string): Notice => ({
  title: 'Something went wrong',
  blocks: [
    {
      kind: 'text',
      line: line('That did not work, and it is not your fault. Please look at the card to see what was recorded, then try again.'),
      tone: 'normal',
    },
    { kind: 'text', line: line(`If it happens again, tell an admin this reference: ${correlationId}`), tone: 'muted' },
  ],
});
