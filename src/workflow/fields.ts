/** Schema fields that say what they expect in words, for whoever wrote the policy file, the environment or the message. */
import * as z from 'zod';

/** A block of named settings in which an unknown name is a mistake. */
export const block = <T extends z.ZodRawShape>(shape: T) => z.strictObject(shape, 'a { } block');

export const wholeNumber = (from: number, to: number) => {
  const expected = `a whole number from ${from} to ${to}`;
  return z.int(expected).min(from, expected).max(to, expected);
};

/** A number of hours above 0. */
export const hours = (max: number) => {
  const expected = `hours above 0, at most ${max}`;
  return z.number(expected).gt(0, expected).max(max, expected);
};

export const list = <T extends z.ZodType>(item: T, size: { readonly min: number; readonly max: number; readonly of: string }) => {
  const expected = size.min === 0 ? `a list of at most ${size.max} ${size.of}` : `a list of ${size.min} to ${size.max} ${size.of}`;
  return z.array(item, expected).min(size.min, expected).max(size.max, expected);
};

export const matching = (pattern: RegExp, expected: string) => z.string(expected).regex(pattern, expected);

/** One line that is shown in chat and e-mail: no control, format or bidi characters (I13). */
export const shownLine = (min: number, max: number) => {
  const expected = `one line of ${min === 0 ? 'at most' : `${min} to`} ${max} characters`;
  return z
    .string(expected)
    .trim()
    .min(min, expected)
    .max(max, expected)
    .regex(/^[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]*$/u, expected);
};

export const isDistinct = (values: readonly unknown[]): boolean => new Set(values).size === values.length;
