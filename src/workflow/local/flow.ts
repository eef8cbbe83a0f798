/** Where an execution of the workflow's document goes from where it is. Pure: what it costs to get there is the runner's. */
import type { Retrier, StatesLanguage, TaskName, TaskState } from '../definition.ts';
import { isJsonObject, readPath, writePath } from './json-path.ts';

/** An error as the States Language hands it on. */
export type Failure = { readonly error: string; readonly cause: string };

/** Where an execution stands: at a task with its input, or at its end. */
export type Position =
  | { readonly kind: 'task'; readonly state: string; readonly input: unknown }
  | { readonly kind: 'succeeded'; readonly state: string; readonly input: unknown }
  | { readonly kind: 'failed'; readonly state: string; readonly input: unknown; readonly failure: Failure };

type At = { readonly state: string; readonly input: unknown };

/** States Language: nothing catches this one; the document and its data do not fit together. */
const runtimeError = ({ state, input }: At, cause: string): Position => ({
  kind: 'failed',
  state,
  input,
  failure: { error: 'States.Runtime', cause: `state ${JSON.stringify(state)}: ${cause}` },
});

/** Follows the document from a state to the next task or end. */
export const enter = (document: StatesLanguage, first: At): Position => {
  const { input } = first;
  let name = first.state;
  for (let choices = 0; choices <= Object.keys(document.States).length; choices += 1) {
    const at = { state: name, input };
    const state = document.States[name];
    if (!state) return runtimeError(at, 'the document has no such state');
    switch (state.Type) {
      case 'Task':
        return { kind: 'task', ...at };
      case 'Succeed':
        return { kind: 'succeeded', ...at };
      case 'Fail':
        return { kind: 'failed', ...at, failure: { error: state.Error, cause: state.Cause } };
      case 'Choice': {
        const decisive = state.Choices.find(({ Variable, StringEquals }) => {
          const found = readPath(input, Variable);
          return found === undefined || found === StringEquals;
        });
        if (decisive && readPath(input, decisive.Variable) === undefined)
          return runtimeError(at, `there is nothing at ${decisive.Variable}`);
        name = decisive?.Next ?? state.Default;
        break;
      }
      default:
        return state satisfies never;
    }
  }
  return runtimeError(first, 'choices lead back to each other for ever');
};

type Context = { readonly input: unknown; readonly execution: string; readonly token: string | undefined };

const fillTemplate = (template: unknown, context: Context): unknown => {
  if (Array.isArray(template)) return template.map((entry) => fillTemplate(entry, context));
  if (!isJsonObject(template)) return template;
  const filled: [string, unknown][] = [];
  for (const [name, value] of Object.entries(template)) {
    if (!name.endsWith('.$')) filled.push([name, fillTemplate(value, context)]);
    else if (value === '$$.Execution.Name') filled.push([name.slice(0, -2), context.execution]);
    else if (value === '$$.Task.Token') filled.push([name.slice(0, -2), context.token]);
    else filled.push([name.slice(0, -2), readPath(context.input, String(value))]);
  }
  return Object.fromEntries(filled);
};

const hasUndefined = (value: unknown): boolean =>
  value === undefined || (typeof value === 'object' && value !== null && Object.values(value).some(hasUndefined));

export const waitsForToken = ({ Resource }: TaskState): boolean => Resource.endsWith('.waitForTaskToken');

/** What the state's task is called with; undefined when a path of its payload leads nowhere. */
export const taskCall = (
  { Parameters }: TaskState,
  context: Context,
): { readonly name: TaskName; readonly payload: Readonly<Record<string, unknown>> } | undefined => {
  const payload = fillTemplate(Parameters.Payload, context);
  // Checked with the document: the name is one of the tasks', and so is everything else that is taken for granted here.
  const name = Parameters.FunctionName as TaskName;
  return isJsonObject(payload) && !hasUndefined(payload) ? { name, payload } : undefined;
};

/** States Language: the longest an activity or task may take, and what it is given when nothing is said. */
const longestSeconds = 99_999_999;

/** How many seconds the state gives its task; undefined when its path leads to nothing that could be one. */
export const timeoutOf = ({ TimeoutSeconds, TimeoutSecondsPath }: TaskState, input: unknown): number | undefined => {
  if (TimeoutSecondsPath === undefined) return TimeoutSeconds ?? longestSeconds;
  const seconds = readPath(input, TimeoutSecondsPath);
  return typeof seconds === 'number' && Number.isInteger(seconds) && seconds > 0 ? Math.min(seconds, longestSeconds) : undefined;
};

/** What follows when the state's task has this output, or its token was returned with it. */
export const afterOutput = (document: StatesLanguage, at: At, output: unknown): Position => {
  const state = document.States[at.state];
  if (state?.Type !== 'Task') return runtimeError(at, 'the document has no such task');
  // lambda:invoke wraps what the function returns; what a token was returned with is the whole result.
  const result = waitsForToken(state) ? output : { Payload: output };
  const merged = writePath(at.input, state.ResultPath ?? '$', result);
  if (merged === undefined) return runtimeError(at, `the result cannot be put at ${state.ResultPath}`);
  const input = readPath(merged, state.OutputPath ?? '$');
  if (input === undefined) return runtimeError(at, `the result has nothing at ${state.OutputPath}`);
  return enter(document, { state: state.Next, input });
};

const catches = (names: readonly string[], { error }: Failure): boolean => {
  if (error === 'States.Runtime') return false;
  return names.some((name) => name === error || name === 'States.ALL' || (name === 'States.TaskFailed' && error !== 'States.Timeout'));
};

/** Milliseconds before the next attempt, after so many retries. */
const delayOf = (retrier: Retrier, retried: number, random: () => number): number => {
  const { IntervalSeconds = 1, BackoffRate = 2, MaxDelaySeconds = longestSeconds, JitterStrategy = 'NONE' } = retrier;
  const seconds = Math.min(IntervalSeconds * BackoffRate ** retried, MaxDelaySeconds);
  return Math.round(seconds * 1000 * (JitterStrategy === 'FULL' ? random() : 1));
};

/** How often each of the state's retriers was used already. */
export type Retries = readonly number[];

/** What follows when the state's task failed: another attempt, what catches it, or the end. */
export const afterFailure = (
  document: StatesLanguage,
  at: At & { readonly retries: Retries },
  { failure, random }: { readonly failure: Failure; readonly random: () => number },
): Position | { readonly kind: 'retry'; readonly delay: number; readonly retries: Retries } => {
  const { state: name, input, retries } = at;
  const state = document.States[name];
  const ended: Position = { kind: 'failed', state: name, input, failure };
  if (state?.Type !== 'Task') return ended;
  const { Retry = [], Catch = [] } = state;
  const index = Retry.findIndex(({ ErrorEquals }) => catches(ErrorEquals, failure));
  const retrier = Retry[index];
  const retried = retries[index] ?? 0;
  if (retrier && retried < retrier.MaxAttempts) {
    const counted = Retry.map((_, position) => (retries[position] ?? 0) + (position === index ? 1 : 0));
    return { kind: 'retry', delay: delayOf(retrier, retried, random), retries: counted };
  }
  const catcher = Catch.find(({ ErrorEquals }) => catches(ErrorEquals, failure));
  if (!catcher) return ended;
  const caught = writePath(input, catcher.ResultPath, { Error: failure.error, Cause: failure.cause });
  return caught === undefined ? ended : enter(document, { state: catcher.Next, input: caught });
};
