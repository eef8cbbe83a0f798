/** What people do in the pretend Slack, in one call each. */
import type { SlackMessage } from '../src/sandbox/slack/state.ts';
import type { RequestId } from '../src/workflow/request.ts';
import type { Program } from './an-installation.ts';
import { C, U } from './an-installation.ts';
import { until } from './until.ts';

/** A program that stands behind this pretend Slack, in whatever process. */
export type AtSlack = Pick<Program, 'slack'>;

/** The newest message of the channel whose blocks name this request. */
export const cardOf = ({ slack }: AtSlack, channel: string, id: RequestId): SlackMessage => {
  const found = slack.messages(channel).findLast((message) => JSON.stringify(message.blocks ?? '').includes(id));
  if (!found) throw new Error(`no card of ${id} in ${channel}`);
  return found;
};

/** All text that a reader sees of a message or dialog, with its fallback. */
export const wordsOf = (shown: unknown): string => {
  const found: string[] = [];
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) value.forEach(visit);
    else if (typeof value === 'object' && value !== null)
      for (const [key, inner] of Object.entries(value))
        if (typeof inner === 'string') {
          if (key === 'text' || key === 'fallback') found.push(inner);
        } else visit(inner);
  };
  visit(shown);
  return found.join(' ').replaceAll(/\s+/g, ' ');
};

export const buttonsOf = (message: SlackMessage): readonly string[] =>
  [...JSON.stringify(message.blocks ?? []).matchAll(/"action_id":"([^"]+)"/g)].map(([, action]) => action ?? '');

/** What a person is shown for something they do: a dialog that was not there before, or an ephemeral. */
const answerTo = async ({ slack }: AtSlack, by: string, act: () => Promise<unknown>): Promise<string> => {
  const before = slack.ephemerals(by).length;
  const dialog = slack.modal(by)?.id;
  await act();
  await until(() => slack.modal(by)?.id !== dialog || slack.ephemerals(by).length > before, 'an answer');
  return wordsOf(slack.ephemerals(by).length > before ? slack.ephemerals(by).at(-1) : slack.modal(by));
};

/** Presses a button, and waits for the dialog or private answer that it brings. */
export const press = async (
  program: AtSlack,
  by: string,
  at: { readonly channel: string; readonly ts: string; readonly action: string; readonly blockId?: string },
): Promise<string> => {
  const { slack } = program;
  const { action, ...where } = at;
  return answerTo(program, by, () => slack.press(by, { ...where, actionId: `egress:${action}` }));
};

/** Types `/egress WORDS` and reads the private answer. */
export const say = async (program: AtSlack, by: string, words: string, channel: string = C.admins): Promise<string> => {
  return answerTo(program, by, () => program.slack.slash(by, { channel, text: words }));
};

type Answers = Readonly<Record<string, string | boolean>>;

/** Presses Approve or Reject on the request's card, fills in the dialog, and reads what it says then. */
export const decide = async (
  program: AtSlack,
  by: string,
  at: { readonly id: RequestId; readonly channel: string; readonly action?: 'approve' | 'reject'; readonly answers?: Answers },
): Promise<string> => {
  const { id, channel, action = 'approve', answers = {} } = at;
  await press(program, by, { channel, ts: cardOf(program, channel, id).ts, action });
  await program.slack.submit(by, answers);
  return wordsOf(program.slack.modal(by));
};

export const approveFirst = (program: Program, id: RequestId) => decide(program, U.ines, { id, channel: C.ig });
export const approveSecond = (program: Program, id: RequestId) => decide(program, U.tomasz, { id, channel: C.it });

/** Through both stages, until the zip is released. */
export const release = async (program: Program, id: RequestId): Promise<void> => {
  await program.settle();
  await approveFirst(program, id);
  await program.settle();
  await approveSecond(program, id);
  await program.settle();
};
