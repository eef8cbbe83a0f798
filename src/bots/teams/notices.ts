/** What only Teams has to say: about the app itself, and about copies of cards. */
import type { Card, Notice, Phrase } from '../card.ts';
import { commandLine, line } from '../card.ts';

const said = (title: string, ...sentences: readonly Phrase[]): Notice => ({
  title,
  blocks: sentences.map((sentence) => ({ kind: 'text', line: line(sentence), tone: 'normal' })),
});

/** Instead of anything that may be said in private only. */
export const installFirst = said(
  'Add Sallyport for yourself first',
  'I answer such things in private, and I cannot write to you yet. In Teams, choose Apps, search for Sallyport, and add it. Then ask again: nothing was done.',
);

export const notServedHere = said(
  'Not in group chats',
  'Please write to me in private, or in a channel of the team that I was added to. Nothing was done.',
);

export const sentPrivately = said('Sent to you privately', 'Look at your chat with Sallyport.');

export const notRecorded = (problems: readonly Phrase[]): Notice => said('Nothing is recorded yet', ...problems);

/** To whoever presses a button of a copy that a crash left behind, which nobody paints any more. */
export const olderCopy: Card = {
  summary: 'A newer copy of this card is in this channel',
  blocks: [{ kind: 'text', line: line('This copy is out of date, and nothing was done: a newer one is in this channel.'), tone: 'muted' }],
};

/** To somebody who has just added the app. */
export const greeting: Card = {
  summary: 'Sallyport tells you here what concerns you',
  blocks: [
    { kind: 'header', icon: '👋', text: 'Sallyport' },
    {
      kind: 'text',
      line: line('I tell you here what concerns you: requests to take data out of the research environment, and what became of them.'),
      tone: 'normal',
    },
    { kind: 'text', line: line('What you can ask: ', commandLine('help')), tone: 'muted' },
  ],
};
