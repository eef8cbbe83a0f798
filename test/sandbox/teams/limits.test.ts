import { expect, test } from 'vitest';
import { cardProblems, messageProblems } from '../../../src/sandbox/teams/limits.ts';
import { aCard, execute } from './fixture.ts';

const times = <T>(count: number, one: (index: number) => T): T[] => Array.from({ length: count }, (_, index) => one(index));
const block = (text: string) => ({ type: 'TextBlock', text });
const input = (id: string) => ({ type: 'Input.Text', id, label: 'Comment' });
const form = (id: string) => ({ type: 'Action.ShowCard', title: 'Go', card: { type: 'AdaptiveCard', body: [input(id)] } });
const padded = (bytes: number) => {
  const empty = aCard({ body: [block('')] });
  return aCard({ body: [block('x'.repeat(bytes - JSON.stringify(empty).length))] });
};

/** Each limit, just kept and just broken (Adaptive Cards 1.5; Teams: cards for bots). */
const cases: readonly (readonly [string, (over: 0 | 1) => object])[] = [
  ['25 KB', (over) => padded(25 * 1024 + over)],
  ['25 KB of UTF-8', (over) => aCard({ body: [block((over ? 'é' : 'e').repeat(13_000))] })],
  ['version 1.5', (over) => aCard({ version: `1.${5 + over}` })],
  ['a version', (over) => aCard(over ? { version: undefined } : {})],
  ['known elements', (over) => aCard({ body: [over ? { type: 'Carousel', pages: [] } : block('x')] })],
  ['known actions', (over) => aCard({ actions: [over ? { type: 'Action.Popover', title: 'x' } : execute('x', {})] })],
  ['known properties', (over) => aCard({ body: [{ ...block('x'), ...(over ? { colour: 'good' } : { color: 'good' }) }] })],
  [
    'known elements in columns',
    (over) => aCard({ body: [{ type: 'ColumnSet', columns: [{ items: [{ ...block('x'), ...(over ? { a: 1 } : {}) }] }] }] }),
  ],
  ['a verb', (over) => aCard({ actions: [{ ...execute('x', {}), ...(over ? { verb: '' } : {}) }] })],
  ['an object as data', (over) => aCard({ actions: [{ ...execute('x', {}), data: over ? 'x' : {} }] })],
  [
    'https links',
    (over) => aCard({ actions: [{ type: 'Action.OpenUrl', title: 'x', url: over ? 'javascript:x' : 'https://a.example/' }] }),
  ],
  ['input ids', (over) => aCard({ body: [input(over ? '' : 'a')] })],
  [
    'choices, or a search for them',
    (over) =>
      aCard({
        body: [
          {
            ...{ type: 'Input.ChoiceSet', id: 'a', label: 'Who', choices: [] },
            ...(over ? {} : { 'choices.data': { type: 'Data.Query', dataset: 'graph.microsoft.com/users' } }),
          },
        ],
      }),
  ],
  ['distinct input ids', (over) => aCard({ body: [input('a'), input(over ? 'a' : 'b')] })],
  ['distinct input ids in all its forms', (over) => aCard({ actions: [form('a'), form(over ? 'a' : 'b')] })],
  ['60 users to refresh', (over) => aCard({ refresh: { action: execute('x', {}), userIds: times(60 + over, (index) => `29:${index}`) } })],
  ['a refresh that executes', (over) => aCard({ refresh: { action: over ? { type: 'Action.Submit', title: 'x' } : execute('x', {}) } })],
];

test.each(cases)('a card has %s', (_, make) => {
  expect(cardProblems(make(0))).toEqual([]);
  expect(cardProblems(make(1))).not.toEqual([]);
});

test('what an action sends may have ids of its own', () => {
  const data = { type: 'a', id: 'same' };
  expect(cardProblems(aCard({ actions: [execute('x', data), execute('y', data)] }))).toEqual([]);
});

test('a message has 28 KB', () => {
  expect(messageProblems({ text: 'x'.repeat(28 * 1024 - 11) })).toEqual([]);
  expect(messageProblems({ text: 'x'.repeat(28 * 1024 - 10) })).not.toEqual([]);
});
