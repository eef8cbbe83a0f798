/** JSON with comments and trailing commas, read strictly: the policy file and the settings of an installation. */
import type { ParseError } from 'jsonc-parser';
import { parse, printParseErrorCode, visit } from 'jsonc-parser';
import type { Problem } from '../workflow/issues.ts';
import { badInput, fieldPath } from '../workflow/issues.ts';

const options = { allowTrailingComma: true, disallowComments: false } as const;

export const notUtf8 = 'UTF-8 text; this is something else, such as UTF-16';

/** What the parser found, for whoever has the text open. */
const mistakes: Readonly<Record<ReturnType<typeof printParseErrorCode>, string>> = {
  InvalidSymbol: 'what stands here is no value; text wants quotation marks',
  InvalidNumberFormat: 'this is no number',
  PropertyNameExpected: 'a name in quotation marks should stand here',
  ValueExpected: 'a value should stand here',
  ColonExpected: 'a colon should stand here',
  CommaExpected: 'a comma should stand here',
  CloseBraceExpected: 'a } should stand here',
  CloseBracketExpected: 'a ] should stand here',
  EndOfFileExpected: 'the text should end here',
  InvalidCommentToken: 'comments are not taken',
  UnexpectedEndOfComment: 'a comment has no end',
  UnexpectedEndOfString: 'a text lacks its closing quotation mark',
  UnexpectedEndOfNumber: 'a number breaks off',
  InvalidUnicode: '\\u wants four hexadecimal digits',
  InvalidEscapeCharacter: 'a \\ stands before what it cannot',
  InvalidCharacter: 'this character cannot stand in a text',
  '<unknown ParseErrorCode>': 'something else should stand here',
};

const positionOf = (text: string, offset: number): string => {
  const lines = text.slice(0, offset).split('\n');
  return `line ${lines.length}, column ${(lines.at(-1)?.length ?? 0) + 1}`;
};

/** What a parser would let pass: of two settings of one name it keeps the last, and `__proto__` it takes for the object's prototype. */
const doubtfulKeys = (text: string): readonly Problem[] => {
  const problems: Problem[] = [];
  const open: Set<string>[] = [];
  visit(
    text,
    {
      onObjectBegin: () => {
        open.push(new Set());
      },
      onObjectEnd: () => {
        open.pop();
      },
      onObjectProperty: (key, _offset, _length, line, column, pathTo) => {
        const field = fieldPath([...pathTo(), key]);
        const keys = open.at(-1);
        if (key === '__proto__') problems.push({ field, expected: 'no such key' });
        if (keys?.has(key)) problems.push({ field, expected: `given once, but is there again at line ${line + 1}, column ${column + 1}` });
        keys?.add(key);
      },
    },
    options,
  );
  return problems;
};

const mistakeIn = (text: string): Problem => {
  const errors: ParseError[] = [];
  try {
    parse(text, errors, { disallowComments: true });
  } catch (error) {
    // It goes down as deep as the text is nested.
    if (!(error instanceof RangeError)) throw error;
    return { field: '', expected: 'JSON; this is nested too deeply' };
  }
  const [first] = errors;
  return first
    ? { field: positionOf(text, first.offset), expected: `JSON: ${mistakes[printParseErrorCode(first.error)]}` }
    : { field: '', expected: 'JSON' };
};

/** What is wrong with the text as JSON without comments, by its first mistake; undefined when nothing is. */
export const jsonProblem = (text: string): Problem | undefined => {
  if (text.trim() === '') return { field: '', expected: 'JSON; this is empty' };
  if (text.includes('\0')) return { field: '', expected: notUtf8 };
  try {
    JSON.parse(text);
    return undefined;
  } catch {
    return mistakeIn(text);
  }
};

/** Reads the file's text, or throws a BadInputError of this boundary that lists what is wrong with it as JSON. */
export const readJsonc = (boundary: string, file: string): unknown => {
  const text = file.replace(/^\uFEFF/, '');
  // Read as UTF-8, every second character of it is none, and each would be a mistake of its own.
  if (/[\0\uFFFD]/.test(text)) throw badInput(boundary, [{ field: '', expected: notUtf8 }]);
  const errors: ParseError[] = [];
  const value: unknown = parse(text, errors, options);
  if (errors.length > 0) {
    throw badInput(
      boundary,
      errors.map(({ error, offset }) => ({
        field: positionOf(text, offset),
        expected: `JSON with comments: ${mistakes[printParseErrorCode(error)]}`,
      })),
    );
  }
  const doubtful = doubtfulKeys(text);
  if (doubtful.length > 0) throw badInput(boundary, doubtful);
  return value;
};
