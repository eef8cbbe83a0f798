/** What the stack would deploy, read from its template. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { afterAll, describe, expect, test } from 'vitest';
import { functionNames } from '../../infra/bundling.ts';
import { makeApp } from '../../infra/make-app.ts';
import { denialsOf, permissionsOf } from '../../infra/permissions.ts';
import { parseSettings, readSettings } from '../../infra/settings.ts';
import { recordsPartition, requestKey, taskTokenKey } from '../../src/workflow/aws/table.ts';
import { definition, taskNames } from '../../src/workflow/definition.ts';
import { changesKey, manifestKey, partsPrefix, stagingPrefix } from '../../src/workflow/manifest.ts';
import { aRequestInReview } from '../workflow/builders.ts';

const example = fileURLToPath(new URL('../../infra/settings.example.jsonc', import.meta.url));
const guide = (name: string): string => fileURLToPath(new URL(`../../docs/${name}.md`, import.meta.url));
const outdir = mkdtempSync(join(tmpdir(), 'sallyport-synth-'));
afterAll(() => rmSync(outdir, { recursive: true, force: true }));

const { app, stack } = makeApp(readSettings(example), outdir);
// Throws when one of cdk-nag's AWS Solutions rules is broken without a reason.
app.synth();
const template = Template.fromStack(stack);

type Resource = { readonly Properties: Record<string, unknown>; readonly DeletionPolicy?: string; readonly UpdateReplacePolicy?: string };
const resources = (type: string): readonly (readonly [string, Resource])[] =>
  Object.entries(template.findResources(type)) as [string, Resource][];
const ids = (type: string): readonly string[] => resources(type).map(([id]) => id);

/** The function of this name, by its description in the template's path. */
const functionOf = (name: string): readonly [string, Resource] => {
  const found = resources('AWS::Lambda::Function').find(([id]) => new RegExp(`^${name.replaceAll('-', '')}[0-9A-F]{8}$`).test(id));
  if (!found) throw new Error(`no function ${name} in the template`);
  return found;
};

describe('what is kept', () => {
  test('every bucket is encrypted, closed to the public, reached by TLS only, and outlives the stack', () => {
    const buckets = resources('AWS::S3::Bucket');
    expect(buckets).toHaveLength(5);
    const policies = JSON.stringify(resources('AWS::S3::BucketPolicy'));
    for (const [id, { Properties, DeletionPolicy, UpdateReplacePolicy }] of buckets) {
      expect(Properties['BucketEncryption'], id).toBeDefined();
      expect(Object.values(Object(Properties['PublicAccessBlockConfiguration'])), id).toEqual([true, true, true, true]);
      expect([DeletionPolicy, UpdateReplacePolicy], id).toEqual(['RetainExceptOnCreate', 'Retain']);
      expect(policies, id).toContain(id);
    }
    expect(policies.match(/"aws:SecureTransport":"false"/g)).toHaveLength(5);
  });

  test('a first deployment that fails leaves nothing with a name that the next one needs', () => {
    const [[, { Properties }] = ['', { Properties: {} as Record<string, unknown> }]] = resources('AWS::StepFunctions::StateMachine');
    expect(Properties).not.toHaveProperty('StateMachineName');
    for (const type of ['AWS::S3::Bucket', 'AWS::SQS::Queue', 'AWS::Lambda::Function', 'AWS::DynamoDB::Table'])
      for (const [id, { Properties: made }] of resources(type))
        for (const name of ['BucketName', 'QueueName', 'FunctionName', 'TableName']) expect(made, id).not.toHaveProperty(name);
    for (const [id, { Properties: made }] of resources('AWS::Logs::LogGroup'))
      if ('LogGroupName' in made) expect(JSON.stringify(made['LogGroupName']), id).toContain('AWS::StackId');
  });

  test('the guides find what they ask for among the outputs', async () => {
    const outputs = Object.keys(template.findOutputs('*'));
    const guides = ['deploy', 'operate', 'one-machine'].map((name) => readFileSync(guide(name), 'utf8')).join('');
    const named = [
      ...guides.matchAll(
        /[`"]((?:Slack|Teams)Address|SecretName|TableName|TableKeyArn|FollowUpQueue|StagingBucket|StagingKeyArn|AuditBucket|RoleOf\w+|DeadLettersOf\w+)[`"]/g,
      ),
    ];
    expect(named.length).toBeGreaterThan(8);
    for (const [, name] of named) expect(outputs).toContain(name);
  });

  test('I12: audit events are locked for seven years, and nobody may pass the lock or delete them', () => {
    const [, { Properties }] = resources('AWS::S3::Bucket').find(([id]) => id.startsWith('Audit')) ?? ['', { Properties: {} }];
    expect(Properties).toMatchObject({
      ObjectLockEnabled: true,
      ObjectLockConfiguration: { Rule: { DefaultRetention: { Mode: 'GOVERNANCE', Days: 2555 } } },
      VersioningConfiguration: { Status: 'Enabled' },
    });
    expect(Properties).not.toHaveProperty('LifecycleConfiguration');
    expect(JSON.stringify(resources('AWS::IAM::Policy'))).not.toMatch(/BypassGovernanceRetention|PutObjectRetention|DeleteObjectVersion/);
    // Nor cover an event with a newer version of it.
    template.hasResourceProperties('AWS::S3::BucketPolicy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({ Effect: 'Deny', Action: 's3:PutObject', Condition: { Null: { 's3:if-none-match': 'true' } } }),
        ]),
      },
    });
  });

  test('what is staged is encrypted with our own key, logged, and removed in the end even when nobody cleans up', () => {
    const [, { Properties }] = resources('AWS::S3::Bucket').find(([id]) => id.startsWith('Staging')) ?? ['', { Properties: {} }];
    expect(JSON.stringify(Properties['BucketEncryption'])).toContain('aws:kms');
    expect(JSON.stringify(Properties['LifecycleConfiguration'])).toMatch(/"ExpirationInDays":400/);
    expect(Properties['LoggingConfiguration']).toBeDefined();
    expect(Properties).not.toHaveProperty('VersioningConfiguration');
  });

  test('an export of the record lies under our own key, and for a day only', () => {
    const [, { Properties }] = resources('AWS::S3::Bucket').find(([id]) => id.startsWith('Exports')) ?? ['', { Properties: {} }];
    expect(JSON.stringify(Properties['BucketEncryption'])).toContain('aws:kms');
    expect(JSON.stringify(Properties['LifecycleConfiguration'])).toMatch(/"ExpirationInDays":1\b/);
    expect(Properties).not.toHaveProperty('VersioningConfiguration');
  });

  test('the table has our key, point-in-time recovery, protection and a stream of keys only', () => {
    template.hasResource('AWS::DynamoDB::Table', {
      Properties: {
        SSESpecification: { SSEEnabled: true, SSEType: 'KMS' },
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
        DeletionProtectionEnabled: true,
        StreamSpecification: { StreamViewType: 'KEYS_ONLY' },
        TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
        BillingMode: 'PAY_PER_REQUEST',
      },
      DeletionPolicy: 'Retain',
    });
  });

  test('every key rotates, and every log is kept for a year', () => {
    for (const [id, { Properties }] of resources('AWS::KMS::Key')) expect(Properties['EnableKeyRotation'], id).toBe(true);
    const logs = resources('AWS::Logs::LogGroup');
    expect(logs).toHaveLength(functionNames.length + 2);
    for (const [id, { Properties }] of logs) expect(Properties['RetentionInDays'], id).toBe(365);
  });
});

describe('nothing is lost', () => {
  test('every queue is encrypted and reached by TLS only, and every one that is worked off has dead letters', () => {
    const queues = resources('AWS::SQS::Queue');
    const policies = JSON.stringify(resources('AWS::SQS::QueuePolicy'));
    for (const [id, { Properties }] of queues) {
      expect(Properties['SqsManagedSseEnabled'], id).toBe(true);
      expect(policies, id).toContain(id);
      if (!/Dead|Undelivered/.test(id))
        expect(Properties['RedrivePolicy'], id).toMatchObject({ maxReceiveCount: id.startsWith('Intake') ? 20 : 8 });
    }
    expect(policies.match(/"aws:SecureTransport":"false"/g)).toHaveLength(queues.length);
  });

  test('stream, subscription and schedule have dead letters, and no batch is given up for one bad record', () => {
    const sources = resources('AWS::Lambda::EventSourceMapping');
    expect(sources).toHaveLength(3);
    for (const [id, { Properties }] of sources) expect(Properties['FunctionResponseTypes'], id).toEqual(['ReportBatchItemFailures']);
    template.hasResourceProperties('AWS::Lambda::EventSourceMapping', {
      BisectBatchOnFunctionError: true,
      StartingPosition: 'TRIM_HORIZON',
      DestinationConfig: { OnFailure: {} },
    });
    for (const [id, { Properties }] of resources('AWS::SNS::Subscription')) {
      if (Properties['Protocol'] === 'sqs') expect(Properties['RedrivePolicy'], id).toBeDefined();
    }
    for (const [id, { Properties }] of resources('AWS::Events::Rule'))
      for (const target of Object.values(Object(Properties['Targets']))) expect(Object(target), id).toHaveProperty('DeadLetterConfig');
  });

  test('the follow-up queue keeps the order of each request, and waits longer than its function may take', () => {
    template.hasResourceProperties('AWS::SQS::Queue', { FifoQueue: true, VisibilityTimeout: 720 });
  });

  test('every queue of dead letters, every function and the workflow have an alarm that says where its runbook is', () => {
    const alarms = resources('AWS::CloudWatch::Alarm');
    expect(alarms.length).toBeGreaterThanOrEqual(functionNames.length + 5 + 7);
    for (const [id, { Properties }] of alarms) {
      expect(Properties['AlarmActions'], id).toHaveLength(1);
      expect(Properties['AlarmDescription'], id).toMatch(/docs\/operate\.md#[a-z-]+$/);
    }
  });
});

const allActions = (id: string): readonly string[] => {
  const role = JSON.stringify(Object(functionOf(id)[1].Properties)['Role']);
  return resources('AWS::IAM::Policy')
    .filter(([, { Properties }]) => Object.values(Object(Properties['Roles'])).some((each) => role.includes(Object(each).Ref)))
    .flatMap(([, { Properties }]) => Object(Properties['PolicyDocument']).Statement)
    .filter(({ Effect }) => Effect === 'Allow')
    .flatMap((statement) => statement.Action)
    .toSorted();
};
const names = Object.fromEntries(
  [
    'table',
    'stream',
    'key',
    'staging',
    'audit',
    'exports',
    'dataLake',
    'dataLakeKey',
    'notificationBucket',
    'notificationKey',
    'egressStoreBucket',
    'egressStoreKey',
    'egressStoreTable',
    'stateMachine',
    'executions',
    'stagingKey',
    'mailFrom',
    'followUpQueue',
    'intakeQueue',
    'secret',
    'mailIdentity',
  ].map((name) => [name, name]),
) as Parameters<typeof permissionsOf>[1];

describe('I3: least privilege', () => {
  test.each(functionNames)('%s may do what the table of permissions says, write its own log and trace, and nothing else', (name) => {
    const wanted = permissionsOf(name, names).flatMap(({ actions }) => actions);
    const own = ['logs:CreateLogStream', 'logs:PutLogEvents', 'xray:PutTraceSegments', 'xray:PutTelemetryRecords'];
    const onSource = name === 'change-feed' || name === 'schedule' ? ['sqs:SendMessage', 'sqs:GetQueueAttributes', 'sqs:GetQueueUrl'] : [];
    expect(new Set(allActions(name))).toEqual(new Set([...wanted, ...own, ...onSource]));
    for (const action of allActions(name)) expect(action).not.toContain('*');
  });

  test.each(functionNames)('each wildcard of %s has its reason', (name) => {
    for (const { resources: on, wildcard, actions } of permissionsOf(name, {
      ...names,
      mailIdentity: 'identity/*',
      executions: 'executions:*',
    }))
      if (on.some((resource) => resource.includes('*'))) expect(wildcard, actions.join()).toMatch(/\w{4}/);
      else expect(wildcard).toBeUndefined();
  });

  test('only those that speak to people are given the credentials of the platforms, and nobody their text', () => {
    const given = functionNames.filter((name) =>
      JSON.stringify(functionOf(name)[1].Properties['Environment']).includes('SALLYPORT_SECRET_ARN'),
    );
    expect(given).toEqual(['slack', 'teams', 'follow-up']);
    const may = functionNames.filter((name) => allActions(name).includes('secretsmanager:GetSecretValue'));
    expect(may).toEqual(given);
  });

  test('I6: whoever needs no task token is kept from reading one, and from handing one back', () => {
    const resuming = functionNames.filter((name) => allActions(name).includes('states:SendTaskSuccess'));
    expect(resuming.toSorted()).toEqual(['follow-up', 'request-review']);
    for (const name of functionNames) {
      const role = JSON.stringify(Object(functionOf(name)[1].Properties)['Role']);
      const denied = resources('AWS::IAM::Policy')
        .filter(([, { Properties }]) => Object.values(Object(Properties['Roles'])).some((each) => role.includes(Object(each).Ref)))
        .flatMap(([, { Properties }]) => Object(Properties['PolicyDocument']).Statement)
        .filter(({ Effect }) => Effect === 'Deny');
      const ofTokens = denied.filter(({ Action }) => Action.includes('dynamodb:GetItem'));
      if (name === 'request-review' || name === 'follow-up') expect(ofTokens, name).toEqual([]);
      else
        expect(ofTokens, name).toMatchObject([
          {
            Action: ['GetItem', 'Query', 'BatchGetItem', 'PutItem', 'UpdateItem', 'DeleteItem'].map((action) => `dynamodb:${action}`),
            Condition: { 'ForAnyValue:StringLike': { 'dynamodb:LeadingKeys': [taskTokenKey('*', '').pk.S] } },
          },
        ]);
    }
  });

  test('mail goes out from the one address of the settings alone', () => {
    const sending = functionNames.flatMap((name) => permissionsOf(name, names)).filter(({ actions }) => actions.includes('ses:SendEmail'));
    expect(sending).toHaveLength(3);
    for (const { conditions } of sending) expect(conditions).toEqual({ StringEquals: { 'ses:FromAddress': 'mailFrom' } });
  });

  const where = (name: (typeof functionNames)[number], action: string): readonly string[] =>
    permissionsOf(name, names)
      .filter(({ actions }) => actions.includes(action))
      .flatMap(({ resources: on }) => on);
  const readable = (name: (typeof functionNames)[number]): readonly string[] => where(name, 's3:GetObject');
  const deletable = (name: (typeof functionNames)[number]): readonly string[] => where(name, 's3:DeleteObject');
  /** As IAM reads it. */
  const covers = (pattern: string, on: string): boolean =>
    new RegExp(`^${pattern.split('*').map(RegExp.escape).join('.*')}$`, 's').test(on);
  const isDenied = (name: (typeof functionNames)[number], action: string, on: string): boolean =>
    denialsOf(name, names).some(({ actions, resources: from }) => actions.includes(action) && from.some((pattern) => covers(pattern, on)));

  test('those that Slack and Teams call, and cleaning up, read manifests, and no file of any request, whatever it is called', () => {
    for (const name of ['slack', 'teams'] as const)
      expect(readable(name)).toEqual(['staging/*.manifest.jsonl', 'staging/*.changes.jsonl', 'dataLake/approved_egress/*']);
    expect(readable('clean-up')).toEqual(['staging/*.manifest.jsonl']);
    const request = aRequestInReview({ id: '11111111-0000-4000-8000-000000000000' });
    for (const name of ['slack', 'teams', 'clean-up'] as const) {
      for (const key of [manifestKey(request), changesKey(request)])
        expect(isDenied(name, 's3:GetObject', `staging/${key}`), key).toBe(false);
      for (const path of ['x.manifest.jsonl', 'a/b/x.changes.jsonl', `${request.id}.manifest.jsonl`])
        expect(isDenied(name, 's3:GetObject', `staging/${stagingPrefix(request)}${path}`), path).toBe(true);
    }
    expect(isDenied('stage', 's3:DeleteObject', `staging/${partsPrefix(request)}000001.jsonl`)).toBe(false);
    expect(isDenied('stage', 's3:DeleteObject', `staging/${stagingPrefix(request)}x.parts/000001.jsonl`)).toBe(true);
  });

  test('only those that show, count or check lists of requests may read an index', () => {
    const listing = functionNames.filter((name) =>
      permissionsOf(name, names).some(({ resources: on }) => on.some((each) => each.startsWith('table/index/'))),
    );
    expect(listing).toEqual(['slack', 'teams', 'follow-up', 'schedule']);
  });

  test('the page of links, which anybody may call, reads what is released and no index, and sends nothing', () => {
    const granted = permissionsOf('download-page', names);
    expect(granted.filter(({ actions }) => actions.some((action) => action.startsWith('s3:')))).toMatchObject([
      { actions: ['s3:GetObject'], resources: ['dataLake/approved_egress/*'] },
    ]);
    expect(granted.flatMap(({ resources: on }) => on).filter((on) => on.includes('index'))).toEqual([]);
    expect(granted.flatMap(({ actions }) => actions).filter((action) => /^(ses|sqs|states|secretsmanager):/.test(action))).toEqual([]);
  });

  test('I4: nor does it write a grant, or anything but a request and a refused attempt', () => {
    const writing = permissionsOf('download-page', names).filter(({ actions }) => actions.includes('dynamodb:PutItem'));
    const wanted = [requestKey('*').pk.S, recordsPartition('refusals', '*')];
    expect(writing.map(({ actions, conditions }) => ({ actions, conditions }))).toEqual([
      {
        actions: ['dynamodb:PutItem'],
        conditions: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': wanted }, Null: { 'dynamodb:LeadingKeys': 'false' } },
      },
    ]);
  });

  test('only packaging writes the data lake, only staging reads what researchers submit, and nobody deletes what is released but packaging and what follows a revocation', () => {
    const having = (action: string) => functionNames.filter((name) => allActions(name).includes(action));
    expect(having('s3:GetObjectVersion')).toEqual(['stage']);
    expect(having('s3:DeleteObject')).toEqual(['stage', 'package', 'clean-up', 'follow-up']);
    expect(deletable('stage')).toEqual(['staging/*.parts/*']);
    expect(deletable('follow-up')).toEqual(['dataLake/approved_egress/*']);
    expect(Object.fromEntries(having('s3:PutObject').map((name) => [name, where(name, 's3:PutObject')]))).toEqual({
      'follow-up': ['audit/requests/*', 'exports/exports/*'],
      stage: ['staging/*'],
      package: ['dataLake/approved_egress/*'],
    });
    const submitted = ['notificationBucket/*', 'egressStoreBucket/*'];
    expect(functionNames.filter((name) => readable(name).some((on) => submitted.includes(on)))).toEqual(['stage']);
    const inLake = functionNames.flatMap((name) => readable(name).filter((on) => on.startsWith('dataLake')));
    expect(new Set(inLake)).toEqual(new Set(['dataLake/approved_egress/*']));
    expect(having('states:StartExecution')).toEqual(['follow-up']);
  });
});

describe('what runs', () => {
  test.each(functionNames)('%s runs on ARM64 with tracing, and carries the policy file', (name) => {
    const [, { Properties }] = functionOf(name);
    expect(Properties).toMatchObject({
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
      Handler: 'index.handler',
      TracingConfig: { Mode: 'Active' },
    });
    const folder = join(outdir, `asset.${String(Object(Object(Properties['Code'])['S3Key']))}`.replace('.zip', ''));
    expect(readFileSync(join(folder, 'policy.jsonc'), 'utf8')).toContain('organisation');
    expect(readFileSync(join(folder, 'index.mjs'), 'utf8').length).toBeGreaterThan(10_000);
  });

  test('the state machine is the document that the one-machine runner executes, with traces and without the data of its tasks in its log', () => {
    const [[, { Properties }] = ['', { Properties: {} as Record<string, unknown> }]] = resources('AWS::StepFunctions::StateMachine');
    const joined = Object(Properties['DefinitionString'])['Fn::Join'][1].map((part: unknown) =>
      typeof part === 'string' ? part : `arn of ${Object(part)['Fn::GetAtt'][0].replace(/[0-9A-F]{8}$/, '')}`,
    );
    const arns = Object.fromEntries(taskNames.map((name) => [name, `arn of ${name.replaceAll('-', '')}`])) as Parameters<
      typeof definition
    >[0];
    expect(JSON.parse(joined.join(''))).toEqual(JSON.parse(JSON.stringify(definition(arns))));
    expect(Properties['LoggingConfiguration']).toMatchObject({ IncludeExecutionData: false });
    expect(Properties['TracingConfiguration']).toEqual({ Enabled: true });
    expect(ids('AWS::StepFunctions::StateMachine')).toHaveLength(1);
  });

  test('the dashboard shows how long reviews take, for each role of the policy file', () => {
    const page = JSON.stringify(resources('AWS::CloudWatch::Dashboard'));
    for (const role of ['InformationGovernance', 'ResearchIT', 'EgressManager'])
      expect(page).toContain(`ReviewSeconds\\",\\"Role\\",\\"${role}`);
    expect(page).toContain('TurnaroundSeconds');
  });

  test('the API takes what Slack and Teams post and the pages of links, and nothing else, and is throttled', () => {
    expect(resources('AWS::ApiGatewayV2::Route').map(([, { Properties }]) => Properties['RouteKey'])).toEqual([
      'POST /slack/events',
      'POST /teams/messages',
      'ANY /l/{token}',
    ]);
    template.hasResourceProperties('AWS::ApiGatewayV2::Stage', { DefaultRouteSettings: { ThrottlingRateLimit: 50 } });
  });
});

describe('the settings', () => {
  const text = readFileSync(example, 'utf8');
  const mistake = (change: (text: string) => string): string => {
    try {
      parseSettings(change(text), dirname(example));
    } catch (error) {
      return error instanceof Error ? error.message : '';
    }
    return '';
  };
  test.each([
    {
      name: 'an ARN of another service',
      change: (given: string) => given.replace('arn:aws:sns', 'arn:aws:sqs'),
      told: 'serviceWorkbench.notificationTopicArn',
    },
    { name: 'an unknown key', change: (given: string) => given.replace('"mailFrom"', '"mailFron"'), told: 'mailFron: no such key' },
    {
      name: 'no mail address',
      change: (given: string) => given.replace('egress@example.ac.uk', 'egress'),
      told: 'mailFrom: an e-mail address',
    },
    {
      name: 'too many warm functions',
      change: (given: string) => given.replace('"warmSlackFunctions": 0', '"warmSlackFunctions": 51'),
      told: 'from 0 to 50',
    },
    { name: 'what is no JSON', change: (given: string) => given.replace('"mailFrom":', '"mailFrom"'), told: 'settings: line' },
    {
      name: 'an ARN that is given twice',
      change: (given: string) => given.replace('"mailFrom":', '"mailFrom": "other@example.ac.uk", "mailFrom":'),
      told: 'mailFrom: given once',
    },
    {
      name: 'a policy file that is not there',
      change: (given: string) => given.replace('../policy.example.jsonc', 'no-such-policy.jsonc'),
      told: 'policyFile: a file that can be read',
    },
    {
      name: 'a policy file that the functions would refuse',
      change: (given: string) => given.replace('../policy.example.jsonc', 'settings.example.jsonc'),
      told: 'policy file: ',
    },
  ])('$name is refused by name', ({ change, told }) => {
    expect(mistake(change)).toContain(told);
  });

  test('a data lake, a review account and warm functions of one’s own are used', () => {
    const other = mkdtempSync(join(tmpdir(), 'sallyport-synth-'));
    const made = makeApp(
      {
        ...readSettings(example),
        dataLake: {
          bucketArn: 'arn:aws:s3:::our-lake',
          keyArn: 'arn:aws:kms:eu-west-2:111122223333:key/33333333-3333-3333-3333-333333333333',
        },
        reviewAccount: '444455556666',
        warmSlackFunctions: 2,
      },
      other,
    );
    made.app.synth();
    const its = Template.fromStack(made.stack);
    rmSync(other, { recursive: true, force: true });
    its.resourceCountIs('AWS::S3::Bucket', 4);
    its.hasResourceProperties('AWS::Lambda::Alias', { ProvisionedConcurrencyConfig: { ProvisionedConcurrentExecutions: 2 } });
    expect(JSON.stringify(its.findResources('AWS::S3::BucketPolicy'))).toContain('444455556666');
    expect(JSON.stringify(its.findResources('AWS::IAM::Policy'))).toContain('arn:aws:s3:::our-lake/approved_egress/*');
  });
});
