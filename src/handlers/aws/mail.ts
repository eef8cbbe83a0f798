/** E-mail; loaded only when one is sent. */

import { sesMailer } from '../../workflow/aws/mailer.ts';
import { sesClient } from '../../workflow/aws/ses-client.ts';
import type { Mailer } from '../../workflow/ports.ts';

export const mailAdapter = (from: string): Mailer => sesMailer(sesClient(), from);
