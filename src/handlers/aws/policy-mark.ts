/** Which policy file the stack's functions work by, noted in the table: a server beside them that was given another one must not answer anybody (I3). */
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { dynamoRecords } from '../../workflow/aws/records.ts';
import type { Policy } from '../../workflow/policy.ts';
import type { Versioned } from '../../workflow/ports.ts';
import type { Sha256 } from '../../workflow/request.ts';

type PolicyMark = Versioned & { readonly digest: Sha256 };

const place = { partition: 'policy', key: 'of-the-functions' } as const;

export const policyMark = (client: DynamoDBClient, table: string) => {
  const marks = dynamoRecords<PolicyMark>(client, { table, collection: 'installation' });
  const read = async (): Promise<PolicyMark | undefined> => (await marks.list({ partition: place.partition, prefix: place.key }))[0];
  return {
    /** The digest of the functions' policy; undefined when none of them has said so yet. */
    read: async (): Promise<Sha256 | undefined> => (await read())?.digest,
    /** Notes the digest when it is another one; of two that do so at once the next call of either mends it. */
    note: async ({ digest }: Pick<Policy, 'digest'>): Promise<void> => {
      const before = await read();
      if (before?.digest !== digest) await marks.write({ ...place, version: (before?.version ?? 0) + 1, digest });
    },
  };
};
