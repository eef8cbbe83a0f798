/** The one file that says what an installation on one machine consists of. */
import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import * as z from 'zod';
import { BadInputError } from '../../workflow/errors.ts';
import type { Problem } from '../../workflow/issues.ts';
import { badInput, problemsIn, unknownKey } from '../../workflow/issues.ts';
import type { Policy } from '../../workflow/policy.ts';
import type { ObjectPlaces } from '../aws/objects.ts';
import type { Variables } from '../config.ts';
import { readJsonc } from '../jsonc.ts';
import type { Credentials } from '../platforms.ts';
import { readPolicy } from '../policy-file.ts';
import { longSecret, slackAppToken, slackBotToken } from '../settings.ts';
import { FileForm } from './file-form.ts';
import { folderProblems } from './folders.ts';
import type { MailSettings } from './mail.ts';
import { misfits } from './misfits.ts';
import type { StackPlaces } from './places.ts';
import { hasCode, isForbidden } from './plain-file.ts';
import type { SecretPlace, Surroundings } from './secrets.ts';
import { isOpenToAll, readSecret } from './secrets.ts';

const boundary = 'installation file';
/** The S3 places of an installation that keeps its objects there, with SWB's own table. */
export type S3Places = ObjectPlaces & { readonly egressStoreTable: string };

type Described = Credentials & {
  readonly policyFile: string;
  readonly policy: Policy;
  readonly listen: { readonly host: string; readonly port: number };
  /** Left out: the address that the server listens on. */
  readonly publicUrl?: string;
  /** Settings whose secret lies in a file that everybody on the machine may read. */
  readonly openSecrets?: readonly string[];
  readonly shutdownSeconds: number;
};

/** One that does all the work itself. */
export type MachineFile = Described & {
  readonly kind: 'machine';
  readonly dataFolder: string;
  readonly intake: {
    readonly folder?: { readonly path: string; readonly everySeconds: number };
    readonly sns?: { readonly topicArn: string };
    readonly queue?: { readonly topicArn: string; readonly url: string };
  };
  /** Left out: objects lie below the data folder, and so does the register of egress stores. */
  readonly s3?: S3Places;
  /** Left out: mail is kept in the store and leaves the machine never. */
  readonly mail?: MailSettings;
};

/** One that answers people for the stack of AWS. */
export type FrontFile = Described & { readonly kind: 'front'; readonly stack: StackPlaces; readonly mail: MailSettings };

/** An installation as it is to be run; all paths are whole. */
export type InstallationFile = MachineFile | FrontFile;

/** Left out, `kind` is SES, which has none of what a mail server of one's own needs. */
const withMailKind = ({ field, expected }: Problem): Problem =>
  /^mail\.(host|port|tls|user|password|caFile)$/.test(field) && expected === unknownKey
    ? { field, expected: `${unknownKey}, unless the block says "kind": "smtp"` }
    : { field, expected };

/** Who does the work decides which blocks there must be: those of one that does it all itself, or of the stack's. */
const misplaced = ({ dataFolder, intake, s3, stack, mail }: Partial<Record<keyof FileForm, unknown>>): readonly Problem[] => {
  const absent = (value: unknown, problem: Problem): readonly Problem[] => (value === undefined ? [problem] : []);
  if (stack === undefined)
    return [
      ...absent(dataFolder, { field: 'dataFolder', expected: 'the path of the folder that keeps everything' }),
      ...absent(intake, { field: 'intake', expected: 'a { } block: a folder, sns, a queue, or several of them' }),
    ];
  const expected =
    'no such block beside stack: its functions take notifications, follow up and keep everything; two that do would do it twice';
  return [
    ...Object.entries({ dataFolder, intake, s3 }).flatMap(([field, value]) => (value === undefined ? [] : [{ field, expected }])),
    ...absent(mail, { field: 'mail', expected: 'the block mail: whoever has no chat is written to' }),
  ];
};

const parse = (text: string): FileForm => {
  const said = readJsonc(boundary, text);
  const parsed = FileForm.safeParse(said);
  const blocks = typeof said === 'object' && said !== null ? misplaced(said) : [];
  const problems = parsed.success ? blocks : [...problemsIn(parsed.error).map(withMailKind), ...blocks];
  if (!parsed.success || problems.length > 0) throw badInput(boundary, problems);
  return parsed.data;
};

/** Why it could not be read, as far as the operator can do something about it. */
const unread = (file: string, error: unknown): string => {
  if (hasCode(error, ['ENOENT', 'ENOTDIR'])) return `there is no ${file}`;
  return isForbidden(error) ? `this user may not read ${file}` : `${file} cannot be read`;
};

/** The policy file at `file` is not right; the message says what is not. */
export class PolicyFileError extends Error {
  override name = 'PolicyFileError' as const;
  readonly file: string;
  constructor(file: string, problem: BadInputError) {
    super(problem.message, { cause: problem });
    this.file = file;
  }
}

/** Reads the policy file, or throws a `PolicyFileError` that says all that is wrong with it. */
export const readPolicyAt = (file: string): Policy => {
  try {
    return readPolicy(readFileSync(file, 'utf8'));
  } catch (error) {
    if (error instanceof BadInputError) throw new PolicyFileError(file, error);
    throw new PolicyFileError(file, badInput('policy file', [{ field: '', expected: `a file; ${unread(file, error)}` }], error));
  }
};

type Work = Omit<MachineFile, keyof Described> | Omit<FrontFile, keyof Described>;

/** Who does the work: this process, or the functions of the stack, and then all of it but the answering. */
const workOf = (
  said: FileForm,
  { whole, mail }: { readonly whole: (part: string) => string; readonly mail: MailSettings | undefined },
): Work => {
  const { dataFolder, intake, s3, stack } = said;
  if (stack && mail) return { kind: 'front', stack, mail };
  if (dataFolder !== undefined && intake)
    return {
      kind: 'machine',
      dataFolder: whole(dataFolder),
      intake: {
        ...(intake.folder ? { folder: { ...intake.folder, path: whole(intake.folder.path) } } : {}),
        ...(intake.sns ? { sns: intake.sns } : {}),
        ...(intake.queue ? { queue: intake.queue } : {}),
      },
      ...(s3 ? { s3 } : {}),
      ...(mail ? { mail } : {}),
    };
  throw badInput(boundary, misplaced(said));
};

type ReadSecret = (field: string, place: SecretPlace, form: z.ZodType<string>) => string;

const slackDoor = ({ signingSecret, appToken }: NonNullable<FileForm['slack']>, read: ReadSecret) =>
  appToken
    ? { appToken: read('slack.appToken', appToken, slackAppToken) }
    : { signingSecret: signingSecret ? read('slack.signingSecret', signingSecret, longSecret("the Slack app's signing secret")) : '' };

type SmtpForm = Extract<FileForm['mail'], { kind: 'smtp' }>;

/** The certificates' text; undefined where there are none. */
const certificatesIn = (file: string, { readText }: Surroundings): string | undefined => {
  try {
    const text = readText(file);
    new X509Certificate(text);
    return text;
  } catch {
    return undefined;
  }
};

const smtpOf = ({ host, port, tls, user, password }: SmtpForm, read: ReadSecret) => ({
  host,
  port,
  tls,
  ...(user !== undefined && password ? { login: { user, password: read('mail.password', password, z.string()) } } : {}),
});

const credentialsIn = ({ slack, teams, mail }: FileForm, surroundings: Surroundings & { readonly whole: (part: string) => string }) => {
  const problems: Problem[] = [];
  const openSecrets: string[] = [];
  const read: ReadSecret = (field, place, form) => {
    const outcome = readSecret({ field, place, form }, surroundings);
    if ('problem' in outcome) {
      problems.push(outcome.problem);
      return '';
    }
    if ('file' in place && isOpenToAll(surroundings.whole(place.file))) openSecrets.push(field);
    return outcome.secret;
  };
  const credentials: { -readonly [K in keyof Credentials]: Credentials[K] } = {};
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
  if (mail?.kind !== 'smtp')
    return { credentials, problems, openSecrets, mail: mail ? { kind: 'ses' as const, from: mail.from } : undefined };
  const smtp = smtpOf(mail, read);
  if (mail.caFile === undefined) return { credentials, problems, openSecrets, mail: { kind: mail.kind, from: mail.from, smtp } };
  const ca = certificatesIn(mail.caFile, surroundings);
  if (ca === undefined) problems.push({ field: 'mail.caFile', expected: `certificates (PEM); ${mail.caFile} has none, or cannot be read` });
  return { credentials, problems, openSecrets, mail: { kind: mail.kind, from: mail.from, smtp: { ...smtp, ca: ca ?? '' } } };
};

/**
 * Reads the file at this path with its policy file and secrets. Throws a BadInputError, or a PolicyFileError, that names every field which is missing, unknown or wrong and
 * what was expected of it, and nothing that a secret says.
 */
export const readInstallation = (file: string, variables: Variables): InstallationFile => {
  const whole = (part: string): string => resolve(dirname(file), part);
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (cause) {
    throw badInput(boundary, [{ field: '', expected: `a file; ${unread(file, cause)}` }], cause);
  }
  const said = parse(text);
  const policy = readPolicyAt(whole(said.policyFile));
  const readText = (place: string): string => readFileSync(whole(place), 'utf8');
  const { credentials, problems, openSecrets, mail } = credentialsIn(said, { variables, readText, whole });
  const work = workOf(said, { whole, mail });
  const folders = {
    dataFolder: said.dataFolder === undefined ? undefined : whole(said.dataFolder),
    intakeFolder: said.intake?.folder && whole(said.intake.folder.path),
  };
  const unfit = [...misfits(said, { policy, variables }), ...folderProblems(folders)];
  const all = [...problems, ...unfit];
  if (all.length > 0) throw badInput(boundary, all);
  return {
    policyFile: whole(said.policyFile),
    policy,
    listen: said.listen,
    ...(said.publicUrl === undefined ? {} : { publicUrl: said.publicUrl }),
    ...credentials,
    openSecrets,
    ...work,
    shutdownSeconds: said.shutdownSeconds,
  };
};
