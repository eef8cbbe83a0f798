import { describe, expect, test } from 'vitest';
import { messageProblems, viewProblems } from '../../../src/sandbox/slack/limits.ts';

const plain = (text: string) => ({ type: 'plain_text', text });
const button = (over: object = {}) => ({ type: 'button', text: plain('Go'), action_id: 'a', ...over });
const actions = (...elements: object[]) => ({ type: 'actions', elements });
const rich = (...elements: object[]) => ({ type: 'rich_text', elements: [{ type: 'rich_text_section', elements }] });
const x = (length: number) => 'x'.repeat(length);
const times = <T>(count: number, one: (index: number) => T): T[] => Array.from({ length: count }, (_, index) => one(index));

/** Each limit, just kept and just broken (Slack: Block Kit reference). */
const cases: readonly (readonly [string, (over: 0 | 1) => object[]])[] = [
  ['50 blocks', (over) => times(50 + over, () => ({ type: 'divider' }))],
  ['header of 150', (over) => [{ type: 'header', text: plain(x(150 + over)) }]],
  ['section text of 3000', (over) => [{ type: 'section', text: plain(x(3000 + over)) }]],
  ['10 fields', (over) => [{ type: 'section', fields: times(10 + over, () => plain('x')) }]],
  ['field of 2000', (over) => [{ type: 'section', fields: [plain(x(2000 + over))] }]],
  ['10 context elements', (over) => [{ type: 'context', elements: times(10 + over, () => plain('x')) }]],
  ['25 actions', (over) => [actions(...times(25 + over, (index) => button({ action_id: `a${index}` })))]],
  ['button text of 75', (over) => [actions(button({ text: plain(x(75 + over)) }))]],
  ['button value of 2000', (over) => [actions(button({ value: x(2000 + over) }))]],
  ['button url of 3000', (over) => [actions(button({ url: `https://a.b/${x(2988 + over)}` }))]],
  ['accessibility label of 75', (over) => [actions(button({ accessibility_label: x(75 + over) }))]],
  ['action_id of 255', (over) => [actions(button({ action_id: x(255 + over) }))]],
  ['block_id of 255', (over) => [{ type: 'divider', block_id: x(255 + over) }]],
  ['distinct action ids', (over) => [actions(button(), button({ action_id: over ? 'a' : 'b' }))]],
  [
    'distinct block ids',
    (over) => [
      { type: 'divider', block_id: 'a' },
      { type: 'divider', block_id: over ? 'a' : 'b' },
    ],
  ],
  ['text that is not empty', (over) => [rich({ type: 'text', text: over ? '' : 'x' })]],
  ['date with a format', (over) => [rich({ type: 'date', timestamp: 1, format: over ? 'soon' : '{date}' })]],
  ['known keys', (over) => [rich({ type: 'text', text: 'x', ...(over ? { colour: 'red' } : {}) })]],
  ['known blocks', (over) => [{ type: over ? 'blink' : 'divider' }]],
  [
    'no inputs in messages',
    (over) => (over ? [{ type: 'input', label: plain('x'), element: { type: 'plain_text_input', action_id: 'a' } }] : []),
  ],
  ['all blocks together', (over) => times(4, () => ({ type: 'section', text: plain(x(over ? 2990 : 2500)) }))],
];

describe('a message', () => {
  test.each(cases)('has %s', (_, blocks) => {
    expect(messageProblems({ text: 'x', blocks: blocks(0) })).toEqual([]);
    expect(messageProblems({ text: 'x', blocks: blocks(1) })).not.toEqual([]);
  });
});

const input = (element: object) => ({ type: 'input', label: plain('x'), element });
const select = (count: number, over: object = {}) => ({
  type: 'static_select',
  action_id: 'a',
  options: times(count, (index) => ({ text: plain('x'), value: `${index}`, ...over })),
});
const view = (over: object = {}) => ({ type: 'modal', title: plain('T'), submit: plain('S'), blocks: [{ type: 'divider' }], ...over });
const views: readonly (readonly [string, (over: 0 | 1) => object])[] = [
  ['100 blocks', (over) => view({ blocks: times(100 + over, () => ({ type: 'divider' })) })],
  ['a title of 24', (over) => view({ title: plain(x(24 + over)) })],
  ['a title', (over) => view(over ? { title: undefined } : {})],
  ['a submit of 24', (over) => view({ submit: plain(x(24 + over)) })],
  ['private_metadata of 3000', (over) => view({ private_metadata: x(3000 + over) })],
  ['callback_id of 255', (over) => view({ callback_id: x(255 + over) })],
  ['a submit with inputs', (over) => view({ blocks: [input(select(1))], ...(over ? { submit: undefined } : {}) })],
  ['100 options', (over) => view({ blocks: [input(select(100 + over))] })],
  ['option text of 75', (over) => view({ blocks: [input(select(1, { text: plain(x(75 + over)) }))] })],
  ['min below max', (over) => view({ blocks: [input({ type: 'plain_text_input', action_id: 'a', min_length: 5 + over, max_length: 5 })] })],
  [
    'a filter that says something',
    (over) => view({ blocks: [input({ type: 'conversations_select', action_id: 'a', filter: over ? {} : { include: ['public'] } })] }),
  ],
  [
    'a day that is one',
    (over) => view({ blocks: [input({ type: 'datepicker', action_id: 'a', initial_date: over ? '24.11.2026' : '2026-11-24' })] }),
  ],
  [
    'no person in plain text',
    (over) => view({ blocks: [input({ type: 'users_select', action_id: 'a', [over ? 'initial_value' : 'initial_user']: 'U01INES' })] }),
  ],
  ['max_length of 3000', (over) => view({ blocks: [input({ type: 'plain_text_input', action_id: 'a', max_length: 3000 + over })] })],
];

describe('a dialog', () => {
  test.each(views)('has %s', (_, make) => {
    expect(viewProblems(JSON.parse(JSON.stringify(make(0))))).toEqual([]);
    expect(viewProblems(JSON.parse(JSON.stringify(make(1))))).not.toEqual([]);
  });
});
