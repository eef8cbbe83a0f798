/** What only Teams has to say: about the app itself, and about copies of cards. */
import type { Card, Notice, Phrase } from '../card.ts';
import { commandLine, line } from '../card.ts';

const said = (title: Phrase, ...sentences: readonly Phrase[]): Notice => ({
  title,
  blocks: sentences.map((sentence) => ({ kind: 'text', line: line(sentence), tone: 'normal' })),
});

/** Instead of anything that may be said in private only. */
export const installFirst = said(
  (say) => say.excuses.notInstalled,
  (say) => say.excuses.howToInstall,
);

export const notServedHere = said(
  (say) => say.excuses.notInGroups,
  (say) => say.excuses.whereInstead,
);

export const sentPrivately = said(
  (say) => say.excuses.sentPrivately,
  (say) => say.excuses.lookInPrivate,
);

export const notRecorded = (problems: readonly Phrase[]): Notice => said((say) => say.excuses.notRecorded, ...problems);

/** To whoever presses a button of a copy that a crash left behind, which nobody paints any more. */
export const olderCopy: Card = {
  summary: (say) => say.excuses.outdatedCopy,
  blocks: [{ kind: 'text', line: line((say) => say.excuses.copyOutOfDate), tone: 'muted' }],
};

/** To somebody who has just added the app. */
export const greeting: Card = {
  summary: (say) => say.excuses.welcome,
  blocks: [
    { kind: 'header', icon: '👋', text: 'Sallyport' },
    { kind: 'text', line: line((say) => say.excuses.whatItTells), tone: 'normal' },
    { kind: 'text', line: line((say) => say.excuses.whatCanBeAsked, commandLine('help')), tone: 'muted' },
  ],
};
