/** How mail leaves the machine. Either way is loaded only when it is the one. */
import type { Log } from '../../bots/log.ts';
import type { Mailer } from '../../workflow/ports.ts';
import type { PersonId } from '../../workflow/request.ts';
import type { SmtpSettings } from '../../workflow/smtp/mailer.ts';

/** Mail as it is to be sent, its password and certificates read. */
export type MailSettings =
  | { readonly kind: 'ses'; readonly from: PersonId }
  | { readonly kind: 'smtp'; readonly from: PersonId; readonly smtp: SmtpSettings };

export const mailerOf = async (mail: MailSettings, log: Log): Promise<Mailer> => {
  switch (mail.kind) {
    case 'ses':
      return (await import('../aws/mail.ts')).mailAdapter(mail.from);
    case 'smtp':
      return (await import('../../workflow/smtp/mailer.ts')).smtpMailer(mail.smtp, mail.from, (answer) => log('mailbox-dead', { answer }));
    default:
      return mail satisfies never;
  }
};
