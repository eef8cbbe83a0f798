/** E-mail by Amazon SES. */
import type { SESv2Client } from '@aws-sdk/client-sesv2';
import { SendEmailCommand } from '@aws-sdk/client-sesv2';
import { checkAddress, checkedMail } from '../mail.ts';
import type { Mailer } from '../ports.ts';

/** Sends from one verified address. Throws `BadInputError` for a subject or an address that could add a header or a recipient (I13). */
export const sesMailer = (client: SESv2Client, from: string): Mailer => {
  checkAddress('from', from);
  return {
    send: async (mail) => {
      const { to, cc, subject, body } = checkedMail(mail);
      await client.send(
        new SendEmailCommand({
          FromEmailAddress: from,
          Destination: { ToAddresses: [...to], CcAddresses: [...cc] },
          Content: { Simple: { Subject: { Data: subject, Charset: 'UTF-8' }, Body: { Text: { Data: body, Charset: 'UTF-8' } } } },
        }),
      );
    },
  };
};
