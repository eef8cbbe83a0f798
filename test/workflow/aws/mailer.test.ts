/** The SES mailer keeps its contract, against a server that takes mail as SES version 2 does. */
import { SESv2Client } from '@aws-sdk/client-sesv2';
import { afterAll, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { sesMailer } from '../../../src/workflow/aws/mailer.ts';
import { BadInputError } from '../../../src/workflow/errors.ts';
import type { Mail } from '../../../src/workflow/ports.ts';
import type { PersonId } from '../../../src/workflow/request.ts';
import { mailerContract } from '../../contract/mailer.ts';
import { listen } from './listen.ts';

const Charset = z.literal('UTF-8');
const Sent = z.strictObject({
  FromEmailAddress: z.literal('egress@example.ac.uk'),
  Destination: z.strictObject({ ToAddresses: z.array(z.string()), CcAddresses: z.array(z.string()) }),
  Content: z.strictObject({
    Simple: z.strictObject({
      Subject: z.strictObject({ Data: z.string(), Charset }),
      Body: z.strictObject({ Text: z.strictObject({ Data: z.string(), Charset }) }),
    }),
  }),
});

let mails: Mail[] = [];
let refusals = 0;

const server = await listen(({ path, body }) => {
  if (refusals > 0) {
    refusals -= 1;
    return {
      status: 429,
      headers: { 'x-amzn-errortype': 'TooManyRequestsException' },
      body: { message: 'Maximum sending rate exceeded.' },
    };
  }
  const parsed = Sent.safeParse(body);
  if (path !== '/v2/email/outbound-emails' || !parsed.success)
    return { status: 400, headers: { 'x-amzn-errortype': 'BadRequestException' }, body: { message: 'not a mail' } };
  const { Destination, Content } = parsed.data;
  mails.push({
    to: Destination.ToAddresses as PersonId[],
    cc: Destination.CcAddresses as PersonId[],
    subject: Content.Simple.Subject.Data,
    body: Content.Simple.Body.Text.Data,
  });
  return { status: 200, body: { MessageId: `m-${mails.length}` } };
});
const client = new SESv2Client({
  endpoint: server.endpoint,
  region: 'eu-west-2',
  credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
});
afterAll(async () => {
  client.destroy();
  await server.stop();
});

mailerContract('SES', async () => {
  mails = [];
  return { mailer: sesMailer(client, 'egress@example.ac.uk'), sent: async () => mails };
});

const person = 'grace@example.ac.uk' as PersonId;

describe('SES in particular', () => {
  test('a sender that is not one plain address stops the process at start', () => {
    for (const from of ['', 'Egress <egress@example.ac.uk>', 'a@b.c\r\nBcc: d@e.f'])
      expect(() => sesMailer(client, from)).toThrow(BadInputError);
  });

  test('more people than SES takes are refused at once', async () => {
    mails = [];
    const cc = Array.from({ length: 50 }, (_, index) => `p${index}@example.ac.uk` as PersonId);
    const mailer = sesMailer(client, 'egress@example.ac.uk');
    await expect(mailer.send({ to: [person], cc, subject: 's', body: 'b' })).rejects.toThrow(BadInputError);
    await mailer.send({ to: [person], cc: cc.slice(1), subject: 's', body: 'b' });
    expect(mails).toHaveLength(1);
  });

  test('a mail that SES puts off is sent again, once', async () => {
    mails = [];
    refusals = 1;
    await sesMailer(client, 'egress@example.ac.uk').send({ to: [person], cc: [], subject: 's', body: 'b' });
    expect(mails).toHaveLength(1);
  });
});
