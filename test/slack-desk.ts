/** The sandbox's people at the pretend Slack. */
import * as z from 'zod';
import type { RequestId } from '../src/workflow/request.ts';
import { C, U } from './an-installation.ts';
import type { Desk, Opened, Place, Who } from './contract/approvals.ts';
import type { AtSlack } from './people.ts';
import { buttonsOf, cardOf, press, say, wordsOf } from './people.ts';

const hangsIn = ({ slack }: AtSlack, place: Place, id: RequestId) =>
  slack.messages(C[place]).filter((message) => JSON.stringify(message.blocks ?? '').includes(id));

const Choices = z.object({
  element: z.object({
    action_id: z.string(),
    options: z.array(z.looseObject({ value: z.string() })),
  }),
});

const optionOf = (blocks: readonly unknown[], { field, label }: { readonly field: string; readonly label: string }): string => {
  const choices = blocks.map((block) => Choices.safeParse(block).data?.element).find((element) => element?.action_id === field);
  const found = choices?.options.find((option) => wordsOf(option).includes(label));
  if (!found) throw new Error(`${field} offers no ${label}`);
  return found.value;
};

const Button = z.looseObject({
  action_id: z.string(),
  text: z.looseObject({ text: z.string() }),
  accessibility_label: z.string().optional(),
});
const Row = z.union([
  z.looseObject({ type: z.literal('actions'), block_id: z.string(), elements: z.array(Button) }),
  z
    .looseObject({ type: z.literal('section'), block_id: z.string(), accessory: Button })
    .transform(({ accessory, ...block }) => ({ ...block, elements: [accessory] })),
]);

const buttonOf = (blocks: readonly unknown[], label: string): { readonly blockId: string; readonly action: string } => {
  for (const block of blocks) {
    const row = Row.safeParse(block).data;
    const found = row?.elements.find(({ text, accessibility_label: spoken = '' }) => `${text.text} ${spoken}`.includes(label));
    if (row && found) return { blockId: row.block_id, action: found.action_id.replace('egress:', '') };
  }
  throw new Error(`there is no button ${label}`);
};

export const slackDesk = (program: AtSlack): Desk => {
  const { slack } = program;
  const opened = (who: Who, words: string): Opened => {
    const dialog = slack.modal(U[who]);
    if (dialog?.submit === undefined) throw new Error(`${words} opened no form`);
    return {
      told: wordsOf(dialog),
      option: (field, label) => optionOf(dialog.blocks, { field, label }),
      submit: async (answers = {}) => {
        const submitted = await slack.submit(U[who], answers);
        return submitted.kind === 'errors' ? Object.values(submitted.errors).join(' ') : wordsOf(slack.modal(U[who]));
      },
    };
  };
  const at = (place: Place, id: RequestId) => ({ channel: C[place], ts: cardOf(program, C[place], id).ts });
  return {
    platform: 'Slack',
    card: (place, id) => wordsOf(cardOf(program, C[place], id).blocks),
    copies: (place, id) => hangsIn(program, place, id).length,
    offersDecision: async (_, { place, id }) => buttonsOf(cardOf(program, C[place], id)).includes('egress:approve'),
    begin: async (who, { place, id, verdict }) => {
      const told = await press(program, U[who], { ...at(place, id), action: verdict });
      return {
        told,
        submit: async (answers = {}) => {
          const submitted = await slack.submit(U[who], answers);
          return submitted.kind === 'errors' ? Object.values(submitted.errors).join(' ') : wordsOf(slack.modal(U[who]));
        },
      };
    },
    press: (who, { place, id, action }) => press(program, U[who], { ...at(place, id), action }),
    pressPrivately: async (who, action) => {
      const found = [...slack.directMessages(U[who]), ...slack.ephemerals(U[who])]
        .toSorted((a, b) => (a.ts < b.ts ? -1 : 1))
        .findLast((message) => buttonsOf(message).includes(`egress:${action}`));
      if (!found) throw new Error(`${who} was sent no button ${action}`);
      return press(program, U[who], { channel: found.channel, ts: found.ts, action });
    },
    giveReason: async (who, { action, reason }) => {
      const found = slack.directMessages(U[who]).findLast((message) => buttonsOf(message).includes(`egress:${action}`));
      if (!found) throw new Error(`${who} was sent no button ${action}`);
      await press(program, U[who], { channel: found.channel, ts: found.ts, action });
      const submitted = await slack.submit(U[who], { reason });
      return submitted.kind === 'errors' ? Object.values(submitted.errors).join(' ') : wordsOf(slack.modal(U[who]));
    },
    beginPrivately: async (who, form) => {
      const found = slack.directMessages(U[who]).findLast((message) => buttonsOf(message).includes(`egress:${form}`));
      if (!found) throw new Error(`${who} was sent no form ${form}`);
      await press(program, U[who], { channel: found.channel, ts: found.ts, action: form });
      return async (answers) => {
        const submitted = await slack.submit(U[who], answers);
        return submitted.kind === 'errors' ? Object.values(submitted.errors).join(' ') : wordsOf(slack.modal(U[who]));
      };
    },
    say: (who, words) => say(program, U[who], words),
    fill: async (who, words, button) => {
      await say(program, U[who], words);
      if (button !== undefined) {
        const answer = slack.ephemerals(U[who]).at(-1);
        if (!answer) throw new Error(`${words} was not answered`);
        await press(program, U[who], { channel: answer.channel, ts: answer.ts, action: button });
      }
      return opened(who, words);
    },
    fillEntry: async (who, words, label) => {
      await say(program, U[who], words);
      const answer = slack.ephemerals(U[who]).at(-1);
      if (!answer) throw new Error(`${words} was not answered`);
      await press(program, U[who], { channel: answer.channel, ts: answer.ts, ...buttonOf(answer.blocks ?? [], label) });
      return opened(who, words);
    },
    channel: (place) => (place === 'nowhere' ? 'C00NOWHERE' : C[place]),
    person: (who) => U[who],
    told: (who) => wordsOf(slack.directMessages(U[who])),
    posts: (place) => slack.messages(C[place]).length,
    thread: (place, id) =>
      slack
        .thread(C[place], at(place, id).ts)
        .map(({ text }) => text)
        .join('\n'),
  };
};
