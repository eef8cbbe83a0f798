/** Untrusted text made safe to show (I13): every name, reason and address passes here before it reaches a card, a header, a log line or a cell. */

/**
 * What a reader cannot see, or what changes how the rest is read: controls, bidi overrides, zero-width and other ignorable
 * characters. The two variation selectors stay, because they only choose between an emoji and its text form.
 */
const unseen = /(?![\uFE0E\uFE0F])[\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}]/gu;
const lineBreaks = /\r\n|[\t\n\v\f\r\u0085\u2028\u2029]/gu;
/** Any script is readable with four marks on a letter; a tower of them paints over the lines above. */
const towers = /(\p{M}{4})\p{M}+/gu;

/** One line of text without control, bidi or invisible characters; line breaks and tabs become spaces, lone surrogates U+FFFD. */
export const cleanText = (value: string): string => value.toWellFormed().replace(lineBreaks, ' ').replace(unseen, '').replace(towers, '$1');

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/**
 * The text, or as much of its beginning as fits with an ellipsis, never cutting through what a reader sees as one character.
 * `measure` says how long a text counts (UTF-16 units when left out); `max` is at least 1.
 */
export const cutText = (value: string, max: number, measure: (text: string) => number = (text) => text.length): string => {
  if (value.length <= max && measure(value) <= max) return value;
  let length = 0;
  let kept = '';
  // Nothing past `max` units can be kept, so a huge text is not segmented whole.
  for (const { segment } of graphemes.segment(value.slice(0, max + 1))) {
    length += measure(segment);
    if (length > max - 1) break;
    kept += segment;
  }
  return `${kept}…`;
};

/** The text, or as much of its beginning and its end as fits with an ellipsis between them: names of files differ there, and end in their kind. */
export const cutMiddle = (value: string, max: number, measure: (text: string) => number = (text) => text.length): string => {
  if (value.length <= max && measure(value) <= max) return value;
  // Nothing further in can be kept, so a huge text is not segmented whole.
  const ends = value.length > 2 * max + 2 ? `${value.slice(0, max + 1)}${value.slice(-max - 1)}` : value;
  const parts = [...graphemes.segment(ends)].map(({ segment }) => segment);
  const kept = (segments: readonly string[], room: number): readonly string[] => {
    let length = 0;
    const first = segments.findIndex((segment) => {
      length += measure(segment);
      return length > room;
    });
    return first === -1 ? segments : segments.slice(0, first);
  };
  const head = kept(parts, Math.floor((max - 1) / 2)).join('');
  const tail = kept(parts.toReversed(), max - 1 - measure(head))
    .toReversed()
    .join('');
  return `${head}…${tail}`;
};

/**
 * Text for a cell of a CSV file: one line that no spreadsheet reads as a formula (OWASP: CSV injection), spaces and quotes before it or not. Where lists
 * are separated by semicolons, as in Germany, Excel splits a cell at one: what begins behind it must be no formula either.
 */
export const cellText = (value: string): string =>
  cleanText(value).replaceAll(/(^|;)(?=[\s'"]*[=+\-@\uFF1D\uFF0B\uFF0D\uFF20|%])/gu, "$1'");
