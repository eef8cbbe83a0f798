import { expect, test } from 'vitest';
import { fieldOf, stateOf } from '../../src/sandbox/page/blocks.ts';
import { share } from '../../src/sandbox/page/share.ts';
import { suggest, usageOf } from '../../src/sandbox/page/suggestions.ts';

const input = (element: object, rest: object = {}) => ({
  type: 'input',
  block_id: 'reason',
  label: { type: 'plain_text', text: 'Reason' },
  element: { action_id: 'reason', ...element },
  ...rest,
});
const options = [
  { text: { type: 'plain_text', text: 'Small counts' }, value: 'small-counts' },
  { text: { type: 'plain_text', text: 'Other' }, value: 'other' },
];
const chosen = { text: { type: 'plain_text', text: 'Other', emoji: true }, value: 'other' };

test.each([
  { element: { type: 'plain_text_input', multiline: true }, answer: ['why'], state: { type: 'plain_text_input', value: 'why' } },
  { element: { type: 'plain_text_input' }, answer: [''], state: { type: 'plain_text_input', value: null } },
  { element: { type: 'static_select', options }, answer: ['other'], state: { type: 'static_select', selected_option: chosen } },
  { element: { type: 'static_select', options }, answer: [], state: { type: 'static_select', selected_option: null } },
  { element: { type: 'radio_buttons', options }, answer: ['other'], state: { type: 'radio_buttons', selected_option: chosen } },
  { element: { type: 'users_select' }, answer: ['U01INES'], state: { type: 'users_select', selected_user: 'U01INES' } },
  { element: { type: 'conversations_select' }, answer: [], state: { type: 'conversations_select', selected_conversation: null } },
  { element: { type: 'datepicker' }, answer: ['2026-12-24'], state: { type: 'datepicker', selected_date: '2026-12-24' } },
  { element: { type: 'checkboxes', options }, answer: ['other'], state: { type: 'checkboxes', selected_options: [chosen] } },
])('a field of type $element.type answers as Slack does', ({ element, answer, state }) => {
  const field = fieldOf(input(element));
  expect(field && stateOf(field, answer)).toEqual(state);
});

test.each([
  { block: { type: 'section', text: { type: 'mrkdwn', text: 'x' } } },
  { block: input({ type: 'timepicker' }) },
  { block: undefined },
])('what is no field is left to the drawing: $block', ({ block }) => {
  expect(fieldOf(block)).toBeUndefined();
});

test('a field carries its label, hint and whether it may stay empty', () => {
  expect(fieldOf(input({ type: 'plain_text_input', max_length: 20 }, { optional: true, hint: { text: 'short' } }))).toMatchObject({
    kind: 'text',
    label: 'Reason',
    hint: 'short',
    optional: true,
    maxLength: 20,
  });
});

const vocabulary = {
  prefix: '/egress' as const,
  commands: [
    { word: 'grant', usage: 'grant @person ROLE', about: 'give a role' },
    { word: 'grants', usage: 'grants', about: 'who holds what' },
  ],
  channels: [{ name: 'ig-review' }, { name: 'tre-users' }],
  people: [
    { handle: 'ines', name: 'Inés Okafor' },
    { handle: 'oliver', name: 'Oliver Finch' },
  ],
};

test.each([
  { typed: '/', offers: ['/egress '] },
  { typed: '/egress', offers: ['/egress '] },
  { typed: '/egress ', offers: ['/egress grant ', '/egress grants '] },
  { typed: '/egress grants', offers: [] },
  { typed: '/egress grant', offers: [] },
  { typed: '/egress gr', offers: ['/egress grant ', '/egress grants '] },
  { typed: '/egress map #i', offers: ['/egress map #ig-review '] },
  { typed: '/egress map #ig-review', offers: [] },
  { typed: '/egress grant @fi', offers: ['/egress grant @oliver '] },
  { typed: '/egress grant @Oliver F', offers: [] },
  { typed: '/egress grant @o', offers: ['/egress grant @oliver ', '/egress grant @ines '] },
  { typed: 'a@b', offers: [] },
  { typed: 'hello', offers: [] },
  { typed: '', offers: [] },
])('"$typed" offers $offers', ({ typed, offers }) => {
  expect(suggest(typed, vocabulary).map(({ insert }) => insert)).toEqual(offers);
});

test.each([
  { prefix: '@Sallyport', typed: '@', offers: ['@Sallyport '] },
  { prefix: '@Sallyport', typed: '@sal', offers: ['@Sallyport '] },
  { prefix: '@Sallyport', typed: '@Sallyport gr', offers: ['@Sallyport grant ', '@Sallyport grants '] },
  { prefix: '@Sallyport', typed: 'gr', offers: [] },
  { prefix: '', typed: 'gr', offers: ['grant ', 'grants '] },
  { prefix: '', typed: 'grant @in', offers: ['grant @ines '] },
] as const)('in Teams, after "$prefix", "$typed" offers $offers', ({ prefix, typed, offers }) => {
  expect(suggest(typed, { ...vocabulary, prefix }).map(({ insert }) => insert)).toEqual(offers);
});

test('the command that is being typed shows how it is written', () => {
  expect(usageOf('/egress grant @ines Res', vocabulary)?.usage).toBe('grant @person ROLE');
  expect(usageOf('/egress gra', vocabulary)).toBeUndefined();
});

test('a picture keeps the parts that did not change as they were', () => {
  const before = {
    messages: [
      { id: '1', text: 'a' },
      { id: '2', text: 'b' },
    ],
    me: 'rosa',
  };
  const same = share(before, structuredClone(before));
  expect(same).toBe(before);
  const next = share(before, {
    messages: [
      { id: '1', text: 'a' },
      { id: '2', text: 'c' },
      { id: '3', text: 'd' },
    ],
    me: 'rosa',
  });
  expect(next.messages[0]).toBe(before.messages[0]);
  expect(next.messages[1]).toEqual({ id: '2', text: 'c' });
  expect(next.messages).toHaveLength(3);
  expect(share<unknown>({ a: 1, b: 2 }, { a: 1 })).toEqual({ a: 1 });
  expect(share<unknown>([1, 2], [1])).toEqual([1]);
});
