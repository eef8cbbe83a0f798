/** The client of SES, with limits. */
import { SESv2Client } from '@aws-sdk/client-sesv2';
import { retries, small } from './client-settings.ts';

export const sesClient = (): SESv2Client => new SESv2Client({ ...retries, requestHandler: small(5000) });
