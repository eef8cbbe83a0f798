/** What somebody is told when an answer is late or something broke, the same on every platform. */
import type { Notice, Phrase } from './card.ts';
import { line } from './card.ts';

/** A decision is under way; `later` says where its outcome will appear. */
export const recordingNotice = (later: Phrase): Notice => ({
  title: (say) => say.excuses.recording,
  blocks: [{ kind: 'text', line: line(later), tone: 'normal' }],
});

/** Something of ours failed; the reference is in the log. */
export const troubleNotice = (correlationId: string): Notice => ({
  title: (say) => say.excuses.trouble,
  blocks: [
    { kind: 'text', line: line((say) => say.excuses.notYourFault), tone: 'normal' },
    { kind: 'text', line: line((say) => say.excuses.reference(correlationId)), tone: 'muted' },
  ],
});
