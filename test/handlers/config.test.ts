import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import { readConfig, readConfigWithSecret } from '../../src/handlers/config.ts';
import { BadInputError } from '../../src/workflow/errors.ts';

const shared = {
  SALLYPORT_POLICY_FILE: 'policy.jsonc',
  SALLYPORT_SWB_TOPIC_ARN: 'arn:aws:sns:eu-west-2:111122223333:swb-egress',
  SALLYPORT_MAIL_FROM: 'egress@example.ac.uk',
  SALLYPORT_PUBLIC_URL: 'https://egress.example.ac.uk/',
  SLACK_SIGNING_SECRET: '0123456789abcdef0123456789abcdef',
  SLACK_BOT_TOKEN: 'xoxb-0123456789-abcdef',
};
const machine = { ...shared, SALLYPORT_HOST: 'machine', SALLYPORT_DATA_FOLDER: 'data' };
const aws = {
  ...shared,
  SALLYPORT_HOST: 'aws',
  SALLYPORT_TABLE: 'sallyport',
  SALLYPORT_STAGING_BUCKET: 'tre-staging',
  SALLYPORT_DATA_LAKE_BUCKET: 'tre-data-lake',
  SALLYPORT_AUDIT_BUCKET: 'tre-audit',
  SALLYPORT_EXPORTS_BUCKET: 'tre-exports',
  SALLYPORT_DATA_LAKE_KEY_ARN: 'arn:aws:kms:eu-west-2:111122223333:key/8f2b7c1e',
  SALLYPORT_SWB_EGRESS_STORE_TABLE: 'swb-EgressStore',
  SALLYPORT_STATE_MACHINE_ARN: 'arn:aws:states:eu-west-2:111122223333:stateMachine:egress',
  SALLYPORT_FOLLOW_UP_QUEUE_URL: 'https://sqs.eu-west-2.amazonaws.com/111122223333/follow-up.fifo',
  SALLYPORT_INTAKE_QUEUE_URL: 'https://sqs.eu-west-2.amazonaws.com/111122223333/intake',
};

const refusal = (variables: Readonly<Record<string, string | undefined>>): BadInputError => {
  try {
    readConfig(variables);
  } catch (error) {
    if (error instanceof BadInputError) return error;
    throw error;
  }
  throw new Error('the environment was accepted');
};

describe('readConfig', () => {
  test("reads one machine's environment and ignores what is not ours", () => {
    expect(readConfig({ ...machine, HOME: '/home/x', SALLYPORT_TABLE: '' })).toEqual({
      policyFile: 'policy.jsonc',
      topicArn: shared.SALLYPORT_SWB_TOPIC_ARN,
      mailFrom: 'egress@example.ac.uk',
      publicUrl: 'https://egress.example.ac.uk',
      slack: { signingSecret: shared.SLACK_SIGNING_SECRET, botToken: shared.SLACK_BOT_TOKEN },
      host: { kind: 'machine', dataFolder: 'data' },
    });
  });

  test('reads an AWS environment', () => {
    const host = {
      kind: 'aws',
      table: 'sallyport',
      stagingBucket: 'tre-staging',
      dataLakeBucket: 'tre-data-lake',
      auditBucket: 'tre-audit',
      exportsBucket: 'tre-exports',
      dataLakeKeyArn: aws.SALLYPORT_DATA_LAKE_KEY_ARN,
      swbEgressStoreTable: 'swb-EgressStore',
      stateMachineArn: aws.SALLYPORT_STATE_MACHINE_ARN,
      followUpQueueUrl: aws.SALLYPORT_FOLLOW_UP_QUEUE_URL,
      intakeQueueUrl: aws.SALLYPORT_INTAKE_QUEUE_URL,
      pathStyle: false,
    };
    expect(readConfig(aws).host).toEqual(host);
  });

  const teams = {
    TEAMS_APP_ID: '22222222-2222-4222-8222-22222222222A',
    TEAMS_TENANT_ID: '11111111-1111-4111-8111-11111111111B',
    TEAMS_APP_PASSWORD: 'a client secret~of Entra'.replaceAll(' ', '-'),
  };
  const { SLACK_SIGNING_SECRET: _secret, SLACK_BOT_TOKEN: _token, ...without } = machine;

  test('reads Teams beside Slack, or alone', () => {
    const read = {
      appId: '22222222-2222-4222-8222-22222222222a',
      tenantId: '11111111-1111-4111-8111-11111111111b',
      password: teams.TEAMS_APP_PASSWORD,
    };
    expect(readConfig({ ...machine, ...teams }).teams).toEqual(read);
    expect(readConfig({ ...machine, ...teams }).slack).toBeDefined();
    expect(readConfig({ ...without, ...teams })).not.toHaveProperty('slack');
    expect(readConfig({ ...without, ...teams }).teams).toEqual(read);
    expect(readConfig(machine)).not.toHaveProperty('teams');
  });

  test.each(Object.keys(teams))('I3: Teams without %s stops, and when it is blank or malformed', (name) => {
    for (const value of [undefined, '', ' ', 'short']) expect(refusal({ ...machine, ...teams, [name]: value }).field).toBe(name);
  });

  test('I3: stops when no platform is set up', () => {
    expect(refusal(without).message).toMatch(/SLACK_BOT_TOKEN: the variables of Slack .* or both/);
  });

  test.each([
    ...Object.keys(machine).map((name) => ({ environment: machine, name })),
    // Only who starts executions needs the state machine.
    ...Object.keys(aws)
      .filter((name) => name !== 'SALLYPORT_STATE_MACHINE_ARN')
      .map((name) => ({ environment: aws, name })),
  ])('I3: stops without $name, and when it is blank', ({ environment, name }) => {
    for (const value of [undefined, '', '  ', '\n']) expect(refusal({ ...environment, [name]: value }).field).toBe(name);
  });

  test.each([
    { name: 'SALLYPORT_HOST', value: 'gcp' },
    { name: 'SALLYPORT_SWB_TOPIC_ARN', value: '*' },
    { name: 'SALLYPORT_SWB_TOPIC_ARN', value: 'arn:aws:sqs:eu-west-2:111122223333:q' },
    { name: 'SALLYPORT_MAIL_FROM', value: 'egress@example.ac.uk\nBcc: x@example.com' },
    { name: 'SALLYPORT_PUBLIC_URL', value: 'http://egress.example.ac.uk' },
    { name: 'SALLYPORT_PUBLIC_URL', value: 'egress.example.ac.uk' },
    { name: 'SALLYPORT_PUBLIC_URL', value: 'https://egress.example.ac.uk/?a=b' },
    { name: 'SLACK_SIGNING_SECRET', value: 'short' },
    { name: 'SLACK_BOT_TOKEN', value: 'xoxp-0123456789-abcdef' },
    { name: 'SALLYPORT_STAGING_BUCKET', value: 'Not_A_Bucket' },
    { name: 'SALLYPORT_STATE_MACHINE_ARN', value: 'egress' },
    { name: 'SALLYPORT_DATA_LAKE_KEY_ARN', value: 'alias/x' },
  ])('I3: stops when $name is $value', ({ name, value }) => {
    expect(refusal({ ...aws, [name]: value }).field).toBe(name);
  });

  test('takes plain http on this machine only', () => {
    expect(readConfig({ ...machine, SALLYPORT_PUBLIC_URL: 'http://127.0.0.1:8080' }).publicUrl).toBe('http://127.0.0.1:8080');
  });

  test('names everything that is wrong at once', () => {
    const names = refusal({ SALLYPORT_HOST: 'machine' }).message.match(/(SALLYPORT|SLACK)_\w+/g);
    const { SLACK_SIGNING_SECRET: _secret, ...needed } = shared;
    expect([...new Set(names)].sort()).toEqual([...Object.keys(needed), 'SALLYPORT_DATA_FOLDER'].sort());
  });

  test('never prints a secret, however the error is looked at', () => {
    const error = refusal({ ...machine, SLACK_SIGNING_SECRET: 'hunter2 hunter2 hunter2', SLACK_BOT_TOKEN: 'hunter2' });
    expect(inspect(error, { depth: 10, showHidden: true })).not.toContain('hunter2');
  });
});

describe('readConfigWithSecret', () => {
  const { SLACK_SIGNING_SECRET, SLACK_BOT_TOKEN, ...open } = aws;
  const variables = { ...open, SALLYPORT_SECRET_ARN: 'arn:aws:secretsmanager:eu-west-2:111122223333:secret:Platforms-a1b2c3' };
  const withSecret = (text: string) => readConfigWithSecret(async () => text, variables);

  test('the credentials come from the secret', async () => {
    const { slack } = await withSecret(JSON.stringify({ SLACK_SIGNING_SECRET, SLACK_BOT_TOKEN }));
    expect(slack).toEqual({ signingSecret: SLACK_SIGNING_SECRET, botToken: SLACK_BOT_TOKEN });
  });

  test.each([
    { name: 'a misspelt name', secret: { SLACK_SIGNING_SECRET, SLACK_BOT_TOKEN, TEAMS_APPID: 'x' }, told: 'TEAMS_APPID: no such name' },
    {
      name: 'a setting of the environment',
      secret: { SLACK_SIGNING_SECRET, SLACK_BOT_TOKEN, SALLYPORT_TABLE: 'other' },
      told: 'SALLYPORT_TABLE',
    },
    { name: 'nothing yet', secret: {}, told: 'SLACK_BOT_TOKEN' },
    { name: 'half of a platform', secret: { SLACK_BOT_TOKEN }, told: 'SLACK_SIGNING_SECRET' },
  ])('I3: a secret with $name is refused, and no value of it is told', async ({ secret, told }) => {
    const refused = await withSecret(JSON.stringify(secret)).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(BadInputError);
    expect(inspect(refused, { depth: 10 })).toContain(told);
    expect(inspect(refused, { depth: 10, showHidden: true })).not.toContain(SLACK_BOT_TOKEN);
  });

  test('I3: a secret that is no JSON is refused without a word of it', async () => {
    const refused = await withSecret('hunter2').catch((error: unknown) => error);
    expect(inspect(refused, { depth: 10, showHidden: true })).not.toContain('hunter2');
  });
});
