/** Alarms that wake somebody, and one page that shows how things stand. */
import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import type { IMetric } from 'aws-cdk-lib/aws-cloudwatch';
import { Alarm, ComparisonOperator, Dashboard, GraphWidget, MathExpression, Metric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import type { FunctionName } from './bundling.ts';

export type Watched = {
  readonly functions: Readonly<Record<FunctionName, LambdaFunction>>;
  readonly dead: Readonly<Record<string, Queue>>;
  readonly followUps: Queue;
  readonly machine: StateMachine;
  /** Of the policy file. */
  readonly roles: readonly string[];
  readonly operationsMail?: string | undefined;
};

/** A metric of the program's own (`src/handlers/aws/telemetry.ts`). */
const ours = (metricName: string, statistic: 'Sum' | 'Maximum' | 'Average', dimensions: Readonly<Record<string, string>> = {}): Metric =>
  new Metric({
    namespace: 'Sallyport',
    metricName,
    dimensionsMap: { service: 'sallyport', ...dimensions },
    statistic,
    period: Duration.minutes(5),
  });

/** `of` so many periods of five minutes, `periods` must be above. */
type Rule = {
  readonly about: string;
  readonly metric: IMetric;
  readonly above: number;
  readonly periods?: number;
  readonly of?: number;
};

const rulesOf = ({ functions, dead, followUps, machine }: Watched): Readonly<Record<string, Rule>> => ({
  ...Object.fromEntries(
    Object.entries(dead).map(([name, queue]) => [
      `dead-letters-${name}`,
      { about: `Something was given up: see the queue ${name}`, metric: queue.metricApproximateNumberOfMessagesVisible(), above: 0 },
    ]),
  ),
  ...Object.fromEntries(
    Object.entries(functions).map(([name, each]) => [
      `errors-${name}`,
      { about: `The function ${name} fails`, metric: each.metricErrors(), above: 0, periods: 2, of: 4 },
    ]),
  ),
  'follow-ups-late': {
    about: 'Decisions are recorded, but nothing follows from them: cards and workflow are behind',
    metric: followUps.metricApproximateAgeOfOldestMessage(),
    above: 900,
  },
  'slack-slow': {
    about: "Clicks come near Slack's three seconds",
    metric: functions.slack.metricDuration({ statistic: 'p99' }),
    above: 2500,
    periods: 3,
  },
  'workflow-failed': {
    about: 'A request failed for good: its card for the admins names the step',
    metric: new MathExpression({
      expression: 'failed + late + stopped',
      label: 'Executions that failed',
      usingMetrics: { failed: machine.metricFailed(), late: machine.metricTimedOut(), stopped: machine.metricAborted() },
    }),
    above: 0,
  },
  problems: {
    about: 'Something failed and was made up for, or its speaker was told: clicks, tokens, cards, follow-ups',
    metric: ours('Problems', 'Sum'),
    above: 5,
    periods: 2,
    of: 3,
  },
  'requests-behind': {
    about: 'A request changed a quarter of an hour ago, and nothing has followed from it',
    metric: ours('UnfollowedRequests', 'Maximum'),
    above: 0,
    periods: 3,
  },
  'workflow-throttled': { about: 'Step Functions holds the workflow back', metric: machine.metricThrottled(), above: 0, periods: 3 },
  'requests-failed': { about: 'Requests stand still in FAILED', metric: ours('FailedRequests', 'Maximum'), above: 0, periods: 12 },
  'requests-overdue': {
    about: 'A review is past its deadline and has not ended',
    metric: ours('OverdueRequests', 'Maximum'),
    above: 0,
    periods: 3,
  },
  'refused-burst': { about: 'Many attempts were refused within minutes', metric: ours('RefusedAttempts', 'Sum'), above: 25 },
});

const pageOf = (scope: Construct, { functions, machine, followUps, roles }: Watched): Dashboard => {
  const events = (kind: string): Metric => ours('Events', 'Sum', { Kind: kind });
  const graph = (title: string, left: IMetric[]) => new GraphWidget({ title, left, width: 12 });
  return new Dashboard(scope, 'Dashboard', {
    widgets: [
      [
        graph('What waits', [ours('OpenRequests', 'Maximum'), ours('OverdueRequests', 'Maximum'), ours('FailedRequests', 'Maximum')]),
        graph('Oldest open request, seconds', [ours('OldestOpenSeconds', 'Maximum')]),
      ],
      [
        graph('Decisions and releases', ['approved', 'rejected', 'expired', 'released', 'link-issued'].map(events)),
        graph('Refused attempts', [ours('RefusedAttempts', 'Sum')]),
      ],
      [
        graph('From receipt to outcome, seconds', [ours('TurnaroundSeconds', 'Average'), ours('TurnaroundSeconds', 'Maximum')]),
        graph(
          'Reviews by role, seconds on average',
          roles.map((role) => ours('ReviewSeconds', 'Average', { Role: role })),
        ),
      ],
      [
        graph('Answers to clicks, ms', [
          functions.slack.metricDuration({ statistic: 'p99' }),
          functions.teams.metricDuration({ statistic: 'p99' }),
        ]),
        graph(
          'Errors',
          Object.values(functions).map((each) => each.metricErrors()),
        ),
      ],
      [
        graph('Workflow', [machine.metricStarted(), machine.metricSucceeded(), machine.metricFailed()]),
        graph('Age of the oldest follow-up, seconds', [followUps.metricApproximateAgeOfOldestMessage()]),
      ],
    ],
  });
};

export const watch = (scope: Construct, watched: Watched): void => {
  const masterKey = new Key(scope, 'OperationsKey', {
    description: 'Sallyport: alarms',
    enableKeyRotation: true,
    removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
  });
  masterKey.grantEncryptDecrypt(new ServicePrincipal('cloudwatch.amazonaws.com'));
  const topic = new Topic(scope, 'Operations', { displayName: 'Sallyport alarms', masterKey, enforceSSL: true });
  if (watched.operationsMail !== undefined) topic.addSubscription(new EmailSubscription(watched.operationsMail));
  for (const [name, { about, metric, above, periods = 1, of = periods }] of Object.entries(rulesOf(watched)))
    new Alarm(scope, `alarm-${name}`, {
      alarmDescription: `${about}. Runbook: docs/operate.md#${name}`,
      metric,
      threshold: above,
      comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
      evaluationPeriods: of,
      datapointsToAlarm: periods,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    }).addAlarmAction(new SnsAction(topic));
  pageOf(scope, watched);
};
