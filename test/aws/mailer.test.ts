/** The SES mailer against an SES that somebody else wrote. */
import { randomUUID } from 'node:crypto';
import { CreateEmailIdentityCommand } from '@aws-sdk/client-sesv2';
import { expect, test } from 'vitest';
import * as z from 'zod';
import { sesMailer } from '../../src/workflow/aws/mailer.ts';
import type { PersonId } from '../../src/workflow/request.ts';
import { endpointOf, ses } from './clients.ts';

const person = (address: string) => address as PersonId;

/** moto's own page of what it holds. */
const MotoData = z.object({
  ses: z.object({
    Message: z.array(
      z.object({ source: z.string(), subject: z.string(), body: z.string(), destinations: z.record(z.string(), z.array(z.string())) }),
    ),
  }),
});

test('a mail is taken from a verified sender, with its people, subject and text', async () => {
  const from = `egress-${randomUUID()}@example.ac.uk`;
  await ses.send(new CreateEmailIdentityCommand({ EmailIdentity: from }));
  await sesMailer(ses, from).send({
    to: [person('grace@example.ac.uk')],
    cc: [person('ig@example.ac.uk')],
    subject: 'Abgelehnt: „Größe“ 研究',
    body: 'Reason: row 3 names a patient.\nGröße 👩‍🔬\n',
  });
  const answer = await fetch(`${endpointOf('SESV2')}/moto-api/data.json`);
  // Only moto shows what was sent; elsewhere that it was taken must do.
  if (!answer.ok) return;
  const sent = MotoData.parse(await answer.json()).ses.Message.filter(({ source }) => source === from);
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
