/** The form of the file that says what an installation on one machine consists of; what its parts allow and all of it does not is `installation-file.ts`'s to say. */
import { isIP } from 'node:net';
import * as z from 'zod';
import { block, matching, wholeNumber } from '../../workflow/fields.ts';
import type { PersonId } from '../../workflow/request.ts';
import { baseUrl, loopbackUrl, lowerGuid } from '../settings.ts';
import { ObjectsInS3, QueuePlace, StackPlaces, TopicPlace } from './places.ts';
import { SecretPlace } from './secrets.ts';

const path = (of: string) =>
  z
    .string(`the path of ${of}`)
    .min(1, `the path of ${of}`)
    .refine((text) => !/^~(\/|$)/.test(text), `the path of ${of}; ~ is no folder here: write it whole`);
const ipAddress = z
  .string('an IP address, such as 127.0.0.1')
  .refine((text) => isIP(text) !== 0, 'an IP address, such as 127.0.0.1')
  .default('127.0.0.1');

const isLoopback = (host: string): boolean => host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));

const sender = (expected: string) => z.email(expected).transform((email) => email as PersonId);
/** Names of this machine alone, which nothing that is said to crosses a network. */
const isThisMachine = (host: string): boolean => host === 'localhost' || isLoopback(host);

const Mail = z.discriminatedUnion(
  'kind',
  [
    block({ kind: z.literal('ses').optional(), from: sender('an e-mail address that is verified in SES') }),
    block({
      kind: z.literal('smtp'),
      from: sender('the e-mail address that mail is sent from'),
      host: matching(/^[A-Za-z0-9.:-]{1,253}$/, 'the name of the mail server, as its certificate has it'),
      port: wholeNumber(1, 65_535).default(587),
      tls: z
        .enum(['starttls', 'implicit', 'none'], '"starttls", "implicit" (usually port 465), or "none" for a relay on this machine')
        .default('starttls'),
      user: z.string('the name that this server signs in by').min(1, 'the name that this server signs in by').optional(),
      password: SecretPlace.optional(),
      /** For a server whose certificate the organisation signed itself. */
      caFile: path("the certificates (PEM) that the mail server's is trusted by").optional(),
    })
      .refine(({ tls, host, user }) => tls !== 'none' || (isThisMachine(host) && user === undefined), {
        path: ['tls'],
        error: '"starttls" or "implicit": without TLS, a relay on this machine alone is spoken to, and no password is sent',
      })
      .refine(({ user, password }) => (user === undefined) === (password === undefined), {
        path: ['password'],
        error: 'both user and password, or neither',
      }),
  ],
  '"ses" or "smtp" as kind',
);

/** Looked at whatever is wrong with what stands in the same block. */
const whateverElse = { when: ({ value }: { readonly value: unknown }) => typeof value === 'object' && value !== null };

export const FileForm = block({
  $schema: z.string('the path of the schema').optional(),
  policyFile: path('the policy file'),
  dataFolder: path('the folder that keeps everything').optional(),
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
      ...whateverElse,
      path: ['signingSecret'],
      error: 'either a signingSecret, when Slack calls this server, or an appToken, when it connects to Slack (Socket Mode)',
    })
    .optional(),
  teams: block({
    appId: lowerGuid("the bot registration's application (client) id"),
    tenantId: lowerGuid("the bot registration's directory (tenant) id"),
    password: SecretPlace,
    /** For a rehearsal. */
    standIn: block({ loginUrl: loopbackUrl, openIdMetadataUrl: loopbackUrl, graphUrl: loopbackUrl.exactOptional() }).optional(),
  }).optional(),
  intake: block({
    folder: block({ path: path('the folder that notifications are put into'), everySeconds: wholeNumber(1, 3600).default(5) }).optional(),
    sns: TopicPlace.optional(),
    queue: QueuePlace.optional(),
  })
    .refine(({ folder, sns, queue }) => folder !== undefined || sns !== undefined || queue !== undefined, {
      error: 'a folder, sns, a queue, or several of them',
    })
    .optional(),
  s3: ObjectsInS3.optional(),
  stack: StackPlaces.optional(),
  mail: Mail.optional(),
  shutdownSeconds: wholeNumber(1, 600).default(25),
})
  .refine(({ slack, teams }) => slack !== undefined || teams !== undefined, {
    ...whateverElse,
    path: ['slack'],
    error: 'a block for Slack, one for Teams, or both',
  })
  .refine(({ publicUrl, listen }) => publicUrl !== undefined || !isIP(listen?.host) || isLoopback(listen.host), {
    ...whateverElse,
    path: ['publicUrl'],
    error: 'the https address that people reach this server at, unless it listens for this machine alone',
  });
export type FileForm = z.output<typeof FileForm>;

/** JSON Schema of the file for editors (`docs/installation.schema.json`). */
export const installationJsonSchema = (): unknown => ({
  title: 'Sallyport installation file',
  ...z.toJSONSchema(FileForm, { io: 'input' }),
});
