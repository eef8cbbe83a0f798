/** The flow of one egress request as an Amazon States Language document: Step Functions and the durable runner both execute it. */
import { permanentErrors } from './errors.ts';

export const taskNames = ['stage', 'request-review', 'expire', 'package', 'clean-up', 'fail'] as const;
export type TaskName = (typeof taskNames)[number];

/** The part of the States Language that the flow uses. Paths are JSONPath of dotted names only. */
export type TaskState = {
  readonly Type: 'Task';
  readonly Comment?: string;
  readonly Resource: 'arn:aws:states:::lambda:invoke' | 'arn:aws:states:::lambda:invoke.waitForTaskToken';
  readonly Parameters: { readonly FunctionName: string; readonly Payload: Readonly<Record<string, unknown>> };
  readonly TimeoutSeconds?: number;
  readonly TimeoutSecondsPath?: string;
  readonly Retry?: readonly Retrier[];
  readonly Catch?: readonly Catcher[];
  /** Where the result is put in the state's input; the whole output when left out. */
  readonly ResultPath?: string;
  readonly OutputPath?: string;
  readonly Next: string;
};
export type Retrier = {
  readonly ErrorEquals: readonly string[];
  readonly MaxAttempts: number;
  readonly IntervalSeconds?: number;
  readonly BackoffRate?: number;
  readonly MaxDelaySeconds?: number;
  readonly JitterStrategy?: 'FULL' | 'NONE';
};
export type Catcher = { readonly ErrorEquals: readonly string[]; readonly ResultPath: string; readonly Next: string };
export type ChoiceState = {
  readonly Type: 'Choice';
  readonly Choices: readonly { readonly Variable: string; readonly StringEquals: string; readonly Next: string }[];
  readonly Default: string;
};
export type EndState = { readonly Type: 'Succeed' } | { readonly Type: 'Fail'; readonly Error: string; readonly Cause: string };
export type StatesLanguage = {
  readonly Comment: string;
  readonly StartAt: string;
  readonly States: Readonly<Record<string, TaskState | ChoiceState | EndState>>;
};

/** What `stage`, a completed review, `expire` and `package` hand on: where the flow goes next. */
export type FlowStep =
  | { readonly id: string; readonly next: 'review'; readonly stage: number; readonly timeoutSeconds: number }
  | { readonly id: string; readonly next: 'stage' | 'package' | 'clean-up' | 'done' };

/** The name of a request's execution: its id for the first, and then counted, because a name stays taken (Step Functions: for 90 days). */
export const executionName = (id: string, run: number): string => (run === 1 ? id : `${id}-${run}`);

/** Outages of an hour are outlasted: at the full delays the attempts take 100 minutes, by chance about half of it. */
const retries: readonly Retrier[] = [
  { ErrorEquals: [...permanentErrors], MaxAttempts: 0 },
  { ErrorEquals: ['States.ALL'], MaxAttempts: 15, IntervalSeconds: 2, BackoffRate: 2, MaxDelaySeconds: 900, JitterStrategy: 'FULL' },
];

/** Hours are what Lambda never has: a task that takes longer than this is taken for dead. */
const taskTimeoutSeconds = 6 * 3600;

const catchAll = (step: TaskName): readonly Catcher[] => [{ ErrorEquals: ['States.ALL'], ResultPath: '$.failure', Next: `Fail ${step}` }];

/** The document, with `functions` naming what runs each task: a Lambda's ARN, or the task's own name for the durable runner. */
export const definition = (functions: Readonly<Record<TaskName, string>>): StatesLanguage => {
  const task = (name: TaskName, next: string): TaskState => ({
    Type: 'Task',
    Resource: 'arn:aws:states:::lambda:invoke',
    Parameters: { FunctionName: functions[name], Payload: { 'id.$': '$.id' } },
    TimeoutSeconds: taskTimeoutSeconds,
    Retry: retries,
    Catch: catchAll(name),
    OutputPath: '$.Payload',
    Next: next,
  });
  const fail = (step: TaskName): TaskState => ({
    Type: 'Task',
    Resource: 'arn:aws:states:::lambda:invoke',
    Parameters: {
      FunctionName: functions.fail,
      Payload: { 'id.$': '$.id', step, 'failure.$': '$.failure', 'correlationId.$': '$$.Execution.Name' },
    },
    TimeoutSeconds: taskTimeoutSeconds,
    Retry: retries,
    OutputPath: '$.Payload',
    Next: step === 'clean-up' ? 'Failed' : 'After failure',
  });
  return {
    Comment:
      'One egress request: staged, reviewed stage by stage, then packaged and released, or refused; staged objects are removed at the end.',
    StartAt: 'Stage',
    States: {
      Stage: task('stage', 'Next'),
      Next: {
        Type: 'Choice',
        Choices: [
          { Variable: '$.next', StringEquals: 'stage', Next: 'Stage' },
          { Variable: '$.next', StringEquals: 'review', Next: 'Review' },
          { Variable: '$.next', StringEquals: 'package', Next: 'Package' },
          { Variable: '$.next', StringEquals: 'clean-up', Next: 'Clean up' },
        ],
        Default: 'Done',
      },
      Review: {
        Type: 'Task',
        Comment: "Waits until the change feed completes the task with what the stage decided, or until the stage's deadline.",
        Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken',
        Parameters: {
          FunctionName: functions['request-review'],
          Payload: { 'id.$': '$.id', 'stage.$': '$.stage', 'taskToken.$': '$$.Task.Token' },
        },
        TimeoutSecondsPath: '$.timeoutSeconds',
        Retry: [{ ErrorEquals: ['States.Timeout'], MaxAttempts: 0 }, ...retries],
        Catch: [{ ErrorEquals: ['States.Timeout'], ResultPath: '$.failure', Next: 'Expire' }, ...catchAll('request-review')],
        Next: 'Next',
      },
      Expire: task('expire', 'Next'),
      Package: task('package', 'Next'),
      'Clean up': task('clean-up', 'Done'),
      Done: { Type: 'Succeed' },
      ...Object.fromEntries(taskNames.filter((name) => name !== 'fail').map((name) => [`Fail ${name}`, fail(name)])),
      'After failure': {
        Type: 'Choice',
        Choices: [{ Variable: '$.next', StringEquals: 'clean-up', Next: 'Clean up' }],
        Default: 'Failed',
      },
      Failed: { Type: 'Fail', Error: 'RequestFailed', Cause: 'A step failed after its retries; the request names it.' },
    },
  };
};
