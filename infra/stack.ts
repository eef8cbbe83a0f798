/** The whole installation as one CloudFormation stack. */
import { ArnFormat, CfnOutput, Duration, Fn, Names, RemovalPolicy, SecretValue, Stack } from 'aws-cdk-lib';
import type { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction as LambdaTarget } from 'aws-cdk-lib/aws-events-targets';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IFunction, IVersion, Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Alias, EventSourceMapping, StartingPosition } from 'aws-cdk-lib/aws-lambda';
import { SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations';
import { SqsDlq } from 'aws-cdk-lib/aws-lambda-event-sources';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { SqsSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { DefinitionBody, LogLevel, StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import type { TaskName } from '../src/workflow/definition.ts';
import { definition, taskNames } from '../src/workflow/definition.ts';
import type { FunctionName } from './bundling.ts';
import { functionNames } from './bundling.ts';
import { addEntrances, addressesOf, makeApi } from './entrance.ts';
import { makeFunction, sizes } from './functions.ts';
import { watch } from './monitoring.ts';
import { allowWildcards } from './nag.ts';
import type { Resources } from './permissions.ts';
import { denialsOf, permissionsOf } from './permissions.ts';
import { makeDeadLetters, makeQueue } from './queues.ts';
import type { Settings } from './settings.ts';
import type { Storage } from './storage.ts';
import { makeStorage } from './storage.ts';

/** The functions that speak to people, and so are given the platforms' credentials. */
const speaking: readonly FunctionName[] = ['slack', 'teams', 'follow-up'];

type Common = {
  readonly stack: Stack;
  readonly settings: Settings;
  readonly storage: Storage;
  readonly api: HttpApi;
  readonly secret: Secret;
  readonly intake: Queue;
  readonly followUps: Queue;
};

const resourcesOf = ({ stack, settings, storage, secret, intake, followUps }: Common): Omit<Resources, 'stateMachine' | 'executions'> => ({
  table: storage.table.tableArn,
  stream: storage.table.tableStreamArn ?? '',
  key: storage.key.keyArn,
  staging: storage.staging.bucketArn,
  stagingKey: storage.stagingKey.keyArn,
  audit: storage.audit.bucketArn,
  exports: storage.exports.bucketArn,
  dataLake: storage.dataLake.bucketArn,
  dataLakeKey: storage.dataLake.keyArn,
  notificationBucket: settings.serviceWorkbench.notificationBucketArn,
  notificationKey: settings.serviceWorkbench.notificationKeyArn,
  egressStoreBucket: settings.serviceWorkbench.egressStoreBucketArn,
  egressStoreKey: settings.serviceWorkbench.egressStoreKeyArn,
  egressStoreTable: settings.serviceWorkbench.egressStoreTableArn,
  followUpQueue: followUps.queueArn,
  intakeQueue: intake.queueArn,
  secret: secret.secretArn,
  mailIdentity: stack.formatArn({ service: 'ses', resource: 'identity', resourceName: '*' }),
  mailFrom: settings.mailFrom,
});

/** What a task's function is never asked about: it is made before there is a machine. */
const machineOf = (stack: Stack, machine: StateMachine | undefined): Pick<Resources, 'stateMachine' | 'executions'> => ({
  stateMachine: machine?.stateMachineArn ?? '',
  executions: machine
    ? stack.formatArn({
        service: 'states',
        resource: 'execution',
        resourceName: `${machine.stateMachineName}:*`,
        arnFormat: ArnFormat.COLON_RESOURCE_NAME,
      })
    : '',
});

const nameOf = (arn: string): string => arn.slice(arn.lastIndexOf(':') + 1).replace(/^table\//, '');

const environmentOf = (name: FunctionName, common: Common): Readonly<Record<string, string>> => {
  const { settings, storage, api, secret, intake, followUps } = common;
  const { serviceWorkbench, dataLake } = settings;
  return {
    SALLYPORT_HOST: 'aws',
    SALLYPORT_POLICY_FILE: 'policy.jsonc',
    SALLYPORT_TABLE: storage.table.tableName,
    SALLYPORT_STAGING_BUCKET: storage.staging.bucketName,
    SALLYPORT_AUDIT_BUCKET: storage.audit.bucketName,
    SALLYPORT_EXPORTS_BUCKET: storage.exports.bucketName,
    SALLYPORT_DATA_LAKE_BUCKET: dataLake ? nameOf(dataLake.bucketArn) : (storage.ownLake?.bucketName ?? ''),
    SALLYPORT_DATA_LAKE_KEY_ARN: storage.dataLake.keyArn,
    SALLYPORT_SWB_EGRESS_STORE_TABLE: nameOf(serviceWorkbench.egressStoreTableArn),
    SALLYPORT_SWB_TOPIC_ARN: serviceWorkbench.notificationTopicArn,
    SALLYPORT_MAIL_FROM: settings.mailFrom,
    SALLYPORT_PUBLIC_URL: api.apiEndpoint,
    SALLYPORT_FOLLOW_UP_QUEUE_URL: followUps.queueUrl,
    SALLYPORT_INTAKE_QUEUE_URL: intake.queueUrl,
    ...(speaking.includes(name) ? { SALLYPORT_SECRET_ARN: secret.secretArn } : {}),
  };
};

const makeMachine = (stack: Stack, functions: Readonly<Record<TaskName, LambdaFunction>>): StateMachine => {
  const tasks = Object.fromEntries(taskNames.map((name) => [name, functions[name].functionArn])) as Parameters<typeof definition>[0];
  const machine = new StateMachine(stack, 'Machine', {
    definitionBody: DefinitionBody.fromString(stack.toJsonString(definition(tasks))),
    tracingEnabled: true,
    logs: {
      destination: new LogGroup(stack, 'MachineLogs', {
        // Step Functions: a name of this form keeps the policy of all logs that AWS delivers from growing past its limit.
        logGroupName: `/aws/vendedlogs/states/${Names.uniqueResourceName(stack, { maxLength: 40 })}-${Fn.select(2, Fn.split('/', stack.stackId))}`,
        retention: RetentionDays.ONE_YEAR,
        removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
      }),
      level: LogLevel.ALL,
      // A task's input holds its token (I6).
      includeExecutionData: false,
    },
    removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
  });
  machine.role.addToPrincipalPolicy(
    new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: taskNames.map((name) => functions[name].functionArn) }),
  );
  allowWildcards(machine.role, {
    resources: ['*'],
    reason: 'Step Functions: delivering logs and traces takes no resource; the functions it may invoke are named one by one',
  });
  return machine;
};

const connect = (common: Common, functions: Readonly<Record<FunctionName, LambdaFunction>>): Readonly<Record<string, Queue>> => {
  const { stack, settings, storage, intake, followUps } = common;
  const topic = Topic.fromTopicArn(stack, 'Notifications', settings.serviceWorkbench.notificationTopicArn);
  const unsent = makeDeadLetters(stack, 'NotificationsUndelivered');
  topic.addSubscription(new SqsSubscription(intake, { deadLetterQueue: unsent }));
  new EventSourceMapping(stack, 'IntakeSource', {
    target: functions.intake,
    eventSourceArn: intake.queueArn,
    batchSize: 10,
    reportBatchItemFailures: true,
  });
  new EventSourceMapping(stack, 'FollowUpSource', {
    target: functions['follow-up'],
    eventSourceArn: followUps.queueArn,
    batchSize: 10,
    reportBatchItemFailures: true,
  });
  const changesLost = makeDeadLetters(stack, 'ChangesDead');
  new EventSourceMapping(stack, 'ChangeSource', {
    target: functions['change-feed'],
    ...(storage.table.tableStreamArn === undefined ? {} : { eventSourceArn: storage.table.tableStreamArn }),
    startingPosition: StartingPosition.TRIM_HORIZON,
    batchSize: 100,
    bisectBatchOnError: true,
    reportBatchItemFailures: true,
    retryAttempts: 100,
    onFailure: new SqsDlq(changesLost),
  });
  const missed = makeDeadLetters(stack, 'ScheduleDead');
  new Rule(stack, 'Schedule', {
    description: 'Measures what waits, and follows up what is open',
    schedule: Schedule.rate(Duration.minutes(5)),
    targets: [new LambdaTarget(functions.schedule, { deadLetterQueue: missed, retryAttempts: 2, maxEventAge: Duration.minutes(5) })],
  });
  // The rule's own dead letters are what it could not hand to Lambda; these are what the function itself failed at.
  functions.schedule.configureAsyncInvoke({ retryAttempts: 2, maxEventAge: Duration.minutes(5), onFailure: new SqsDestination(missed) });
  return { notifications: unsent, changes: changesLost, schedule: missed };
};

/** Slack's function, kept warm when the settings ask for it. */
const warmed = (stack: Stack, { slack, warm }: { readonly slack: LambdaFunction; readonly warm: number }): IFunction =>
  warm === 0
    ? slack
    : // The library's own classes do not fit its own interfaces under exactOptionalPropertyTypes.
      (new Alias(stack, 'WarmSlack', {
        aliasName: 'live',
        version: slack.currentVersion as IVersion,
        provisionedConcurrentExecutions: warm,
      }) as IFunction);

/** What the guides ask for by name. */
const tell = (
  { stack, storage, secret, api, intake, followUps }: Common,
  {
    functions,
    dead,
  }: { readonly functions: Readonly<Record<FunctionName, LambdaFunction>>; readonly dead: Readonly<Record<string, Queue>> },
): void => {
  const { slack, teams } = addressesOf(api);
  const told: Readonly<Record<string, string>> = {
    SlackAddress: slack,
    TeamsAddress: teams,
    SecretName: secret.secretName,
    TableName: storage.table.tableName,
    StagingBucket: storage.staging.bucketName,
    StagingKeyArn: storage.stagingKey.keyArn,
    AuditBucket: storage.audit.bucketName,
    IntakeQueue: intake.queueUrl,
    FollowUpQueue: followUps.queueUrl,
    TableKeyArn: storage.key.keyArn,
    ...(storage.ownLake ? { DataLakeBucket: storage.ownLake.bucketName } : {}),
    ...Object.fromEntries(
      (['stage', 'package', 'slack', 'teams', 'download-page', 'follow-up'] as const).map((name) => [
        `RoleOf${name.replace(/(^|-)(.)/g, (_, __, letter: string) => letter.toUpperCase())}`,
        functions[name].role?.roleArn ?? '',
      ]),
    ),
    ...Object.fromEntries(
      Object.entries(dead).map(([name, queue]) => [
        `DeadLettersOf${name.replace(/(^|-)(.)/g, (_, __, letter: string) => letter.toUpperCase())}`,
        queue.queueUrl,
      ]),
    ),
  };
  for (const [name, value] of Object.entries(told)) new CfnOutput(stack, name, { value });
};

export class SallyportStack extends Stack {
  constructor(scope: Construct, id: string, settings: Settings) {
    super(scope, id, {
      description: 'Sallyport: chat approvals for data leaving a Trusted Research Environment',
      terminationProtection: true,
    });
    const storage = makeStorage(this, settings);
    const secret = new Secret(this, 'Platforms', {
      description: 'Credentials of the Slack app and of the Teams bot; fill them in after the first deployment (docs/deploy.md)',
      encryptionKey: storage.key,
      // Refused by every function until somebody fills it in.
      secretStringValue: SecretValue.unsafePlainText('{}'),
      removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
    });
    const intake = makeQueue(this, { name: 'Intake', fifo: false, seconds: sizes.intake.seconds });
    const followUps = makeQueue(this, { name: 'FollowUps', fifo: true, seconds: sizes['follow-up'].seconds });
    const common: Common = { stack: this, settings, storage, api: makeApi(this), secret, intake: intake.queue, followUps: followUps.queue };
    const resources = resourcesOf(common);
    const make = (name: FunctionName, machine?: StateMachine): LambdaFunction =>
      makeFunction(this, {
        name,
        environment: { ...environmentOf(name, common), ...(machine ? { SALLYPORT_STATE_MACHINE_ARN: machine.stateMachineArn } : {}) },
        permissions: permissionsOf(name, { ...resources, ...machineOf(this, machine) }),
        denials: denialsOf(name, resources),
        policyFile: settings.policyFile,
      });
    // The machine names its tasks' functions, and those that start it name the machine.
    const tasks = Object.fromEntries(taskNames.map((name) => [name, make(name)])) as Record<TaskName, LambdaFunction>;
    const machine = makeMachine(this, tasks);
    const others = functionNames.filter((name) => !(name in tasks)).map((name) => [name, make(name, machine)]);
    const functions = { ...tasks, ...Object.fromEntries(others) } as Record<FunctionName, LambdaFunction>;
    addEntrances(common.api, {
      slack: warmed(this, { slack: functions.slack, warm: settings.warmSlackFunctions }),
      teams: functions.teams,
      page: functions['download-page'],
    });
    const dead = connect(common, functions);
    tell(common, { functions, dead: { ...dead, intake: intake.dead, 'follow-ups': followUps.dead } });
    watch(this, {
      functions,
      machine,
      followUps: followUps.queue,
      roles: settings.roles,
      dead: { ...dead, intake: intake.dead, 'follow-ups': followUps.dead },
      operationsMail: settings.operationsMail,
    });
  }
}
