/** The command line of `npm run teams:package`. */
import { parseArgs } from 'node:util';
import * as z from 'zod';
import type { Filling } from './manifest.ts';
import { AppId, AppVersion, DeveloperName, ShortName, WebsiteUrl } from './manifest.ts';

export type Options = Filling & { readonly out: string };

export type ParsedOptions =
  | { readonly kind: 'run'; readonly options: Options }
  | { readonly kind: 'help' }
  | { readonly kind: 'wrong'; readonly problem: string };

/** What `--help` prints. */
export const usage = `Packs the Teams app that an administrator uploads; docs/teams.md tells where each value comes from.

  npm run teams:package -- --app-id GUID [options]

  --app-id GUID          the application (client) id of the bot's registration in Microsoft Entra ID
  --out FILE             where to write the package (default: dist/sallyport-teams.zip)
  --name TEXT            what people call and mention the bot (default: Sallyport; at most 30 characters)
  --organisation TEXT    who offers the app (at most 32 characters)
  --website URL          your page about it (https), also for privacy and terms
  --app-version X.Y.Z    raise it with each package that you upload (default: that of teams/manifest.json)
  --help                 this text`;

const flags = {
  'app-id': { type: 'string' },
  out: { type: 'string' },
  name: { type: 'string' },
  organisation: { type: 'string' },
  website: { type: 'string' },
  'app-version': { type: 'string' },
  help: { type: 'boolean', short: 'h' },
} as const;

const Flags = z.strictObject({
  'app-id': z.string("the bot's application (client) id is needed, a GUID").pipe(AppId),
  out: z.string().trim().endsWith('.zip', 'a file name that ends in .zip').default('dist/sallyport-teams.zip'),
  name: ShortName.optional(),
  organisation: DeveloperName.optional(),
  website: WebsiteUrl.optional(),
  'app-version': AppVersion.optional(),
});

/** Reads the arguments after `node package.ts`. A problem names the option and what was expected, and quotes no value. */
export const parseOptions = (args: readonly string[]): ParsedOptions => {
  try {
    const { help, ...values } = parseArgs({ args: [...args], options: flags, strict: true, allowPositionals: false }).values;
    if (help) return { kind: 'help' };
    const parsed = Flags.safeParse(values);
    if (parsed.success) {
      const { 'app-id': appId, 'app-version': appVersion, ...others } = parsed.data;
      return { kind: 'run', options: { ...others, appId, ...(appVersion === undefined ? {} : { appVersion }) } };
    }
    const problems = parsed.error.issues.map(({ path, message }) => `--${path.join('.')}: ${message}`);
    return { kind: 'wrong', problem: problems.join('\n') };
  } catch (error) {
    return { kind: 'wrong', problem: error instanceof Error ? error.message : String(error) };
  }
};
