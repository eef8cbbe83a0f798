/** E-mail; loaded only when one is sent. */
import { sesClient } from '../../workflow/aws/clients.ts';
import { sesMailer } from '../../workflow/aws/mailer.ts';
import type { Mailer } from '../../workflow/ports.ts';

export const mailAdapter = (from: string): Mailer => sesMailer(sesClient(), from);
