/** What buttons and forms send back, parsed once and strictly for every platform; an error quotes nothing of what was sent. */
import * as z from 'zod';
import { BadInputError } from '../workflow/errors.ts';
import type { PersonId, RequestId, Sha256 } from '../workflow/request.ts';

/** A request's full id. */
export const RequestField = z
  .string()
  .regex(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/)
  .transform((id) => id as RequestId);
const request = RequestField;
const digest = z
  .string()
  .regex(/^[0-9a-f]{64}$/)
  .transform((hex) => hex as Sha256);
const letter = z.string().regex(/^[0-9a-f]{16}$/);
const person = z
  .email()
  .max(254)
  .transform((email) => email as PersonId);
const stage = z.int().min(0).max(99);

/** The command of a form. */
export const FormCommand = z.discriminatedUnion('do', [
  z.strictObject({ do: z.literal('approve'), request, stage, digest }),
  z.strictObject({ do: z.literal('reject'), request, stage, digest }),
  z.strictObject({ do: z.literal('ask'), request, stage, digest }),
  z.strictObject({ do: z.literal('answer'), request, question: z.int().min(1).max(999) }),
  z.strictObject({ do: z.enum(['map', 'unmap', 'grant', 'revoke-grant']) }),
  z.strictObject({ do: z.enum(['unmap-entry', 'take-back-entry']), entry: z.string().regex(/^[0-9a-f]{32}$/), version: z.int().min(1) }),
  z.strictObject({ do: z.literal('abort'), request }),
  z.strictObject({ do: z.literal('discard'), letter }),
]);
/** The command of a button that is done with when it is pressed. */
export const PlainCommand = z.discriminatedUnion('do', [
  z.strictObject({ do: z.literal('claim'), request, stage }),
  z.strictObject({ do: z.literal('files'), request }),
  z.strictObject({ do: z.literal('link'), request }),
  z.strictObject({ do: z.literal('retry'), request }),
  z.strictObject({ do: z.literal('replay'), letter }),
  z.strictObject({ do: z.literal('confirm-grant'), person, version: z.int().min(1) }),
]);
/** The command of any button. */
export const Command = z.union([FormCommand, PlainCommand]);

/** The value as the schema has it; throws `BadInputError` with the path of what is wrong, and quotes nothing of it. */
export const readInput = <T>(boundary: string, schema: z.ZodType<T>, value: unknown): T => {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  // Neither zod's message nor its error is kept: both may quote what was sent.
  const [issue] = result.error.issues;
  throw new BadInputError(boundary, { field: issue?.path.join('.') ?? '', expected: issue?.code ?? 'invalid' });
};
