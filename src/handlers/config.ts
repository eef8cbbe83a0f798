/** The environment, read once at start and refused when anything is missing or blank (I3). The only deployed file that sees it. */
import * as z from 'zod';
import type { SlackSettings } from '../bots/slack/platform.ts';
import type { TeamsSettings } from '../bots/teams/platform.ts';
import { badInput, problemsIn } from '../workflow/issues.ts';
import type { PersonId } from '../workflow/request.ts';
import { arnOf, baseUrl, bucketName, longSecret, loopbackUrl, lowerGuid, slackBotToken, tableName } from './settings.ts';

const shared = {
  SALLYPORT_POLICY_FILE: z.string('the path of the policy file').min(1, 'the path of the policy file'),
  SALLYPORT_SWB_TOPIC_ARN: arnOf('sns', "the ARN of SWB's notification topic"),
  SALLYPORT_MAIL_FROM: z.email('an e-mail address').transform((email) => email as PersonId),
  SALLYPORT_PUBLIC_URL: baseUrl,
};

/** A platform is set up by all of its variables or by none. */
const Slack = z.object({
  SLACK_SIGNING_SECRET: longSecret("the Slack app's signing secret"),
  SLACK_BOT_TOKEN: slackBotToken,
  SLACK_API_URL: loopbackUrl.optional(),
});
const Teams = z.object({
  TEAMS_APP_ID: lowerGuid("the bot registration's application (client) id"),
  TEAMS_TENANT_ID: lowerGuid("the bot registration's directory (tenant) id"),
  TEAMS_APP_PASSWORD: longSecret("the bot registration's client secret"),
  TEAMS_LOGIN_URL: loopbackUrl.optional(),
  TEAMS_OPENID_METADATA_URL: loopbackUrl.optional(),
  TEAMS_GRAPH_URL: loopbackUrl.optional(),
});
type Given = Readonly<Record<string, string>>;
const isMeant = (platform: z.ZodObject, given: Given): boolean => Object.keys(platform.shape).some((name) => name in given);

const Environment = z.discriminatedUnion(
  'SALLYPORT_HOST',
  [
    z.object({ ...shared, SALLYPORT_HOST: z.literal('machine'), SALLYPORT_DATA_FOLDER: z.string('a folder').min(1, 'a folder') }),
    z.object({
      ...shared,
      SALLYPORT_HOST: z.literal('aws'),
      SALLYPORT_TABLE: tableName,
      SALLYPORT_STAGING_BUCKET: bucketName,
      SALLYPORT_DATA_LAKE_BUCKET: bucketName,
      SALLYPORT_AUDIT_BUCKET: bucketName,
      SALLYPORT_EXPORTS_BUCKET: bucketName,
      SALLYPORT_DATA_LAKE_KEY_ARN: arnOf('kms', "the ARN of the data lake's key"),
      SALLYPORT_SWB_EGRESS_STORE_TABLE: tableName,
      SALLYPORT_STATE_MACHINE_ARN: arnOf('states', "the state machine's ARN").optional(),
      SALLYPORT_S3_PATH_STYLE: z.enum(['true', 'false'], '"true" or "false"').optional(),
      SALLYPORT_FOLLOW_UP_QUEUE_URL: z.url({ protocol: /^https?$/, error: "the follow-up queue's URL" }),
      SALLYPORT_INTAKE_QUEUE_URL: z.url({ protocol: /^https?$/, error: "the intake queue's URL" }),
    }),
  ],
  '"machine" or "aws"',
);

/** Everything but the chat platforms: what a task of the workflow needs. */
export type HostConfig = {
  readonly policyFile: string;
  /** The only SNS topic that is believed. */
  readonly topicArn: string;
  readonly mailFrom: PersonId;
  /** Without a slash at the end. */
  readonly publicUrl: string;
  readonly host:
    | { readonly kind: 'machine'; readonly dataFolder: string }
    | {
        readonly kind: 'aws';
        readonly table: string;
        readonly stagingBucket: string;
        readonly dataLakeBucket: string;
        /** Keeps what is written to it, under Object Lock. */
        readonly auditBucket: string;
        /** Holds exports of the record until they are fetched. */
        readonly exportsBucket: string;
        /** Encrypts what is released, whatever the data lake's own default is. */
        readonly dataLakeKeyArn: string;
        /** SWB's own table. */
        readonly swbEgressStoreTable: string;
        /** For whoever starts executions; the state machine's own tasks are made before it and cannot know it. */
        readonly stateMachineArn?: string;
        /** Takes ids of requests to be followed up; one request after the other in the order in which they came. */
        readonly followUpQueueUrl: string;
        /** Holds notifications until they are taken. */
        readonly intakeQueueUrl: string;
        /** For endpoints other than AWS's own, which have no host name for each bucket. */
        readonly pathStyle: boolean;
      };
};
export type AwsHost = Extract<HostConfig['host'], { kind: 'aws' }>;

export type Config = HostConfig & {
  /** At least one of the two is there. */
  readonly slack?: SlackSettings;
  readonly teams?: TeamsSettings;
};

const hostOf = (environment: z.output<typeof Environment>): Config['host'] => {
  switch (environment.SALLYPORT_HOST) {
    case 'machine':
      return { kind: 'machine', dataFolder: environment.SALLYPORT_DATA_FOLDER };
    case 'aws':
      return {
        kind: 'aws',
        table: environment.SALLYPORT_TABLE,
        stagingBucket: environment.SALLYPORT_STAGING_BUCKET,
        dataLakeBucket: environment.SALLYPORT_DATA_LAKE_BUCKET,
        auditBucket: environment.SALLYPORT_AUDIT_BUCKET,
        exportsBucket: environment.SALLYPORT_EXPORTS_BUCKET,
        dataLakeKeyArn: environment.SALLYPORT_DATA_LAKE_KEY_ARN,
        swbEgressStoreTable: environment.SALLYPORT_SWB_EGRESS_STORE_TABLE,
        ...(environment.SALLYPORT_STATE_MACHINE_ARN === undefined ? {} : { stateMachineArn: environment.SALLYPORT_STATE_MACHINE_ARN }),
        followUpQueueUrl: environment.SALLYPORT_FOLLOW_UP_QUEUE_URL,
        intakeQueueUrl: environment.SALLYPORT_INTAKE_QUEUE_URL,
        pathStyle: environment.SALLYPORT_S3_PATH_STYLE === 'true',
      };
    default:
      return environment satisfies never;
  }
};

/** Names and values as a process is given them. */
export type Variables = Readonly<Record<string, string | undefined>>;

/** What this process was given, for secrets that an installation's file names. */
export const ownVariables = (): Variables => process.env;

/** A variable that is set to nothing is as good as missing. */
const givenIn = (variables: Variables): Given =>
  Object.fromEntries(Object.entries(variables).flatMap(([name, value]) => (value?.trim() ? [[name, value.trim()]] : [])));

const hostConfigOf = (environment: z.output<typeof Environment>): HostConfig => ({
  policyFile: environment.SALLYPORT_POLICY_FILE,
  topicArn: environment.SALLYPORT_SWB_TOPIC_ARN,
  mailFrom: environment.SALLYPORT_MAIL_FROM,
  publicUrl: environment.SALLYPORT_PUBLIC_URL,
  host: hostOf(environment),
});

/** Like `readConfig`, for what speaks to no chat platform and is given no secret. */
export const readHostConfig = (variables: Variables = process.env): HostConfig => {
  const parsed = Environment.safeParse(givenIn(variables));
  if (!parsed.success) throw badInput('environment', problemsIn(parsed.error));
  return hostConfigOf(parsed.data);
};

/** Reads the environment, or throws a BadInputError that names every variable that is missing, blank or wrong, and no value. */
export const readConfig = (variables: Variables = process.env): Config => {
  const given = givenIn(variables);
  const parsed = Environment.safeParse(given);
  const slack = isMeant(Slack, given) ? Slack.safeParse(given) : undefined;
  const teams = isMeant(Teams, given) ? Teams.safeParse(given) : undefined;
  const problems = [parsed, slack, teams].flatMap((each) => (each?.error ? problemsIn(each.error) : []));
  if (!slack && !teams)
    problems.push({ field: 'SLACK_BOT_TOKEN', expected: 'the variables of Slack (SLACK_…), of Teams (TEAMS_…), or both' });
  // Not the parser's own error for a cause: whoever prints that must not print a secret.
  if (!parsed.success || problems.length > 0) throw badInput('environment', problems);
  return {
    ...hostConfigOf(parsed.data),
    ...(slack?.data ? { slack: slackOf(slack.data) } : {}),
    ...(teams?.data ? { teams: teamsOf(teams.data) } : {}),
  };
};

const slackOf = ({ SLACK_SIGNING_SECRET: signingSecret, SLACK_BOT_TOKEN: botToken, SLACK_API_URL: apiUrl }: z.output<typeof Slack>) => ({
  signingSecret,
  botToken,
  ...(apiUrl === undefined ? {} : { apiUrl }),
});

const teamsOf = (given: z.output<typeof Teams>): TeamsSettings => {
  const { TEAMS_LOGIN_URL: loginUrl, TEAMS_OPENID_METADATA_URL: openIdMetadataUrl, TEAMS_GRAPH_URL: graphUrl } = given;
  const standsIn = loginUrl !== undefined && openIdMetadataUrl !== undefined;
  return {
    appId: given.TEAMS_APP_ID,
    tenantId: given.TEAMS_TENANT_ID,
    password: given.TEAMS_APP_PASSWORD,
    ...(standsIn
      ? {
          endpoints: {
            loginUrl,
            openIdMetadataUrl,
            ...(graphUrl === undefined ? {} : { graphUrl }),
            serviceHosts: [new URL(loginUrl).host],
          },
        }
      : {}),
  };
};

const SecretArn = arnOf('secretsmanager', "the ARN of the chat platforms' secret");
const Secret = z.record(z.string(), z.string(), 'an object of texts');

/** The same with the platforms' credentials from the secret that SALLYPORT_SECRET_ARN names; `fetchSecret` gives its text. */
export const readConfigWithSecret = async (
  fetchSecret: (arn: string) => Promise<string>,
  variables: Variables = process.env,
): Promise<Config> => {
  const named = SecretArn.safeParse(variables['SALLYPORT_SECRET_ARN']);
  if (!named.success) throw badInput('environment', [{ field: 'SALLYPORT_SECRET_ARN', expected: "the ARN of the chat platforms' secret" }]);
  const text = await fetchSecret(named.data);
  let secret: z.infer<typeof Secret>;
  try {
    secret = Secret.parse(JSON.parse(text));
  } catch {
    // Neither the text nor the parser's words for it: both may hold a secret.
    throw badInput('secret', [{ field: 'SALLYPORT_SECRET_ARN', expected: 'a secret that is a JSON object of texts' }]);
  }
  const unknown = Object.keys(secret).filter((name) => !(name in Slack.shape || name in Teams.shape));
  if (unknown.length > 0)
    throw badInput(
      'secret',
      unknown.map((name) => ({
        field: name,
        expected: `no such name, but one of ${[...Object.keys(Slack.shape), ...Object.keys(Teams.shape)].join(', ')}`,
      })),
    );
  return readConfig({ ...variables, ...secret });
};
