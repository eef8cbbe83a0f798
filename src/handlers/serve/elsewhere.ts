/** What an installation on one machine keeps in AWS. Loaded only when it does: those clients are large. */

import type { Log } from '../../bots/log.ts';
import type { Elsewhere } from '../compose-local.ts';
import type { MachineFile, S3Places } from './installation-file.ts';
import { mailerOf } from './mail.ts';

const inS3 = async (places: S3Places): Promise<Omit<Elsewhere, 'mailer'>> => {
  const [{ objectAdapters }, { swbRegister }, { dynamoClient }] = await Promise.all([
    import('../aws/objects.ts'),
    import('../../workflow/aws/register.ts'),
    import('../../workflow/aws/dynamo-client.ts'),
  ]);
  return { ...objectAdapters(places), register: swbRegister(dynamoClient(), places.egressStoreTable) };
};

/** The adapters that take the place of folders and of the local outbox. */
export const elsewhereOf = async ({ s3, mail }: Pick<MachineFile, 's3' | 'mail'>, log: Log): Promise<Partial<Elsewhere>> => ({
  ...(s3 ? await inS3(s3) : {}),
  ...(mail ? { mailer: await mailerOf(mail, log) } : {}),
});
