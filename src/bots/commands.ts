/** What buttons and forms send back, parsed once and strictly for every platform; an error quotes nothing of what was sent. */
import * as z from 'zod';
import { BadInputError } from '../workflow/errors.ts';
import type { RequestId, Sha256 } from '../workflow/request.ts';
import { rejectionCategories } from '../workflow/request.ts';
import { minimumReason } from '../workflow/service.ts';
import type { FormAnswer } from './card.ts';

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
const stage = z.int().min(0).max(99);

const decisions = [
  z.strictObject({ do: z.literal('approve'), request, stage, digest }),
  z.strictObject({ do: z.literal('reject'), request, stage, digest }),
] as const;
/** The command of a form. */
export const FormCommand = z.discriminatedUnion('do', decisions);
/** The command of a button that decides nothing. */
export const PlainCommand = z.discriminatedUnion('do', [
  z.strictObject({ do: z.literal('claim'), request, stage }),
  z.strictObject({ do: z.literal('files'), request }),
  z.strictObject({ do: z.literal('link'), request }),
  z.strictObject({ do: z.literal('retry'), request }),
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

const longestAnswer = 2000;

/** What was filled in, by field name (`forms.ts`). */
export type Filled = {
  readonly written: (name: string) => string | undefined;
  readonly chosen: (name: string) => string | undefined;
  /** Undefined when the form had no such box. */
  readonly ticked: (name: string) => boolean | undefined;
};

/** The answer, or a sentence for each field that must be mended first. */
export const readAnswer = (
  verdict: FormAnswer['do'],
  { written, chosen, ticked }: Filled,
): { readonly answer: FormAnswer } | { readonly problems: Readonly<Record<string, string>> } => {
  const problems: Record<string, string> = {};
  const words = (name: string): string => {
    const said = written(name)?.trim() ?? '';
    if (said.length > longestAnswer) problems[name] = `Please keep this under ${longestAnswer} characters.`;
    return said;
  };
  if (verdict === 'approve') {
    const comment = words('comment');
    const declared = ticked('independent');
    if (declared === false) problems['independent'] = 'Please confirm this, or leave the request to somebody else.';
    if (Object.keys(problems).length > 0) return { problems };
    return { answer: { do: 'approve', declaredIndependent: declared === true, ...(comment === '' ? {} : { comment }) } };
  }
  const reason = words('reason');
  if ([...reason].length < minimumReason) problems['reason'] = `Please give a reason of at least ${minimumReason} characters.`;
  const category = rejectionCategories.find((name) => name === chosen('category'));
  if (category === undefined) problems['category'] = 'Please choose a category.';
  if (category === undefined || Object.keys(problems).length > 0) return { problems };
  return { answer: { do: 'reject', category, reason } };
};
