/** The installation's settings: what exists already, and what may differ from one to the next. Refused as a whole, with every mistake named. */
import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import * as z from 'zod';
import { readJsonc } from '../src/handlers/jsonc.ts';
import { readPolicy } from '../src/handlers/policy-file.ts';
import { badInput, problemsIn } from '../src/workflow/issues.ts';

/** `form` is how the ARN is written, in capitals what differs from one to the next. */
const arn = (form: string, what: string) => {
  const expected = `the ARN of ${what}, ${form}`;
  const parts = {
    REGION: '[a-z0-9-]+',
    ACCOUNT: '\\d{12}',
    BUCKET: '[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]',
    NAME: '[A-Za-z0-9_.-]+',
    ID: '[a-z0-9-]+',
  };
  const pattern = form.replace('arn:aws:', 'arn:aws[a-z-]*:').replace(/[A-Z]{2,}/g, (part) => parts[part as keyof typeof parts] ?? part);
  return z.string(expected).regex(new RegExp(`^${pattern}$`), expected);
};
const bucket = (what: string) => arn('arn:aws:s3:::BUCKET', what);
const key = (what: string) => arn('arn:aws:kms:REGION:ACCOUNT:key/ID', `the key of ${what}`);

const Settings = z.strictObject(
  {
    serviceWorkbench: z.strictObject(
      {
        notificationTopicArn: arn('arn:aws:sns:REGION:ACCOUNT:NAME', "Service Workbench's notification topic"),
        notificationBucketArn: bucket('the bucket of object lists'),
        notificationKeyArn: key('the bucket of object lists'),
        egressStoreBucketArn: bucket('the egress store bucket'),
        egressStoreKeyArn: key('the egress store bucket'),
        egressStoreTableArn: arn('arn:aws:dynamodb:REGION:ACCOUNT:table/NAME', 'the table of egress stores'),
      },
      "Service Workbench's resources",
    ),
    dataLake: z.strictObject({ bucketArn: bucket('the data lake bucket'), keyArn: key('the data lake bucket') }).optional(),
    reviewAccount: z
      .string('an account number of 12 digits, in quotes')
      .regex(/^\d{12}$/, 'an account number of 12 digits, in quotes')
      .optional(),
    policyFile: z.string('the path of the policy file').min(1, 'the path of the policy file'),
    mailFrom: z.email('an e-mail address'),
    operationsMail: z.email('an e-mail address').optional(),
    warmSlackFunctions: z
      .int('a whole number from 0 to 50')
      .min(0, 'a whole number from 0 to 50')
      .max(50, 'a whole number from 0 to 50')
      .default(0),
  },
  'a { } block of settings (infra/settings.example.jsonc)',
);

const readText = (file: string, field: string): string => {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw badInput('settings', [{ field, expected: `a file that can be read, not ${file}` }], cause);
  }
};

/** `policyFile` is an absolute path, `roles` are that policy's. */
export type Settings = z.output<typeof Settings> & { readonly roles: readonly string[] };

/** A file that cannot be read, or a policy that every function would refuse, is found before anything is deployed. */
const rolesIn = (policyFile: string): readonly string[] => Object.keys(readPolicy(readText(policyFile, 'policyFile')).roles);

/** The functions look for the table, and are told by the topic, where they run: in the stack's own account and region. */
const requireOnePlace = ({ serviceWorkbench: { notificationTopicArn, egressStoreTableArn } }: z.output<typeof Settings>): void => {
  const placeOf = (given: string): string => given.split(':').slice(3, 5).join(':');
  if (placeOf(notificationTopicArn) !== placeOf(egressStoreTableArn))
    throw badInput('settings', [
      {
        field: 'serviceWorkbench.egressStoreTableArn',
        expected: `a table in the topic's region and account, ${placeOf(notificationTopicArn)}`,
      },
    ]);
};

/** Parses the settings; `folder` is where relative paths begin. */
export const parseSettings = (text: string, folder: string): Settings => {
  const parsed = Settings.safeParse(readJsonc('settings', text));
  if (!parsed.success) throw badInput('settings', problemsIn(parsed.error));
  requireOnePlace(parsed.data);
  const policyFile = resolve(folder, parsed.data.policyFile);
  return { ...parsed.data, policyFile, roles: rolesIn(policyFile) };
};

/** Reads the settings file. */
export const readSettings = (file: string): Settings => parseSettings(readText(file, ''), dirname(file));
