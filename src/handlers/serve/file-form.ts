/** The form of the file that says what an installation on one machine consists of; what its parts allow and all of it does not is `installation-file.ts`'s to say. */
import { isIP } from 'node:net';
import * as z from 'zod';
import { block, wholeNumber } from '../../workflow/fields.ts';
import type { PersonId } from '../../workflow/request.ts';
import { baseUrl, loopbackUrl, lowerGuid } from '../settings.ts';
import { ObjectsInS3, QueuePlace, StackPlaces, TopicPlace } from './places.ts';
import { SecretPlace } from './secrets.ts';

const path = (of: string) => z.string(`the path of ${of}`).min(1, `the path of ${of}`);
const ipAddress = z
  .string('an IP address, such as 127.0.0.1')
  .refine((text) => isIP(text) !== 0, 'an IP address, such as 127.0.0.1')
  .default('127.0.0.1');

const isLoopback = (host: string): boolean => host === '::1' || /^127\./.test(host);

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
    sns: TopicPlace.optional(),
    queue: QueuePlace.optional(),
  })
    .refine(({ folder, sns, queue }) => folder !== undefined || sns !== undefined || queue !== undefined, {
      error: 'a folder, sns, a queue, or several of them',
    })
    .optional(),
  s3: ObjectsInS3.optional(),
  stack: StackPlaces.optional(),
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
export type FileForm = z.output<typeof FileForm>;

/** JSON Schema of the file for editors (`docs/installation.schema.json`). */
export const installationJsonSchema = (): unknown => ({
  title: 'Sallyport installation file',
  ...z.toJSONSchema(FileForm, { io: 'input' }),
});
