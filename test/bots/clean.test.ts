import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cellText, cleanText, cutMiddle, cutText } from '../../src/bots/clean.ts';

describe('I13: cleaned text', () => {
  test.each([
    ['a bidi override', 'invoice\u202Efdp.exe', 'invoicefdp.exe'],
    ['bidi isolates', '\u2066a\u2069b', 'ab'],
    ['zero-width characters', 'pass\u200Bword\uFEFF\u2060', 'password'],
    ['line breaks', 'Subject\r\nBcc: x\u2028y', 'Subject Bcc: x y'],
    ['control characters', 'a\u0000b\u001B[31mc\u007F', 'ab[31mc'],
    ['tag characters', 'a\u{E0041}b', 'ab'],
    ['a lone surrogate', 'a\uD800b', 'a\uFFFDb'],
    ['a tower of marks', `e${'\u0301'.repeat(40)}`, `e${'\u0301'.repeat(4)}`],
    ['a blank letter', 'a\u3164b', 'ab'],
  ])('has no %s', (_, dirty, clean) => expect(cleanText(dirty)).toBe(clean));

  test.each(['Inés ✅ 研究 – ⚠️', 'ไม่ได้', '  two  spaces ', 'نص عربي'])('keeps %j', (text) => expect(cleanText(text)).toBe(text));

  test('is one well-formed line without anything unseen, whatever it was, and cleaning it again changes nothing', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (dirty) => {
        const clean = cleanText(dirty);
        expect(clean).not.toMatch(/[\p{Cc}\u200B-\u200F\u202A-\u202E\u2028\u2029\u2060-\u2069\uFEFF]/u);
        expect(clean.isWellFormed()).toBe(true);
        expect(cleanText(clean)).toBe(clean);
      }),
    );
  });
});

describe('cut text', () => {
  test('that fits is left alone', () => expect(cutText('abc', 3)).toBe('abc'));
  test('ends in an ellipsis within the limit', () => expect(cutText('abcd', 3)).toBe('ab…'));
  test('never ends within what a reader sees as one character', () => {
    expect(cutText('a👩‍👩‍👧‍👦b', 6)).toBe('a…');
    expect(cutText('e\u0301e\u0301e\u0301', 4)).toBe('e\u0301…');
  });
  test('is within the limit by whatever measure, and a beginning of the text', () => {
    const measure = (text: string) => text.length + 4 * (text.split('&').length - 1);
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('a', '&', '👩‍👩‍👧‍👦', 'é', '研') }), fc.integer({ min: 1, max: 40 }), (text, max) => {
        const cut = cutText(text, max, measure);
        expect(measure(cut)).toBeLessThanOrEqual(max);
        expect(cut === text || text.startsWith(cut.slice(0, -1))).toBe(true);
      }),
    );
  });
});

describe('I13: a CSV cell', () => {
  test.each(['=cmd()', '+1', '-1', '@SUM(A1)', '\t=1', ' =1', '\u00A0=1', '\u3000=1', '"=1', '＝1', '|x', '\u200B=1', '\r\n=1'])(
    'that begins like the formula %j is text',
    (text) => expect(cellText(text)).toMatch(/^'/),
  );

  test.each(['a "b", c; d', '1;2', 'x-ray', ''])('%j is left as it is', (text) => expect(cellText(text)).toBe(text));

  test('has no part that a spreadsheet could take for a formula, wherever it splits it', () => {
    const unit = fc.constantFrom(...'=+-@＝＋－＠|%;"\' \t\n\r\u00A0\u200B\u3000ab1'.split(''));
    fc.assert(
      fc.property(fc.string({ unit }), (text) => {
        for (const part of cellText(text).split(';')) expect(part).not.toMatch(/^[\s"]*[=+\-@＝＋－＠|%]/u);
      }),
      { numRuns: 2000 },
    );
  });
});

test('what is cut in its middle keeps both ends, and is as long as it may be', () => {
  expect(cutMiddle('results/a/very/long/path/to/table-9.csv', 20)).toBe('results/a…able-9.csv');
  expect(cutMiddle('short.csv', 20)).toBe('short.csv');
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 80 }), fc.integer({ min: 3, max: 40 }), (text, max) => {
      const cut = cutMiddle(text, max);
      expect(cut.length).toBeLessThanOrEqual(max);
      expect(cut.isWellFormed()).toBe(true);
      if (text.length <= max) expect(cut).toBe(text);
    }),
  );
});
