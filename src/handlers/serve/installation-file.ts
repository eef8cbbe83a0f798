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
import type { Variables } from '../config.ts';
import { readJsonc } from '../jsonc.ts';
import { readPolicy } from '../policy-file.ts';
import { baseUrl, longSecret, loopbackUrl, lowerGuid, slackBotToken } from '../settings.ts';
import type { Surroundings } from './secrets.ts';
import { readSecret, SecretPlace } from './secrets.ts';

const boundary = 'installation file';
const path = (of: string) => z.string(`the path of ${of}`).min(1, `the path of ${of}`);
const ipAddress = z
  .string('an IP address, such as 127.0.0.1')
  .refine((text) => isIP(text) !== 0, 'an IP address, such as 127.0.0.1')
  .default('127.0.0.1');

const isLoopback = (host: string): boolean => host === '::1' || /^127\./.test(host);

const File = block({
  policyFile: path('the policy file'),
  dataFolder: path('the folder that keeps everything'),
  listen: block({ host: ipAddress, port: wholeNumber(0, 65_535) }),
  publicUrl: baseUrl.optional(),
  slack: block({
    botToken: SecretPlace,
    signingSecret: SecretPlace,
    /** For a rehearsal. */
    apiUrl: loopbackUrl.optional(),
  }).optional(),
  teams: block({
    appId: lowerGuid("the bot registration's application (client) id"),
    tenantId: lowerGuid("the bot registration's directory (tenant) id"),
    password: SecretPlace,
    /** For a rehearsal. */
    standIn: block({ loginUrl: loopbackUrl, openIdMetadataUrl: loopbackUrl }).optional(),
  }).optional(),
  intake: block({
    folder: block({ path: path('the folder that notifications are put into'), everySeconds: wholeNumber(1, 3600).default(5) }),
  }),
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
  readonly intake: { readonly folder: { readonly path: string; readonly everySeconds: number } };
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

const credentialsIn = ({ slack, teams }: File, surroundings: Surroundings) => {
  const problems: Problem[] = [];
  const read = (field: string, place: SecretPlace, form: z.ZodType<string>): string => {
    const outcome = readSecret({ field, place, form }, surroundings);
    if ('secret' in outcome) return outcome.secret;
    problems.push(outcome.problem);
    return '';
  };
  const credentials: { slack?: SlackSettings; teams?: TeamsSettings } = {};
  if (slack)
    credentials.slack = {
      botToken: read('slack.botToken', slack.botToken, slackBotToken),
      signingSecret: read('slack.signingSecret', slack.signingSecret, longSecret("the Slack app's signing secret")),
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
  const all = [...problems, ...unserved(said, policy)];
  if (all.length > 0) throw badInput(boundary, all);
  return {
    policyFile: whole(said.policyFile),
    policy,
    dataFolder: whole(said.dataFolder),
    listen: said.listen,
    ...(said.publicUrl === undefined ? {} : { publicUrl: said.publicUrl }),
    ...credentials,
    intake: { folder: { ...said.intake.folder, path: whole(said.intake.folder.path) } },
    shutdownSeconds: said.shutdownSeconds,
  };
};
