/** The installation's settings: what exists already, and what may differ from one to the next. Refused as a whole, with every mistake named. */
import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import * as z from 'zod';
import { readJsonc } from '../src/handlers/jsonc.ts';
import { readPolicy } from '../src/handlers/policy-file.ts';
import { badInput, problemsIn } from '../src/workflow/issues.ts';

const arn = (service: string, what: string) =>
  z.string(`the ARN of ${what}`).regex(new RegExp(`^arn:aws[a-z-]*:${service}:[a-z0-9-]*:\\d{0,12}:\\S+$`), `the ARN of ${what}`);
const key = (what: string) => arn('kms', `the key of ${what}`);

const Settings = z.strictObject({
  serviceWorkbench: z.strictObject(
    {
      notificationTopicArn: arn('sns', "Service Workbench's notification topic"),
      notificationBucketArn: arn('s3', 'the bucket of object lists'),
      notificationKeyArn: key('the bucket of object lists'),
      egressStoreBucketArn: arn('s3', 'the egress store bucket'),
      egressStoreKeyArn: key('the egress store bucket'),
      egressStoreTableArn: arn('dynamodb', 'the table of egress stores'),
    },
    "Service Workbench's resources",
  ),
  dataLake: z.strictObject({ bucketArn: arn('s3', 'the data lake bucket'), keyArn: key('the data lake bucket') }).optional(),
  reviewAccount: z
    .string()
    .regex(/^\d{12}$/, 'an account number of 12 digits')
    .optional(),
  policyFile: z.string('the path of the policy file').min(1, 'the path of the policy file'),
  mailFrom: z.email('an e-mail address'),
  operationsMail: z.email('an e-mail address').optional(),
  warmSlackFunctions: z
    .int('a whole number from 0 to 50')
    .min(0, 'a whole number from 0 to 50')
    .max(50, 'a whole number from 0 to 50')
    .default(0),
});

/** `policyFile` is an absolute path, `roles` are that policy's. */
export type Settings = z.output<typeof Settings> & { readonly roles: readonly string[] };

/** A file that cannot be read, or a policy that every function would refuse, is found before anything is deployed. */
const rolesIn = (policyFile: string): readonly string[] => {
  let text: string;
  try {
    text = readFileSync(policyFile, 'utf8');
  } catch (cause) {
    throw badInput('settings', [{ field: 'policyFile', expected: `a file that can be read, not ${policyFile}` }], cause);
  }
  return Object.keys(readPolicy(text).roles);
};

/** Parses the settings; `folder` is where relative paths begin. */
export const parseSettings = (text: string, folder: string): Settings => {
  const parsed = Settings.safeParse(readJsonc('settings', text));
  if (!parsed.success) throw badInput('settings', problemsIn(parsed.error));
  const policyFile = resolve(folder, parsed.data.policyFile);
  return { ...parsed.data, policyFile, roles: rolesIn(policyFile) };
};

/** Reads the settings file. */
export const readSettings = (file: string): Settings => parseSettings(readFileSync(file, 'utf8'), dirname(file));
