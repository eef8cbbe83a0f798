/** What an installation on one machine keeps in AWS. Loaded only when it does: those clients are large. */
import type { Elsewhere } from '../compose-local.ts';
import type { MachineFile, S3Places } from './installation-file.ts';

const inS3 = async (places: S3Places): Promise<Omit<Elsewhere, 'mailer'>> => {
  const [{ objectAdapters }, { swbRegister }, { dynamoClient }] = await Promise.all([
    import('../aws/objects.ts'),
    import('../../workflow/aws/register.ts'),
    import('../../workflow/aws/dynamo-client.ts'),
  ]);
  return { ...objectAdapters(places), register: swbRegister(dynamoClient(), places.egressStoreTable) };
};

/** The adapters that take the place of folders and of the local outbox. */
export const elsewhereOf = async ({ s3, mailFrom }: Pick<MachineFile, 's3' | 'mailFrom'>): Promise<Partial<Elsewhere>> => ({
  ...(s3 ? await inS3(s3) : {}),
  ...(mailFrom === undefined ? {} : { mailer: (await import('../aws/mail.ts')).mailAdapter(mailFrom) }),
});
