/** Refuses a workflow document that asks for something the durable runner does not do, so that it never does something else instead. */
import * as z from 'zod';
import type { StatesLanguage } from '../definition.ts';
import { taskNames } from '../definition.ts';
import { badInput, problemsIn } from '../issues.ts';
import { isJsonObject, pathPattern } from './json-path.ts';

const Path = z.string().regex(pathPattern, 'expected $ and dotted names below it');
const contextPaths = ['$$.Execution.Name', '$$.Task.Token'];
const Seconds = z.int().min(1).max(99_999_999);

const knownErrors = ['States.ALL', 'States.Timeout', 'States.TaskFailed'];
const ErrorName = z
  .string()
  .min(1)
  .refine(
    (name) => !name.startsWith('States.') || knownErrors.includes(name),
    `of the reserved names, expected one of ${knownErrors.join(', ')}`,
  );
const ErrorNames = z
  .array(ErrorName)
  .min(1)
  .refine((names) => names.length === 1 || !names.includes('States.ALL'), 'expected States.ALL alone');

/** States Language: States.ALL comes last, since nothing after it would ever be looked at. */
const allComesLast = (list: readonly { readonly ErrorEquals: readonly string[] }[]): boolean =>
  list.slice(0, -1).every(({ ErrorEquals }) => !ErrorEquals.includes('States.ALL'));

const Retrier = z.strictObject({
  ErrorEquals: ErrorNames,
  MaxAttempts: z.int().min(0).max(99_999_999),
  IntervalSeconds: Seconds.optional(),
  BackoffRate: z.number().min(1).optional(),
  MaxDelaySeconds: Seconds.optional(),
  JitterStrategy: z.enum(['FULL', 'NONE']).optional(),
});
const Catcher = z.strictObject({ ErrorEquals: ErrorNames, ResultPath: Path, Next: z.string() });

const templateProblem = (value: unknown): string | undefined => {
  if (Array.isArray(value)) return value.map(templateProblem).find((problem) => problem !== undefined);
  if (!isJsonObject(value)) return undefined;
  for (const [name, inner] of Object.entries(value)) {
    const isPath = typeof inner === 'string' && (pathPattern.test(inner) || contextPaths.includes(inner));
    if (name.endsWith('.$') && !isPath) return `expected ${name} to be a path of dotted names or one of ${contextPaths.join(', ')}`;
    const problem = name.endsWith('.$') ? undefined : templateProblem(inner);
    if (problem !== undefined) return problem;
  }
  return undefined;
};

const Payload = z.custom<Readonly<Record<string, unknown>>>(isJsonObject, { error: 'expected an object' }).superRefine((value, context) => {
  const problem = templateProblem(value);
  if (problem !== undefined) context.addIssue({ code: 'custom', message: problem });
});

const usesToken = (template: unknown): boolean => {
  if (Array.isArray(template)) return template.some(usesToken);
  return template === '$$.Task.Token' || (isJsonObject(template) && Object.values(template).some(usesToken));
};

const Task = z
  .strictObject({
    Type: z.literal('Task'),
    Comment: z.string().optional(),
    Resource: z.enum(['arn:aws:states:::lambda:invoke', 'arn:aws:states:::lambda:invoke.waitForTaskToken']),
    Parameters: z.strictObject({ FunctionName: z.enum(taskNames), Payload }),
    TimeoutSeconds: Seconds.optional(),
    TimeoutSecondsPath: Path.optional(),
    Retry: z.array(Retrier).refine(allComesLast, 'expected States.ALL last').optional(),
    Catch: z.array(Catcher).refine(allComesLast, 'expected States.ALL last').optional(),
    ResultPath: Path.optional(),
    OutputPath: Path.optional(),
    Next: z.string(),
  })
  .refine(({ TimeoutSeconds, TimeoutSecondsPath }) => TimeoutSeconds === undefined || TimeoutSecondsPath === undefined, {
    path: ['TimeoutSecondsPath'],
    message: 'expected one time-out, not two',
  })
  .refine(({ Resource, Parameters }) => Resource.endsWith('.waitForTaskToken') === usesToken(Parameters.Payload), {
    path: ['Parameters', 'Payload'],
    message: 'expected $$.Task.Token where the task waits for it, and nowhere else',
  });

const Choice = z.strictObject({
  Type: z.literal('Choice'),
  Choices: z.array(z.strictObject({ Variable: Path, StringEquals: z.string(), Next: z.string() })).min(1),
  Default: z.string(),
});
const Succeed = z.strictObject({ Type: z.literal('Succeed') });
const Fail = z.strictObject({ Type: z.literal('Fail'), Error: z.string(), Cause: z.string() });

const Definition = z
  .strictObject({
    Comment: z.string(),
    StartAt: z.string(),
    States: z.record(z.string(), z.discriminatedUnion('Type', [Task, Choice, Succeed, Fail])),
  })
  .superRefine(({ StartAt, States }, context) => {
    const expectState = (path: (string | number)[], name: string): void => {
      if (!Object.hasOwn(States, name))
        context.addIssue({ code: 'custom', path, message: `expected a state, there is no ${JSON.stringify(name)}` });
    };
    expectState(['StartAt'], StartAt);
    for (const [name, state] of Object.entries(States)) {
      if (state.Type === 'Choice') expectState(['States', name, 'Default'], state.Default);
      if (state.Type === 'Choice')
        for (const [index, { Next }] of state.Choices.entries()) expectState(['States', name, 'Choices', index, 'Next'], Next);
      if (state.Type === 'Task') expectState(['States', name, 'Next'], state.Next);
      if (state.Type === 'Task')
        for (const [index, { Next }] of (state.Catch ?? []).entries()) expectState(['States', name, 'Catch', index, 'Next'], Next);
    }
  });

/** Throws `BadInputError`, naming the path, for a document that the durable runner cannot execute exactly as Step Functions would. */
export const checkDefinition = (document: StatesLanguage): void => {
  const parsed = Definition.safeParse(document);
  if (parsed.success) return;
  throw badInput('workflow definition', problemsIn(parsed.error));
};
