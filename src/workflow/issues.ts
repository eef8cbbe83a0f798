/** What a schema found wrong, as lines that a person can act on: `path: what was expected`. The value itself is repeated only where the schema was asked to report it, since it may be a secret. */
import type * as z from 'zod';
import { BadInputError } from './errors.ts';

export type Problem = { readonly field: string; readonly expected: string };

/** `stages[0].role`; keys that are no plain names are quoted. */
export const fieldPath = (path: readonly PropertyKey[]): string =>
  path
    .map((part, index) => {
      if (typeof part === 'number') return `[${part}]`;
      const name = String(part);
      if (!/^[\w$-]+$/.test(name)) return `[${JSON.stringify(name.slice(0, 100))}]`;
      return index === 0 ? name : `.${name}`;
    })
    .join('');

/** What is expected where the schema has no setting of that name. */
export const unknownKey = 'no such key';

/** What is there instead, in as few words as it has; nothing for what is missing, is no plain value, or was not to be repeated. */
const found = (input: unknown): string =>
  (typeof input === 'string' && input.length <= 60) || typeof input === 'number' || typeof input === 'boolean'
    ? ` (what is there: ${JSON.stringify(input)})`
    : '';

/** One problem per wrong field, and one per unknown key. */
export const problemsIn = (error: z.core.$ZodError): readonly Problem[] =>
  error.issues.flatMap((issue) => {
    switch (issue.code) {
      case 'unrecognized_keys':
        return issue.keys.map((key) => ({ field: fieldPath([...issue.path, key]), expected: unknownKey }));
      case 'invalid_key':
        return [{ field: fieldPath(issue.path), expected: issue.issues[0]?.message ?? issue.message }];
      default:
        return [{ field: fieldPath(issue.path), expected: `${issue.message}${found(issue.input)}` }];
    }
  });

/** All problems in one error; `field` is the first one's. */
export const badInput = (boundary: string, problems: readonly Problem[], cause?: unknown): BadInputError => {
  const [first = { field: '', expected: 'something else' }, ...rest] = problems;
  const others = rest.map(({ field, expected }) => `\n${field === '' ? '' : `${field}: `}${expected}`);
  return new BadInputError(boundary, { field: first.field, expected: `${first.expected}${others.join('')}`, cause });
};
