/** Secrets of an installation's file: it says where each one is, and never what it is. */
import { statSync } from 'node:fs';
import * as z from 'zod';
import type { Problem } from '../../workflow/issues.ts';
import type { Variables } from '../config.ts';

const path = z.string('a path').min(1, 'a path');
/** Where a secret is kept. */
export const SecretPlace = z.union(
  [z.strictObject({ env: z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/) }), z.strictObject({ file: path })],
  '{ "env": NAME } or { "file": PATH }, never the secret itself',
);
export type SecretPlace = z.output<typeof SecretPlace>;

/** Where secrets are looked for; `readText` throws when there is no such file that this process may read. */
export type Surroundings = { readonly variables: Variables; readonly readText: (path: string) => string };

const found = (place: SecretPlace, { variables, readText }: Surroundings): string | undefined => {
  if ('env' in place) return variables[place.env]?.trim();
  try {
    return readText(place.file).trim();
  } catch {
    // The reason would name what is around the file; that it cannot be read is what the operator needs.
    return undefined;
  }
};

const nameOf = (place: SecretPlace): string => ('env' in place ? `the environment variable ${place.env}` : `the file ${place.file}`);

/** Whether every user of the machine may read the file. Containers hand secrets over like that, and are machines of their own. */
export const isOpenToAll = (path: string): boolean =>
  !path.startsWith('/run/secrets/') && ((statSync(path, { throwIfNoEntry: false })?.mode ?? 0) & 0o004) !== 0;

/** What it holds instead, as far as that can be said without a character of it. */
const heldInstead = (text: string): string => {
  if (/[\0\uFFFD]/.test(text)) return 'no UTF-8 text';
  if (/\s/.test(text)) return 'more than one word or line';
  if (/^["'].*["']$/.test(text)) return 'quotation marks around it';
  return text.length < 16 ? 'something too short' : 'something else';
};

/** The secret, without the space around it; or what is wrong with it, without a character of it (I3). */
export const readSecret = (
  { field, place, form }: { readonly field: string; readonly place: SecretPlace; readonly form: z.ZodType<string> },
  surroundings: Surroundings,
): { readonly secret: string } | { readonly problem: Problem } => {
  const text = found(place, surroundings);
  if (text === undefined || text === '') {
    const missing = 'env' in place ? 'is not set or blank' : 'is not there, not readable for this user, or blank';
    return { problem: { field, expected: `a secret in ${nameOf(place)}, which ${missing}` } };
  }
  const parsed = form.safeParse(text);
  if (parsed.success) return { secret: parsed.data };
  return {
    problem: { field, expected: `${parsed.error.issues[0]?.message ?? 'another secret'} (${nameOf(place)} holds ${heldInstead(text)})` },
  };
};
