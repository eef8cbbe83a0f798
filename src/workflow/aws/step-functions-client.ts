/** The client of Step Functions, with limits. */
import { SFNClient } from '@aws-sdk/client-sfn';
import { retries, small } from './client-settings.ts';

export const stepFunctionsClient = (): SFNClient => new SFNClient({ ...retries, requestHandler: small(5000) });
