/** Both catalogues say the same of the same: one shape, every argument used, nothing left in English. */
import { describe, expect, test } from 'vitest';
import type { Line, Phrase } from '../../../src/bots/card.ts';
import type { Language } from '../../../src/bots/languages/english.ts';
import { english } from '../../../src/bots/languages/english.ts';
import { german } from '../../../src/bots/languages/german.ts';
import { sayLine, sayPhrase } from '../../../src/bots/say.ts';
import { wordNames } from '../../../src/bots/words.ts';
import { allArguments, markersIn, someArguments } from './markers.ts';

type Entry = { readonly path: string; readonly value: unknown };

const isSentence = (value: unknown): value is string | Line => typeof value === 'string' || Array.isArray(value);

/** Every sentence and every function of a catalogue, by its path. */
const entriesOf = (value: unknown, path = ''): readonly Entry[] =>
  isSentence(value) || typeof value === 'function'
    ? [{ path, value }]
    : Object.entries(Object(value)).flatMap(([key, inner]) => entriesOf(inner, path === '' ? key : `${path}.${key}`));

const call = ({ value }: Entry, given: readonly unknown[]): unknown => (typeof value === 'function' ? value(...given) : value);

const said = (language: Language, result: unknown): string => {
  const phrase: Phrase = () => (isSentence(result) ? result : String(result));
  return sayPhrase(language, phrase);
};

/** The markers in it, or that the function cannot be called like this. */
const outcome = (language: Language, entry: Entry, given: readonly unknown[]): readonly string[] | 'impossible' => {
  try {
    return markersIn(said(language, call(entry, given)));
  } catch {
    return 'impossible';
  }
};

const commandsIn = (language: Language, result: unknown): readonly string[] =>
  Array.isArray(result) ? sayLine(language, result).flatMap((part) => (part.kind === 'command' ? [`${part.words}`] : [])) : [];

/** It reads a date, which no marker is; its own test is below. */
const isReadable = ({ path }: Entry): boolean => path !== 'quantities.month';

const inEnglish = entriesOf(english).filter(isReadable);
const inGerman = new Map(
  entriesOf(german)
    .filter(isReadable)
    .map((entry) => [entry.path, entry]),
);
const pairs = inEnglish.map((entry) => ({ entry, other: inGerman.get(entry.path) ?? { path: entry.path, value: undefined } }));
const functions = pairs.filter(({ entry }) => typeof entry.value === 'function').map((pair) => ({ ...pair, path: pair.entry.path }));

test('the catalogues have the same entries, and a function where the other has one', () => {
  const shape = (entries: Iterable<Entry>) => [...entries].map(({ path, value }) => [path, typeof value]).toSorted();
  expect(shape(inGerman.values())).toEqual(shape(inEnglish));
  expect(inEnglish.length).toBeGreaterThan(300);
});

describe('what an English function makes of its arguments, the German makes of them, too', () => {
  test.each(functions)('$path', ({ entry, other }) => {
    expect(outcome(english, entry, someArguments)).not.toBe('impossible');
    for (const given of allArguments) {
      const [ours, theirs] = [outcome(english, entry, given), outcome(german, other, given)];
      expect(theirs).toEqual(ours);
    }
  });
});

/** The same in both languages: names, signs, and what is typed. */
const same = [
  'cards.link',
  'home.admin',
  'home.who',
  'names.platform.slack',
  'names.platform.teams',
  'quantities.day',
  'reports.event',
  'reports.personIn',
  'rosterForms.channelIn',
  'rosterForms.person',
  'timeZone',
];
const isTyped = ({ path }: Entry): boolean => /^words\..+\.usage$/.test(path);

test('no entry is the same in both languages but names and signs', () => {
  const equal = pairs.flatMap(({ entry, other }) =>
    !isTyped(entry) && said(english, call(entry, someArguments)) === said(german, call(other, someArguments)) ? [entry.path] : [],
  );
  expect(equal.toSorted()).toEqual(same);
});

test('every command that a sentence names can be typed, and is the same in both languages', () => {
  for (const { entry, other } of pairs) {
    const first = (language: Language, each: Entry) =>
      commandsIn(language, call(each, someArguments)).map((words) => words.split(' ')[0] ?? '');
    const ours = first(english, entry);
    expect(first(german, other), entry.path).toEqual(ours);
    for (const word of ours.filter((each) => !each.includes('⟦'))) expect(wordNames, entry.path).toContain(word);
  }
});

test('numbers, sizes, lists and months are written as the language writes them', () => {
  const written = ({ quantities: { number, bytes, files, list, month, day } }: Language) => [
    number(1_234_567),
    bytes(1),
    bytes(1500),
    bytes(12_345_678),
    files(1),
    files(1200),
    list(['a', 'b', 'c']),
    month('2026-03'),
    day('2026-12-04'),
  ];
  expect(written(english)).toEqual([
    '1,234,567',
    '1 byte',
    '1.5 kB',
    '12 MB',
    '1 file',
    '1,200 files',
    'a, b and c',
    'March 2026',
    '4 Dec 2026',
  ]);
  expect(written(german)).toEqual([
    '1.234.567',
    '1 Byte',
    '1,5 kB',
    '12 MB',
    '1 Datei',
    '1.200 Dateien',
    'a, b und c',
    'März 2026',
    '4. Dez. 2026',
  ]);
});
