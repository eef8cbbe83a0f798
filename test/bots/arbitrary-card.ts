/** Cards of any shape with hostile words, for property tests. */
import fc from 'fast-check';
import type { Action, Block, Card, Field, Form, Inline, Line, Notice } from '../../src/bots/card.ts';
import { digest, instant, requestId } from './slack/program.ts';

/** Put into every text: whatever is shown as markup can be recognised. */
const hostile = [
  '<!channel>',
  '<!here|x>',
  '<@U01INES>',
  '<https://evil.example|click>',
  '*bold* _it_ ~s~ `code`',
  ':smile:',
  '&lt;!channel&gt;',
  '\u202Etxt.exe',
  '\u0000\u200B\r\n',
  '<!date^1^{date}|x>',
  '{{DATE(2026-11-22T14:02:00Z)}} {{{{',
  '[click](https://evil.example) **bold** <b>b</b>\n# big',
  '👩‍👩‍👧‍👦'.repeat(9),
  '&<>'.repeat(60),
  'x'.repeat(3500),
  '',
  ' ',
];
export const anyText: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(...hostile),
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.array(fc.constantFrom(...hostile), { maxLength: 6 }).map((parts) => parts.join(' ')),
);

const pair = fc.tuple(anyText, anyText);

const anyInline: fc.Arbitrary<Inline> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('text' as const), text: anyText }) },
  fc.record({ kind: fc.constant('text' as const), text: anyText, style: fc.constantFrom('bold' as const, 'code' as const) }),
  fc
    .constantFrom('2026-11-22T14:02:00.000Z', '1969-01-01T00:00:00.000Z', 'no instant')
    .map((at): Inline => ({ kind: 'instant', at: instant(at) })),
  anyText.map((words): Inline => ({ kind: 'command', words })),
);
const anyLine: fc.Arbitrary<Line> = fc.oneof(
  { weight: 5, arbitrary: fc.array(anyInline, { maxLength: 3 }) },
  fc.array(anyInline, { maxLength: 45 }),
);

/** A few of them, many times over. */
const repeated = <T>(one: fc.Arbitrary<T>): fc.Arbitrary<T[]> =>
  fc
    .tuple(fc.array(one, { maxLength: 4 }), fc.constantFrom(1, 1, 1, 1, 3, 40))
    .map(([items, times]) => Array.from({ length: times }, () => items).flat());

const wordBlock: fc.Arbitrary<Block> = fc.oneof(
  pair.map(([icon, text]): Block => ({ kind: 'header', icon, text })),
  repeated(fc.record({ label: anyText, value: anyLine })).map((facts): Block => ({ kind: 'facts', facts })),
  fc
    .record({ line: anyLine, tone: fc.constantFrom('normal' as const, 'muted' as const) })
    .map((rest): Block => ({ kind: 'text', ...rest })),
  fc.record({ title: anyText, items: repeated(anyLine), more: fc.nat(100_000) }).map((rest): Block => ({ kind: 'list', ...rest })),
  fc
    .record({ title: anyText, alt: anyText, png: fc.base64String({ maxLength: 12_000 }) })
    .map((rest): Block => ({ kind: 'image', name: 'figures', ...rest })),
);

const place = fc.record({ request: fc.constant(requestId), stage: fc.integer({ min: 0, max: 9 }), digest: fc.constant(digest) });

const anyField: fc.Arbitrary<(name: string) => Field> = fc.oneof(
  fc.tuple(anyText, anyText, fc.boolean(), fc.integer({ min: -5, max: 5000 }), fc.integer({ min: -5, max: 5000 })).map(
    ([label, hint, required, minLength, maxLength]) =>
      (name: string): Field => ({ kind: 'text', name, label, hint, required, minLength, maxLength }),
  ),
  fc.tuple(anyText, fc.integer({ min: 1, max: 150 }), anyText).map(([label, count, option]) => (name: string): Field => {
    return {
      kind: 'choice',
      name,
      label,
      options: Array.from({ length: count }, (_, index) => ({ value: `v${index}`, label: option, detail: label })),
    };
  }),
  anyText.map(
    (label) =>
      (name: string): Field => ({ kind: 'confirm', name, label }),
  ),
  fc.tuple(anyText, fc.integer({ min: 1, max: 150 }), anyText).map(([label, count, known]) => (name: string): Field => {
    return {
      kind: 'channel',
      name,
      label,
      known: Array.from({ length: count }, (_, index) => ({ value: `C${index}`, label: known })),
      initial: 'C0',
    };
  }),
  fc.tuple(anyText, anyText, fc.constantFrom('person' as const, 'date' as const)).map(
    ([label, hint, kind]) =>
      (name: string): Field => ({ kind, name, label, hint }),
  ),
);
export const anyForm: fc.Arbitrary<Form> = fc
  .tuple(
    anyText,
    anyText,
    repeated(wordBlock),
    anyLine,
    fc.array(anyField, { minLength: 1, maxLength: 4 }),
    place,
    fc.constantFrom('approve' as const, 'reject' as const),
  )
  .map(([title, submit, blocks, brief, fields, at, verdict]) => ({
    title,
    submit,
    style: verdict === 'approve' ? 'primary' : 'danger',
    blocks,
    brief,
    fields: fields.map((field, index) => field(`name-${index}`)),
    command: { do: verdict, ...at },
  }));

/** A button of ours, of any kind. */
export const anyPressable: fc.Arbitrary<Exclude<Action, { kind: 'url' }>> = fc.oneof(
  fc.record({ kind: fc.constant('form' as const), label: anyText, form: anyForm }),
  fc.record({
    kind: fc.constant('button' as const),
    label: anyText,
    style: fc.constantFrom('primary' as const, 'danger' as const, 'normal' as const),
    command: fc.oneof(
      place.map(({ request, stage }) => ({ do: 'claim' as const, request, stage })),
      fc.constantFrom({ do: 'files' as const, request: requestId }, { do: 'link' as const, request: requestId }),
    ),
  }),
);
const anyAction: fc.Arbitrary<Action> = fc.oneof(
  anyPressable,
  fc.record({
    kind: fc.constant('url' as const),
    label: anyText,
    url: fc.oneof(
      fc.constantFrom('https://example.ac.uk/a?b=c', 'javascript:alert(1)', 'no address', `https://x.example/${'a'.repeat(4000)}`),
      anyText,
    ),
  }),
);

export const anyBlock: fc.Arbitrary<Block> = fc.oneof(
  { weight: 4, arbitrary: wordBlock },
  repeated(anyAction).map((actions): Block => ({ kind: 'actions', actions })),
  fc
    .tuple(anyLine, anyForm, pair)
    .map(([line, form, [label, spoken]]): Block => ({ kind: 'row', line, action: { kind: 'form', label, spoken, form } })),
);

export const anyCard: fc.Arbitrary<Card> = fc.record({ summary: anyText, blocks: repeated(anyBlock) });
export const anyNotice: fc.Arbitrary<Notice> = fc.record({ title: anyText, blocks: repeated(anyBlock) });
