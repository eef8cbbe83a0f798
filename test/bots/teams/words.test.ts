import { expect, test } from 'vitest';
import { readTypedWords } from '../../../src/bots/teams/words.ts';

const bot = '28:app';
const mention = (id: string, text: string) => ({ type: 'mention', mentioned: { id, name: 'x' }, text });
const toBot = mention(bot, '<at>Sallyport</at>');
const text = (said: string) => ({ kind: 'text', text: said });

test.each([
  { said: '<at>Sallyport</at> link 1a2b\n', words: [text('link'), text('1a2b')] },
  { said: 'link 1a2b', words: [text('link'), text('1a2b')] },
  { said: '<at>Sallyport</at>&nbsp;pending', words: [text('pending')] },
  { said: '<at>Sallyport</at>\u00a0/egress pending', words: [text('pending')] },
  { said: '/EGRESS  pending', words: [text('pending')] },
  { said: 'link /egress', words: [text('link'), text('/egress')] },
  { said: 'grant “Research IT” "two words"', words: [text('grant'), text('Research IT'), text('two words')] },
  { said: 'a&lt;b &amp;amp; c', words: [text('a<b'), text('&amp;'), text('c')] },
  { said: '<at>Sallyport</at>', words: [] },
  { said: '', words: [] },
  { said: '<at>Nobody</at> x <b', words: [text('Nobody'), text('x'), text('<'), text('b')] },
  { said: 'map 19:abc@thread.tacv2 ResearchIT', words: [text('map'), { kind: 'channel', id: '19:abc@thread.tacv2' }, text('ResearchIT')] },
])('$said is read as $words.length words', ({ said, words }) => {
  expect(readTypedWords({ text: said, entities: [toBot] }, bot)).toMatchObject(words);
});

test('two people of one name are told apart by the order in which they are mentioned', () => {
  const said = '<at>Sallyport</at> grant <at>Jo Li</at> ResearchIT <at>Jo Li</at>';
  const entities = [toBot, mention('29:first', '<at>Jo Li</at>'), { type: 'clientInfo' }, mention('29:second', '<at>Jo Li</at>')];
  expect(readTypedWords({ text: said, entities }, bot)).toMatchObject([
    text('grant'),
    { kind: 'member', id: '29:first', name: 'Jo Li' },
    text('ResearchIT'),
    { kind: 'member', id: '29:second', name: 'Jo Li' },
  ]);
});

test('a channel that is mentioned is a channel', () => {
  const entities = [mention('19:it@thread.tacv2', '<at>Research IT</at>')];
  expect(readTypedWords({ text: 'map <at>Research IT</at> ResearchIT', entities }, bot)).toMatchObject([
    text('map'),
    { kind: 'channel', id: '19:it@thread.tacv2' },
    text('ResearchIT'),
  ]);
});

test.each([
  { line: 'answer 1a2b  Not by <at>Jo Li</at>,\nbut "in part".', written: 'answer 1a2b  Not by @Jo Li,\nbut "in part".' },
  { line: '<at>Sallyport</at> ask 1a2b Who told <at>Sallyport</at> that?', written: ' ask 1a2b Who told @Sallyport that?' },
  { line: '&lt;at&gt;Jo&lt;/at&gt; &amp; “others”', written: '<at>Jo</at> & “others”' },
])('$line is kept as it was written', ({ line, written }) => {
  const words = readTypedWords({ text: line, entities: [toBot, mention('29:first', '<at>Jo Li</at>'), toBot] }, bot);
  expect(words.map((word) => word.written).join('')).toBe(written);
});

test('entities that are none of Teams are passed over, and a very long line is cut', () => {
  expect(readTypedWords({ text: 'help', entities: [null, 7, { type: 'mention' }] }, bot)).toMatchObject([text('help')]);
  expect(readTypedWords({ text: 'x '.repeat(100_000), entities: undefined }, bot)).toHaveLength(1000);
});
