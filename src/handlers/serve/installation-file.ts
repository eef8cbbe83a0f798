/** The one file that says what an installation on one machine consists of. */
import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { dirname, resolve } from 'node:path';
import * as z from 'zod';
import type { SlackSettings } from '../../bots/slack/platform.ts';
import type { TeamsSettings } from '../../bots/teams/platform.ts';
import { block, wholeNumber } from '../../workflow/fields.ts';
import type { Problem } from '../../workflow/issues.ts';
import { badInput, problemsIn } from '../../workflow/issues.ts';
import type { Policy } from '../../workflow/policy.ts';
import type { PersonId } from '../../workflow/request.ts';
import type { ObjectPlaces } from '../aws/objects.ts';
import type { Variables } from '../config.ts';
import { readJsonc } from '../jsonc.ts';
import { readPolicy } from '../policy-file.ts';
import { arnOf, baseUrl, bucketName, longSecret, loopbackUrl, lowerGuid, slackAppToken, slackBotToken, tableName } from '../settings.ts';
import type { Surroundings } from './secrets.ts';
import { readSecret, SecretPlace } from './secrets.ts';

const boundary = 'installation file';
const path = (of: string) => z.string(`the path of ${of}`).min(1, `the path of ${of}`);
const ipAddress = z
  .string('an IP address, such as 127.0.0.1')
  .refine((text) => isIP(text) !== 0, 'an IP address, such as 127.0.0.1')
  .default('127.0.0.1');

const topic = arnOf('sns', "the ARN of SWB's notification topic");

const isLoopback = (host: string): boolean => host === '::1' || /^127\./.test(host);

const File = block({
  $schema: z.string('the path of the schema').optional(),
  policyFile: path('the policy file'),
  dataFolder: path('the folder that keeps everything'),
  listen: block({ host: ipAddress, port: wholeNumber(0, 65_535) }),
  publicUrl: baseUrl.optional(),
  slack: block({
    botToken: SecretPlace,
    /** With it Slack calls this server. */
    signingSecret: SecretPlace.optional(),
    /** With it this server connects to Slack (Socket Mode), and needs no public address. */
    appToken: SecretPlace.optional(),
    /** For a rehearsal. */
    apiUrl: loopbackUrl.optional(),
  })
    .refine(({ signingSecret, appToken }) => (signingSecret === undefined) !== (appToken === undefined), {
      path: ['signingSecret'],
      error: 'either a signingSecret, when Slack calls this server, or an appToken, when it connects to Slack (Socket Mode)',
    })
    .optional(),
  teams: block({
    appId: lowerGuid("the bot registration's application (client) id"),
    tenantId: lowerGuid("the bot registration's directory (tenant) id"),
    password: SecretPlace,
    /** For a rehearsal. */
    standIn: block({ loginUrl: loopbackUrl, openIdMetadataUrl: loopbackUrl }).optional(),
  }).optional(),
  intake: block({
    folder: block({ path: path('the folder that notifications are put into'), everySeconds: wholeNumber(1, 3600).default(5) }).optional(),
    sns: block({ topicArn: topic }).optional(),
    queue: block({
      topicArn: topic,
      url: z.url({ protocol: /^https?$/, error: 'the URL of a queue that is subscribed to the topic' }),
    }).optional(),
  }).refine(({ folder, sns, queue }) => folder !== undefined || sns !== undefined || queue !== undefined, {
    error: 'a folder, sns, a queue, or several of them',
  }),
  s3: block({
    stagingBucket: bucketName,
    dataLakeBucket: bucketName,
    dataLakeKeyArn: arnOf('kms', "the ARN of the data lake's key"),
    auditBucket: bucketName,
    egressStoreTable: tableName,
    /** For endpoints other than AWS's own, which have no host name for each bucket. */
    pathStyle: z.boolean('true or false').default(false),
  }).optional(),
  mail: block({ from: z.email('an e-mail address that is verified in SES').transform((email) => email as PersonId) }).optional(),
  shutdownSeconds: wholeNumber(1, 600).default(25),
})
  .refine(({ slack, teams }) => slack !== undefined || teams !== undefined, {
    path: ['slack'],
    error: 'a block for Slack, one for Teams, or both',
  })
  .refine(({ publicUrl, listen }) => publicUrl !== undefined || isLoopback(listen.host), {
    path: ['publicUrl'],
    error: 'the https address that people reach this server at, unless it listens for this machine alone',
  });
type File = z.output<typeof File>;

/** JSON Schema of the file for editors (`docs/installation.schema.json`). */
export const installationJsonSchema = (): unknown => ({ title: 'Sallyport installation file', ...z.toJSONSchema(File, { io: 'input' }) });

/** The S3 places of an installation that keeps its objects there, with SWB's own table. */
export type S3Places = ObjectPlaces & { readonly egressStoreTable: string };

/** An installation as it is to be run; all paths are whole. */
export type InstallationFile = {
  readonly policyFile: string;
  readonly policy: Policy;
  readonly dataFolder: string;
  readonly listen: { readonly host: string; readonly port: number };
  /** Left out: the address that the server listens on. */
  readonly publicUrl?: string;
  readonly slack?: SlackSettings;
  readonly teams?: TeamsSettings;
  readonly intake: {
    readonly folder?: { readonly path: string; readonly everySeconds: number };
    readonly sns?: { readonly topicArn: string };
    readonly queue?: { readonly topicArn: string; readonly url: string };
  };
  /** Left out: objects lie below the data folder, and so does the register of egress stores. */
  readonly s3?: S3Places;
  /** The sender of mail through SES; left out, mail is kept in the store and leaves the machine never. */
  readonly mailFrom?: PersonId;
  readonly shutdownSeconds: number;
};

const parse = (text: string): File => {
  const parsed = File.safeParse(readJsonc(boundary, text));
  if (!parsed.success) throw badInput(boundary, problemsIn(parsed.error));
  return parsed.data;
};

const readPolicyAt = (file: string): Policy => {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (cause) {
    throw badInput(boundary, [{ field: 'policyFile', expected: `a policy file; ${file} cannot be read` }], cause);
  }
  return readPolicy(text);
};

/** A platform that the policy file admits nobody from would refuse everybody, one by one. */
const unserved = ({ slack, teams }: File, { organisation }: Policy): readonly Problem[] => [
  ...(slack && organisation.slack.teamIds.length + organisation.slack.enterpriseIds.length === 0
    ? [{ field: 'slack', expected: 'a workspace in organisation.slack of the policy file, which names none' }]
    : []),
  ...(teams && !organisation.teams.tenantIds.some((id) => id.toLowerCase() === teams.tenantId)
    ? [{ field: 'teams.tenantId', expected: 'a tenant that organisation.teams.tenantIds of the policy file names' }]
    : []),
];

/** What each part allows and all of it together does not. */
const unsound = ({ intake, s3, mail }: File, variables: Variables): readonly Problem[] => [
  ...(['sns', 'queue'] as const).flatMap((name) =>
    intake[name] && !s3
      ? {
          field: `intake.${name}`,
          expected: 'the block s3 as well: what Service Workbench tells of lies in its bucket, where folders would never find it',
        }
      : [],
  ),
  ...((s3 || mail) && !variables['AWS_REGION']?.trim()
    ? [{ field: s3 ? 's3' : 'mail', expected: 'the region in the environment variable AWS_REGION, which is not set or blank' }]
    : []),
];

type ReadSecret = (field: string, place: SecretPlace, form: z.ZodType<string>) => string;

const slackDoor = ({ signingSecret, appToken }: NonNullable<File['slack']>, read: ReadSecret) =>
  appToken
    ? { appToken: read('slack.appToken', appToken, slackAppToken) }
    : { signingSecret: signingSecret ? read('slack.signingSecret', signingSecret, longSecret("the Slack app's signing secret")) : '' };

const credentialsIn = ({ slack, teams }: File, surroundings: Surroundings) => {
  const problems: Problem[] = [];
  const read: ReadSecret = (field, place, form) => {
    const outcome = readSecret({ field, place, form }, surroundings);
    if ('secret' in outcome) return outcome.secret;
    problems.push(outcome.problem);
    return '';
  };
  const credentials: { slack?: SlackSettings; teams?: TeamsSettings } = {};
  if (slack)
    credentials.slack = {
      botToken: read('slack.botToken', slack.botToken, slackBotToken),
      ...slackDoor(slack, read),
      ...(slack.apiUrl === undefined ? {} : { apiUrl: slack.apiUrl }),
    };
  if (teams) {
    const { appId, tenantId, standIn } = teams;
    credentials.teams = {
      appId,
      tenantId,
      password: read('teams.password', teams.password, longSecret("the bot registration's client secret")),
      ...(standIn ? { endpoints: { ...standIn, serviceHosts: [new URL(standIn.loginUrl).host] } } : {}),
    };
  }
  return { credentials, problems };
};

/**
 * Reads the file at this path with its policy file and secrets. Throws a BadInputError that names every field which is missing, unknown or wrong and
 * what was expected of it, and nothing that a secret says.
 */
export const readInstallation = (file: string, variables: Variables): InstallationFile => {
  const whole = (part: string): string => resolve(dirname(file), part);
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (cause) {
    throw badInput(boundary, [{ field: '', expected: `a file; ${file} cannot be read` }], cause);
  }
  const said = parse(text);
  const policy = readPolicyAt(whole(said.policyFile));
  const { credentials, problems } = credentialsIn(said, { variables, readText: (place) => readFileSync(whole(place), 'utf8') });
  const all = [...problems, ...unserved(said, policy), ...unsound(said, variables)];
  if (all.length > 0) throw badInput(boundary, all);
  return {
    policyFile: whole(said.policyFile),
    policy,
    dataFolder: whole(said.dataFolder),
    listen: said.listen,
    ...(said.publicUrl === undefined ? {} : { publicUrl: said.publicUrl }),
    ...credentials,
    intake: {
      ...(said.intake.folder ? { folder: { ...said.intake.folder, path: whole(said.intake.folder.path) } } : {}),
      ...(said.intake.sns ? { sns: said.intake.sns } : {}),
      ...(said.intake.queue ? { queue: said.intake.queue } : {}),
    },
    ...(said.s3 ? { s3: said.s3 } : {}),
    ...(said.mail ? { mailFrom: said.mail.from } : {}),
    shutdownSeconds: said.shutdownSeconds,
  };
};
