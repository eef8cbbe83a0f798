/** The SES mailer against an SES that somebody else wrote. */
import { randomUUID } from 'node:crypto';
import { CreateEmailIdentityCommand } from '@aws-sdk/client-sesv2';
import { expect, test } from 'vitest';
import { sesMailer } from '../../src/workflow/aws/mailer.ts';
import type { PersonId } from '../../src/workflow/request.ts';
import { ses } from './clients.ts';
import { mailsFrom } from './moto-mails.ts';

const person = (address: string) => address as PersonId;

test('a mail is taken from a verified sender, with its people, subject and text', async () => {
  const from = `egress-${randomUUID()}@example.ac.uk`;
  await ses.send(new CreateEmailIdentityCommand({ EmailIdentity: from }));
  await sesMailer(ses, from).send({
    to: [person('grace@example.ac.uk')],
    cc: [person('ig@example.ac.uk')],
    subject: 'Abgelehnt: „Größe“ 研究',
    body: 'Reason: row 3 names a patient.\nGröße 👩‍🔬\n',
  });
  const sent = await mailsFrom(from);
  if (!sent) return;
  expect(sent).toEqual([
    {
      source: from,
      subject: 'Abgelehnt: „Größe“ 研究',
      body: 'Reason: row 3 names a patient.\nGröße 👩‍🔬\n',
      destinations: expect.objectContaining({ ToAddresses: ['grace@example.ac.uk'], CcAddresses: ['ig@example.ac.uk'] }),
    },
  ]);
});

test('a sender that SES does not know is an error', async () => {
  const mail = { to: [person('grace@example.ac.uk')], cc: [], subject: 's', body: 'b' };
  await expect(sesMailer(ses, `unverified-${randomUUID()}@unverified.example`).send(mail)).rejects.toMatchObject({
    name: 'MessageRejected',
  });
});
