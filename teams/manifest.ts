/** What Teams refuses of an app's manifest, so that a mistake shows here and not in the admin centre. */
import * as z from 'zod';

const text = (most: number) => z.string().trim().min(1, `1 to ${most} characters`).max(most, `1 to ${most} characters`);
const https = z.url({ protocol: /^https$/, error: 'an https address' }).max(2048, 'at most 2048 characters');
const scopes = z.array(z.enum(['personal', 'team'])).min(1);

/** An Entra application id, in lower case; the zeros that stand in the template are none. */
export const AppId = z
  .guid('a GUID')
  .refine((id) => !/^[0-]+$/.test(id), 'a GUID that is not all zeros')
  .transform((id) => id.toLowerCase());
/** Teams takes three numbers, and an update only with a higher version. */
export const AppVersion = z.string().regex(/^(0|[1-9]\d{0,4})(\.(0|[1-9]\d{0,4})){2}$/, 'three numbers, such as 1.0.1');
/** The name that people mention. */
export const ShortName = text(30);
export const DeveloperName = text(32);
export const WebsiteUrl = https;

// Teams' schema allows more commands and longer ones from 1.24 on; older clients do not show them.
const Command = z.strictObject({ title: text(32), description: text(128) });

const AppManifest = z.strictObject({
  $schema: z.url(),
  manifestVersion: z.string().regex(/^1\.\d+$/, 'a version of the public schema'),
  version: AppVersion,
  id: AppId,
  localizationInfo: z.strictObject({ defaultLanguageTag: z.string().regex(/^[a-z]{2}(-[a-z]{2})?$/, 'a language tag in lower case') }),
  developer: z.strictObject({ name: DeveloperName, websiteUrl: https, privacyUrl: https, termsOfUseUrl: https }),
  name: z.strictObject({ short: ShortName, full: text(100) }),
  description: z.strictObject({ short: text(80), full: text(4000) }),
  icons: z.strictObject({ color: z.literal('color.png'), outline: z.literal('outline.png') }),
  accentColor: z.string().regex(/^#[0-9a-f]{6}$/i, 'a colour such as #0F766E'),
  bots: z.tuple([
    z.strictObject({
      botId: AppId,
      scopes,
      isNotificationOnly: z.literal(false),
      supportsFiles: z.literal(false),
      commandLists: z
        .array(z.strictObject({ scopes, commands: z.array(Command).min(1).max(10, 'at most ten commands') }))
        .max(3, 'at most three lists'),
    }),
  ]),
  permissions: z.array(z.enum(['identity', 'messageTeamMembers'])),
  validDomains: z.array(z.string()).max(16, 'at most 16 domains'),
  defaultInstallScope: z.enum(['personal', 'team']),
  defaultGroupCapability: z.strictObject({ team: z.literal('bot') }),
});
export type AppManifest = z.infer<typeof AppManifest>;

/** Of the template, what may be set for one organisation. */
export type Filling = {
  readonly appId: string;
  readonly name?: string | undefined;
  readonly organisation?: string | undefined;
  /** Stands for the pages about privacy and terms, too. */
  readonly website?: string | undefined;
  readonly appVersion?: string | undefined;
};

/** The manifest is none that Teams would take; the message names each field. */
export class BadManifestError extends Error {
  override name = 'BadManifestError' as const;
}

// Deliberately loose: what is filled in is judged together with everything else.
const Template = z.looseObject({
  developer: z.looseObject({}),
  name: z.looseObject({}),
  bots: z.array(z.looseObject({})),
});

const check = <T>(schema: z.ZodType<T>, value: unknown): T => {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const problems = result.error.issues.map(({ path, message }) => `manifest.json: ${path.join('.') || 'all of it'}: ${message}`);
  throw new BadManifestError(problems.join('\n'));
};

/** The template (parsed JSON) with one organisation's values; throws `BadManifestError`. */
export const fillManifest = (template: unknown, { appId, name, organisation, website, appVersion }: Filling): AppManifest => {
  const given = check(Template, template);
  return check(AppManifest, {
    ...given,
    ...(appVersion === undefined ? {} : { version: appVersion }),
    id: appId,
    developer: {
      ...given.developer,
      ...(organisation === undefined ? {} : { name: organisation }),
      ...(website === undefined ? {} : { websiteUrl: website, privacyUrl: website, termsOfUseUrl: website }),
    },
    name: { ...given.name, ...(name === undefined ? {} : { short: name, full: name }) },
    bots: given.bots.map((bot) => ({ ...bot, botId: appId })),
  });
};
