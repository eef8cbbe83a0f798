/** A dialog that only told something, and that nobody closed, is old news when its person is played again. */
import type { Clock } from '../workflow/ports.ts';
import { personas } from './personas.ts';
import type { SlackWorkspace } from './slack/workspace.ts';
import type { SlackView } from './slack/world.ts';

/** Milliseconds. */
const fresh = 10 * 60_000;

export type ToldDialogsPorts = { readonly slack: Pick<SlackWorkspace, 'modal' | 'closeDialog' | 'on'>; readonly clock: Clock };

/** Returns what closes a person's dialog when it asks for nothing and has been open for ten minutes. */
export const toldDialogs = ({ slack, clock }: ToldDialogsPorts): ((user: string) => void) => {
  // By the view itself: a dialog that becomes another keeps its id.
  const since = new WeakMap<SlackView, number>();
  slack.on('change', () => {
    for (const { slackId } of personas) {
      const view = slack.modal(slackId);
      if (view && !since.has(view)) since.set(view, Date.parse(clock()));
    }
  });
  return (user) => {
    const view = slack.modal(user);
    if (view && view.submit === undefined && Date.parse(clock()) - (since.get(view) ?? Number.POSITIVE_INFINITY) > fresh)
      slack.closeDialog(user);
  };
};
